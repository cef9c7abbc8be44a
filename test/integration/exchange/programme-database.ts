import { randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { readProgramme, shippedProgrammes } from '../../../infra/programme-files/read-programme.js';
import { loadSampleNetwork } from '../../../infra/sample/load-sample-network.js';
import { createTestDatabase } from '../../../infra/testing/test-database.js';
import { openDatabase } from '../../../libs/platform/db/data-source.js';
import { EditionEntity } from '../../../libs/platform/db/entities/index.js';
import { publishDefinition } from '../../../libs/programmes/publish-definition.js';

/** The edition of the shipped programme. */
export const edition = 'p2p-learning-2026';

/** A migrated database with the sample network and the shipped programme. */
export interface ProgrammeDatabase {
  db: DataSource;
  url: string;
  close(): Promise<void>;
}

export async function databaseWithProgramme(connections = 20): Promise<ProgrammeDatabase> {
  const { url, drop } = await createTestDatabase();
  const db = await openDatabase(url, { connections });
  await db.transaction((tx) => loadSampleNetwork(tx));
  for (const file of shippedProgrammes) {
    const read = readProgramme(file);
    if (!read.ok) throw new Error(read.problems.map((problem) => `${problem.path}: ${problem.problem}`).join('\n'));
    await db.transaction((tx) => publishDefinition(tx, read));
  }
  return {
    db,
    url,
    close: async () => {
      await db.destroy();
      await drop();
    },
  };
}

/** Sets the shipped edition's clock to an instant. */
export async function setClock(db: DataSource, at: string): Promise<void> {
  const clock = { clockOffsetMs: Date.parse(at) - Date.now(), clockVersion: () => 'clock_version + 1' };
  await db.manager.update(EditionEntity, { id: edition }, clock);
}

/** An edition with so many places and so much money. */
export async function anEdition(db: DataSource, { places = 13, budgetCents = 3_055_000 } = {}): Promise<string> {
  const id = `edition-${randomBytes(4).toString('hex')}`;
  const original = await db.manager.findOneByOrFail(EditionEntity, { definitionId: 'p2p-learning' });
  await db.manager.insert(EditionEntity, { ...original, id, places, budgetCents, rehearsal: true });
  return id;
}
