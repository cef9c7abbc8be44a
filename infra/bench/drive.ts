import type { Client } from '@temporalio/client';
import { setTimeout as delay } from 'node:timers/promises';
import {
  answerUpdate,
  clockMovedSignal,
  exchangeTaskQueue,
  exchangeWorkflowType,
  type AnswerInput,
} from '../../libs/contracts/dossier/index.js';
import { promptId } from '../../libs/domain/dossier/reference.js';
import type { Definition } from '../../libs/domain/programme/definition.js';
import type { Slot } from '../../libs/domain/programme/vocabulary.js';
import { happyActs, stepsOfStart, type Act } from './acts.js';
import { bareAnswerUpdate, bareDateSignal, bareTaskQueue, type BareInput } from './bare.contract.js';
import { exchangeInputOf } from '../rehearse/paper-office.js';
import { visitOf, type WorkerProcess } from './worker-process.js';

/** What people and dates do to an exchange of one kind. */
export interface Kind {
  name: 'ours' | 'bare';
  start(ref: string): Promise<void>;
  wake(ref: string, act: Act, nth: number): Promise<unknown>;
}

/** How an exchange is driven. */
export interface Driving {
  workers: WorkerProcess;
  /** How long everybody waits after a step was carried out, in milliseconds: so that each answer finds a workflow at rest. */
  pauseMs: number;
}

const dayMs = 24 * 3_600_000;

/** Drives one exchange from its start to its end. */
export async function driveExchange(kind: Kind, ref: string, client: Client, { workers, pauseMs }: Driving): Promise<void> {
  let seq = stepsOfStart;
  await kind.start(ref);
  await workers.untilWritten(ref, seq);
  for (const [nth, act] of happyActs.entries()) {
    await delay(pauseMs);
    await kind.wake(ref, act, nth);
    seq += act.steps;
    await workers.untilWritten(ref, seq);
  }
  await client.workflow.result(ref);
}

/** Our exchange: the real workflow, its clock moved from date to date as in a rehearsal. */
export function ours(client: Client, definition: Definition, startedAt: number): Kind {
  const firstDay = Date.parse(visitOf(startedAt).firstDay);
  const offsets = new Map<string, number>();
  return {
    name: 'ours',
    async start(ref) {
      await client.workflow.start(exchangeWorkflowType, {
        workflowId: ref,
        taskQueue: exchangeTaskQueue,
        args: [exchangeInputOf(definition, ref)],
      });
    },
    wake(ref, act, nth) {
      const handle = client.workflow.getHandle(ref);
      if (act.wakes === 'date') {
        const offsetMs = firstDay + act.dayOfVisit * dayMs - Date.now();
        offsets.set(ref, offsetMs);
        return handle.signal(clockMovedSignal, { offsetMs, version: nth + 2 });
      }
      const receivedAt = new Date(Date.now() + (offsets.get(ref) ?? 0)).toISOString();
      const answer = answerTo(ref, act, receivedAt);
      return handle.executeUpdate(answerUpdate, { args: [answer], updateId: answer.prompt });
    },
  };
}

/** The same exchange with none of our code, and so many timers. */
export function bare(client: Client, timers: number): Kind {
  const acts = happyActs.map(({ wakes, steps }) => ({ wakes, steps }));
  const input = (ref: string): BareInput => ({ ref, acts, timers });
  return {
    name: 'bare',
    async start(ref) {
      await client.workflow.start('bareExchange', { workflowId: ref, taskQueue: bareTaskQueue, args: [input(ref)] });
    },
    wake(ref, act, nth) {
      const handle = client.workflow.getHandle(ref);
      if (act.wakes === 'date') return handle.signal(bareDateSignal, { offsetMs: 0, version: nth });
      const { answer, choice } = answerTo(ref, act, '');
      return handle.executeUpdate(bareAnswerUpdate, { args: [{ answer, choice }], updateId: `${ref}/${nth}` });
    },
  };
}

function answerTo(ref: string, act: Extract<Act, { wakes: 'answer' }>, receivedAt: string): AnswerInput {
  const { kind, party, slot, choice, facts = {} } = act;
  const prompt = promptId({ ref, leg: '1', party, kind, slot: slot as Slot, round: 1 });
  // As long as the ids of Postgres rows.
  return { prompt, answer: `00000000-0000-4000-8000-${String(prompt.length).padStart(12, '0')}`, choice, facts, by: '00000000-0000-4000-8000-000000000000', receivedAt };
}
