import { describe, expect, it } from '@jest/globals';
import { catalogueFor, type TextCatalogue } from '../../../libs/domain/texts/catalogue.js';
import { formatDay } from '../../../libs/domain/texts/say-values.js';

const catalogues = ['en', 'it', 'sr-Latn'].map((language): TextCatalogue => ({ language, revision: 1, messages: {}, mails: {} }));

describe('the catalogue of a reader', () => {
  it.each([
    ['it', 'it'],
    ['sr-Latn', 'sr-Latn'],
    ['sr', 'sr-Latn'],
    ['pt', 'en'],
  ])('for %s is %s', (language, found) => {
    expect(catalogueFor(catalogues, language).language).toBe(found);
  });

  it('stands in the script of the dates that it names', () => {
    expect(formatDay('2027-03-12', 'sr')).toBe(formatDay('2027-03-12', 'sr-Latn'));
    expect(formatDay('2027-03-12', 'sr')).toMatch(/^petak 12\. mart 2027/);
  });
});
