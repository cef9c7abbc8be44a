import { healthConditions } from '../../domain/programme/vocabulary.js';
import { failingActivities, mailBacklog, relayBacklog } from './backlogs.js';
import { mostItems, type BrokenCondition, type HealthTools } from './condition.js';
import { dataMismatch } from './data-mismatch.js';
import { engineConditions } from './engine.js';
import { unansweredEscalations } from './escalations.js';
import { incomingMail } from './incoming.js';

/** Everything that is broken at this moment, in the order of the vocabulary; an empty list is good news. */
export async function lookAtHealth(tools: HealthTools): Promise<BrokenCondition[]> {
  const found = [
    ...(await engineConditions(tools)),
    ...(await failingActivities(tools)),
    ...(await unansweredEscalations(tools)),
    ...(await relayBacklog(tools)),
    ...(await mailBacklog(tools)),
    ...(await incomingMail(tools)),
    ...(await dataMismatch(tools)),
  ];
  return healthConditions.flatMap((name) => merged(found.filter((condition) => condition.name === name)));
}

/** Cases of one name that were found in two places. */
function merged(conditions: readonly BrokenCondition[]): BrokenCondition[] {
  const [first] = conditions;
  if (!first) return [];
  return [
    {
      name: first.name,
      count: conditions.reduce((sum, { count }) => sum + count, 0),
      since: conditions.map(({ since }) => since).sort()[0]!,
      lastingMs: Math.max(...conditions.map(({ lastingMs }) => lastingMs)),
      items: conditions.flatMap(({ items }) => items).slice(0, mostItems),
    },
  ];
}
