import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { SMTPServerOptions } from 'smtp-server';
import { ExchangeActivitiesProvider } from '../../../activities/dossier/dossier.activities.js';
import { publishStep } from '../../../activities/dossier/publish-step.js';
import { MailActivitiesProvider } from '../../../activities/mail/mail.activities.js';
import type { DomainEvent } from '../../../libs/contracts/dossier/index.js';
import { openDatabase } from '../../../libs/platform/db/data-source.js';
import { ActivityLogEntity, DueReminderEntity, EditionEntity, ErrorReportEntity, DossierEntity, MailGateEntity, OutboxEntity, StaffMemberEntity } from '../../../libs/platform/db/entities/index.js';
import { messageIdsOf, type NewMail } from '../../../libs/mail/letters/new-mail.js';
import { OutboxSender } from '../../../libs/mail/outbox/outbox-sender.js';
import { planMail } from '../../../libs/mail/outbox/plan-mail.js';
import { createSmtpTransport } from '../../../libs/mail/transport/smtp-transport.js';
import { MailRelay } from '../../../libs/operations/relay/mail-relay.js';
import { planSignIn } from '../../../libs/staff/sign-in/sign-in.js';
import { planReminders } from '../../../libs/office/reminders/merged-reminders.js';
import { openOffice } from '../../../libs/office/office.js';
import { addExchange, addPrompt, edition, openScene, setClock, type Scene } from '../upkeep/scene.js';
import { afterwards, closeServers, mailServer, refusal } from './mail-servers.js';

// The relay over a real Postgres and a mail server that does what a test needs; there is no Temporal anywhere.

const ref = 'P2P-2027-0001';
const question = `${ref}/1/visiting/application/manager/1`;
const hourMs = 3_600_000;

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
  await scene.db.manager.update(EditionEntity, { id: edition }, { rehearsal: false });
});
afterEach(async () => {
  await closeServers();
  await scene.close();
});

/** A sender with connections of its own to the mail server on a port. */
function senderTo(port: number, url = `smtp://127.0.0.1:${port}`): OutboxSender {
  const transport = createSmtpTransport({ url });
  afterwards(() => transport.close());
  return new OutboxSender(scene.db, scene.config, transport);
}

/** Lets a relay run, as a worker does, until it is stopped or the test is over. */
function relay(sender: OutboxSender, { db = scene.db, lookEveryMs = 20 } = {}): { stop: () => Promise<void> } {
  const running = new MailRelay(db, sender, () => undefined, { lookEveryMs });
  const over = running.run();
  const stop = async (): Promise<void> => {
    running.stop();
    await over;
  };
  afterwards(stop);
  return { stop };
}

async function until(isSo: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await isSo())) await pause(10);
}

const mails = (): Promise<OutboxEntity[]> => scene.db.manager.find(OutboxEntity, { order: { businessKey: 'ASC' } });
const statuses = async (): Promise<string[]> => (await mails()).map(({ status }) => status);
const allAre = async (status: string): Promise<boolean> => (await statuses()).every((one) => one === status);
const idsIn = (received: readonly string[]): string[] => received.map((raw) => /^Message-ID: <(.*)>\r?$/m.exec(raw)?.[1] ?? '').toSorted();

/** Time passes by the real clock: what was tried in vain may be tried again, what somebody holds is held for less long. */
async function passes(ms: number): Promise<void> {
  const by = `interval '${ms} milliseconds'`;
  await scene.db.query(`update outbox set next_try_at = next_try_at - ${by}, lease_until = lease_until - ${by}, in_doubt_since = in_doubt_since - ${by}`);
  await scene.db.query(`update mail_gate set probe_at = probe_at - ${by}`);
  await scene.db.query(`update edition set clock_offset_ms = clock_offset_ms + $1`, [ms]);
}

/** Mails to the office that belong to no exchange. */
async function planForOffice(count: number, over: Partial<NewMail> = {}): Promise<void> {
  const staff = await scene.db.manager.findOneByOrFail(StaffMemberEntity, {});
  for (let n = 1; n <= count; n += 1) {
    const mail: NewMail = { businessKey: `mail-${String(n).padStart(3, '0')}`, kind: 'sign-in', recipientId: staff.id, audience: 'staff', data: { params: { minutes: 15 } }, plannedAt: new Date().toISOString(), ...over };
    await planMail(scene.db.manager, scene.config, mail);
  }
}

/** Publishes what the story says next, without sending anything. */
async function publish(...events: DomainEvent[]): Promise<string[]> {
  const { seq, stage } = await scene.db.manager.findOneByOrFail(DossierEntity, { ref });
  const step = { ref, seq: seq + 1, at: new Date().toISOString(), stage, events };
  return (await scene.db.transaction((tx) => publishStep(tx, messageIdsOf(scene.config), step))).mails;
}

describe('while Temporal is away', () => {
  it('a sign-in link arrives at once', async () => {
    const server = await mailServer();
    relay(senderTo(server.port), { lookEveryMs: 60_000 });
    await pause(200); // the relay has looked and found nothing: only the bell can wake it in time
    const staff = await scene.db.manager.findOneByOrFail(StaffMemberEntity, {});
    await planSignIn(scene.db.manager, scene.config, staff, '/staff');
    await until(() => server.received.length === 1);
    expect(server.received[0]).toContain(staff.email);
    await until(() => allAre('sent'));
  });

  it('a mail whose step could not send it goes all the same', async () => {
    await addExchange(scene, ref, 'applying');
    await setClock(scene, '2027-03-08T10:00:00.000Z');
    expect(await publish({ kind: 'asked', prompt: question })).toHaveLength(1);
    const server = await mailServer();
    relay(senderTo(server.port));
    await passes(15_000);
    await until(() => allAre('sent'));
    expect(server.received).toHaveLength(1);
  });
});

describe('an exchange', () => {
  it('goes on at once while the mail server is away, and has no mail to wait for', async () => {
    await addExchange(scene, ref, 'applying');
    await setClock(scene, '2027-03-08T10:00:00.000Z');
    const activities = new ExchangeActivitiesProvider(scene.db, scene.config, senderTo(1));
    const step = { ref, seq: 2, at: '2027-03-08T10:00:00.000Z', stage: 'applying' as const, events: [{ kind: 'asked' as const, prompt: question }] };
    const result = await activities.publish(step);
    expect(await mails()).toMatchObject([{ status: 'planned', attempts: 1, lastCode: 'connection-refused' }]);
    expect(Object.keys(result)).not.toContain('unsent');
    // A step that was written before the relay sent every mail names its mails.
    await scene.db.query(`update step set result = result || '{"unsent": ["x"]}' where ref = $1 and seq = 2`, [ref]);
    expect(await activities.publish(step)).toEqual(result);
  });

  it('that asked for its mails itself, before the relay sent them, is answered at once', async () => {
    const deliver = new MailActivitiesProvider(scene.db);
    await planForOffice(1);
    const [mail] = await mails();
    expect(await deliver.deliver(mail!.id)).toBe('relayed');
    expect(await mails()).toEqual([mail]);
    for (const status of ['sent', 'refused', 'ambiguous', 'overtaken'] as const) {
      await scene.db.manager.update(OutboxEntity, { id: mail!.id }, { status });
      expect(await deliver.deliver(mail!.id)).toBe(status);
    }
  });
});

describe('many mails', () => {
  it('go once each, however many workers send', async () => {
    const server = await mailServer();
    const workers = await Promise.all([1, 2, 3].map(() => openDatabase(scene.config.databaseUrl, { connections: 6 })));
    await planForOffice(60);
    for (const db of workers) relay(senderTo(server.port), { db });
    await until(() => allAre('sent'));
    expect(idsIn(server.received)).toEqual((await mails()).map(({ messageId }) => messageId).toSorted());
    expect((await mails()).map(({ attempts }) => attempts)).toEqual(Array.from({ length: 60 }, () => 1));
    await closeServers();
    for (const db of workers) await db.destroy();
  });

  it('that a slow server holds up are few, and the others are nobody’s', async () => {
    let stalled = 0;
    const onData: SMTPServerOptions['onData'] = (stream) => {
      stalled += 1;
      stream.on('error', () => undefined); // cut off at the end
    };
    const server = await mailServer({ onData });
    await planForOffice(20);
    relay(senderTo(server.port));
    await until(() => stalled === 4);
    await pause(200);
    expect((await statuses()).filter((status) => status === 'sending')).toHaveLength(4);
    server.hangUp();
  });

  it('that fell due together do not keep somebody waiting who sits before the screen', async () => {
    await planForOffice(200, { kind: 'digest', edition });
    await planForOffice(1, { businessKey: 'sign-in/now', kind: 'sign-in' });
    const [first] = await senderTo(1).takeDue(1);
    expect(first?.businessKey).toBe('sign-in/now');
  });

  it('of which one cannot be put into words go all the same, and the operators learn of that one', async () => {
    const server = await mailServer();
    await planForOffice(2);
    await scene.db.query(`update outbox set recipient_id = 'nobody' where business_key = 'mail-001'`);
    relay(senderTo(server.port));
    await until(async () => (await statuses()).join() === 'planned,sent');
    expect((await mails())[0]).toMatchObject({ lastCode: 'not-composed', attempts: 1 });
    expect(await scene.db.manager.findBy(ErrorReportEntity, { activity: 'mail' })).toHaveLength(1);
  });
});

describe('a long silence', () => {
  it('of August: a mail planned on the last working evening of July goes on 1 September, at the first try', async () => {
    const server = await mailServer();
    await addExchange(scene, ref, 'applying');
    await setClock(scene, '2027-07-30T16:30:00.000Z'); // Friday, half past six in Brussels
    await publish({ kind: 'asked', prompt: question });
    relay(senderTo(server.port));
    for (const at of ['2027-07-31T08:00:00.000Z', '2027-08-04T08:00:00.000Z', '2027-08-31T20:00:00.000Z']) {
      await setClock(scene, at);
      await passes(60_000);
      await pause(100);
      expect(await mails()).toMatchObject([{ status: 'planned', attempts: 0 }]);
    }
    await setClock(scene, '2027-09-01T09:00:00.000Z');
    await until(() => allAre('sent'));
    const [mail] = await mails();
    expect(mail?.notBefore.slice(0, 10)).toBe('2027-09-01');
    expect(mail?.attempts).toBeLessThanOrEqual(3);
    expect(server.received).toHaveLength(1);
  });

  it('of the mail server, for four days, loses nothing, reminders included; each goes once', async () => {
    await setClock(scene, '2027-03-08T10:00:00.000Z');
    await addExchange(scene, ref, 'applying');
    const prompt = await addPrompt(scene, question, '2027-03-01T09:00:00.000Z');
    await scene.db.manager.insert(DueReminderEntity, { promptId: prompt.id, nth: 1, edition, contactId: 'the-spark-manager', dueAt: '2027-03-08T09:00:00.000Z' });
    await planReminders(await openOffice({ db: scene.db.manager, config: scene.config }, edition));
    await planForOffice(5);
    const gone = await mailServer();
    await closeServers(); // nobody listens there any more
    relay(senderTo(gone.port));
    for (let tries = 1; tries <= 6; tries += 1) {
      await until(async () => (await mails()).every(({ status, attempts }) => status === 'planned' && attempts === tries));
      await passes(tries < 6 ? 600_000 : 96 * hourMs - 6 * 600_000);
    }
    await closeServers();
    await passes(600_000);
    const server = await mailServer();
    relay(senderTo(server.port));
    await until(() => allAre('sent'));
    expect((await mails()).map(({ kind }) => kind)).toContain('reminder');
    expect(idsIn(server.received)).toEqual((await mails()).map(({ messageId }) => messageId).toSorted());
  });
});

describe('a login that is refused', () => {
  it('is tried again once in twenty seconds, with one mail; after the fix everything goes, once', async () => {
    let tries = 0;
    const server = await mailServer({
      authOptional: false,
      onAuth: ({ password }, _session, done) => {
        tries += 1;
        if (password === 'new') done(null, { user: 'sender' });
        else done(refusal(535));
      },
    });
    await planForOffice(30);
    const wrong = senderTo(server.port, `smtp://sender:old@127.0.0.1:${server.port}`);
    await wrong.send((await mails())[0]!.id);
    expect(await scene.db.manager.findOneByOrFail(MailGateEntity, { id: 1 })).toMatchObject({ code: 'smtp-535' });
    const waiting = relay(wrong);
    await pause(300);
    expect(tries).toBe(1);
    await passes(19_000);
    await pause(200);
    expect(tries).toBe(1);
    await passes(1_000);
    await until(() => tries === 2);
    await pause(200);
    expect(tries).toBe(2);
    expect(await scene.db.manager.countBy(ActivityLogEntity, { kind: 'mail-gate-closed' })).toBe(1);
    await waiting.stop();

    await passes(20_000);
    relay(senderTo(server.port, `smtp://sender:new@127.0.0.1:${server.port}`));
    await until(() => allAre('sent'));
    expect(idsIn(server.received)).toEqual((await mails()).map(({ messageId }) => messageId).toSorted());
  });
});

describe('a mail of unknown fate', () => {
  /** A server that takes the whole mail and hangs up; `first` may answer otherwise. */
  async function rudeServer(answers: ('drop' | 451)[]): Promise<{ port: number; received: string[] }> {
    const received: string[] = [];
    const onData: SMTPServerOptions['onData'] = (stream, _session, done) =>
      void buffer(stream).then((bytes) => {
        received.push(bytes.toString());
        const answer = answers.shift() ?? 'drop';
        if (answer === 'drop') server.hangUp();
        else done(refusal(answer));
      });
    const server = await mailServer({ onData });
    return { port: server.port, received };
  }

  it('goes once more after an hour, with the same Message-ID; then it waits for a person', async () => {
    const { port, received } = await rudeServer([]);
    await setClock(scene, '2027-03-08T10:00:00.000Z');
    await planForOffice(1, { edition, plannedAt: '2027-03-08T10:00:00.000Z' });
    relay(senderTo(port));
    await until(async () => (await mails())[0]?.inDoubtSince !== null);
    await passes(hourMs - 60_000);
    await pause(200);
    expect([received.length, ...(await statuses())]).toEqual([1, 'planned']);
    await passes(60_000);
    await until(() => allAre('ambiguous'));
    await passes(100 * hourMs);
    await pause(200);
    const [id, again, ...more] = idsIn(received);
    expect(again).toBe(id);
    expect(more).toEqual([]);
    expect(await scene.db.manager.findBy(ActivityLogEntity, { kind: 'mail-ambiguous' })).toHaveLength(1);
  });

  it('that the server had put off before still goes twice', async () => {
    const { port, received } = await rudeServer([451, 451, 'drop']);
    await planForOffice(1);
    relay(senderTo(port));
    while (!(await allAre('ambiguous'))) {
      // No edition: its clock is the real one.
      await scene.db.query(`update outbox set not_before = not_before - interval '1 hour', next_try_at = now() where status = 'planned'`);
      await pause(50);
    }
    expect(received).toHaveLength(4);
    expect(new Set(idsIn(received)).size).toBe(1);
  });
});

describe('a slow mail server', () => {
  /** A sender whose attempt ends when the test says so, and how. */
  function slowSender(): { sender: OutboxSender; end: (kind: 'sent' | 'refused') => void; begun: Promise<void> } {
    const begun = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<{ kind: 'sent' | 'refused'; code: string }>();
    const transport = { send: () => (begun.resolve(), answer.promise), close: async () => undefined };
    return { sender: new OutboxSender(scene.db, scene.config, transport), begun: begun.promise, end: (kind) => answer.resolve({ kind, code: kind }) };
  }

  it('gets a mail from one sender only, as long as an attempt may take', async () => {
    await planForOffice(1);
    const [mail] = await mails();
    const [slow, other] = [slowSender(), slowSender()];
    const sending = slow.sender.send(mail!.id);
    await slow.begun;
    await passes(60_000);
    expect(await other.sender.send(mail!.id)).toEqual({ kind: 'later', code: 'being-sent' });
    expect(await other.sender.takeDue(1)).toEqual([]);
    await passes(16_000);
    const again = other.sender.send(mail!.id);
    await other.begun;
    other.end('sent');
    expect(await again).toEqual({ kind: 'sent' });
    slow.end('sent');
    await sending;
  });

  it('makes no late sender overwrite what a later one found out', async () => {
    await planForOffice(1);
    const [mail] = await mails();
    const [late, other] = [slowSender(), slowSender()];
    const sending = late.sender.send(mail!.id);
    await late.begun;
    await passes(76_000);
    const again = other.sender.send(mail!.id);
    await other.begun;
    late.end('refused');
    await sending;
    expect(await statuses()).toEqual(['sending']);
    other.end('sent');
    await again;
    expect(await statuses()).toEqual(['sent']);
    expect(await scene.db.manager.countBy(ActivityLogEntity, { kind: 'mail-refused' })).toBe(0);
  });
});

it('a worker killed between the server’s yes and its own note: one more mail, with the same Message-ID', async () => {
  const server = await mailServer();
  await planForOffice(1);
  const [mail] = await mails();
  const real = createSmtpTransport({ url: `smtp://127.0.0.1:${server.port}` });
  afterwards(() => real.close());
  const dying = { send: async (...mail: Parameters<typeof real.send>) => (await real.send(...mail), new Promise<never>(() => undefined)), close: async () => undefined };
  void new OutboxSender(scene.db, scene.config, dying).send(mail!.id);
  await until(() => server.received.length === 1);
  relay(senderTo(server.port));
  await passes(75_000);
  await until(() => allAre('sent'));
  expect(idsIn(server.received)).toEqual([mail!.messageId, mail!.messageId]);
});