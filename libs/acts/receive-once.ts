import { isDeepStrictEqual } from 'node:util';
import { In, MoreThan, type EntityManager } from 'typeorm';
import type { ActKind } from '../contracts/exchange/index.js';
import { ActEntity, ExchangeEntity } from '../db/entities/index.js';
import { receiveAct, type NewAct } from './acts.js';

/** The same act from the same person within this time is one click too many, in milliseconds of the real clock. */
const onceWithinMs = 10 * 60_000;

/** Puts acts on one exchange in an order: whoever comes second sees what the first did. */
export async function lockExchange(db: EntityManager, ref: string): Promise<void> {
  await db.findOneOrFail(ExchangeEntity, { where: { ref }, lock: { mode: 'pessimistic_write' } });
}

/** Stores an act, or finds the one that the same click stored before. The caller holds the exchange's lock. */
export async function receiveActOnce<K extends ActKind>(db: EntityManager, act: NewAct<K>): Promise<ActEntity> {
  return (await sameAct(db, act)) ?? receiveAct(db, act);
}

/** The act that the same click stored before, if any. */
export async function sameAct(db: EntityManager, act: NewAct): Promise<ActEntity | undefined> {
  const recent = await db.findBy(ActEntity, {
    ref: act.ref,
    kind: act.kind,
    by: act.by,
    status: In(['received', 'done']),
    realAt: MoreThan(new Date(Date.now() - onceWithinMs).toISOString()),
  });
  return recent.find(({ payload }) => isDeepStrictEqual(payload, JSON.parse(JSON.stringify(act.payload))));
}
