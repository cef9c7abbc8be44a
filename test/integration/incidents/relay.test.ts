import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { Client } from '@temporalio/client';
import { randomUUID } from 'node:crypto';
import { ActEntity } from '../../../libs/platform/db/entities/index.js';
import { Relay } from '../../../libs/operations/relay/relay.js';
import { addExchange, openScene, type Scene } from '../upkeep/scene.js';

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
});
afterEach(() => scene.close());

const refOf = (n: number): string => `P2P-2027-${String(n).padStart(4, '0')}`;

async function addAct(ref: string): Promise<void> {
  const at = new Date().toISOString();
  const row = { id: randomUUID(), ref, input: {}, payload: {}, by: 'coordinator', at, realAt: at, status: 'received' as const, nextAttemptAt: at, incidentId: null, code: null, attempts: 0 };
  await scene.db.manager.insert(ActEntity, { ...row, kind: 'pause' });
}

/** Exchanges that throw at once, hang until the delivery's deadline, or take their act. */
function engine(throwing: readonly string[], hanging: readonly string[]): { client: Client; calls: Map<string, number> } {
  const calls = new Map<string, number>();
  const getHandle = (ref: string) => ({
    executeUpdate: () => {
      calls.set(ref, (calls.get(ref) ?? 0) + 1);
      if (throwing.includes(ref)) return Promise.reject(new TypeError('poisoned'));
      return hanging.includes(ref) ? new Promise((_, reject) => setTimeout(reject, 4_000, new Error('deadline')).unref()) : Promise.resolve({ seq: 2 });
    },
  });
  const client = { withDeadline: (_: number, work: () => Promise<unknown>) => work(), workflow: { getHandle } } as unknown as Client;
  return { client, calls };
}

it('exchanges that throw or hang delay no other, and are not called twice at once', async () => {
  const [throwing, hanging] = [[1, 2, 3].map(refOf), [4, 5, 6].map(refOf)];
  for (let n = 1; n <= 30; n += 1) {
    await addExchange(scene, refOf(n), 'travelling');
    await addAct(refOf(n));
  }
  const { client, calls } = engine(throwing, hanging);
  const relay = new Relay(scene.db, client, () => undefined);
  const running = relay.run();
  const began = Date.now();
  const doneCount = (): Promise<number> => scene.db.manager.countBy(ActEntity, { status: 'done' });
  while ((await doneCount()) < 24 && Date.now() - began < 10_000) await new Promise((resolve) => setTimeout(resolve, 50));
  const [took, done] = [Date.now() - began, await doneCount()];
  const called = hanging.map((ref) => calls.get(ref));
  relay.stop();
  await running;
  expect(done).toBe(24);
  expect(took).toBeLessThan(3_500); // less than the three that hang take
  expect(called).toEqual([1, 1, 1]);
  expect((await scene.db.manager.findBy(ActEntity, { status: 'received' })).map(({ ref }) => ref).sort()).toEqual([...throwing, ...hanging]);
});
