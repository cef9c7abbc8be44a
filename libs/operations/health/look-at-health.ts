import { healthConditions, type HealthCondition } from '../../domain/programme/health-conditions.js';
import { failingActivities, mailBacklog, relayBacklog } from './backlogs.js';
import { conditionOf, type BrokenCondition, type HealthTools } from './condition.js';
import { dataMismatch } from './data-mismatch.js';
import { engineConditions, engineIsThere } from './engine.js';
import { unansweredEscalations } from './escalations.js';
import { withFirstInstants } from './first-instants.js';
import { incomingMail } from './incoming.js';
import { missingWorkflows } from './missing-workflows.js';
import { unarchivedExchanges } from './unarchived.js';

/** Conditions that only the engine can tell of: while it is away, they neither come nor go. */
const toldByEngine: readonly HealthCondition[] = ['workflow-missing', 'workflow-task-failures', 'parked-steps', 'exhausted-activities', 'unarchived'];

/**
 * Everything that is broken at this moment, in the order of the vocabulary; an empty list is good news. When a case was
 * first found is remembered until it is gone.
 */
export async function lookAtHealth(tools: HealthTools): Promise<BrokenCondition[]> {
  const engine = await engineIsThere(tools);
  const found = [
    ...(engine.length > 0 ? engine : [...(await missingWorkflows(tools)), ...(await engineConditions(tools)), ...(await unarchivedExchanges(tools))]),
    ...(await failingActivities(tools)),
    ...(await unansweredEscalations(tools)),
    ...(await relayBacklog(tools)),
    ...(await mailBacklog(tools)),
    ...(await incomingMail(tools)),
    ...(await dataMismatch(tools)),
  ];
  const cases = await withFirstInstants(tools.db, found, engine.length > 0 ? toldByEngine : []);
  return healthConditions.flatMap((name) => conditionOf(name, cases.filter((one) => one.name === name)));
}
