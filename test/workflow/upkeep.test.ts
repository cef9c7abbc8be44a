import { expect, test } from '@jest/globals';
import { exchangeTaskQueue } from '../../libs/contracts/dossier/index.js';
import { upkeepWorkflowType } from '../../libs/contracts/upkeep/index.js';
import { peopleOf } from '../../infra/rehearse/people.js';
import { withExchange } from './laboratory.js';

test('what is deleted slowly delays no reminder and no digest: the next round goes beside it', async () => {
  const done: string[] = [];
  const slow = Promise.withResolvers<void>();
  const activities = () => ({
    editionsInUse: () => Promise.resolve(['one', 'two']),
    planDue: (edition: string) => Promise.resolve(void done.push(`due in ${edition}`)),
    tidyUp: (edition: string) => slow.promise.then(() => void done.push(`tidied ${edition}`)),
    lookAtData: () => Promise.resolve(void done.push('looked at the data')),
  });
  await withExchange({ people: peopleOf({}), activities }, async ({ environment }) => {
    const round = (n: number) => environment.client.workflow.execute(upkeepWorkflowType, { workflowId: `upkeep-${n}`, taskQueue: exchangeTaskQueue, args: [] });
    await round(1);
    await round(2);
    expect(done).toEqual(['due in one', 'due in two', 'due in one', 'due in two']);
    slow.resolve();
    await environment.client.workflow.getHandle('tidying').result();
    expect(done.slice(4)).toEqual(['tidied one', 'tidied two', 'looked at the data']);
  });
});
