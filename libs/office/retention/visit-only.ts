import { DateTime } from 'luxon';
import type { EntityManager } from 'typeorm';
import { addDays, localDay } from '../../domain/calendar/days.js';
import { visitOnlyFields } from '../../domain/forms/visit-only.js';
import { programmeVersion } from '../../programmes/definition-store.js';
import type { Office } from '../office.js';

/** What is to go of one exchange, and when. */
interface ToDelete {
  ref: string;
  keys: string[];
  /** The first local day on which it is gone. */
  day: string;
}

/** Deletes what was needed for visits that are long enough over: from plans, answers, and comments of the office on them. */
export async function deleteVisitOnly(office: Office): Promise<void> {
  const today = localDay(office.zone, office.now);
  for (const { ref, keys, day } of await toDelete(office)) {
    if (day > today) continue;
    await office.db.transaction(async (tx) => {
      await tx.query('update plan set content = content - $2::text[] where ref = $1', [ref, keys]);
      await tx.query('update inbox set payload = payload - $2::text[] where ref = $1', [ref, keys]);
      for (const key of keys) await tx.query(`update inbox set payload = payload #- array['comments', $2] where ref = $1 and payload->'comments' ? $2`, [ref, key]);
    });
  }
}

/** When the next of it is due. */
export async function nextVisitOnlyDue(office: Office): Promise<string | undefined> {
  const [first] = (await toDelete(office)).map(({ day }) => day).toSorted();
  return first && (DateTime.fromISO(first, { zone: office.zone }).toUTC().toISO() ?? undefined);
}

/** Editions that hold something to delete, also once all their exchanges are over. */
export async function editionsWithVisitOnly(db: EntityManager): Promise<string[]> {
  const versions: { edition: string; id: string; version: number }[] = await db.query(
    'select distinct edition, definition_id as id, definition_version as version from exchange order by edition',
  );
  const found = new Set<string>();
  for (const { edition, id, version } of versions) if (!found.has(edition) && (await heldIn(db, edition, { id, version })).length > 0) found.add(edition);
  return [...found];
}

async function toDelete({ db, edition }: Office): Promise<ToDelete[]> {
  const versions: { id: string; version: number }[] = await db.query(
    'select distinct definition_id as id, definition_version as version from exchange where edition = $1',
    [edition.id],
  );
  const held = [];
  for (const version of versions) held.push(...(await heldIn(db, edition.id, version)));
  return held;
}

/** Exchanges under one version of the rules that still hold such values; the latest plan says when the visit ends. */
async function heldIn(db: EntityManager, edition: string, { id, version }: { id: string; version: number }): Promise<ToDelete[]> {
  const fields = visitOnlyFields((await programmeVersion(db, id, version)).definition);
  if (fields.length === 0) return [];
  const keys = [...new Set(fields.map(({ key }) => key))];
  const rows: { ref: string; lastDay: string }[] = await db.query(
    `select e.ref, to_char(v.last_day, 'YYYY-MM-DD') as "lastDay"
     from exchange e join lateral (select last_day from plan p where p.ref = e.ref order by p.version desc limit 1) v on true
     where e.edition = $1 and e.definition_id = $2 and e.definition_version = $3
       and (exists (select 1 from plan p where p.ref = e.ref and p.content ?| $4::text[])
            or exists (select 1 from inbox i where i.ref = e.ref and (i.payload ?| $4::text[] or i.payload->'comments' ?| $4::text[])))
     order by e.ref`,
    [edition, id, version, keys],
  );
  const days = Math.min(...fields.map((field) => field.days));
  return rows.map(({ ref, lastDay }) => ({ ref, keys, day: addDays(lastDay, days) }));
}
