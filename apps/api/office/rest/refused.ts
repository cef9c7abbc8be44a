import type { FieldError } from '../../../../libs/domain/forms/field-errors.js';
import type { Section } from '../../../../libs/domain/sections/section.js';
import type { TextCatalogue } from '../../../../libs/domain/texts/catalogue.js';
import { sayFieldError } from '../../../../libs/domain/texts/say-values.js';
import type { FactDifference, Seen } from '../../../../libs/dossier/seen/facts-seen.js';
import { StaffRefusal } from '../access/refusals.js';

/** Refuses what was done on other facts than those now: with the difference, and all that is true now. */
export function refuseChanged(difference: readonly FactDifference[], now: { seen: Seen; sections: readonly Section[] }): never {
  throw new StaffRefusal('facts-changed', undefined, { difference, ...seenOut(now.seen), sections: now.sections });
}

/** Refuses a form, field by field. */
export function refuseForm(texts: TextCatalogue, errors: readonly FieldError[]): never {
  const said = errors.map((error) => ({ field: error.field, code: error.code, message: sayFieldError(texts, error) }));
  throw new StaffRefusal('form', said[0]?.message, { errors: said });
}

/** Refuses for a rule that speaks against it. */
export function refuseFor(refusals: readonly { code: string; sentence: string }[]): never {
  throw new StaffRefusal('refused', refusals.map(({ sentence }) => sentence).join(' '), { refusals });
}

/** What was shown, as the API says it. */
export function seenOut({ version, said }: Seen): { seen: string; seenFacts: Record<string, string> } {
  return { seen: version, seenFacts: { ...said } };
}

/** The fields of a body; anything else counts as none. */
export function fieldsOf(body: unknown): Readonly<Record<string, unknown>> {
  const fields = typeof body === 'object' && body !== null ? (body as { fields?: unknown }).fields : undefined;
  return typeof fields === 'object' && fields !== null && !Array.isArray(fields) ? (fields as Record<string, unknown>) : {};
}

/** A body as an object; anything else is an empty one. */
export function objectOf(body: unknown): Readonly<Record<string, unknown>> {
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Record<string, unknown>) : {};
}
