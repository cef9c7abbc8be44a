import { describe, expect, test } from '@jest/globals';
import type { Form } from '../../../libs/domain/programme/form-schema.js';
import { readForm } from '../../../libs/domain/forms/read-form.js';
import { plainName } from '../../../libs/files/file-name.js';
import { replyText } from '../../../libs/mail/incoming/reply-text.js';
import { withstandsStrangers } from '../../fuzz/hostile.js';
import { tooSteep } from '../../fuzz/growth.js';
import { parsers } from '../../fuzz/strangers.js';

describe('whatever strangers send is read in a time that grows as it does', () => {
  test.each(parsers)('$name', async (parser) => {
    await withstandsStrangers(parser, { numRuns: 4, seed: 9, longest: parser.longest / 5 });
  });

  test('a rule that looks at everything again and again would be noticed', async () => {
    const careless = (text: string): unknown => /[ .]+$/.test(text);
    expect(await tooSteep(careless, (size) => `${' '.repeat(size)}x`, 20_000)).toMatch(/times as long/);
  });
});

describe('what once stopped everything costs milliseconds', () => {
  test.each<[string, (text: string) => unknown, (size: number) => string]>([
    ['a mail of lines with a colon', (text) => replyText(text, undefined), (size) => ':\n'.repeat(size / 2)],
    ['a comment of blanks', (text) => readForm(of('long-text'), { said: text }), (size) => `x${' '.repeat(size)}x`],
    ['a title of blanks', (text) => readForm(of('short-text'), { said: text }), (size) => `x${' '.repeat(size)}x`],
    ['a file whose name is dots', plainName, (size) => `x${'. '.repeat(size / 2)}x`],
  ])('%s', async (_what, parse, make) => {
    expect(await tooSteep(parse, make, 60_000)).toBeUndefined();
  });
});

/** A form that asks for one text. */
function of(type: 'short-text' | 'long-text'): Form {
  return { fields: [{ key: 'said', type, required: false }] } as unknown as Form;
}
