import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../../infra/stack/project-files.js';
import { checkTexts } from '../../../libs/domain/texts/check-texts.js';
import { expectedTexts } from '../../../libs/domain/texts/expected-texts.js';
import { layered } from '../../../libs/domain/texts/layers.js';
import { readCatalogue } from '../../../libs/domain/texts/read-catalogue.js';
import { generalTexts } from '../../../libs/programmes/general-texts.js';
import { readShipped } from '../domain/shipped.js';

const shipped = readShipped();
if (!shipped.ok) throw new Error('the shipped programme is not sound');
const { definition, ownTexts } = shipped;
const general = generalTexts();

describe('what all programmes say alike', () => {
  it.each(general.map(({ language }) => language))('is sound in %s: nothing that no code says, no value that nobody fills in', (language) => {
    const read = readCatalogue({ file: language, text: readFileSync(join(projectRoot, 'libs/programmes/texts', `${language}.yaml`), 'utf8') });
    if (!read.ok) throw new Error('it cannot be read');
    expect(checkTexts(definition, read, ownTexts)).toEqual([]);
  });

  it('stands once: no programme that ships repeats a sentence word for word', () => {
    for (const own of ownTexts) {
      const { messages, mails } = general.find(({ language }) => language === own.language)!;
      expect(Object.keys(own.messages).filter((key) => own.messages[key] === messages[key])).toEqual([]);
      expect(Object.keys(own.mails).filter((key) => JSON.stringify(own.mails[key]) === JSON.stringify(mails[key]))).toEqual([]);
    }
  });

  it('lies beneath an older version, which so misses no sentence and no mail that came later', () => {
    const stored = ownTexts.map((own) => {
      const { messages } = shipped.texts.find(({ language }) => language === own.language)!;
      return { ...own, messages: Object.fromEntries(Object.entries(messages).filter(([key], n) => n % 2 === 0 || key in own.messages)), mails: {} };
    });
    for (const { language, messages, mails } of layered(stored, general)) {
      const missing = [...expectedTexts(definition)].filter(([key, { optional }]) => !optional && messages[key] === undefined).map(([key]) => key);
      expect([language, missing]).toEqual([language, []]);
      expect(Object.keys(mails)).toEqual(Object.keys(general.find((texts) => texts.language === language)!.mails));
    }
  });

  it('gives way to a programme: its sentence, and its mail with all versions of it', () => {
    const [english] = general;
    const own = { language: english!.language, revision: 2, messages: { 'words.hostOpen': 'a venue to be found' }, mails: { consent: { subject: 'Do you agree?', paragraphs: ['Please say.'] } } };
    const [said] = layered([own], general);
    expect(said!.messages['words.hostOpen']).toBe('a venue to be found');
    expect(said!.messages['words.dateToCome']).toBe(english!.messages['words.dateToCome']);
    expect(Object.keys(said!.mails).filter((key) => key.startsWith('consent'))).toEqual(['consent']);
    expect(said!.revision).toBe(2 + english!.revision);
  });

  it('is not asked for a language that only a programme speaks', () => {
    const own = { language: 'pt', revision: 1, messages: { a: 'b' }, mails: {} };
    expect(layered([own], general)).toEqual([own]);
  });
});
