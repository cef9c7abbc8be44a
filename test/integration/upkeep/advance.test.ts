import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Client } from '@temporalio/client';
import { advanceTo } from '../../../libs/rehearsal/advance.js';
import { clockNow, editionClock } from '../../../libs/platform/clock/edition-clock.js';
import type { EditionClock, ExchangeState } from '../../../libs/contracts/dossier/index.js';
import { DueReminderEntity, DossierEntity, MailGateEntity } from '../../../libs/platform/db/entities/index.js';
import { OutboxSender } from '../../../libs/mail/outbox/outbox-sender.js';
import { MailRelay } from '../../../libs/operations/relay/mail-relay.js';
import type { UpkeepTools } from '../../../libs/office/office.js';
import { addExchange, addPrompt, edition, mailsOf, openScene, setClock, type Scene } from './scene.js';

const ref = 'P2P-2027-0001';

/** Exchanges as Temporal would answer for them: each acts at its wake-up, once the clock has come there. */
class Exchanges {
  readonly heard: EditionClock[] = [];
  private clock: EditionClock = { offsetMs: 0, version: 0 };

  constructor(
    private readonly scene: Scene,
    private readonly wakeUps: Map<string, { at: string; does: () => Promise<void> }[]>,
  ) {}

  get client(): Client {
    const handle = (ref: string) => ({
      query: () => this.stateOf(ref),
      signal: (_definition: unknown, clock: EditionClock) => this.hear(ref, clock),
    });
    return {
      withDeadline: (_deadline: number, work: () => Promise<unknown>) => work(),
      workflow: { getHandle: handle },
    } as unknown as Client;
  }

  async startWith(): Promise<void> {
    this.clock = await editionClock(this.scene.db.manager, edition);
  }

  private async hear(ref: string, clock: EditionClock): Promise<void> {
    this.heard.push(clock);
    this.clock = clock;
    for (const wakeUp of this.wakeUps.get(ref) ?? []) if (wakeUp.at <= clockNow(clock)) await wakeUp.does();
    this.wakeUps.set(ref, (this.wakeUps.get(ref) ?? []).filter((wakeUp) => wakeUp.at > clockNow(clock)));
  }

  private async stateOf(ref: string): Promise<ExchangeState> {
    const [next] = (this.wakeUps.get(ref) ?? []).map((wakeUp) => wakeUp.at).sort();
    return { ref, stage: 'applying', seq: 1, quiet: true, paused: false, open: [], ...(next && { wakeAt: next }), clock: this.clock };
  }
}

let scene: Scene;
let exchanges: Exchanges;
let tools: UpkeepTools;
let relay: MailRelay;
let relaying: Promise<void>;
beforeEach(async () => {
  scene = await openScene();
  await setClock(scene, '2027-03-08T10:00:00.000Z');
  const config = { ...scene.config, mail: { ...scene.config.mail, delivery: 'none' as const } };
  const nobody = { send: () => Promise.reject(new Error('nothing is delivered')), close: async () => undefined };
  // It looks when it is rung for, and hardly ever by itself.
  relay = new MailRelay(scene.db, new OutboxSender(scene.db, config, nobody), () => undefined, { lookEveryMs: 60_000 });
  relaying = relay.run();
});
afterEach(async () => {
  relay.stop();
  await relaying;
  await scene.close();
});

async function play(wakeUps: Record<string, { at: string; does?: () => Promise<void> }[]> = {}): Promise<void> {
  const entries = Object.entries(wakeUps).map(([ref, list]) => [ref, list.map(({ at, does = async () => {} }) => ({ at, does }))] as const);
  exchanges = new Exchanges(scene, new Map(entries));
  await exchanges.startWith();
  tools = { db: scene.db.manager, client: exchanges.client, config: scene.config };
}

async function advanced(until?: string) {
  const result = await advanceTo(tools, edition, until);
  if (!result.ok) throw new Error(result.refusal.code);
  return result.advanced;
}

describe('a rehearsal’s clock', () => {
  it('goes to the earliest of what exchanges, mails and upkeep would do by themselves', async () => {
    await addExchange(scene, ref, 'in-review');
    await addPrompt(scene, `${ref}/1/-/review/coordinator/1`, '2027-03-08T09:00:00.000Z');
    await play({ [ref]: [{ at: '2027-03-09T17:00:00.000Z' }, { at: '2027-03-12T17:00:00.000Z' }] });
    expect(await advanced()).toMatchObject({ to: '2027-03-09T07:30:00.000Z', why: { kind: 'upkeep', what: 'digest' } });
    expect((await mailsOf(scene, 'digest')).map((mail) => mail.status)).toEqual(['sent']);
    expect(await advanced()).toMatchObject({ to: '2027-03-09T17:00:00.000Z', why: { kind: 'exchange', ref } });
    expect(await advanced('2027-03-09T20:00:00.000Z')).toMatchObject({ to: '2027-03-09T20:00:00.000Z', why: { kind: 'until' } });
    expect(await advanced()).toMatchObject({ to: '2027-03-10T07:30:00.000Z', why: { kind: 'upkeep', what: 'digest' } });
    expect(exchanges.heard.map((clock) => clock.version)).toEqual([2, 3, 4, 5]);
  });

  it('does what fell due on the way before it says that it is there', async () => {
    await addExchange(scene, ref, 'applying');
    const prompt = await addPrompt(scene, `${ref}/1/visiting/application/manager/1`, '2027-03-08T09:00:00.000Z');
    const remind = async (): Promise<void> => {
      await scene.db.manager.insert(DueReminderEntity, { promptId: prompt.id, nth: 1, edition, contactId: 'the-spark-manager', dueAt: '2027-03-15T08:00:00.000Z' });
    };
    await play({ [ref]: [{ at: '2027-03-15T08:00:00.000Z', does: remind }] });
    expect(await advanced()).toMatchObject({ to: '2027-03-15T08:00:00.000Z', why: { kind: 'exchange', ref } });
    expect((await mailsOf(scene, 'reminder')).map((mail) => mail.status)).toEqual(['sent']);
  });

  it('waits for mails whose hour came only by its own move', async () => {
    await play();
    await scene.db.query(
      `insert into outbox (id, business_key, edition, kind, recipient_id, audience, data, message_id, status, planned_at, planned_real_at, not_before)
       values (gen_random_uuid(), 'k', $1, 'sign', 'blivande-director', 'hosting', '{}', 'm@x', 'planned', $2, $2, $3)`,
      [edition, '2027-03-08T09:00:00.000Z', '2027-03-09T07:00:00.000Z'],
    );
    expect(await advanced()).toMatchObject({ to: '2027-03-09T07:00:00.000Z', why: { kind: 'mail', mail: 'sign' } });
    expect((await mailsOf(scene, 'sign')).map((mail) => mail.status)).toEqual(['sent']);
    expect(await advanced()).toMatchObject({ why: { kind: 'nothing' } });
  });

  it('does not wait for mails while the mail server refuses us as a whole', async () => {
    await play();
    await scene.db.manager.update(MailGateEntity, { id: 1 }, { closedSince: '2026-11-20T09:00:00.000Z', code: 'EAUTH' });
    await scene.db.query(
      `insert into outbox (id, business_key, edition, kind, recipient_id, audience, data, message_id, status, planned_at, planned_real_at, not_before)
       values (gen_random_uuid(), 'k', $1, 'sign', 'blivande-director', 'hosting', '{}', 'm@x', 'planned', $2, $2, $2)`,
      [edition, '2027-03-08T09:00:00.000Z'],
    );
    expect(await advanced('2027-03-09T07:00:00.000Z')).toMatchObject({ to: '2027-03-09T07:00:00.000Z' });
    expect((await mailsOf(scene, 'sign')).map((mail) => mail.status)).toEqual(['planned']);
  });

  it('is moved by one of two who move it at the same time', async () => {
    await play();
    const results = await Promise.all(['2027-03-09T07:00:00.000Z', '2027-03-10T07:00:00.000Z'].map((until) => advanceTo(tools, edition, until)));
    const { version } = await editionClock(scene.db.manager, edition);
    expect(results.filter((result) => result.ok).length).toBe(version - 1);
    expect(results.some((result) => result.ok)).toBe(true);
  });

  it('is refused where it is the real one, and backwards', async () => {
    await play();
    expect(await advanceTo(tools, edition, '2027-03-08T09:59:00.000Z')).toEqual({ ok: false, refusal: { code: 'not-back' } });
    expect(await advanceTo(tools, 'none')).toEqual({ ok: false, refusal: { code: 'edition-unknown' } });
    await scene.db.query(`update edition set rehearsal = false`);
    expect(await advanceTo(tools, edition)).toEqual({ ok: false, refusal: { code: 'no-rehearsal' } });
  });

  it('waits for an exchange whose workflow is still to begin', async () => {
    await addExchange(scene, ref, 'host-asked');
    await scene.db.manager.update(DossierEntity, { ref }, { startStatus: 'planned' });
    await play({ [ref]: [{ at: '2027-03-09T17:00:00.000Z' }] });
    const moved = advanced();
    await new Promise((resolve) => setImmediate(resolve));
    await scene.db.manager.update(DossierEntity, { ref }, { startStatus: 'started' });
    expect(await moved).toMatchObject({ to: '2027-03-09T17:00:00.000Z' });
  });
});
