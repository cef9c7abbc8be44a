import { readFileSync } from 'node:fs';
import type { Definition } from '../../../libs/domain/programme/definition.js';
import { generalTexts } from '../../../libs/programmes/general-texts.js';
import { readCatalogue } from '../../../libs/domain/texts/read-catalogue.js';
import { problemLine } from '../../../libs/domain/programme/problems.js';
import { readDefinition, type ReadDefinition, type SourceFile } from '../../../libs/domain/programme-file/read-definition.js';
import type { TextCatalogue } from '../../../libs/domain/texts/catalogue.js';

const folder = new URL('../../../programmes/p2p-learning/', import.meta.url);

/** A shipped file of programme A, as text. */
export function shippedFile(name: string): SourceFile {
  return { file: name, text: readFileSync(new URL(name, folder), 'utf8') };
}

/** Reads programme A, with changes to its text and to what is said in English; each change must find what it replaces. */
export function readShipped(changes: readonly [from: string, to: string][] = [], texts: readonly [string, string][] = []): ReadDefinition {
  const definition = changed(shippedFile('definition.yaml'), changes);
  const general = { file: 'general en.yaml', text: readFileSync(new URL('../../../libs/programmes/texts/en.yaml', import.meta.url), 'utf8') };
  const ofGeneral = texts.filter(([from]) => general.text.includes(from));
  const english = changed(shippedFile('texts/en.yaml'), texts.filter((change) => !ofGeneral.includes(change)));
  const said = readCatalogue(changed(general, ofGeneral));
  if (!said.ok) return said;
  return readDefinition(definition.file, definition.text, [english, ...otherLanguages.map((language) => shippedFile(`texts/${language}.yaml`))], [said.catalogue, ...generalTexts().filter(({ language }) => language !== 'en')]);
}

/** The languages that stand beside English. */
const otherLanguages = ['fr', 'es', 'it', 'sr-Latn'];

/** Programme A as shipped: its English texts, and those of every language. */
export function programmeA(): { definition: Definition; texts: TextCatalogue; languages: readonly TextCatalogue[] } {
  const read = readShipped();
  if (!read.ok) throw new Error(read.problems.map(problemLine).join('\n'));
  const [texts] = read.texts;
  if (texts === undefined) throw new Error('programme A has no texts');
  return { definition: read.definition, texts, languages: read.texts };
}

function changed({ file, text }: SourceFile, changes: readonly [string, string][]): SourceFile {
  let result = text;
  for (const [from, to] of changes) {
    if (!result.includes(from)) throw new Error(`${file} has no "${from}"`);
    result = result.replace(from, to);
  }
  return { file, text: result };
}
