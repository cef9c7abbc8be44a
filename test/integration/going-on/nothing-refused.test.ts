import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { WorkflowNotFoundError, WorkflowUpdateFailedError, type Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { forwardAct, receiveAct } from '../../../libs/acts/acts.js';
import { ActEntity, DossierEntity, InboxEntity } from '../../../libs/platform/db/entities/index.js';
import type { Stage } from '../../../libs/domain/kinds/exchange/lifecycle.js';
import { forwardAnswer } from '../../../libs/answers/forward-answer.js';
import { receiveAnswer } from '../../../libs/dossier/prompts/receive-answer.js';
import { Relay } from '../../../libs/operations/relay/relay.js';
import { addExchange, addPrompt, openScene, type Scene } from '../upkeep/scene.js';

const ref = 'P2P-2027-0001';
const prompt = `${ref}/1/hosting/availability/manager/1`;
const later = '2099-01-01T00:00:00.000Z';

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
  await addExchange(scene, ref, 'host-asked');
});
afterEach(() => scene.close());

/** An engine whose updates all end alike; it notes them. */
function engine(refuse: (updateId: string) => Error | undefined): { client: Client; called: string[] } {
  const called: string[] = [];
  const executeUpdate = async (_: unknown, { updateId }: { updateId: string }) => {
    called.push(updateId);
    const error = refuse(updateId);
    if (error) throw error;
    return { seq: 1 };
  };
  const client = { withDeadline: (_: number, work: () => Promise<unknown>) => work(), workflow: { getHandle: () => ({ executeUpdate }) } };
  return { client: client as unknown as Client, called };
}

const missing = (): Error => new WorkflowNotFoundError('no such workflow', ref, undefined);
const refusal = (code: string): Error => new WorkflowUpdateFailedError('refused', ApplicationFailure.nonRetryable(code, code));

async function anAnswer(): Promise<InboxEntity> {
  await addPrompt(scene, prompt, later);
  const received = await scene.db.transaction((tx) =>
    receiveAnswer(tx, { promptId: prompt, by: 'manager', choice: 'yes', payload: {}, facts: {}, receivedAt: '2027-03-01T09:00:00.000Z' }),
  );
  expect(received.kind).toBe('received');
  return scene.db.manager.findOneByOrFail(InboxEntity, { promptId: prompt });
}

const anAct = (kind: 'pause' | 'resume') =>
  receiveAct(scene.db.manager, { ref, kind, input: { by: 'lead' }, payload: {}, by: 'lead', at: '2027-03-01T09:00:00.000Z' }, 0);

const stageIs = (stage: Stage) => scene.db.manager.update(DossierEntity, { ref }, { stage, endedAt: '2027-03-02T09:00:00.000Z' });

describe('a workflow that is missing', () => {
  test('refuses no answer of an open exchange: it waits, however often it was tried; once the exchange is over it is refused', async () => {
    const row = await anAnswer();
    const { client } = engine(missing);
    expect(await forwardAnswer(scene.db.manager, client, { ...row, attempts: 500 }, 1_000)).toEqual({ kind: 'waiting' });
    expect(await scene.db.manager.findOneByOrFail(InboxEntity, { id: row.id })).toMatchObject({ status: 'received', code: null });
    await stageIs('expired');
    expect(await forwardAnswer(scene.db.manager, client, row, 1_000)).toEqual({ kind: 'refused', code: 'exchange-closed' });
  });

  test('refuses no act of an open exchange', async () => {
    const act = await anAct('pause');
    const { client } = engine(missing);
    expect(await forwardAct(scene.db.manager, client, act, 1_000)).toEqual({ kind: 'waiting' });
    expect(await scene.db.manager.findOneByOrFail(ActEntity, { id: act.id })).toMatchObject({ status: 'received', code: null });
    await stageIs('expired');
    expect(await forwardAct(scene.db.manager, client, act, 1_000)).toEqual({ kind: 'refused', code: 'exchange-over' });
  });

  test('that stands behind what is written refuses no answer to a question that it has not asked yet', async () => {
    const row = await anAnswer();
    const { client } = engine(() => refusal('prompt-unknown'));
    expect(await forwardAnswer(scene.db.manager, client, { ...row, attempts: 500 }, 1_000)).toEqual({ kind: 'waiting' });
    expect(await forwardAnswer(scene.db.manager, engine(() => refusal('prompt-closed')).client, row, 1_000)).toEqual({ kind: 'refused', code: 'prompt-closed' });
  });
});

describe('acts of one exchange', () => {
  test('arrive in the order in which they were done, though the older was tried before and waits longer', async () => {
    const pause = await anAct('pause');
    const resume = await anAct('resume');
    await scene.db.manager.update(ActEntity, { id: pause.id }, { nextAttemptAt: new Date(Date.now() + 1_500).toISOString() });
    const { client, called } = engine(() => undefined);
    expect(await forwardAct(scene.db.manager, client, resume, 1_000)).toEqual({ kind: 'waiting' });
    const relay = new Relay(scene.db, client, () => undefined);
    const running = relay.run();
    const done = (): Promise<number> => scene.db.manager.countBy(ActEntity, { ref, status: 'done' });
    for (const end = Date.now() + 30_000; (await done()) < 2 && Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 50)));
    relay.stop();
    await running;
    expect(called).toEqual([pause.id, resume.id]);
  });

  test('do not wait for those of another, nor for one that was refused', async () => {
    const refused = await anAct('pause');
    await scene.db.manager.update(ActEntity, { id: refused.id }, { status: 'refused' });
    const resume = await anAct('resume');
    expect(await forwardAct(scene.db.manager, engine(() => undefined).client, resume, 1_000)).toEqual({ kind: 'done' });
  });
});
