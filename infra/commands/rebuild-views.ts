import 'reflect-metadata';
import { rebuildViews, type Rebuilt } from '../../libs/operations/archive/rebuild-views.js';
import { compareViews, dropRebuilt, swapViews, type Comparison, type DifferingRow } from '../../libs/operations/archive/rebuilt-schema.js';
import { openDatabase } from '../../libs/platform/db/data-source.js';
import { temporalClient } from '../../libs/platform/temporal/connect.js';
import { runningConfig } from '../stack/running-config.js';
import { runCommand, say } from './command.js';

// `npm run rebuild-views [-- --swap]`: tells journal and read model again from the histories, and compares.

const usage = 'Use: npm run rebuild-views, to compare only, or npm run rebuild-views -- --swap.';
/** How many rows that differ are named. */
const named = 40;

async function main(args: string[]): Promise<number> {
  if (args.some((argument) => argument !== '--swap')) return say(usage, 2);
  const config = runningConfig(process.env);
  const db = await openDatabase(config.databaseUrl, { ...config.database, connections: 10, statementMs: 0 });
  const { client, connection } = temporalClient(config);
  try {
    const rebuilt = await rebuildViews(db, client);
    const comparison = await compareViews(db.manager);
    say(report(rebuilt, comparison), 0);
    if (!args.includes('--swap')) return comparison.differing.length === 0 && rebuilt.damaged.length === 0 ? 0 : 1;
    const moved = await swapViews(db.manager);
    if (moved.length > 0) return say(`Nothing was changed: ${list(moved)} moved meanwhile. Run it again.`, 1);
    await dropRebuilt(db.manager);
    return say(comparison.differing.length === 0 ? 'Nothing had to be changed.' : 'Swapped: the views are as the histories tell them.', 0);
  } finally {
    await connection.close();
    await db.destroy();
  }
}

function report({ sources, lost, damaged }: Rebuilt, { equal, differing, moved }: Comparison): string {
  const lines = [
    `Histories: ${sources.archive} archived, ${sources.temporal} from Temporal, ${sources.unbegun} not begun yet.`,
    `Equal: ${equal.exchange} exchanges, ${equal.journal} journal entries. Differing: ${differing.length}.`,
    ...differing.slice(0, named).map(differingLine),
    ...(differing.length > named ? [`  and ${differing.length - named} more`] : []),
    ...(moved.length > 0 ? [`Moved while they were read, and not compared: ${list(moved)}.`] : []),
    ...(lost.length > 0 ? [`Without a history, left as they are: ${list(lost)}.`] : []),
    ...(damaged.length > 0 ? [`History damaged, left as they are: ${list(damaged)}.`] : []),
  ];
  return lines.join('\n');
}

function differingLine({ table, ref, seq, n, fields, only }: DifferingRow): string {
  const row = table === 'journal' ? `journal ${ref} step ${seq}, entry ${n}` : `exchange ${ref}`;
  if (only === 'live') return `  ${row}: no history tells of it`;
  return `  ${row}: ${only === 'rebuilt' ? 'missing' : fields.join(', ')}`;
}

function list(refs: readonly string[]): string {
  return refs.length > 10 ? `${refs.slice(0, 10).join(', ')} and ${refs.length - 10} more` : refs.join(', ');
}

await runCommand(main);
