import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import {
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  patched,
  proxyActivities,
  setHandler,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import {
  answerUpdate,
  changeUpdate,
  clockMovedSignal,
  extendUpdate,
  pauseUpdate,
  replaceContactUpdate,
  resumeUpdate,
  retryStepSignal,
  searchAttributes,
  stateQuery,
  stillRecalling,
  stopUpdate,
  type ExchangeActivities,
  type ExchangeInput,
  type WrittenStep,
} from '../../libs/contracts/dossier/index.js';
import type { Ending, Stage } from '../../libs/domain/kinds/exchange/lifecycle.js';
import type { Desk } from '../asking/desk.js';
import { FrontDesk } from '../asking/front-desk.js';
import { Pump, storyIsQuiet } from '../asking/pump.js';
import { ExchangeControl } from './exchange.control.js';
import { exchangeState } from './exchange.state.js';
import { tellExchange } from './exchange.story.js';
import { newStory } from './parties.js';
import { Recall } from './recall.js';

const stageAttribute = defineSearchAttributeKey(searchAttributes.stage, SearchAttributeType.KEYWORD);

const { writtenSteps } = proxyActivities<ExchangeActivities>({
  startToCloseTimeout: '60s',
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '30s' },
});

/**
 * One exchange between a visiting and a hosting party, from enquiry to the last question. A revived one first tells
 * itself again what stands written; answers and acts wait until it has.
 */
export async function exchange(input: ExchangeInput): Promise<Ending> {
  const recall = new Recall(patched);
  const desk = new FrontDesk(input.ref, input.startAt, input.clock, () => Date.now(), (change) => recall.since(change));
  const pump = new Pump(desk, showStage, input.naming);
  const story = newStory(input, desk);
  const control = new ExchangeControl(story, desk);
  const recalling = { is: input.revived ?? false };
  const notYet = (): string | undefined => (recalling.is ? stillRecalling : undefined);

  setHandler(answerUpdate, (answer) => desk.answer(answer), { validator: (answer) => refuse(notYet() ?? desk.refusal(answer)) });
  setHandler(stopUpdate, (stop) => control.stop(stop), { validator: (_it) => refuse(notYet() ?? control.refusal({ kind: 'stop' })) });
  setHandler(extendUpdate, (it) => control.extend(it), { validator: (it) => refuse(notYet() ?? control.refusalToExtend(it)) });
  setHandler(replaceContactUpdate, (it) => control.replaceContact(it), { validator: (_it) => refuse(notYet() ?? control.refusal({ kind: 'replace-contact' })) });
  setHandler(changeUpdate, (it) => control.change(it), { validator: (_it) => refuse(notYet() ?? control.refusal({ kind: 'change' })) });
  setHandler(pauseUpdate, (it) => control.pause(it), { validator: (_it) => refuse(notYet() ?? control.refusal({ kind: 'pause' })) });
  setHandler(resumeUpdate, (it) => control.resume(it), { validator: (_it) => refuse(notYet() ?? control.refusal({ kind: 'resume' })) });
  setHandler(clockMovedSignal, (clock) => pump.hearClock(clock));
  setHandler(retryStepSignal, () => pump.retryStep());
  setHandler(stateQuery, () => exchangeState(input.ref, desk, pump));
  void takeCancellationAsStaffs(control, desk, recalling);

  return CancellationScope.nonCancellable(async () => {
    if (recalling.is) recall.read(await allWrittenSteps(input.ref));
    const told = { ending: undefined as Ending | undefined };
    const telling = tellExchange(story).then((ending) => (told.ending = ending));
    if (recalling.is) await recall.tell({ desk, control, quiet: storyIsQuiet });
    recalling.is = false;
    await Promise.race([failureOf(telling), pump.run({ ended: () => told.ending !== undefined })]);
    await condition(allHandlersFinished);
    return telling;
  });
}

/** Everything that stands written of an exchange, page by page. */
async function allWrittenSteps(ref: string): Promise<WrittenStep[]> {
  const all: WrittenStep[] = [];
  for (;;) {
    const page = await writtenSteps(ref, all.length + 1);
    if (page.length === 0) return all;
    all.push(...page);
  }
}

function showStage(stage: Stage): void {
  upsertSearchAttributes([{ key: stageAttribute, value: stage }]);
}

function refuse(code: string | undefined): void {
  if (code) throw ApplicationFailure.nonRetryable(code, code);
}

/**
 * Temporal's own cancel counts as the staff's, with the operator as who did it. It comes once only: where it would be
 * refused it waits until nothing stands against it any more.
 */
async function takeCancellationAsStaffs(control: ExchangeControl, desk: Desk, recalling: { is: boolean }): Promise<void> {
  await CancellationScope.current().cancelRequested.catch(async () => {
    if (recalling.is) await CancellationScope.nonCancellable(() => condition(() => !recalling.is));
    const free = () => control.refusal({ kind: 'stop' }) === undefined;
    if (!free() && !desk.since('cancel-waits')) return;
    if (!free()) await CancellationScope.nonCancellable(() => condition(free));
    control.stop({ ending: 'cancelled', reason: 'other', by: 'operator' });
  });
}

/** Rejects when the story does; the pump alone says when everything is written down. */
function failureOf(telling: Promise<unknown>): Promise<never> {
  return telling.then(() => new Promise<never>(() => undefined));
}
