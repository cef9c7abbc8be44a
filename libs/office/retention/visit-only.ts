import { DateTime } from 'luxon';
import { LessThanOrEqual, type EntityManager } from 'typeorm';
import { localDay } from '../../domain/calendar/days.js';
import { visitOnlyFields } from '../../domain/forms/visit-only.js';
import { DossierEntity, VisitDataEntity } from '../../platform/db/entities/index.js';
import { programmeVersion } from '../../programmes/definition-store.js';
import type { Office } from '../office.js';

/** How many exchanges are looked up at a time. */
const batch = 100;

/** Deletes what was needed for visits that are long enough over: from plans, answers, and comments of the office on them. */
export async function deleteVisitOnly({ db, edition, zone, now }: Office): Promise<void> {
  const due = { edition: edition.id, deleteOn: LessThanOrEqual(localDay(zone, now)) };
  for (;;) {
    const rows = await db.find(VisitDataEntity, { where: due, order: { deleteOn: 'ASC', ref: 'ASC' }, take: batch });
    for (const { ref } of rows) await db.transaction((tx) => deleteFor(tx, ref));
    if (rows.length < batch) return;
  }
}

/** When the next of it is due. */
export async function nextVisitOnlyDue({ db, edition, zone }: Office): Promise<string | undefined> {
  const first = await db.findOne(VisitDataEntity, { where: { edition: edition.id }, order: { deleteOn: 'ASC' } });
  return (first && DateTime.fromISO(first.deleteOn, { zone }).toUTC().toISO()) ?? undefined;
}

async function deleteFor(tx: EntityManager, ref: string): Promise<void> {
  const { definitionId, definitionVersion } = await tx.findOneByOrFail(DossierEntity, { ref });
  const keys = [...new Set(visitOnlyFields((await programmeVersion(tx, definitionId, definitionVersion)).definition).map(({ key }) => key))];
  await tx.query('update plan set content = content - $2::text[] where ref = $1 and content ?| $2::text[]', [ref, keys]);
  await tx.query('update inbox set payload = payload - $2::text[] where ref = $1 and payload ?| $2::text[]', [ref, keys]);
  for (const key of keys) await tx.query(`update inbox set payload = payload #- array['comments', $2] where ref = $1 and payload->'comments' ? $2`, [ref, key]);
  await tx.delete(VisitDataEntity, { ref });
}
