import { describe, expect, it } from '@jest/globals';
import { flatten } from '../../../libs/domain/forms/posted.js';
import { readField } from '../../../libs/domain/forms/read-field.js';
import type { PlainField } from '../../../libs/domain/programme/form-schema.js';

const field = (over: Partial<PlainField> & Pick<PlainField, 'type'>): PlainField => ({ key: 'x', required: false, personal: false, fact: false, ...over }) as PlainField;
const id = (n: number): string => `00000000-0000-4000-8000-00000000000${n}`;

/** The code of what is wrong with what was typed; undefined where it is taken. */
function wrongWith(one: PlainField, typed: string | string[]): string | undefined {
  const read = readField(one, new Map([['x', typeof typed === 'string' ? [typed] : typed]]), 'x');
  return read.ok ? undefined : read.errors[0]?.code;
}

describe('a field takes what is exactly at its limits and nothing beyond', () => {
  it.each<[string, PlainField, (string | string[])[], [string | string[], string][]]>([
    ['a text', field({ type: 'long-text', min: 2, max: 4 }), ['ab', 'abcd'], [['a', 'too-short'], ['abcde', 'too-long']]],
    ['a text of signs that take two units', field({ type: 'short-text', min: 2, max: 2 }), ['🚲🚲'], [['🚲', 'too-short'], ['🚲🚲🚲', 'too-long']]],
    ['a name', field({ type: 'name' }), ['x'.repeat(120)], [['x'.repeat(121), 'too-long']]],
    ['a number', field({ type: 'integer', min: 0, max: 5 }), ['0', '5'], [['-1', 'too-small'], ['6', 'too-large']]],
    ['an amount', field({ type: 'money', min: 100, max: 35_000 }), ['1', '1.00', '350.00'], [['0.99', 'amount-too-small'], ['350.01', 'amount-too-large']]],
    ['choices', field({ type: 'choices', min: 2, max: 3, options: ['a', 'b', 'c', 'd'] }), [['a', 'b'], ['a', 'b', 'c'], ['a', 'a', 'b']], [[['a'], 'too-few-options'], [['a', 'a'], 'too-few-options'], [['a', 'b', 'c', 'd'], 'too-many-options']]],
    ['files', field({ type: 'files', max: 2 }), [[id(1), id(2)], [id(1), id(1), id(2)]], [[[id(1), id(2), id(3)], 'too-many-files']]],
  ])('%s', (_what, one, taken, refused) => {
    for (const typed of taken) expect([typed, wrongWith(one, typed)]).toEqual([typed, undefined]);
    for (const [typed, code] of refused) expect([typed, wrongWith(one, typed)]).toEqual([typed, code]);
  });

  it('and nothing where it has no limits, or nothing was chosen', () => {
    expect(wrongWith(field({ type: 'integer' }), '-999999999')).toBeUndefined();
    expect(wrongWith(field({ type: 'money' }), '0')).toBeUndefined();
    expect(wrongWith(field({ type: 'choices', options: ['a'] }), ['a'])).toBeUndefined();
    expect(wrongWith(field({ type: 'choices', min: 2, options: ['a', 'b'] }), [])).toBeUndefined();
  });
});

describe('what was posted', () => {
  const nested = (depth: number, inner: unknown, wrap: (value: unknown) => unknown): unknown => (depth === 0 ? inner : wrap(nested(depth - 1, inner, wrap)));

  it('is looked at as deep as forms go, and no deeper, in objects as in lists', () => {
    const object = (depth: number) => [...flatten({ a: nested(depth, 'x', (value) => ({ b: value })) }).keys()];
    expect(object(6)).toEqual(['a.b.b.b.b.b.b']);
    expect(object(7)).toEqual([]);
    const rows = (depth: number) => [...flatten({ a: nested(depth, { b: 'x' }, (value) => [{ c: value }]) }).keys()];
    expect(rows(2)).toEqual(['a.0.c.0.c.b']);
    expect(rows(4)).toEqual([]);
  });

  it('keeps each text of a name, and no more names than any form has', () => {
    expect(flatten({ a: ['x', 'y'], n: 5, yes: true, none: null }).get('a')).toEqual(['x', 'y']);
    expect([...flatten({ n: 5, yes: true, none: null, f: () => 1 })]).toEqual([['n', ['5']], ['yes', ['true']]]);
    const many = Object.fromEntries(Array.from({ length: 5_001 }, (_, n) => [`n${n}`, 'x']));
    expect(flatten(many).size).toBe(5_000);
    expect(flatten({ ...many, n0: ['x', 'y'] }).get('n0')).toEqual(['x', 'y']);
  });
});
