import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { problemLine } from '../domain/programme/problems.js';
import type { TextCatalogue } from '../domain/texts/catalogue.js';
import { readCatalogue } from '../domain/texts/read-catalogue.js';

const folder = join(import.meta.dirname, 'texts');
let known: readonly TextCatalogue[] | undefined;

/** What all programmes say alike, by language: it ships with the code. Throws when a file cannot be read, which a test prevents. */
export function generalTexts(): readonly TextCatalogue[] {
  known ??= readdirSync(folder).filter((name) => name.endsWith('.yaml')).map(read);
  return known;
}

function read(name: string): TextCatalogue {
  const catalogue = readCatalogue({ file: name, text: readFileSync(join(folder, name), 'utf8') });
  if (!catalogue.ok) throw new Error(catalogue.problems.map(problemLine).join('\n'));
  return catalogue.catalogue;
}
