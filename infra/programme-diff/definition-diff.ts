import { canonicalJson } from '../../libs/domain/forms/canonical-json.js';
import type { Definition } from '../../libs/domain/programme/definition.js';
import { ruleName, sayRule } from './say-rule.js';

/** One rule that differs between two versions of a definition. */
export interface RuleChange {
  /** Keys from the top, such as `prompts.sign.due`; an entry of a list by its key, such as `forms.enquiry.fields.name`. */
  path: string;
  /** What it was and is, in words; absent where the rule is new or gone. */
  before?: string;
  after?: string;
}

/** Every rule that differs, in the order in which the newer version has them; what is gone comes last. */
export function definitionChanges(before: Definition, after: Definition): RuleChange[] {
  const [was, is] = [rulesOf(before), rulesOf(after)];
  const paths = [...is.keys(), ...[...was.keys()].filter((path) => !is.has(path))];
  return paths.flatMap((path) => {
    const [old, now] = [was.get(path), is.get(path)];
    if (old !== undefined && now !== undefined && canonicalJson(old) === canonicalJson(now)) return [];
    return [{ path, ...(old !== undefined && { before: sayRule(path, old) }), ...(now !== undefined && { after: sayRule(path, now) }) }];
  });
}

/** A change as one line: `prompts.sign.due (please answer by): 10 working days -> 5 working days`. */
export function changeLine({ path, before, after }: RuleChange): string {
  const name = ruleName(path);
  const what = `${path}${name ? ` (${name})` : ''}`;
  if (before === undefined) return `${what}: new: ${after}`;
  return after === undefined ? `${what}: gone; it was ${before}` : `${what}: ${before} -> ${after}`;
}

/** The rules of a definition by path; lists of plain values and of spans are one rule, other lists one for each entry. */
function rulesOf(definition: Definition): Map<string, unknown> {
  const rules = new Map<string, unknown>();
  collect(rules, [], definition);
  rules.delete('version');
  return rules;
}

function collect(rules: Map<string, unknown>, path: string[], value: unknown): void {
  const below = branches(value);
  if (!below) {
    if (value !== undefined && value !== null) rules.set(path.join('.'), value);
    return;
  }
  for (const [key, one] of below) collect(rules, [...path, key], one);
}

function branches(value: unknown): [string, unknown][] | undefined {
  if (Array.isArray(value)) {
    const keyed = value.length > 0 && value.every((one) => typeof (one as { key?: unknown } | null)?.key === 'string');
    return keyed ? value.map((one: { key: string }) => [one.key, withoutKey(one)]) : undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const keys = Object.keys(value);
  const isSpan = keys.length === 2 && keys.includes('from') && keys.includes('to');
  return isSpan ? undefined : Object.entries(value);
}

function withoutKey({ key: _, ...rest }: { key: string }): object {
  return rest;
}
