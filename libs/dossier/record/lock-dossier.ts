import { In, type EntityManager } from 'typeorm';
import { DossierEntity } from '../../platform/db/entities/index.js';

/**
 * Locks dossiers until the transaction ends, in the order of their references: whoever acts on one of them waits, and
 * then sees what was done. A step that is written locks its dossier first too, so that nothing on file of it changes.
 */
export async function lockDossiers(tx: EntityManager, refs: readonly string[]): Promise<void> {
  const wanted = [...new Set(refs)];
  if (wanted.length === 0) return;
  await tx.find(DossierEntity, { where: { ref: In(wanted) }, order: { ref: 'ASC' }, lock: { mode: 'for_no_key_update' }, select: { ref: true } });
}
