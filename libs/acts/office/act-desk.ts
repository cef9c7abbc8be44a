import type { EntityManager } from 'typeorm';
import type { ActKind, Acts } from '../../contracts/dossier/index.js';
import { PromptEntity, type StaffMemberEntity } from '../../platform/db/entities/index.js';
import { editionNow } from '../../platform/clock/edition-clock.js';
import type { FieldError } from '../../domain/forms/field-errors.js';
import type { FormValue } from '../../domain/forms/read-form.js';
import { catalogueFor, has, say, type TextCatalogue } from '../../domain/texts/catalogue.js';
import { loadDossier, type DossierRecord } from '../../dossier/record/dossier-record.js';
import { sayObjection, type Objection } from '../../staff/objections/objections.js';
import { nameOfParty } from '../../dossier/record/say-dossier.js';
import type { Consequences } from './consequences.js';
import type { ActStanding } from '../../domain/kinds/exchange/act-refusals.js';
import { actStandings } from '../standing.js';

/** Everything by which a member of staff's act on one exchange is judged. */
export interface ActDesk {
  db: EntityManager;
  staff: StaffMemberEntity;
  record: DossierRecord;
  standing: ActStanding;
  /** Open questions, in the order in which they were asked. */
  open: PromptEntity[];
  /** The office's language. */
  texts: TextCatalogue;
  /** The exchange's clock, ISO 8601 UTC. */
  now: string;
}

/** Why an act is not carried out: a code for programs, a sentence with what to do instead for people. */
export interface ActRefusal {
  code: string;
  sentence: string;
}

/** One thing that the exchange is told to do. */
export type ActInput = { [K in ActKind]: { kind: K; input: Acts[K] } }[ActKind];

/**
 * What the exchange gets, made when the act is given: a person that it names is put on file then. One act can be several
 * things, where one alone would be worth nothing.
 */
export type MakeInput = (tx: EntityManager) => Promise<[ActInput, ...ActInput[]]>;

/** What came of judging an act whose form is in order. */
export type JudgedAct =
  | { ok: true; make: MakeInput; payload: FormValue; consequences: Consequences }
  | { ok: false; errors: readonly FieldError[]; refusals: readonly ActRefusal[] };

/** Reads what an act on an exchange is judged by. Throws when there is no such exchange. */
export async function openActDesk(db: EntityManager, staff: StaffMemberEntity, ref: string): Promise<ActDesk> {
  const record = await loadDossier(db, ref);
  const { definition, texts } = record.programme;
  return {
    db,
    staff,
    record,
    standing: (await actStandings(db, [ref])).get(ref)!,
    open: await db.find(PromptEntity, { where: { ref, status: 'open' }, order: { askedAt: 'ASC', id: 'ASC' } }),
    texts: catalogueFor(texts, definition.languages[0] ?? 'en'),
    now: await editionNow(db, record.edition.id),
  };
}

/** The sentence of a code with which an exchange, or we before it, refuse an act. */
export function sayActRefusal(texts: TextCatalogue, code: string, phone: string, said: Readonly<Record<string, string>> = {}): string {
  const key = `pages.refused.${code}`;
  return has(texts, key) ? say(texts, key, { phone, ...said }) : say(texts, 'pages.refused.title');
}

/** Refuses with a code of `pages.refused`, whose sentence may name values. */
export function refuse(
  { texts, record }: Pick<ActDesk, 'texts' | 'record'>,
  code: string,
  said: Readonly<Record<string, string>> = {},
): Extract<JudgedAct, { ok: false }> {
  const { officePhone } = record.programme.definition.brand;
  return { ok: false, errors: [], refusals: [{ code, sentence: sayActRefusal(texts, code, officePhone, said) }] };
}

/** Refuses with reasons of eligibility or of who may decide. */
export function object({ texts, record }: Pick<ActDesk, 'texts' | 'record'>, objections: readonly Objection[]): Extract<JudgedAct, { ok: false }> {
  const refusals = objections.map((each) => ({ code: each.code, sentence: sayObjection(texts, each, (party) => nameOfParty(record, party)) }));
  return { ok: false, errors: [], refusals };
}

/** Sends the form back for one field. */
export function wrongField(field: string, code: FieldError['code'], params: FieldError['params'] = {}): Extract<JudgedAct, { ok: false }> {
  return { ok: false, errors: [{ field, code, params }], refusals: [] };
}
