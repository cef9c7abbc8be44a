import type { EntityManager } from 'typeorm';
import { ArchivedHistoryEntity } from '../../platform/db/entities/index.js';
import { hashIn } from './history-document.js';

/** What a look at an archived history found. */
export interface ArchiveCheck {
  ref: string;
  /** The document still has the hash that was noted when it was archived. */
  intact: boolean;
  sha256: string;
  events: number;
  archivedAt: string;
}

/** Recomputes the hash of one archived history, of several runs that of the last; undefined when there is none. */
export async function verifyArchive(db: EntityManager, ref: string): Promise<ArchiveCheck | undefined> {
  const [row] = await db.find(ArchivedHistoryEntity, { where: { ref }, order: { archivedAt: 'DESC' }, take: 1 });
  if (!row) return undefined;
  const { document, sha256, events, archivedAt } = row;
  return { ref, intact: hashIn(document) === sha256, sha256, events, archivedAt };
}

/** References of everything archived, in order. */
export async function archivedReferences(db: EntityManager): Promise<string[]> {
  const rows = await db.find(ArchivedHistoryEntity, { select: { ref: true }, order: { ref: 'ASC' } });
  return [...new Set(rows.map(({ ref }) => ref))];
}
