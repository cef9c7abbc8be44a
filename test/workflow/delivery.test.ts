import { describe, expect, test } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import { deliveryWorkflowId, deliveryWorkflowType, type DeliveryOutcome } from '../../libs/contracts/delivery/index.js';
import { exchangeTaskQueue } from '../../libs/contracts/dossier/index.js';
import { peopleOf } from '../../infra/rehearse/people.js';
import { withExchange } from './laboratory.js';

const refused = () => Promise.reject(ApplicationFailure.nonRetryable('refused', 'refused'));

describe('a mail that belongs to no exchange', () => {
  test.each<[string, () => Promise<DeliveryOutcome>, DeliveryOutcome]>([
    ['is sent', () => Promise.resolve('sent'), 'sent'],
    ['tells what the mail server said', () => Promise.resolve('ambiguous'), 'ambiguous'],
    ['is given up without failing', refused, 'given-up'],
  ])('%s', async (_name, deliver, outcome) => {
    await withExchange({ people: peopleOf({}), activities: () => ({ deliver }) }, async ({ environment }) => {
      const result = await environment.client.workflow.execute(deliveryWorkflowType, {
        workflowId: deliveryWorkflowId('o-1'),
        taskQueue: exchangeTaskQueue,
        args: ['o-1'],
      });
      expect(result).toBe(outcome);
    });
  });
});
