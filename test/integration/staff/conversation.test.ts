import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { noteAddressProblem } from '../../../libs/mail/conversation/address-problems.js';
import { addToConversation, conversationOf, unseenByExchange, type NewMessage } from '../../../libs/mail/conversation/conversation.js';
import { ActivityLogEntity, AddressProblemEntity, ContactEntity, DossierEntity, InboxEntity, OutboxEntity } from '../../../libs/platform/db/entities/index.js';
import type { LetterData } from '../../../libs/mail/letters/new-mail.js';
import { nextRunDueAt, runDue } from '../../../libs/office/due/run-due.js';
import { addExchange, addPrompt, edition, mailsOf, setClock } from '../upkeep/scene.js';
import { Desk } from './desk.js';

const ref = 'P2P-2027-0001';
const path = `/staff/exchanges/${ref}`;

let desk: Desk;
beforeEach(async () => {
  desk = await Desk.open();
  await setClock(desk.scene, '2027-03-09T07:00:00.000Z');
  await addExchange(desk.scene, ref, 'in-review');
});
afterEach(() => desk.close());

let number = 0;
async function comesIn(over: Partial<NewMessage> = {}): Promise<void> {
  const id = `mail-${(number += 1)}@hub.example`;
  const text = over.text ?? 'APPROVED. Yes, we accept.';
  await addToConversation(desk.db, {
    ref,
    contactId: 'blivande-manager',
    sender: 'manager@blivande.example',
    senderKnown: true,
    outboxId: null,
    subject: 'Re: your exchange',
    text,
    raw: text,
    messageId: id,
    attachments: [],
    missing: null,
    ...over,
  });
}
async function comesBack(recipientId: string, address: string): Promise<void> {
  const [id, at] = [randomUUID(), '2027-03-09T07:00:00.000Z'];
  const sent = { id, businessKey: id, ref, edition, kind: 'ask-host', recipientId, audience: 'hosting', data: {}, messageId: id, status: 'sent', plannedAt: at, plannedRealAt: at, notBefore: at };
  await desk.db.insert(OutboxEntity, sent as never);
  await desk.db.transaction((tx) => noteAddressProblem(tx, { outboxId: id, recipientId, address, code: '5.1.1', ref, kind: 'ask-host' }));
}

describe('answers by mail', () => {
  it('stand on the page of the exchange, the newest last, with who wrote them and what came along', async () => {
    await comesIn({ text: 'First words.', raw: 'First words.\n> quoted line', attachments: [{ name: 'plan <b>.pdf', size: 120_000 }] });
    await comesIn({ text: '<script>alert(1)</script>', sender: 'stranger@evil.example', senderKnown: false, contactId: null });
    const page = await (await desk.signIn('finance')).get(path);
    for (const text of ['Manager of Blivande', 'quoted line', 'plan <b>.pdf (0.1 MB)', '2 unread answers by mail']) expect(page.text).toContain(text);
    expect(page.text.indexOf('First words.')).toBeLessThan(page.text.indexOf('alert(1)'));
    expect(page.text.match(/unverified sender/g)).toHaveLength(1);
    expect(page.text.indexOf('stranger@evil.example')).toBeLessThan(page.text.indexOf('unverified sender'));
    expect(page.html).not.toContain('<script>');
    expect(page.forms.some((form) => form.action?.endsWith('/seen'))).toBe(false);
  });

  it('are unread until somebody says otherwise; opening the page or asking by GET says nothing', async () => {
    await comesIn();
    const coordinator = await desk.signIn('coordinator');
    for (const at of ['/staff', '/staff/exchanges', path]) expect((await coordinator.get(at)).text).toContain('1 unread answer by mail');
    expect((await coordinator.get(`${path}/conversation/seen`)).status).toBe(404);
    expect((await (await desk.signIn('finance')).post(`${path}/conversation/seen`, { shownUntil: new Date().toISOString() })).status).toBe(403);
    expect((await coordinator.post(`${path}/conversation/seen`, { shownUntil: 'yesterday' })).status).toBe(400);
    expect(await unseenByExchange(desk.db, edition)).toEqual(new Map([[ref, 1]]));

    const form = (await coordinator.get(path)).forms.find(({ action }) => action?.endsWith('/seen'))!;
    const shownUntil = form.fields.find(({ name }) => name === 'shownUntil')!.value;
    await new Promise((done) => setTimeout(done, 5));
    await comesIn({ text: 'Written while somebody reads.' });
    const done = await coordinator.post(form.action!, { shownUntil });
    expect([done.status, done.headers.get('location')]).toEqual([303, `${path}#conversation`]);
    expect((await conversationOf(desk.db, ref)).map(({ seenByStaffAt }) => seenByStaffAt !== null)).toEqual([true, false]);
    expect(await desk.db.findBy(ActivityLogEntity, { kind: 'conversation-seen' })).toMatchObject([{ who: 'coordinator', ref, detail: { messages: 1 } }]);
    expect((await coordinator.get(path)).text).toContain('Answers by mail were read by Coordinator');
  });

  it('say when not all of a mail could be taken in, and that a sender is easily forged', async () => {
    expect((await (await desk.signIn('finance')).get(path)).text).not.toContain('Anybody can write any address');
    await comesIn({ missing: 'too-large' });
    await comesIn({ missing: 'unreadable', text: '', raw: '' });
    const page = await (await desk.signIn('finance')).get(path);
    for (const text of ['only its beginning stands here', 'could not be read', 'Anybody can write any address']) expect(page.text).toContain(text);
  });

  it('decide nothing', async () => {
    await addPrompt(desk.scene, `${ref}/1/-/review/coordinator/1`, '2027-03-08T10:00:00.000Z');
    const before = await desk.db.findOneByOrFail(DossierEntity, { ref });
    await comesIn({ text: 'choice=approve' });
    const coordinator = await desk.signIn('coordinator');
    await coordinator.post(`${path}/conversation/seen`, { shownUntil: new Date().toISOString() });
    expect(await desk.db.count(InboxEntity)).toBe(0);
    expect(await desk.db.findOneByOrFail(DossierEntity, { ref })).toEqual(before);
  });

  it('are one line of the coordinator’s digest, which they let fall due once', async () => {
    await comesIn();
    await comesIn();
    const next = () => nextRunDueAt({ db: desk.db, config: desk.scene.config }, edition);
    const run = () => runDue({ db: desk.db, client: desk.scene.client, config: desk.scene.config }, edition);
    expect(await next()).toEqual({ what: 'digest', at: '2027-03-09T07:30:00.000Z' });
    await setClock(desk.scene, '2027-03-09T07:31:00.000Z');
    await run();
    const mails = await mailsOf(desk.scene, 'digest');
    expect(mails.map(({ recipientId }) => recipientId)).toEqual(['coordinator']);
    expect((mails[0]!.data as LetterData).lists).toContainEqual({ title: 'Answers by mail', items: [{ text: '2 unread answers by mail', detail: ref, path: `/staff/exchanges/${ref}` }] });
    expect(await next()).toBeUndefined();
    await setClock(desk.scene, '2027-03-10T07:31:00.000Z');
    await run();
    expect(await mailsOf(desk.scene, 'digest')).toHaveLength(2);
  });
});

describe('an address that mail comes back from', () => {
  it('is marked beside the contact until somebody says that it works again', async () => {
    const { email } = await desk.db.findOneByOrFail(ContactEntity, { id: 'blivande-manager' });
    await comesBack('blivande-manager', email);
    await comesBack('the-spark-manager', 'old-address@the-spark.example');
    const coordinator = await desk.signIn('coordinator');
    const page = await coordinator.get(path);
    expect(page.text.match(/Mail to this address comes back \(5\.1\.1\)/g)).toHaveLength(1);
    expect(page.text).toContain('A mail came back, the address does not work: Manager of Blivande (5.1.1)');
    const action = page.forms.find((form) => form.action?.endsWith('/address-works'))!.action!;
    expect(action).toBe(`${path}/contacts/blivande-manager/address-works`);
    expect((await (await desk.signIn('finance')).post(action, {})).status).toBe(403);
    expect((await coordinator.post(`${path}/contacts/cru-manager/address-works`, {})).status).toBe(404);
    expect((await coordinator.post(action, {})).status).toBe(303);
    expect((await coordinator.post(action, {})).status).toBe(303);
    expect(await desk.db.findOneByOrFail(AddressProblemEntity, { contactId: 'blivande-manager' })).toMatchObject({ endedAt: expect.any(String) });
    expect(await desk.db.countBy(ActivityLogEntity, { kind: 'address-works' })).toBe(1);
    const after = await coordinator.get(path);
    expect(after.text).not.toContain('Mail to this address comes back');
    expect(after.text).toContain('The address works again, says Coordinator (Manager of Blivande)');
  });
});
