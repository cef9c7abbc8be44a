import 'reflect-metadata';
import { parseArgs } from 'node:util';
import type { Client } from '@temporalio/client';
import type { DataSource } from 'typeorm';
import { DossierEntity } from '../../libs/platform/db/entities/index.js';
import { openDatabase } from '../../libs/platform/db/data-source.js';
import { begunExchanges, revive, type Revived } from '../../libs/operations/reviving/revive.js';
import { temporalClient } from '../../libs/platform/temporal/connect.js';
import { runningConfig } from '../stack/running-config.js';
import { runCommand, say } from './command.js';

// `npm run revive -- <reference> [--replace] | --all`: brings exchanges on whose workflow is gone.

const usage = `Use: npm run revive -- <reference>, or npm run revive -- --all for every open exchange whose workflow does not run.
With <reference> --replace, a workflow that runs and stands elsewhere than what is written is ended first.`;

const words: Record<Revived, string> = {
  revived: 'goes on from where it stands.',
  runs: 'runs: nothing to do.',
  over: 'is over: nothing to do.',
  'not-begun': 'was never begun: the relay starts it.',
};

async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { all: { type: 'boolean' }, replace: { type: 'boolean' } } });
  const [ref, ...more] = positionals;
  if (more.length > 0 || (ref === undefined) !== (values.all ?? false) || (values.all && values.replace)) return say(usage, 2);
  const config = runningConfig(process.env);
  const db = await openDatabase(config.databaseUrl, { ...config.database, connections: 4 });
  const { client, connection } = temporalClient(config);
  try {
    return ref === undefined ? await reviveAll(db, client) : await reviveOne(db, client, ref, values.replace ?? false);
  } finally {
    await connection.close();
    await db.destroy();
  }
}

async function reviveOne(db: DataSource, client: Client, ref: string, replace: boolean): Promise<number> {
  if (!(await db.manager.existsBy(DossierEntity, { ref }))) return say(`${ref} is not known.`, 1);
  return say(`${ref} ${words[await revive(db, client, ref, { by: 'operator', replace })]}`, 0);
}

async function reviveAll(db: DataSource, client: Client): Promise<number> {
  const refs = await begunExchanges(db);
  let [revived, failed] = [0, 0];
  for (const ref of refs) {
    try {
      if ((await revive(db, client, ref, { by: 'operator' })) !== 'revived') continue;
      revived += 1;
      say(`${ref} ${words.revived}`, 0);
    } catch (error) {
      failed += 1;
      say(`${ref} could not be brought on: ${error instanceof Error ? error.message : String(error)}`, 1);
    }
  }
  return say(`${refs.length} open exchanges, ${revived} brought on, ${failed} failed.`, failed === 0 ? 0 : 1);
}

await runCommand(main);
