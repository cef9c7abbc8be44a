import 'reflect-metadata';
import type { EntityManager } from 'typeorm';
import { archivedReferences, verifyArchive } from '../../libs/operations/archive/verify-archive.js';
import { openDatabase } from '../../libs/platform/db/data-source.js';
import { runningConfig } from '../stack/running-config.js';
import { runCommand, say } from './command.js';

// `npm run archive -- verify [reference]`: whether archived histories still have the hash noted with them.

const usage = 'Use: npm run archive -- verify [reference]; without a reference, everything archived.';

async function main([command, ref, ...rest]: string[]): Promise<number> {
  if (command !== 'verify' || rest.length > 0) return say(usage, 2);
  const config = runningConfig(process.env);
  const db = await openDatabase(config.databaseUrl, { ...config.database, connections: 1 });
  try {
    return ref ? await verify(db.manager, ref) : await verifyAll(db.manager);
  } finally {
    await db.destroy();
  }
}

async function verifyAll(db: EntityManager): Promise<number> {
  const refs = await archivedReferences(db);
  if (refs.length === 0) return say('Nothing is archived yet.', 0);
  let worst = 0;
  for (const ref of refs) worst = Math.max(worst, await verify(db, ref));
  return worst;
}

async function verify(db: EntityManager, ref: string): Promise<number> {
  const check = await verifyArchive(db, ref);
  if (!check) return say(`${ref} is not archived.`, 1);
  const { intact, sha256, events, archivedAt } = check;
  if (!intact) return say(`${ref} is DAMAGED: the document does not have the hash sha256:${sha256} noted on ${archivedAt}.`, 1);
  return say(`${ref} is intact: ${events} events, archived ${archivedAt}, sha256:${sha256}`, 0);
}

await runCommand(main);
