import { describe, expect, it } from '@jest/globals';
import { readProgramme, shippedProgrammes } from '../../../infra/programme-files/read-programme.js';
import { mailKinds, promptKinds } from '../../../libs/domain/programme/vocabulary.js';
import { SaidTexts } from './used-texts.js';

const read = readProgramme(shippedProgrammes[0]!);
if (!read.ok) throw new Error('the shipped programme is not sound');
const { definition, texts } = read;
const said = new SaidTexts(wordsIn(definition));

describe('nobody translates what is never said', () => {
  it.each(texts.map((catalogue) => [catalogue.language, catalogue] as const))('in %s, each sentence is said by some code', (_language, { messages }) => {
    expect(Object.keys(messages).filter((key) => !said.has(key))).toEqual([]);
  });

  it('each mail is sent by some code', () => {
    const notAsked = mailKinds.filter((kind) => !(promptKinds as readonly string[]).includes(kind));
    expect(notAsked.filter((kind) => !said.names(kind))).toEqual([]);
  });

  it('a sentence that no code says is found', () => {
    for (const key of ['words.nowhere', 'pages.refused.nowhere', 'forms.enquiry.fields.nowhere.label', 'mail.callUs']) expect(said.has(key)).toBe(false);
    for (const key of ['pages.receipt.title', 'prompts.sign.history.signed', 'forms.enquiry.fields.email.label']) expect(said.has(key)).toBe(true);
  });
});

/** Every name and value of a definition, such as keys of fields and their options. */
function wordsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return [...(Array.isArray(value) ? [] : Object.keys(value)), ...Object.values(value).flatMap(wordsIn)];
}
