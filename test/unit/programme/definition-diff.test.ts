import { describe, expect, test } from '@jest/globals';
import { changeLine, definitionChanges } from '../../../infra/programme-diff/definition-diff.js';
import { sayDuration } from '../../../infra/programme-diff/say-rule.js';
import { textChanges } from '../../../infra/programme-diff/texts-diff.js';
import { programmeA, readShipped } from '../domain/shipped.js';

const { definition, texts } = programmeA();

function linesAfter(...changes: [from: string, to: string][]): string[] {
  const read = readShipped(changes);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return definitionChanges(definition, read.definition).map(changeLine);
}

describe('rules that differ are said in words by their path', () => {
  test('none between a definition and itself, and a new number alone is no rule', () => {
    expect(linesAfter()).toEqual([]);
    expect(linesAfter(['version: 1\n', 'version: 7\n'])).toEqual([]);
  });

  test.each<[string, [string, string], string]>([
    ['a duration', ['due: 7wd\n    closes: 30d', 'due: 10wd\n    closes: 30d'], 'prompts.availability.due (please answer by): 7 working days -> 10 working days'],
    ['an amount', ["cap: '1175.00'", "cap: '1200.00'"], 'entitlements.visiting.cap (most that a party gets): 1,175.00 euro -> 1,200.00 euro'],
    ['the budget', ["budget: '30550.00'", "budget: '40000.00'"], 'edition.budget (budget): 30,550.00 euro -> 40,000.00 euro'],
    ['a list', ['reminders: [3wd, 6wd]', 'reminders: [6wd]'], 'prompts.availability.reminders (reminders): 3 working days, 6 working days -> 6 working days'],
    ['yes and no', ['differentCountries: false', 'differentCountries: true'], 'eligibility.differentCountries: no -> yes'],
    ['spans', ['{ from: 08-01, to: 08-31 }', '{ from: 08-01, to: 08-15 }'], 'calendar.quietPeriods (no mail in): 08-01 to 08-31, 12-20 to 01-06 -> 08-01 to 08-15, 12-20 to 01-06'],
    ['what is before a date', ['{ from: first-day, offset: -7d', '{ from: first-day, offset: -1d'], 'moments.week-before-visit.offset (distance): 7 days before -> 1 day before'],
    ['an entry of a list, by its key', ["amount: '165.00', unit: day, maxUnits: 5", "amount: '165.00', unit: day, maxUnits: 4"], 'entitlements.visiting.lines.subsistence.maxUnits (most units): 5 -> 4'],
    ['what is new', ['to: { role: programme }\n    due: edition-closes', 'to: { role: programme }\n    reminders: [2d]\n    due: edition-closes'], 'prompts.place.reminders (reminders): none -> 2 days'],
  ])('%s', (_, change, line) => {
    expect(linesAfter(change)).toEqual([line]);
  });

  test('a rule that is gone, and one that is new', () => {
    const { noticeBefore: _, ...without } = definition.prompts['host-wrap-up'];
    const shorter = { ...definition, prompts: { ...definition.prompts, 'host-wrap-up': without } };
    const path = 'prompts.host-wrap-up.noticeBefore (warned before it closes)';
    expect(definitionChanges(definition, shorter).map(changeLine)).toEqual([`${path}: gone; it was 10 working days`]);
    expect(definitionChanges(shorter, definition).map(changeLine)).toEqual([`${path}: new: 10 working days`]);
  });

  test.each([['1wd', '1 working day'], ['30d', '30 days'], ['6mo', '6 months'], ['12h', '12 hours'], ['-1d', '1 day before']])('%s is %s', (duration, words) => {
    expect(sayDuration(duration)).toBe(words);
  });
});

describe('texts that differ', () => {
  const revised = { ...texts, revision: texts.revision + 1, messages: { ...texts.messages, 'words.from': 'Since' } };

  test('none between texts and themselves', () => {
    expect(textChanges([texts], [texts])).toEqual([]);
  });

  test('are told by language with their revisions and what is said anew', () => {
    const mails = { ...texts.mails, code: { ...texts.mails['code']!, subject: 'Here is your code' } };
    expect(textChanges([texts], [{ ...revised, mails }])).toEqual([`texts en: revision ${texts.revision} -> ${texts.revision + 1}: mails code; 1 other sentences`]);
    expect(textChanges([texts], [{ ...texts, revision: texts.revision + 1 }])).toEqual([`texts en: revision ${texts.revision} -> ${texts.revision + 1}: nothing is said anew`]);
    expect(textChanges([texts], [texts, { ...texts, language: 'fr' }])).toEqual([`texts fr: new, revision ${texts.revision}`]);
    expect(textChanges([texts], [])).toEqual(['texts en: gone']);
  });

  test('without a higher revision would not be taken, which is said', () => {
    expect(textChanges([texts], [{ ...revised, revision: texts.revision }])).toEqual([expect.stringMatching(/the words differ \(1 other sentences\): raise `revision`/)]);
  });
});
