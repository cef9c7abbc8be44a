import type { DomainEvent } from '../../libs/contracts/dossier/index.js';
import { RecoveryEntity } from '../../libs/platform/db/entities/index.js';
import { addToHold } from '../../libs/money/budget/hold-money.js';
import { holdWhatItCanCost } from './places.js';
import type { StepContext } from './step-context.js';

type Event<K extends DomainEvent['kind']> = Extract<DomainEvent, { kind: K }>;

/** Money that a party has to pay back becomes a row for finance. */
export async function requestRecovery({ tx, exchange, now }: StepContext, { leg, party, cents }: Event<'recovery-requested'>): Promise<void> {
  const row = { id: recoveryId(exchange.ref, leg, party), ref: exchange.ref, edition: exchange.edition, party, cents };
  await tx
    .createQueryBuilder()
    .insert()
    .into(RecoveryEntity)
    .values({ ...row, status: 'requested', requestedAt: now, endedAt: null })
    .orIgnore()
    .execute();
}

/** The money came back and is the edition's again, or finance gave it up. */
export async function endRecovery(context: StepContext, { leg, party, outcome }: Event<'recovery-ended'>): Promise<void> {
  const { tx, exchange, now } = context;
  const id = recoveryId(exchange.ref, leg, party);
  await tx.update(RecoveryEntity, { id }, { status: outcome, endedAt: now });
  if (!exchange.corrects) return holdWhatItCanCost(context);
  const { cents } = await tx.findOneByOrFail(RecoveryEntity, { id });
  if (outcome === 'received') await addToHold(tx, exchange.edition, exchange.corrects, -cents);
}

function recoveryId(ref: string, leg: string, party: string): string {
  return [ref, leg, party].join('/');
}
