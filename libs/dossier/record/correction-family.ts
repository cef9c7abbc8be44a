import type { EntityManager } from 'typeorm';
import { DossierEntity } from '../../platform/db/entities/index.js';

/** An exchange and its corrections, in the order in which they were opened: their journals are one history. */
export async function correctionFamily(db: EntityManager, ref: string): Promise<string[]> {
  const base = baseReference(ref);
  const rows = await db.find(DossierEntity, { where: [{ ref: base }, { corrects: base }], select: { ref: true } });
  return rows.map((row) => row.ref).sort((a, b) => correctionNumber(a) - correctionNumber(b));
}

/** The exchange that a correction belongs to; any other exchange is its own. */
export function baseReference(ref: string): string {
  return ref.split('~')[0] ?? ref;
}

/** The n-th telling of an exchange: 1 for itself, 2 for its first correction. */
export function correctionNumber(ref: string): number {
  return Number(ref.split('~')[1] ?? 1);
}
