import { expect, test } from '@jest/globals';
import { Worker } from '@temporalio/worker';
import { onTimeSkippingServer } from '../../infra/stack/time-skipping-environment.js';
import { upkeepTaskQueue, upkeepWorkflowType, type UpkeepActivities } from '../../libs/contracts/upkeep/index.js';
import { workflowBundle } from './workflow-bundle.js';

test('digests and reminders of the next minutes go on while a round of tidying up takes its time; only one round runs at a time', async () => {
  const done: string[] = [];
  let finishTidying = (): void => undefined;
  const tidied = new Promise<void>((resolve) => (finishTidying = resolve));
  const activities: UpkeepActivities = {
    editionsInUse: () => Promise.resolve(['2026']),
    runDue: () => Promise.reject(new Error('only runs that began before tidying was apart do this')),
    planDue: (edition) => Promise.resolve(void done.push(`planned ${edition}`)),
    tidyUp: (edition) => (done.push(`tidying ${edition}`), tidied),
    lookAtData: () => Promise.resolve(void done.push('looked')),
  };
  await onTimeSkippingServer('test', async (environment) => {
    const { client, nativeConnection: connection } = environment;
    const worker = await Worker.create({ connection, taskQueue: upkeepTaskQueue, workflowBundle: await workflowBundle(), activities });
    await worker.runUntil(async () => {
      for (const poke of ['1', '2']) await client.workflow.execute(upkeepWorkflowType, { workflowId: `upkeep-${poke}`, taskQueue: upkeepTaskQueue });
      expect(done.filter((what) => what.startsWith('planned'))).toEqual(['planned 2026', 'planned 2026']);
      finishTidying();
      await client.workflow.getHandle('tidying').result();
    });
  });
  expect(done.filter((what) => what.startsWith('tidying'))).toEqual(['tidying 2026']);
  expect(done.at(-1)).toBe('looked');
}, 60_000);
