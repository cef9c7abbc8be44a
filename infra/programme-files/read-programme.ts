import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generalTexts } from '../../libs/programmes/general-texts.js';
import { readDefinition, type ReadDefinition } from '../../libs/domain/programme-file/read-definition.js';

/** Reads a programme's definition with the text catalogues that stand in `texts/` beside it. */
export function readProgramme(file: string): ReadDefinition {
  const textFolder = join(dirname(file), 'texts');
  const texts = readdirSync(textFolder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => ({ file: join(textFolder, name), text: readFileSync(join(textFolder, name), 'utf8') }));
  return readDefinition(file, readFileSync(file, 'utf8'), texts, generalTexts());
}

/** The programmes that ship with the project. */
export const shippedProgrammes = [join(import.meta.dirname, '../../programmes/p2p-learning/definition.yaml')];
