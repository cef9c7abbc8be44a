import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { allHandlersFinished, ApplicationFailure, condition, setHandler, upsertSearchAttributes } from '@temporalio/workflow';
import {
  answerUpdate,
  clockMovedSignal,
  retryStepSignal,
  searchAttributes,
  stateQuery,
  type ExchangeInput,
} from '../../libs/contracts/exchange/index.js';
import type { Ending } from '../../libs/domain/exchange/lifecycle.js';
import { FrontDesk } from '../desk/front-desk.js';
import { Pump } from '../desk/pump.js';
import { exchangeState } from './exchange.state.js';
import { exchangeStory } from './exchange.story.js';

const stageAttribute = defineSearchAttributeKey(searchAttributes.stage, SearchAttributeType.KEYWORD);

/** One exchange between a visiting and a hosting party, from enquiry to the last question. */
export async function exchange(input: ExchangeInput): Promise<Ending> {
  const desk = new FrontDesk(input.ref, input.startAt, input.clock, () => Date.now());
  const pump = new Pump(desk, (stage) => upsertSearchAttributes([{ key: stageAttribute, value: stage }]));

  setHandler(answerUpdate, (answer) => desk.answer(answer), {
    validator: (answer) => {
      const code = desk.refusal(answer);
      if (code) throw ApplicationFailure.nonRetryable(code, code);
    },
  });
  setHandler(clockMovedSignal, (clock) => pump.hearClock(clock));
  setHandler(retryStepSignal, () => pump.retryStep());
  setHandler(stateQuery, () => exchangeState(input.ref, desk, pump));

  const story = { ending: undefined as Ending | undefined };
  const telling = exchangeStory(input)(desk).then((ending) => (story.ending = ending));
  await Promise.race([telling.then(() => new Promise<never>(() => {})), pump.run({ ended: () => story.ending !== undefined })]);
  await condition(allHandlersFinished);
  return await telling;
}
