import type { FieldError } from '../../../../libs/domain/forms/field-errors.js';
import type { Form } from '../../../../libs/domain/programme/form-schema.js';
import type { TextCatalogue } from '../../../../libs/domain/texts/catalogue.js';
import { fieldOfObjection } from '../../../../libs/answers/objection-field.js';
import { sayObjection, type Objection } from '../../../../libs/staff/objections/objections.js';
import type { ShownError } from '../../../../libs/ui/index.js';

/** Everything that is wrong with a form that was refused: each at its field, where it has one, else with the whole. */
export function shownErrors(
  { form, texts }: { form: Form; texts: TextCatalogue },
  { errors = [], refusals = [] }: { errors?: readonly FieldError[] | undefined; refusals?: readonly Objection[] | undefined },
  partyName: (party: string) => string,
): ShownError[] {
  return [...errors, ...refusals.map((refusal) => ({ field: fieldOfObjection(form, refusal) ?? '', said: sayObjection(texts, refusal, partyName) }))];
}
