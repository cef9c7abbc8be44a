import { In, type EntityManager } from 'typeorm';
import type { ActionRefusal, ActKind } from '../../contracts/exchange/index.js';
import { ExchangeEntity, JournalEntity, PaymentEntity, PromptEntity, RecoveryEntity } from '../../db/entities/index.js';
import { beforeItsEnd, isEnding, type Stage } from '../../domain/exchange/lifecycle.js';

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
  /** A change of its plan is being agreed on. */
  changing: boolean;
  /** Money is being asked back. */
  recovering: boolean;
}

/** How several exchanges stand, by reference. */
export async function actStandings(db: EntityManager, refs: readonly string[]): Promise<Map<string, ActStanding>> {
  const rows = await db.findBy(ExchangeEntity, { ref: In([...refs]) });
  const events = await db.find(JournalEntity, { where: { ref: In([...refs]), kind: In(['agreement-signed', 'stopped']) }, select: { ref: true, seq: true, n: true, kind: true } });
  const booked = await db.findBy(PaymentEntity, { ref: In([...refs]), status: 'booked' });
  const consents = await db.findBy(PromptEntity, { ref: In([...refs]), kind: 'consent', status: 'open' });
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
        changing: consents.some((prompt) => prompt.ref === ref),
        recovering: recoveries.some((recovery) => recovery.ref === ref),
      },
    ]),
  );
}

/**
 * Why an exchange will refuse an act, as far as its last published step tells; the exchange itself has the last word.
 * Whether a question is open is looked at where it is chosen.
 */
export function foreseenRefusal(kind: ActKind, { stage, paused, signed, stopping, exported, changing, recovering }: ActStanding): ActionRefusal | undefined {
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
      if (!signed) return 'not-signed';
      if (!beforeItsEnd.includes(stage)) return 'visit-over';
      return changing ? 'change-open' : undefined;
    case 'pause':
      if (stopping) return 'already-stopping';
      return paused ? 'already-paused' : undefined;
    case 'resume':
      return paused ? undefined : 'not-paused';
    case 'replace-contact':
      return undefined;
  }
}
