/** Fields that are needed for a visit and deleted some time after it, such as access needs. */
import { promptKinds, type PromptKind, type Slot, type StaffRole } from '../programme/vocabulary.js';
import type { Definition } from '../programme/definition.js';
import type { Field } from '../programme/form-schema.js';

/** A field, the question whose answer holds it, who may read it, and for how long it is kept. */
export interface VisitOnlyField {
  kind: PromptKind;
  key: string;
  /** The text that names it. */
  label: string;
  readers: readonly (Slot | StaffRole)[];
  /** Days after the last day of the visit. */
  days: number;
}

/** The fields of a programme that are needed for a visit only. */
export function visitOnlyFields({ prompts, forms }: Pick<Definition, 'prompts' | 'forms'>): VisitOnlyField[] {
  return promptKinds.flatMap((kind) => {
    const form = prompts[kind].form ?? '';
    const fields: readonly Field[] = forms[form]?.fields ?? [];
    return fields.flatMap(({ key, forVisitOnly, confidential = [] }) =>
      forVisitOnly === undefined ? [] : [{ kind, key, label: `forms.${form}.fields.${key}.label`, readers: confidential, days: Number.parseInt(forVisitOnly, 10) }],
    );
  });
}
