import type { DomainEvent } from '../../libs/contracts/dossier/index.js';
import { JournalEntity } from '../../libs/platform/db/entities/index.js';
import { momentInstant } from '../../libs/domain/calendar/moments.js';
import type { Moment } from '../../libs/domain/programme/vocabulary.js';
import { latestPlan, type StepContext } from './step-context.js';

/** Computes a date of the plan that the story waits for. */
export async function awaitMoment(context: StepContext, { moment }: Extract<DomainEvent, { kind: 'awaited' }>): Promise<void> {
  context.result.moments[moment] = await instantOf(context, moment, context.now);
}

/** Computes again the dates that the story still waits for, because the plan has changed or the exchange goes on. */
export async function awaitAgain(context: StepContext): Promise<void> {
  for (const { moment, since } of await stillAwaited(context)) {
    context.result.moments[moment] = await instantOf(context, moment, since);
  }
}

/** By the latest plan, on the host's clock; `since` is when the story began to wait. */
async function instantOf({ tx, exchange, programme, parties }: StepContext, moment: Moment, since: string): Promise<string> {
  const leg = Object.values(parties)[0]?.leg ?? '1';
  const plan = await latestPlan(tx, exchange.ref, leg);
  const zone = parties['hosting']?.hub?.zone ?? programme.definition.zone;
  return momentInstant(moment, plan, programme.definition, zone, since);
}

async function stillAwaited({ tx, exchange }: StepContext): Promise<{ moment: Moment; since: string }[]> {
  const rows = await tx.find(JournalEntity, { where: [{ ref: exchange.ref, kind: 'awaited' }, { ref: exchange.ref, kind: 'reached' }] });
  const momentOf = ({ event }: JournalEntity): Moment => (event as { moment: Moment }).moment;
  const reached = new Set(rows.filter(({ kind }) => kind === 'reached').map(momentOf));
  return rows
    .filter((row) => row.kind === 'awaited' && !reached.has(momentOf(row)))
    .map((row) => ({ moment: momentOf(row), since: row.at }));
}
