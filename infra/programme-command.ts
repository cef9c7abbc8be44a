import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { loadConfig } from '../libs/config/config.js';
import { openDatabase } from '../libs/db/data-source.js';
import { problemLine } from '../libs/domain/programme/problems.js';
import type { ReadDefinition } from '../libs/domain/programme/read-definition.js';
import { publishDefinition } from '../libs/programmes/publish-definition.js';
import { readProgramme } from './programmes/read-programme.js';
import { readRunningStack } from './stack/running-stack.js';

// `npm run programme -- validate <file>` and `publish <file>`: a definition with the texts in `texts/` beside it.

type Sound = Extract<ReadDefinition, { ok: true }>;

const usage = 'Use: npm run programme -- validate <definition.yaml>, or publish <definition.yaml>.';

async function main([command, file]: string[]): Promise<number> {
  if (!file || !['validate', 'publish'].includes(command ?? '')) return say(usage, 2);
  if (!existsSync(file)) return say(`There is no file ${file}.`, 2);
  const read = readProgramme(resolve(file));
  if (!read.ok) return say(read.problems.map(problemLine).join('\n'), 1);
  const { id, version } = read.definition;
  return command === 'validate' ? say(`${id} version ${version} is sound.`, 0) : publish(read);
}

async function publish(read: Sound): Promise<number> {
  const { id, version } = read.definition;
  const databaseUrl = process.env['DATABASE_URL'] ?? runningDatabase();
  if (!databaseUrl) return say('Nothing runs here: start it with `npm start`, or set DATABASE_URL.', 2);
  const db = await openDatabase(databaseUrl, 1);
  try {
    const published = await db.transaction((tx) => publishDefinition(tx, read));
    const sentences = {
      published: `${id} version ${version} is published: new exchanges start under it, running ones keep theirs.`,
      unchanged: `${id} version ${version} was published before; nothing has changed.`,
      texts: `${id} version ${version}: the texts are renewed, the rules are as before.`,
      changed: `${id} version ${version} stands there with other rules: raise \`version\` and publish again.`,
    };
    return say(sentences[published], published === 'changed' ? 1 : 0);
  } finally {
    await db.destroy();
  }
}

function runningDatabase(): string | undefined {
  return readRunningStack(loadConfig().dataDir)?.env['DATABASE_URL'];
}

function say(text: string, code: number): number {
  (code === 0 ? process.stdout : process.stderr).write(`${text}\n`);
  return code;
}

process.exitCode = await main(process.argv.slice(2));
