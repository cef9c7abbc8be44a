import type { DomainEvent } from '../../libs/contracts/exchange/index.js';
import { ActEntity, PlanEntity } from '../../libs/db/entities/index.js';
import type { FormValue } from '../../libs/domain/forms/read-form.js';
import { awaitAgain } from './moments.js';
import { latestPlan, type StepContext } from './step-context.js';

/** A change that all agreed to becomes a new version of the plan; the dates that are awaited follow it. */
export async function changePlan(
  context: StepContext,
  { leg, change, what }: Extract<DomainEvent, { kind: 'plan-changed' }>,
): Promise<void> {
  const { tx, exchange, now } = context;
  const act = await tx.findOneByOrFail(ActEntity, { id: change });
  const plan = await latestPlan(tx, exchange.ref, leg);
  const changed = { ...plan, ...changedParts(plan, what, act.payload as FormValue), version: plan.version + 1, createdAt: now };
  await tx.insert(PlanEntity, changed as never);
  await awaitAgain(context);
}

/** What the change makes of the plan. */
export function changedParts(plan: PlanEntity, what: string, payload: FormValue): Partial<PlanEntity> {
  const content = plan.content as FormValue;
  const dates = payload['dates'] as { from: string; to: string } | undefined;
  switch (what) {
    case 'dates':
    case 'fewer-days':
      return dates ? { firstDay: dates.from, lastDay: dates.to, content: { ...content, dates } } : {};
    case 'participant':
      return { content: { ...content, participants: substituted(content, payload) } };
    default:
      return { content: { ...content, online: true } };
  }
}

/** The substitute takes the place of the participant named, or of the first. */
function substituted(content: FormValue, payload: FormValue): unknown[] {
  const participants = (content['participants'] ?? []) as Record<string, unknown>[];
  const place = Math.max(0, participants.findIndex(({ name }) => name === payload['insteadOf']));
  const substitute = { name: payload['substituteName'], position: payload['substitutePosition'], email: payload['substituteEmail'] };
  return participants.length === 0 ? [substitute] : participants.map((one, n) => (n === place ? substitute : one));
}
