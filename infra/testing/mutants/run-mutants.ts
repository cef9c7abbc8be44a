import type { MutantResult } from '@stryker-mutator/api/core';
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from '../../stack/project-files.js';
import setUp, { tearDown } from '../global-setup.js';
import { testPostgresVariable } from '../test-run.js';
import { parts, type Part } from './parts.js';
import { judge, type Noticed } from './sample.js';
import { tryPart } from './try-part.js';

// `npm run mutants [-- <part> … --sample <times> --seed <seed>]`: puts one-line faults into the sources and says
// which of them no test noticed. Without `--sample` all faults are tried, which takes hours; `--sample 1` tries as many as
// `npm run prove`. The last line is `noticed N of M, P %`.

const options = { sample: { type: 'string' }, seed: { type: 'string' } } as const;
const { values, positionals } = parseArgs({ options, allowPositionals: true });
const unknown = positionals.filter((name) => !parts.some((part) => part.name === name));
if (unknown.length > 0) throw new Error(`There is no part ${unknown.join(', ')}, but ${parts.map(({ name }) => name).join(', ')}.`);

const chosen = positionals.length > 0 ? parts.filter(({ name }) => positionals.includes(name)) : parts;
const seed = values.seed ?? seedOf(chosen);
const all: Noticed = { noticed: 0, survived: [] };
const ownServer = process.env[testPostgresVariable] === undefined;
if (ownServer) await setUp();
try {
  process.stdout.write(`seed ${seed}\n`);
  for (const part of chosen) if (sizeOf(part) !== 0) await report(part);
} finally {
  if (ownServer) await tearDown();
}
process.stdout.write(`${sentence(all)}\n`);
process.exit(0); // Stryker leaves handles open

async function report(part: Part): Promise<void> {
  const began = performance.now();
  const size = sizeOf(part);
  const results = await tryPart(part, size === undefined ? undefined : { seed, size });
  const judged = judge(results, seed);
  all.noticed += judged.noticed;
  all.survived.push(...judged.survived);
  process.stdout.write(`- ${part.name}: ${sentence(judged)}, ${Math.round((performance.now() - began) / 1000)} s\n`);
  for (const mutant of judged.survived) process.stdout.write(`    ${sayMutant(mutant)}\n`);
}

/** How many faults of a part are tried; undefined: all. */
function sizeOf({ sample }: Part): number | undefined {
  return values.sample === undefined ? undefined : Math.ceil(sample * Number(values.sample));
}

/** By the sources themselves, so that the same sources are always tried in the same way. */
function seedOf(chosenParts: readonly Part[]): string {
  const hash = createHash('sha256');
  const files = chosenParts.flatMap(({ sources }) => globSync([...sources], { cwd: projectRoot })).toSorted();
  for (const file of files) hash.update(file).update(readFileSync(join(projectRoot, file)));
  return hash.digest('hex').slice(0, 8);
}

function sentence({ noticed, survived }: Noticed): string {
  const total = noticed + survived.length;
  return `noticed ${noticed} of ${total}, ${total === 0 ? 100 : Math.floor((noticed / total) * 100)} %`;
}

function sayMutant({ fileName, location, mutatorName, replacement, status }: MutantResult): string {
  const where = `${relative(projectRoot, fileName)}:${location.start.line}:${location.start.column}`;
  const became = (replacement ?? '').replace(/\s+/g, ' ').slice(0, 80);
  return `${where} ${mutatorName} -> ${became}${status === 'NoCoverage' ? ' (no test comes near)' : ''}`;
}
