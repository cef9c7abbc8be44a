import { condition, proxyActivities, setHandler } from '@temporalio/workflow';
import { bareAnswerUpdate, bareDateSignal, type BareActivities, type BareInput } from './bare.contract.js';

const { step } = proxyActivities<BareActivities>({ startToCloseTimeout: '60s' });

/**
 * What the happy exchange would be without any of our code: the same answers, steps and pauses as a plain list, each
 * wait with a timer as everybody would write it. Decides nothing, remembers nothing, names nothing.
 */
export async function bareExchange({ ref, acts }: BareInput): Promise<string> {
  let answers = 0;
  let dates = 0;
  let last = '';
  setHandler(bareAnswerUpdate, ({ answer }) => {
    answers += 1;
    last = answer;
    return { answer };
  });
  setHandler(bareDateSignal, () => {
    dates += 1;
  });

  let seq = 1;
  await step(ref, seq, last);
  const taken = { answer: 0, date: 0 };
  for (const { wakes, steps } of acts) {
    taken[wakes] += 1;
    await condition(() => answers >= taken.answer && dates >= taken.date, '30 days');
    for (let nth = 0; nth < steps; nth += 1) await step(ref, (seq += 1), last);
  }
  return 'completed';
}
