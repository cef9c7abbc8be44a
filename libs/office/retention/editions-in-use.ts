import type { EntityManager } from 'typeorm';

/** Editions in which something can fall due: an exchange is open, a draft waits to be confirmed, or something is kept for a visit. */
export async function editionsInUse(db: EntityManager): Promise<string[]> {
  const rows: { id: string }[] = await db.query(
    `select e.id from edition e
     where exists (select 1 from dossier x where x.edition = e.id and x.ended_at is null)
        or exists (select 1 from draft d where d.edition = e.id and d.ref is null)
        or exists (select 1 from visit_data v where v.edition = e.id)
     order by e.id`,
  );
  return rows.map(({ id }) => id);
}
