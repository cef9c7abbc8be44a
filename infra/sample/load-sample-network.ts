import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EntityManager } from 'typeorm';
import { StaffMemberEntity } from '../../libs/platform/db/entities/index.js';
import { readNetwork, type ListedStaff, type NetworkFile } from '../../libs/domain/network/network-file.js';
import { problemLine } from '../../libs/domain/programme/problems.js';
import { importNetwork, isEmptyNetwork } from '../../libs/network/import-network.js';

/**
 * Puts the sample network and its office into an empty directory, over the same road as any other network. What is there
 * already stays as people left it. Returns whether anything was loaded.
 */
export async function loadSampleNetwork(db: EntityManager): Promise<boolean> {
  if (!(await isEmptyNetwork(db))) return false;
  const network = readSample();
  const { problems } = await importNetwork(db, network, 'system');
  if (problems.length > 0) throw new Error(`the sample names others by the ids of ${problems.map(({ holder }) => holder).join(', ')}`);
  await db.createQueryBuilder().insert().into(StaffMemberEntity).values((network.staff ?? []).map(staffRow)).orIgnore().execute();
  return true;
}

function readSample(): NetworkFile {
  const file = join(import.meta.dirname, 'network.yaml');
  const read = readNetwork({ file, text: readFileSync(file, 'utf8') });
  if (!read.ok) throw new Error(read.problems.map(problemLine).join('\n'));
  return read.network;
}

function staffRow({ id, name, email, roles }: ListedStaff) {
  return { id, name, email, roles, zone: 'Europe/Brussels', conflicts: [], leftAt: null };
}
