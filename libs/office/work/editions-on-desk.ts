import { In, type EntityManager } from 'typeorm';
import { EditionEntity } from '../../platform/db/entities/index.js';

/**
 * Editions that the desk shows, the newest first and rehearsals last: those in which something is open, not paid or not
 * read; and the newest real one and the newest rehearsal, also while nobody has applied.
 */
export async function editionsOnDesk(db: EntityManager): Promise<EditionEntity[]> {
  const rows: { id: string }[] = await db.query(
    `select e.id from edition e
     where exists (select 1 from dossier d where d.edition = e.id and d.ended_at is null)
        or exists (select 1 from payment p where p.edition = e.id and p.status in ('requested', 'approved'))
        or exists (select 1 from conversation c join dossier d on d.ref = c.ref where d.edition = e.id and c.seen_by_staff_at is null)
        or e.id in (select distinct on (rehearsal) id from edition order by rehearsal, created_at desc, id desc)`,
  );
  return db.find(EditionEntity, { where: { id: In(rows.map(({ id }) => id)) }, order: { rehearsal: 'ASC', createdAt: 'DESC', id: 'DESC' } });
}
