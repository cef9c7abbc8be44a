import type { EntityManager } from 'typeorm';
import { endings } from '../../domain/kinds/exchange/lifecycle.js';
import { editionsWithVisitOnly } from './visit-only.js';

/** Editions in which something can fall due: an exchange is open, a draft waits to be confirmed, or something is kept for a visit. */
export async function editionsInUse(db: EntityManager): Promise<string[]> {
  const rows: { id: string }[] = await db.query(
    `select e.id from edition e
     where exists (select 1 from exchange x where x.edition = e.id and x.stage <> all($1))
        or exists (select 1 from draft d where d.edition = e.id and d.ref is null)
     order by e.id`,
    [[...endings]],
  );
  return [...new Set([...rows.map(({ id }) => id), ...(await editionsWithVisitOnly(db))])].toSorted();
}
