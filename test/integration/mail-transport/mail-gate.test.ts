import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ActivityLogEntity } from '../../../libs/platform/db/entities/index.js';
import { closeGate, gateIsClosed, openGate } from '../../../libs/mail/outbox/mail-gate.js';
import { openScene, type Scene } from '../upkeep/scene.js';

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
});
afterEach(() => scene.close());

/** Time passes by the real clock. */
async function passes(ms: number): Promise<void> {
  await scene.db.query(`update mail_gate set probe_at = probe_at - interval '${ms} milliseconds'`);
}

describe('the mail gate', () => {
  it('lets nobody through before its time, then one caller of many, and nobody after that until it is time again', async () => {
    const { manager } = scene.db;
    const callers = (): Promise<boolean[]> => Promise.all(Array.from({ length: 6 }, () => gateIsClosed(manager)));
    const through = async (): Promise<number> => (await callers()).filter((closed) => !closed).length;
    expect(await through()).toBe(6);
    await closeGate(manager, 'smtp-535');
    await passes(19_000);
    expect(await through()).toBe(0);
    await passes(1_000);
    expect([await through(), await through()]).toEqual([1, 0]);
    await passes(20_000);
    expect([await through(), await through()]).toEqual([1, 0]);
    await openGate(manager);
    expect(await through()).toBe(6);
  });

  it('raises its one alarm once however many mails find it shut, and takes it back once', async () => {
    const { manager } = scene.db;
    const alarms = async (): Promise<number[]> => Promise.all(['mail-gate-closed', 'mail-gate-opened'].map((kind) => manager.countBy(ActivityLogEntity, { kind })));
    await openGate(manager);
    expect(await alarms()).toEqual([0, 0]);
    for (const code of ['smtp-535', 'smtp-535', 'tls']) await closeGate(manager, code);
    expect(await alarms()).toEqual([1, 0]);
    for (let times = 0; times < 3; times += 1) await openGate(manager);
    expect(await alarms()).toEqual([1, 1]);
  });
});
