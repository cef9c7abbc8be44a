import { describe, expect, test } from '@jest/globals';
import { endings, isEnding, mayMove, openStages, transitions, type OpenStage, type Stage } from '../../../libs/domain/kinds/exchange/lifecycle.js';
import { scenarios, tellWith, type Differences } from './scenarios.js';

const allStages: readonly Stage[] = [...openStages, ...endings];
/** Where a story may begin. */
const beginnings: readonly OpenStage[] = ['host-asked', 'matching', 'correcting'];

describe('the map of stages', () => {
  test('knows every open stage, and leads only to stages that exist', () => {
    expect(Object.keys(transitions).toSorted()).toEqual([...openStages].toSorted());
    for (const next of Object.values(transitions).flat()) expect(allStages).toContain(next);
  });

  test('leads from a beginning to every stage and every ending', () => {
    expect([...reachableFrom(beginnings)].toSorted()).toEqual([...allStages].toSorted());
  });

  test('leads from every stage to an ending', () => {
    for (const stage of openStages) expect([...reachableFrom([stage])].some(isEnding)).toBe(true);
  });

  test('refuses what it does not list', () => {
    expect(mayMove('host-asked', 'applying')).toBe(true);
    expect(mayMove('host-asked', 'completed')).toBe(false);
  });
});

test('the stories of the tests take every transition of the map, and no other', async () => {
  const taken = new Set<string>();
  for (const scenario of Object.values<Differences>(scenarios)) {
    const { stages } = await tellWith(scenario);
    stages.slice(1).forEach((stage, i) => taken.add(`${stages[i]} -> ${stage}`));
  }
  const known = Object.entries(transitions).flatMap(([from, nexts]) => nexts.map((next) => `${from} -> ${next}`));
  expect([...taken].toSorted()).toEqual(known.toSorted());
});

function reachableFrom(start: readonly Stage[]): Set<Stage> {
  const reached = new Set<Stage>(start);
  for (const stage of reached) if (!isEnding(stage)) transitions[stage].forEach((next) => reached.add(next));
  return reached;
}
