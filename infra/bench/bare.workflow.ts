import { condition, proxyActivities, setHandler } from '@temporalio/workflow';
import { bareAnswerUpdate, bareDateSignal, type BareActivities, type BareInput } from './bare.contract.js';

const { step } = proxyActivities<BareActivities>({ startToCloseTimeout: '60s' });

/**
 * What the happy exchange would be without any of our code: the same answers, steps and pauses as a plain list, with
 * as many timers. Decides nothing, remembers nothing, names nothing.
 */
export async function bareExchange({ ref, acts, timers }: BareInput): Promise<string> {
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
  for (const [nth, { wakes, steps }] of acts.entries()) {
    taken[wakes] += 1;
    const came = (): boolean => answers >= taken.answer && dates >= taken.date;
    await (nth < timers ? condition(came, '30 days') : condition(came));
    for (let more = 0; more < steps; more += 1) await step(ref, (seq += 1), last);
  }
  return 'completed';
}
