import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Gallery, type Exhibit } from '../../browser/gallery.js';
import { readProgramme, shippedProgrammes } from '../../../infra/programme-files/read-programme.js';
import { EnglishFinder, shownBy } from '../../unit/texts/english.js';

const read = readProgramme(shippedProgrammes[0]!);
if (!read.ok) throw new Error('the shipped programme is not sound');
const { definition, texts } = read;

let gallery: Gallery;
beforeAll(async () => {
  gallery = await Gallery.open();
}, 120_000);
afterAll(() => gallery?.close());

/** What people and things are called, and what people typed. */
async function given(): Promise<string[]> {
  const { programmeName, logoText } = definition.brand;
  return [programmeName, logoText, definition.edition.name, ...(await gallery.typed())];
}

describe.each(texts.map((catalogue) => [catalogue.language, catalogue] as const))('every public page, read in %s', (language, own) => {
  beforeAll(() => gallery.speak(language));

  it('says nothing in English, and ends no sentence twice', async () => {
    const finder = new EnglishFinder(texts[0]!, own);
    const names = await given();
    const wrong: string[] = [];
    for (const [at, exhibits] of Map.groupBy(gallery.exhibits, (exhibit) => exhibit.at)) {
      await gallery.setClock(at);
      for (const exhibit of exhibits) {
        const html = await open(exhibit, language);
        if (!html.includes(`<html lang="${language}"`)) wrong.push(`${exhibit.name} speaks another language`);
        wrong.push(...finder.findings(shownBy(html), names).map((finding) => `${exhibit.name}: ${finding}`));
      }
    }
    expect(wrong).toEqual([]);
  }, 120_000);
});

async function open({ path, post, to }: Exhibit, language: string): Promise<string> {
  const headers = { 'accept-language': language };
  const answer = post
    ? await fetch(gallery.origin + (to ?? path), { method: 'POST', body: new URLSearchParams(post), headers })
    : await fetch(gallery.origin + path, { headers });
  return answer.text();
}
