import type { DomainEvent } from '../../libs/contracts/exchange/index.js';
import { momentInstant } from '../../libs/domain/calendar/moments.js';
import { latestPlan, type StepContext } from './step-context.js';

/** Computes a date of the plan that the story waits for, on the host's clock. */
export async function awaitMoment(
  context: StepContext,
  { moment }: Extract<DomainEvent, { kind: 'awaited' }>,
): Promise<void> {
  const { tx, exchange, programme, parties, now, result } = context;
  const leg = Object.values(parties)[0]?.leg ?? '1';
  const plan = await latestPlan(tx, exchange.ref, leg);
  const zone = parties['hosting']?.hub?.zone ?? programme.definition.zone;
  result.moments[moment] = momentInstant(moment, plan, programme.definition, zone, now);
}
