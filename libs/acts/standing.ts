import { In, type EntityManager } from 'typeorm';
import type { ActionRefusal, ActKind } from '../contracts/dossier/index.js';
import { ExchangeEntity, JournalEntity, PaymentEntity, RecoveryEntity } from '../platform/db/entities/index.js';
import { isEnding, type Stage } from '../domain/kinds/exchange/lifecycle.js';

/** What decides whether an exchange takes an act, as its last published step left it. */
export interface ActStanding {
  stage: Stage;
  paused: boolean;
  /** All have signed the agreement. */
  signed: boolean;
  /** It is being wound up already. */
  stopping: boolean;
  /** Money was booked that no advance is: it cannot be stopped any more. */
  exported: boolean;
  /** Money is being asked back. */
  recovering: boolean;
}

/** How several exchanges stand, by reference. */
export async function actStandings(db: EntityManager, refs: readonly string[]): Promise<Map<string, ActStanding>> {
  const rows = await db.findBy(ExchangeEntity, { ref: In([...refs]) });
  const events = await db.find(JournalEntity, { where: { ref: In([...refs]), kind: In(['agreement-signed', 'stopped']) }, select: { ref: true, seq: true, n: true, kind: true } });
  const booked = await db.findBy(PaymentEntity, { ref: In([...refs]), status: 'booked' });
  const recoveries = await db.findBy(RecoveryEntity, { ref: In([...refs]), status: 'requested' });
  const saw = (ref: string, kind: string): boolean => events.some((event) => event.ref === ref && event.kind === kind);
  return new Map(
    rows.map(({ ref, stage, paused }) => [
      ref,
      {
        stage,
        paused,
        signed: saw(ref, 'agreement-signed'),
        stopping: saw(ref, 'stopped'),
        exported: booked.some((payment) => payment.ref === ref && payment.purpose !== 'advance'),
        recovering: recoveries.some((recovery) => recovery.ref === ref),
      },
    ]),
  );
}

/**
 * Why an exchange will refuse an act, as far as its last published step tells; the exchange itself has the last word.
 * Whether a question is open is looked at where it is chosen; whether a change may still be made, where it is judged.
 */
export function foreseenRefusal(kind: ActKind, { stage, paused, signed, stopping, exported, recovering }: ActStanding): ActionRefusal | undefined {
  if (isEnding(stage)) return 'exchange-over';
  switch (kind) {
    case 'stop':
      if (stopping) return 'already-stopping';
      if (stage === 'correcting') return 'correction-running';
      return exported || recovering ? 'payment-exported' : undefined;
    case 'extend':
      return paused ? 'already-paused' : undefined;
    case 'change':
      if (stopping) return 'already-stopping';
      return signed ? undefined : 'not-signed';
    case 'pause':
      if (stopping) return 'already-stopping';
      return paused ? 'already-paused' : undefined;
    case 'resume':
      return paused ? undefined : 'not-paused';
    case 'replace-contact':
      return undefined;
  }
}
