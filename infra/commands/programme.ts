import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { isDay } from '../../libs/domain/calendar/days.js';
import { problemLine } from '../../libs/domain/programme/problems.js';
import type { ReadDefinition } from '../../libs/domain/programme-file/read-definition.js';
import { publishDefinition } from '../../libs/programmes/publish-definition.js';
import { withProgrammeDatabase } from './programme-database.js';
import { publishedDiff } from '../programme-diff/published-diff.js';
import { rehearsalReport } from '../rehearse/rehearsal-report.js';
import { planOf, rehearse } from '../rehearse/rehearse.js';
import { roadsOf } from '../rehearse/roads.js';
import { readProgramme } from '../programme-files/read-programme.js';
import { runCommand, say } from './command.js';

// `npm run programme -- validate|diff|publish|rehearse <file>`: a definition with the texts in `texts/` beside it.

type Sound = Extract<ReadDefinition, { ok: true }>;
interface RehearsalOptions {
  from?: string | undefined;
  road?: string | undefined;
}

const usage = `npm run programme -- validate <definition.yaml>    checks rules and texts
npm run programme -- diff <definition.yaml>        what differs from the published version
npm run programme -- publish <definition.yaml>     new exchanges start under it
npm run programme -- rehearse <definition.yaml> [--from YYYY-MM-DD] [--road happy]
                                                   who gets what and when: the happy road, each silence, and
                                                   every other turn that an exchange can take`;

const commands: Record<string, (read: Sound, options: RehearsalOptions) => Promise<number>> = {
  validate: async ({ definition: { id, version } }) => say(`${id} version ${version} is sound.`, 0),
  diff: async (read) => say((await withProgrammeDatabase((db) => publishedDiff(db.manager, read))).join('\n'), 0),
  publish,
  rehearse: show,
};

async function main(args: string[]): Promise<number> {
  const options = { from: { type: 'string' }, road: { type: 'string' } } as const;
  const { positionals, values } = parseArgs({ args, options, allowPositionals: true });
  const [command = '', file] = positionals;
  const work = Object.hasOwn(commands, command) ? commands[command] : undefined;
  if (!work || !file || positionals.length > 2) return say(usage, 2);
  if (!existsSync(file)) return say(`There is no file ${file}.`, 2);
  const read = readProgramme(resolve(file));
  return read.ok ? work(read, values) : say(read.problems.map(problemLine).join('\n'), 1);
}

async function publish(read: Sound): Promise<number> {
  const { id, version } = read.definition;
  const published = await withProgrammeDatabase((db) => db.transaction((tx) => publishDefinition(tx, read)));
  const sentences = {
    published: `${id} version ${version} is published: new exchanges start under it, running ones keep theirs.`,
    unchanged: `${id} version ${version} was published before; nothing has changed.`,
    texts: `${id} version ${version}: the texts are renewed, the rules are as before.`,
    changed: `${id} version ${version} stands there with other rules: raise \`version\` and publish again.`,
    older: `A later version of ${id} is published already: ${version} would be a step back.`,
  };
  return say(sentences[published], published === 'changed' || published === 'older' ? 1 : 0);
}

async function show({ definition, texts }: Sound, { from, road }: RehearsalOptions): Promise<number> {
  if (from !== undefined && !isDay(from)) return say(`"${from}" is no day: write it like 2027-03-08.`, 2);
  const plan = planOf(definition, from);
  const roads = roadsOf(definition, plan.visit);
  const wanted = road === undefined ? roads : roads.filter(({ key }) => key === road);
  if (wanted.length === 0) return say(`There is no road "${road}": it is one of ${roads.map(({ key }) => key).join(', ')}.`, 2);
  const played = await rehearse(definition, plan, wanted);
  return say(rehearsalReport(definition, texts, plan, played), 0);
}

await runCommand(main);
