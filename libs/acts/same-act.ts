import { isDeepStrictEqual } from 'node:util';
import { In, type EntityManager } from 'typeorm';
import { ActEntity, DossierEntity } from '../platform/db/entities/index.js';
import type { NewAct } from './acts.js';

/** An act that was taken counts as the same click for this long, in milliseconds of the real clock. */
const sameClickMs = 60_000;

/** Puts acts on one exchange in an order: whoever comes second sees what the first did. */
export async function lockExchange(db: EntityManager, ref: string): Promise<void> {
  await db.findOneOrFail(DossierEntity, { where: { ref }, lock: { mode: 'for_no_key_update' } });
}

/** The act that the same click stored before, if any: it is still on its way, or was taken a moment ago. */
export async function sameAct(db: EntityManager, act: NewAct): Promise<ActEntity | undefined> {
  const { ref, kind, by } = act;
  const before = await db.findBy(ActEntity, { ref, kind, by, status: In(['received', 'done']) });
  const payload: unknown = JSON.parse(JSON.stringify(act.payload));
  return before.find((each) => isDeepStrictEqual(each.payload, payload) && (each.status === 'received' || Date.now() - Date.parse(each.realAt) < sameClickMs));
}
