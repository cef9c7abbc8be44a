import { keepForVisit } from '../../libs/dossier/retention/keep-for-visit.js';
import { PlanEntity } from '../../libs/platform/db/entities/index.js';
import type { StepContext } from './step-context.js';

/** Writes the next version of an exchange's plan, and notes how long what it holds for the visit only is kept. */
export async function addPlan({ tx, exchange, programme, now }: StepContext, plan: Omit<PlanEntity, 'createdAt'>): Promise<void> {
  await tx.insert(PlanEntity, { ...plan, version: plan.version + 1, createdAt: now } as never);
  await keepForVisit(tx, exchange, programme.definition, plan);
}
