import { In, type EntityManager } from 'typeorm';
import { ActEntity, DossierEntity, JournalEntity, PaymentEntity, PromptEntity, RecoveryEntity } from '../platform/db/entities/index.js';
import type { ActStanding } from '../domain/kinds/exchange/act-refusals.js';

/**
 * How several exchanges stand for the acts of staff and parties, by reference: as their last published steps left them,
 * with the changes that are on their way. The exchange itself has the last word.
 */
export async function actStandings(db: EntityManager, refs: readonly string[]): Promise<Map<string, ActStanding>> {
  const these = { ref: In([...refs]) };
  const rows = await db.findBy(DossierEntity, these);
  const events = await db.find(JournalEntity, { where: { ...these, kind: In(['agreement-signed', 'stopped']) }, select: { ref: true, seq: true, n: true, kind: true } });
  const booked = await db.findBy(PaymentEntity, { ...these, status: 'booked' });
  const recoveries = await db.findBy(RecoveryEntity, { ...these, status: 'requested' });
  const consents = await db.find(PromptEntity, { where: { ...these, kind: 'consent', status: 'open' }, select: { id: true, ref: true } });
  const changes = await db.find(ActEntity, { where: { ...these, kind: 'change', status: 'received' }, select: { id: true, ref: true } });
  const saw = (ref: string, kind: string): boolean => events.some((event) => event.ref === ref && event.kind === kind);
  const has = (found: readonly { ref: string }[], ref: string): boolean => found.some((one) => one.ref === ref);
  return new Map(
    rows.map(({ ref, stage, paused }) => [
      ref,
      {
        stage,
        paused,
        signed: saw(ref, 'agreement-signed'),
        stopping: saw(ref, 'stopped'),
        changing: has(consents, ref) || has(changes, ref),
        booked: booked.some((payment) => payment.ref === ref && payment.purpose !== 'advance'),
        recovering: has(recoveries, ref),
      },
    ]),
  );
}
