import { keepForVisit } from '../../libs/dossier/retention/keep-for-visit.js';
import { PlanEntity } from '../../libs/platform/db/entities/index.js';
import type { StepContext } from './step-context.js';

/** Writes the next version of an exchange's plan, and notes how long what it holds for the visit only is kept. */
export async function addPlan(context: StepContext, plan: Omit<PlanEntity, 'createdAt'>): Promise<void> {
  const { tx, exchange, programme, now } = context;
  const next: PlanEntity = { ...plan, version: plan.version + 1, createdAt: now };
  await tx.insert(PlanEntity, next as never);
  if (next.leg === context.plan.leg) context.plan = next;
  await keepForVisit(tx, exchange, programme.definition, plan);
}
