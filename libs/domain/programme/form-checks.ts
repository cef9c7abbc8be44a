/** Rules between the fields of a form. */
import type { Definition } from './definition.js';
import { factTypes, type Field, type Form } from './form-schema.js';
import type { Finding } from './problems.js';
import { promptChoices, promptKinds } from './vocabulary.js';

/** More files than one answer ever needs. */
const mostFiles = 20;

type Path = readonly (string | number)[];

/** Everything that contradicts something else in one form. */
export function checkForm(definition: Definition, name: string, form: Form): Finding[] {
  const path = ['forms', name];
  return [
    ...checkFields(form.fields, [...path, 'fields']),
    ...checkAnswers(definition, name, form),
    ...checkLong(definition, name, form),
    ...form.fields.flatMap((field, index) =>
      field.type === 'list' ? checkList(field, [...path, 'fields', index]) : [],
    ),
  ];
}

function checkFields(fields: readonly Field[], path: Path): Finding[] {
  const earlier = new Set<string>();
  return fields.flatMap((field, index) => {
    const findings = checkField(field, [...path, index], earlier, fields);
    if (earlier.has(field.key)) {
      findings.push({ path: [...path, index, 'key'], problem: `the field "${field.key}" stands in this form twice` });
    }
    earlier.add(field.key);
    return findings;
  });
}

function checkField(field: Field, path: Path, earlier: ReadonlySet<string>, fields: readonly Field[]): Finding[] {
  const findings: Finding[] = [];
  for (const rule of ['requiredWhen', 'onlyWhen'] as const) {
    const condition = field[rule];
    if (condition === undefined) continue;
    const other = fields.find((each) => each.key === condition.field);
    if (other === undefined || !earlier.has(condition.field)) {
      findings.push({ path: [...path, rule, 'field'], problem: `"${condition.field}" is no earlier field of this form`, allowed: [...earlier] });
      continue;
    }
    const options = other.type === 'choice' || other.type === 'choices' ? (other.options ?? []) : undefined;
    const wanted = typeof condition.is === 'boolean' ? [] : [condition.is].flat();
    for (const option of wanted.filter((each) => options !== undefined && !options.includes(each))) {
      findings.push({ path: [...path, rule, 'is'], problem: `"${option}" is no option of "${other.key}"`, allowed: options ?? [] });
    }
  }
  if (field.min !== undefined && field.max !== undefined && field.max < field.min) {
    findings.push({ path: [...path, 'max'], problem: `at most ${field.max} is less than at least ${field.min}` });
  }
  if (field.fact && field.type !== 'list' && !(factTypes as readonly string[]).includes(field.type)) {
    findings.push({
      path: [...path, 'fact'],
      problem: `a field of type ${field.type} may hold names or free text and never goes to the workflow`,
      allowed: factTypes,
    });
  }
  if (field.fact && field.personal) {
    findings.push({ path: [...path, 'fact'], problem: 'a personal field never goes to the workflow' });
  }
  if (field.forVisitOnly !== undefined && (field.fact || field.required || field.confidential === undefined)) {
    findings.push({ path: [...path, 'forVisitOnly'], problem: 'what is deleted after the visit is confidential, may be left empty, and never goes to the workflow' });
  }
  return [...findings, ...checkOptions(field, path), ...checkFiles(field, path)];
}

/** Files belong to the whole answer and are opened by whoever may read it. */
function checkFiles(field: Field, path: Path): Finding[] {
  if (field.type === 'list') {
    return field.fields.flatMap((each, index) =>
      each.type === 'files' ? [{ path: [...path, 'fields', index, 'type'], problem: 'files stand beside a list, not in its rows' }] : [],
    );
  }
  if (field.type !== 'files') return field.accept === undefined ? [] : [{ path: [...path, 'accept'], problem: `a field of type ${field.type} takes no files` }];
  return [
    ...(field.accept === undefined ? [{ path, problem: 'a field of type files needs what it accepts' }] : []),
    ...(field.max === undefined || field.max > mostFiles ? [{ path: [...path, 'max'], problem: `a field of type files takes from 1 to ${mostFiles} files` }] : []),
    ...(field.confidential === undefined ? [] : [{ path: [...path, 'confidential'], problem: 'files cannot be kept from some readers of an answer' }]),
  ];
}

function checkOptions(field: Field, path: Path): Finding[] {
  if (field.type === 'list') return [];
  const hasOptions = field.type === 'choice' || field.type === 'choices';
  if (hasOptions && field.options === undefined) {
    return [{ path, problem: `a field of type ${field.type} needs its options` }];
  }
  if (!hasOptions && field.options !== undefined) {
    return [{ path: [...path, 'options'], problem: `a field of type ${field.type} has no options` }];
  }
  if (field.default !== undefined && field.options !== undefined && !field.options.includes(field.default)) {
    return [{ path: [...path, 'default'], problem: `"${field.default}" is no option of this field`, allowed: field.options }];
  }
  return [];
}

function checkList(list: Extract<Field, { type: 'list' }>, path: Path): Finding[] {
  return [
    ...checkFields(list.fields, [...path, 'fields']),
    ...(list.fact ? [{ path: [...path, 'fact'], problem: 'mark the fields of a list as facts, not the list' }] : []),
  ];
}

/** A long form is saved as it is typed: nothing that is protected by a code may be typed into it. */
function checkLong(definition: Definition, name: string, form: Form): Finding[] {
  if (!form.long) return [];
  const path = ['forms', name, 'long'];
  const behindCode = promptKinds.filter((kind) => definition.prompts[kind].form === name && definition.prompts[kind].code);
  const accounts = form.fields.flatMap((field) => (field.type === 'list' ? field.fields : [field])).filter(({ type }) => type === 'iban' || type === 'bic');
  return [
    ...behindCode.map((kind) => ({ path, problem: `this form answers "${kind}", which needs a code: it cannot be saved half done` })),
    ...accounts.map(({ key }) => ({ path, problem: `bank details ("${key}") are never saved half done` })),
  ];
}

/** A form that answers a question offers exactly the choices that the question has. */
function checkAnswers(definition: Definition, name: string, form: Form): Finding[] {
  const kinds = promptKinds.filter((kind) => definition.prompts[kind].form === name);
  const path = ['forms', name, 'choice'];
  if (kinds.length === 0) return [];
  if (form.choice === undefined) return [{ path: ['forms', name], problem: `this form answers "${kinds[0]}" and needs a choice` }];
  const { choice } = form;
  return kinds.flatMap((kind): Finding[] => {
    const allowed = promptChoices[kind];
    if ('always' in choice) {
      return allowed.includes(choice.always)
        ? []
        : [{ path: [...path, 'always'], problem: `"${choice.always}" is no choice of "${kind}"`, allowed }];
    }
    const index = form.fields.findIndex((field) => field.key === choice.field);
    const field = form.fields[index];
    if (field === undefined || field.type !== 'choice' || !field.required) {
      return [{ path: [...path, 'field'], problem: `"${choice.field}" is no required choice field of this form` }];
    }
    if (field.default !== undefined) {
      return [{ path: ['forms', name, 'fields', index, 'default'], problem: 'an answer has no default choice' }];
    }
    return (field.options ?? [])
      .filter((option) => !allowed.includes(option))
      .map((option) => ({
        path: ['forms', name, 'fields', index, 'options'],
        problem: `"${option}" is no choice of "${kind}"`,
        allowed,
      }));
  });
}
