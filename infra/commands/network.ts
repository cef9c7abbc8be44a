import 'reflect-metadata';
import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readNetwork, type ReadNetwork } from '../../libs/domain/network/network-file.js';
import { problemLine } from '../../libs/domain/programme/problems.js';
import { networkText } from '../../libs/network/export-network.js';
import { changesNothing, retiresMost } from '../../libs/network/import-plan.js';
import { foreseeImport, importNetwork, networkOnFile } from '../../libs/network/import-network.js';
import { withProgrammeDatabase } from './programme-database.js';
import { runCommand, say } from './command.js';
import { importFinding, importReport } from './import-report.js';

// `npm run network -- import <file> [--dry-run] | export`: organisations, hubs and the people on file there.

const usage = `npm run network -- import <network.yaml> --dry-run    what would be added, changed, retired, kept
npm run network -- import <network.yaml>              makes the directory what the file says; nothing is deleted
npm run network -- import <network.yaml> --retire-most   also where more than half would leave the network
npm run network -- export                             the directory as such a file`;

type Sound = Extract<ReadNetwork, { ok: true }>;
interface ImportOptions {
  'dry-run'?: boolean | undefined;
  'retire-most'?: boolean | undefined;
}

async function main(args: string[]): Promise<number> {
  const options = { 'dry-run': { type: 'boolean' }, 'retire-most': { type: 'boolean' } } as const;
  const { positionals, values } = parseArgs({ args, options, allowPositionals: true });
  const [command, file, ...more] = positionals;
  if (command === 'export' && file === undefined) return say((await withProgrammeDatabase(async (db) => networkText(await networkOnFile(db.manager)))).trimEnd(), 0);
  if (command !== 'import' || file === undefined || more.length > 0) return say(usage, 2);
  if (!existsSync(file)) return say(`There is no file ${file}.`, 2);
  const read = readNetwork({ file, text: readFileSync(file, 'utf8') });
  return read.ok ? importFile(read, values) : say(read.problems.map(problemLine).join('\n'), 1);
}

async function importFile({ network, problemAt }: Sound, options: ImportOptions): Promise<number> {
  return withProgrammeDatabase(async (db) => {
    const foreseen = await foreseeImport(db.manager, network);
    if (foreseen.problems.length > 0) return say(foreseen.problems.map((taken) => problemLine(problemAt(importFinding(taken)))).join('\n'), 1);
    const report = importReport(foreseen).join('\n');
    if (options['dry-run']) return say(`${report}\nNothing was written: this was a dry run.`, 0);
    if (retiresMost(foreseen) && !options['retire-most']) {
      return say(`${report}\nNothing was written: more than half would leave the network. The file lists all of it, or say --retire-most.`, 1);
    }
    const done = await db.transaction((tx) => importNetwork(tx, network, 'system'));
    if (done.problems.length > 0) return say(done.problems.map((taken) => problemLine(problemAt(importFinding(taken)))).join('\n'), 1);
    return say(`${importReport(done).join('\n')}\n${changesNothing(done) ? 'Nothing has changed.' : 'Done.'}`, 0);
  });
}

await runCommand(main);
