import { In, type EntityManager } from 'typeorm';
import { ActEntity, RecoveryEntity } from '../../platform/db/entities/index.js';

/** The acts on several exchanges, such as one and its corrections, in the order in which they came in. */
export async function actsOfExchanges(db: EntityManager, refs: readonly string[]): Promise<ActEntity[]> {
  return db.find(ActEntity, { where: { ref: In([...refs]) }, order: { realAt: 'ASC', id: 'ASC' } });
}

/** What parties of several exchanges have to pay back, or had to. */
export async function recoveriesOf(db: EntityManager, refs: readonly string[]): Promise<RecoveryEntity[]> {
  return db.find(RecoveryEntity, { where: { ref: In([...refs]) }, order: { requestedAt: 'ASC', id: 'ASC' } });
}
