import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readReceivedMail, sha256 } from '../../../libs/mail/incoming/received-mail.js';
import { addressProblems, endAddressProblem } from '../../../libs/mail/conversation/address-problems.js';
import { conversationOf, markSeen, unseenByExchange } from '../../../libs/mail/conversation/conversation.js';
import { ActivityLogEntity, ContactEntity, ConversationEntity, DueReminderEntity, InboxEntity, IncomingMailEntity, OutboxEntity, PromptEntity } from '../../../libs/platform/db/entities/index.js';
import { takeMail, type Outcome } from '../../../libs/mail/incoming/take-mail.js';
import { untoldTroubles } from '../../../libs/office/work/troubles.js';
import { exchangeAbsence, gmailReply, mail } from '../../unit/incoming/sample-mails.js';
import { bareReport, postfixReport } from '../../unit/incoming/sample-reports.js';
import { addExchange, addPrompt, edition, openScene, setClock, type Scene } from '../upkeep/scene.js';
import { ourMail } from './office.js';

const ref = 'P2P-2026-0001';
const other = 'P2P-2026-0002';
let scene: Scene;
/** Host contact of both exchanges. */
let host: ContactEntity;

beforeAll(async () => {
  scene = await openScene();
  await setClock(scene, '2027-03-02T09:00:00.000Z');
  await addExchange(scene, ref, 'signing');
  await addExchange(scene, other, 'signing');
  await addPrompt(scene, `${ref}/1/hosting/sign/signatory/1`, '2027-03-01T09:00:00.000Z');
  host = await scene.db.manager.findOneByOrFail(ContactEntity, { id: 'blivande-manager' });
});
afterAll(() => scene.close());

const take = (raw: Buffer, envelopeFrom?: string): Promise<Outcome> => takeMail({ db: scene.db, config: scene.config, read: readReceivedMail }, { raw, ...(envelopeFrom !== undefined && { envelopeFrom }) });
const logged = (kind: string): Promise<ActivityLogEntity[]> => scene.db.manager.find(ActivityLogEntity, { where: { kind }, order: { id: 'ASC' } });

describe('an answer to a mail', () => {
  test('stands in the conversation once, and no question hears of it', async () => {
    const sent = await ourMail(scene, { businessKey: 'asked', recipientId: host.id, ref });
    const before = [await scene.db.manager.find(PromptEntity), await scene.db.manager.find(InboxEntity)];
    const raw = gmailReply({ from: host.email, inReplyTo: sent.messageId, text: 'I accept and sign. Yes. APPROVED.' });
    expect(await Promise.all(Array.from({ length: 8 }, () => take(raw)))).toEqual(Array.from({ length: 8 }, () => 'conversation'));
    expect(await conversationOf(scene.db.manager, ref)).toMatchObject([
      { ref, contactId: host.id, senderKnown: true, sender: host.email, outboxId: sent.id, text: 'I accept and sign. Yes. APPROVED.\n\nKind regards', seenByStaffAt: null },
    ]);
    expect([await scene.db.manager.find(PromptEntity), await scene.db.manager.find(InboxEntity)]).toEqual(before);
  });

  test('has the instant of the exchange’s clock', async () => {
    const [entry] = await conversationOf(scene.db.manager, ref);
    expect(entry?.receivedAt.slice(0, 10)).toBe('2027-03-02');
  });

  test('is counted until somebody in the office has seen it', async () => {
    expect(await unseenByExchange(scene.db.manager, edition)).toEqual(new Map([[ref, 1]]));
    const [entry] = await conversationOf(scene.db.manager, ref);
    expect(await markSeen(scene.db.manager, ref, entry!.receivedRealAt)).toBe(1);
    expect(await markSeen(scene.db.manager, ref, entry!.receivedRealAt)).toBe(0);
    expect(await unseenByExchange(scene.db.manager, edition)).toEqual(new Map());
  });

  test('keeps no link and no code that it quotes', async () => {
    const token = 'Zk3_'.repeat(11).slice(0, 43);
    const code = await ourMail(scene, { businessKey: 'code', kind: 'code', recipientId: host.id, ref });
    const quoted = [`> your code is 482913`, `> http://127.0.0.1:3000/l/${token}`, `> https://filter.example/?u=http%3A%2F%2Fx.example%2Fl%2F${token}&d=1`, `> http://127.0.0.1:3000/l/${token.slice(0, 30)}`, `> ${token.slice(30)}`];
    const raw = mail([`From: ${host.email}`, 'Message-ID: <quoting@x.example>', `In-Reply-To: <${code.messageId}>`, 'Subject: Re: Your code: 482913'], ['Thanks, call 0049301234567.', `Is it ${token}?`, ...quoted]);
    expect(await take(raw)).toBe('conversation');
    const entry = await scene.db.manager.findOneByOrFail(ConversationEntity, { messageId: 'quoting@x.example' });
    expect(JSON.stringify(entry)).not.toMatch(/482913|Zk3_/);
    expect(entry.text).toBe('Thanks, call 0049301234567.\nIs it [removed]?');
  });

  test('to a reminder of several questions goes to the exchange of the first', async () => {
    const promptId = `${other}/1/hosting/availability/manager/1`;
    await addPrompt(scene, promptId, '2027-03-01T09:00:00.000Z');
    const reminder = await ourMail(scene, { businessKey: 'reminder', kind: 'reminder', recipientId: host.id });
    await scene.db.manager.insert(DueReminderEntity, { promptId, nth: 1, edition, contactId: host.id, dueAt: '2027-03-02T09:00:00.000Z', outboxId: reminder.id });
    expect(await take(gmailReply({ from: host.email, inReplyTo: reminder.messageId, id: 'reminded@x.example' }))).toBe('conversation');
    expect(await conversationOf(scene.db.manager, other)).toMatchObject([{ contactId: host.id, outboxId: reminder.id }]);
  });

  test('by a stranger who names the exchange is marked', async () => {
    expect(await take(mail(['From: <x@elsewhere.example>', 'Message-ID: <s1@elsewhere.example>', `Subject: about ${ref.toLowerCase()}`], 'Hello'))).toBe('conversation');
    expect(await scene.db.manager.findOneByOrFail(ConversationEntity, { messageId: 's1@elsewhere.example' })).toMatchObject({ ref, contactId: null, senderKnown: false });
  });

  test('about no exchange that exists is unknown, also the second time', async () => {
    const raw = mail(['From: <x@elsewhere.example>', 'Message-ID: <s2@elsewhere.example>', 'Subject: P2P-2026-9999'], 'Hello');
    expect([await take(raw), await take(raw)]).toEqual(['unknown', 'unknown']);
  });

  test('with NUL bytes and lone surrogates is kept readable', async () => {
    expect(await take(mail([`From: ${host.email}`, 'Message-ID: <nul@x.example>', `Subject: ${ref} \u0000 =?utf-16?B?2AA=?=`], 'a\u0000b'))).toBe('conversation');
    expect((await scene.db.manager.findOneByOrFail(ConversationEntity, { messageId: 'nul@x.example' })).text).toBe('ab');
  });

  test('that is the twenty-first of an hour is not taken', async () => {
    const outcomes: Outcome[] = [];
    for (let n = 0; n < 22; n += 1) outcomes.push(await take(mail(['From: <chatter@elsewhere.example>', `Message-ID: <c${n}@elsewhere.example>`, `Subject: ${ref}`], 'Hello')));
    expect(outcomes.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 'conversation'));
    expect(outcomes.slice(20)).toEqual(['ignored-flood', 'ignored-flood']);
  });
});

test('whoever forges a contact’s address uses up nothing of what the contact may write', async () => {
  const quiet = 'P2P-2026-0004';
  await addExchange(scene, quiet, 'signing');
  const forged = (n: number): Buffer => mail(['Authentication-Results: mx.programme.example; dmarc=fail', 'From: <director@blivande.example>', `Message-ID: <forged${n}@elsewhere.example>`, `Subject: ${quiet}`], 'Pay me.');
  for (let n = 0; n < 22; n += 1) await take(forged(n));
  expect((await conversationOf(scene.db.manager, quiet)).filter(({ senderKnown }) => senderKnown)).toEqual([]);
  expect(await take(mail(['From: <director@blivande.example>', 'Message-ID: <true@x.example>', `Subject: ${quiet}`], 'Hello'))).toBe('conversation');
});

test('of strangers with an address each, an exchange takes forty mails an hour, and every mail of its contacts', async () => {
  const crowded = 'P2P-2026-0003';
  await addExchange(scene, crowded, 'signing');
  const outcomes: Outcome[] = [];
  for (let n = 0; n < 42; n += 1) outcomes.push(await take(mail([`From: <x${n}@elsewhere.example>`, `Message-ID: <crowd${n}@elsewhere.example>`, `Subject: ${crowded}`], 'Hello')));
  expect(outcomes.slice(0, 40)).toEqual(Array.from({ length: 40 }, () => 'conversation'));
  expect(outcomes.slice(40)).toEqual(['ignored-flood', 'ignored-flood']);
  expect(await take(mail([`From: ${host.email}`, 'Message-ID: <in-the-crowd@x.example>', `Subject: ${crowded}`], 'Hello'))).toBe('conversation');
});

describe('a mail that comes back', () => {
  test('twice, and again for the next reminder, is one task for the office', async () => {
    const second = await ourMail(scene, { businessKey: 'second reminder', kind: 'reminder', recipientId: host.id });
    const third = await ourMail(scene, { businessKey: 'third', ref, recipientId: host.id });
    const report = postfixReport({ originalId: second.messageId, recipient: host.email });
    expect([await take(report, ''), await take(report, '')]).toEqual(['bounce', 'bounce']);
    await Promise.all(
      ['a', 'b', 'c'].map((id) => take(postfixReport({ originalId: third.messageId, recipient: host.email.toUpperCase(), id: `${id}@mail.example` }), '')),
    );
    expect(await logged('mail-bounced')).toMatchObject([{ who: 'system', detail: { outbox: second.id, mail: 'reminder', recipient: host.id, code: '5.1.1' } }]);
    expect(await addressProblems(scene.db.manager, [host.id, 'nobody'])).toEqual(new Map([[host.id, expect.objectContaining({ address: host.email, code: '5.1.1', outboxId: second.id })]]));
    expect((await untoldTroubles(scene.db.manager, edition, 'coordinator')).filter(({ kind }) => kind === 'mail-bounced')).toHaveLength(1);
  });

  test('is a new task after the address was mended, and after it was corrected', async () => {
    const again = await ourMail(scene, { businessKey: 'again', ref, recipientId: host.id });
    await endAddressProblem(scene.db.manager, host.id);
    await take(postfixReport({ originalId: again.messageId, recipient: host.email, id: 'again@mail.example' }), '');
    expect(await logged('mail-bounced')).toHaveLength(2);
    await scene.db.manager.update(ContactEntity, { id: host.id }, { email: 'new@blivande.example' });
    await take(postfixReport({ originalId: again.messageId, recipient: 'new@blivande.example', id: 'corrected@mail.example' }), '');
    expect(await logged('mail-bounced')).toHaveLength(3);
    expect((await addressProblems(scene.db.manager, [host.id])).get(host.id)?.address).toBe('new@blivande.example');
    await scene.db.manager.update(ContactEntity, { id: host.id }, { email: host.email });
  });

  test('says a forger without our Message-ID, or about somebody else: nothing comes of it', async () => {
    const problems = await scene.db.query('select count(*) from address_problem');
    const sent = await ourMail(scene, { businessKey: 'forged', ref, recipientId: 'blivande-director' });
    expect(await take(postfixReport({ recipient: host.email, id: 'f1@x.example', originalId: 'made-up@programme.example' }), '')).toBe('ignored-foreign-report');
    expect(await take(postfixReport({ recipient: host.email, id: 'f2@x.example', originalId: sent.messageId }), '')).toBe('ignored-foreign-report');
    expect(await logged('mail-bounced')).toHaveLength(3);
    expect(await scene.db.query('select count(*) from address_problem')).toEqual(problems);
  });

  test('says a stranger who computed a Message-ID from what can be known of a mail: nothing comes of it', async () => {
    const problems = await scene.db.query('select count(*) from address_problem');
    const businessKey = `${ref}/1/hosting/sign/manager/1/asked/${host.id}`;
    await ourMail(scene, { businessKey, ref, recipientId: host.id });
    const computed = `${sha256(businessKey).slice(0, 40)}@programme.example`;
    expect(await take(postfixReport({ recipient: host.email, id: 'f3@x.example', originalId: computed }), '')).toBe('ignored-foreign-report');
    expect(await scene.db.query('select count(*) from address_problem')).toEqual(problems);
  });

  test('is believed without a copy of the mail where nobody else can name it; a mail of before its id had a key needs the copy', async () => {
    const director = await scene.db.manager.findOneByOrFail(ContactEntity, { id: 'blivande-director' });
    const keyed = await ourMail(scene, { businessKey: 'keyed', ref, recipientId: director.id });
    const old = await ourMail(scene, { businessKey: 'of before', ref, recipientId: director.id });
    const oldId = `${sha256('of before').slice(0, 40)}@programme.example`;
    await scene.db.manager.update(OutboxEntity, { id: old.id }, { messageId: oldId });
    const claims = { recipient: director.email, action: 'delayed', status: '4.4.1' };
    expect(await take(bareReport({ ...claims, originalId: oldId, id: 'b1@x.example' }), '')).toBe('ignored-foreign-report');
    expect(await take(postfixReport({ ...claims, originalId: oldId, id: 'b2@x.example' }), '')).toBe('delay');
    expect(await take(bareReport({ ...claims, originalId: keyed.messageId, id: 'b3@x.example' }), '')).toBe('delay');
    expect(await take(bareReport({ ...claims, recipient: host.email, originalId: keyed.messageId, id: 'b4@x.example' }), '')).toBe('ignored-foreign-report');
  });

  test('later, perhaps, is written down and no task', async () => {
    const late = await ourMail(scene, { businessKey: 'late', ref, recipientId: 'blivande-director' });
    const director = await scene.db.manager.findOneByOrFail(ContactEntity, { id: 'blivande-director' });
    expect(await take(postfixReport({ originalId: late.messageId, recipient: director.email, action: 'delayed', status: '4.4.1', id: 'd@x.example' }), '')).toBe('delay');
    expect((await logged('mail-delayed')).at(-1)).toMatchObject({ ref, detail: { outbox: late.id, code: '4.4.1' } });
    expect(await addressProblems(scene.db.manager, [director.id])).toEqual(new Map());
  });
});

test('an out-of-office note is ignored, written down, and answered by nothing', async () => {
  const mails = await scene.db.query('select count(*) from outbox');
  const entries = await scene.db.manager.count(ConversationEntity);
  expect(await take(exchangeAbsence())).toBe('ignored-auto-reply');
  expect(await scene.db.manager.count(ConversationEntity)).toBe(entries);
  expect(await logged('mail-auto-reply')).toMatchObject([{ ref }]);
  expect(await scene.db.query('select count(*) from outbox')).toEqual(mails);
});

test('what is remembered of a mail names nobody', async () => {
  const rows = await scene.db.manager.find(IncomingMailEntity);
  expect(rows.length).toBeGreaterThan(20);
  expect(JSON.stringify(rows)).not.toContain('@');
});

test('a mail that cannot be read is said to be unreadable', async () => {
  const nested = Array.from({ length: 500 }, (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}\r\n`).join('');
  expect(await take(Buffer.from(nested))).toBe('unreadable');
});
