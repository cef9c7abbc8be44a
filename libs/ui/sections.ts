import type { Field, Form } from '../domain/programme/form-schema.js';

/** A form's fields as a page groups them: by section, in the order of each section's first field. */
export function sectionsOf(form: Form): { section: string | undefined; fields: Field[] }[] {
  const groups: { section: string | undefined; fields: Field[] }[] = [];
  for (const field of form.fields) {
    const group = groups.find((each) => each.section === field.section);
    if (group === undefined) groups.push({ section: field.section, fields: [field] });
    else group.fields.push(field);
  }
  return groups;
}
