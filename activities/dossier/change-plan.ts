import type { DomainEvent } from '../../libs/contracts/dossier/index.js';
import { ActEntity } from '../../libs/platform/db/entities/index.js';
import type { FormValue } from '../../libs/domain/forms/read-form.js';
import { changedPlan } from '../../libs/dossier/record/plan-change.js';
import { addPlan } from './add-plan.js';
import { awaitAgain } from './moments.js';
import { holdWhatItCanCost } from './places.js';
import { latestPlan, type StepContext } from './step-context.js';

/**
 * A change that all agreed to becomes a new version of the plan; the dates that are awaited and what is
 * held follow it.
 */
export async function changePlan(
  context: StepContext,
  { leg, change, what }: Extract<DomainEvent, { kind: 'plan-changed' }>,
): Promise<void> {
  const { tx, exchange } = context;
  const act = await tx.findOneByOrFail(ActEntity, { id: change });
  const plan = await latestPlan(tx, exchange.ref, leg);
  const { firstDay, lastDay, content } = changedPlan(plan, what, act.payload as FormValue);
  await addPlan(context, { ...plan, firstDay, lastDay, content });
  await holdWhatItCanCost(context);
  await awaitAgain(context);
}
