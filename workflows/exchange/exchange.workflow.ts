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
  const recall = new Recall(input.revived ? await allWrittenSteps(input.ref) : [], patched);
  const desk = new FrontDesk(input.ref, input.startAt, input.clock, () => Date.now(), (change) => recall.since(change));
  const pump = new Pump(desk, showStage, input.naming);
  const story = newStory(input, desk);
  const control = new ExchangeControl(story, desk);

  setHandler(stateQuery, () => exchangeState(input.ref, desk, pump));
  if (!input.revived) listen({ desk, control, pump });

  return CancellationScope.nonCancellable(async () => {
    const told = { ending: undefined as Ending | undefined };
    const telling = tellExchange(story).then((ending) => (told.ending = ending));
    if (input.revived) {
      await recall.tell({ desk, control, quiet: storyIsQuiet });
      listen({ desk, control, pump });
    }
    await Promise.race([failureOf(telling), pump.run({ ended: () => told.ending !== undefined })]);
    await condition(allHandlersFinished);
    return telling;
  });
}

/** From here on answers, acts and signals are taken. */
function listen({ desk, control, pump }: { desk: FrontDesk; control: ExchangeControl; pump: Pump }): void {
  setHandler(answerUpdate, (answer) => desk.answer(answer), { validator: (answer) => refuse(desk.refusal(answer)) });
  setHandler(stopUpdate, (stop) => control.stop(stop), { validator: (_it) => refuse(control.refusal({ kind: 'stop' })) });
  setHandler(extendUpdate, (it) => control.extend(it), { validator: (it) => refuse(control.refusalToExtend(it)) });
  setHandler(replaceContactUpdate, (it) => control.replaceContact(it), { validator: (_it) => refuse(control.refusal({ kind: 'replace-contact' })) });
  setHandler(changeUpdate, (it) => control.change(it), { validator: (_it) => refuse(control.refusal({ kind: 'change' })) });
  setHandler(pauseUpdate, (it) => control.pause(it), { validator: (_it) => refuse(control.refusal({ kind: 'pause' })) });
  setHandler(resumeUpdate, (it) => control.resume(it), { validator: (_it) => refuse(control.refusal({ kind: 'resume' })) });
  setHandler(clockMovedSignal, (clock) => pump.hearClock(clock));
  setHandler(retryStepSignal, () => pump.retryStep());
  void takeCancellationAsStaffs(control, desk);
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
async function takeCancellationAsStaffs(control: ExchangeControl, desk: Desk): Promise<void> {
  await CancellationScope.current().cancelRequested.catch(async () => {
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
