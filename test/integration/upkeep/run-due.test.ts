import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { DraftEntity, DueReminderEntity, ErrorReportEntity, InboxEntity, PaymentEntity, PaymentRunEntity, PlanEntity, PromptEntity, SignedLinkEntity } from '../../../libs/platform/db/entities/index.js';
import type { LetterData } from '../../../libs/mail/letters/new-mail.js';
import { editionsInUse } from '../../../libs/office/retention/editions-in-use.js';
import { nextRunDueAt, runDue } from '../../../libs/office/due/run-due.js';
import { keepForVisit } from '../../../libs/dossier/retention/keep-for-visit.js';
import { programmeOfEdition } from '../../../libs/programmes/definition-store.js';
import { addExchange, addPayment, addPrompt, edition, mailsOf, openScene, setClock, type Scene } from './scene.js';

// March 2027: the 8th is a Monday, the 11th a Thursday; Brussels is one hour ahead of UTC until the 28th.
const ref = 'P2P-2027-0001';
const review = `${ref}/1/-/review/coordinator/1`;

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
});
afterEach(() => scene.close());

const run = (): Promise<void> => runDue({ db: scene.db.manager, client: scene.client, config: scene.config }, edition);
const next = () => nextRunDueAt({ db: scene.db.manager, config: scene.config }, edition);
const dataOf = (mail: { data: unknown } | undefined): LetterData => mail!.data as LetterData;

describe('merged reminders', () => {
  const application = `${ref}/1/visiting/application/manager/1`;
  const wrapUp = 'P2P-2027-0002/1/visiting/visitor-wrap-up/manager/1';
  const due = (promptId: string, nth: number, dueAt: string, contactId = 'the-spark-manager') =>
    scene.db.manager.insert(DueReminderEntity, { promptId, nth, edition, contactId, dueAt });

  beforeEach(async () => {
    await addExchange(scene, ref, 'applying');
    await addExchange(scene, 'P2P-2027-0002', 'wrapping-up');
    await addPrompt(scene, application, '2027-03-08T09:00:00.000Z');
    await addPrompt(scene, wrapUp, '2027-03-08T10:00:00.000Z');
  });

  it('are one mail a person and day, with every open question of that person', async () => {
    await due(application, 1, '2027-03-09T08:00:00.000Z');
    await setClock(scene, '2027-03-09T08:00:30.000Z');
    await run();
    await due(wrapUp, 1, '2027-03-09T09:00:00.000Z');
    await setClock(scene, '2027-03-09T09:00:30.000Z');
    await run();
    const mails = await mailsOf(scene, 'reminder');
    expect(mails).toHaveLength(1);
    expect(mails[0]).toMatchObject({ recipientId: 'the-spark-manager', audience: 'visiting' });
    const { params, items } = dataOf(mails[0]);
    expect(params).toMatchObject({ count: 2, reference: `${ref}, P2P-2027-0002` });
    expect(items!.map(({ button }) => button)).toEqual(['Answer', 'Answer']);
    // The application closes on its date; about the wrap-up the office calls.
    expect(items![0]!.detail).toMatch(/Please answer by Monday 15 March 2027, .*\. If no application arrives, the exchange is closed/);
    expect(items![0]!.detail).not.toContain('call you');
    expect(items![1]!.detail).toMatch(/If we hear nothing by Monday 15 March 2027, .*, we will call you\./);
    const links = await scene.db.manager.findBy(SignedLinkEntity, { purpose: 'prompt' });
    expect(items!.map((item) => links.find((link) => link.id === item.linkId)?.subjectId)).toEqual([application, wrapUp]);
    expect(await scene.db.manager.findBy(DueReminderEntity, { outboxId: mails[0]!.id })).toHaveLength(2);
    expect(await next()).toBeUndefined();
  });

  it('leave out the questions of a postponed exchange, and do not go when there are no others', async () => {
    const frozen = { remind: [], due: { workingDays: 4, at: '18:00:00' }, closes: { workingDays: 8, at: '23:59:59' } };
    await scene.db.manager.update(PromptEntity, { id: wrapUp }, { frozen });
    await due(application, 1, '2027-03-09T08:00:00.000Z');
    await due(wrapUp, 1, '2027-03-09T08:00:00.000Z');
    await setClock(scene, '2027-03-09T08:00:30.000Z');
    await run();
    const [mail] = await mailsOf(scene, 'reminder');
    expect([dataOf(mail).params['count'], dataOf(mail).items!.length, mail!.ref]).toEqual([1, 1, ref]);
    await scene.db.manager.update(PromptEntity, { id: application }, { frozen });
    await due(application, 2, '2027-03-10T08:00:00.000Z');
    await setClock(scene, '2027-03-10T08:00:30.000Z');
    await run();
    expect(await mailsOf(scene, 'reminder')).toHaveLength(1);
    expect(await next()).toBeUndefined();
  });

  it('leave out what was answered meanwhile', async () => {
    await due(application, 1, '2027-03-09T08:00:00.000Z');
    await scene.db.manager.update(PromptEntity, { id: application }, { status: 'answered' });
    await setClock(scene, '2027-03-09T08:00:30.000Z');
    expect(await next()).toEqual({ what: 'reminders', at: '2027-03-09T08:00:00.000Z' });
    await run();
    expect(await mailsOf(scene, 'reminder')).toEqual([]);
    expect(await next()).toBeUndefined();
  });
});

describe('the weekly payment run', () => {
  beforeEach(async () => {
    await addExchange(scene, ref, 'wrapping-up');
    await addPayment(scene, ref, 'visiting');
    await addPrompt(scene, `${ref}/1/visiting/approve-payment/finance/1`, '2027-03-08T09:00:00.000Z');
  });

  it('opens on its day with what waits, and mails finance a link', async () => {
    await setClock(scene, '2027-03-09T10:00:00.000Z');
    await run();
    expect(await mailsOf(scene, 'payment-run')).toEqual([]);
    expect(await mailsOf(scene, 'digest')).toEqual([]); // money is decided in the run, not day by day
    expect(await next()).toEqual({ what: 'payment-run', at: '2027-03-11T08:00:00.000Z' });
    await setClock(scene, '2027-03-11T08:00:00.000Z');
    await Promise.all([run(), run()]);
    await run();
    const runId = `${edition}/2027-03-11`;
    expect(await scene.db.manager.find(PaymentRunEntity)).toMatchObject([{ id: runId, bookedAt: null }]);
    expect(await scene.db.manager.findBy(PaymentEntity, { runId })).toHaveLength(1);
    const mails = await mailsOf(scene, 'payment-run');
    expect(mails.map((mail) => mail.recipientId)).toEqual(['finance']);
    expect(dataOf(mails[0]).params).toEqual({ date: 'Thursday 11 March 2027', count: 1, total: '1,010.00' });
    const link = await scene.db.manager.findOneByOrFail(SignedLinkEntity, { id: mails[0]!.linkId! });
    expect(link).toMatchObject({ purpose: 'payment-run', subjectId: runId, holderId: 'finance' });
  });

  it('takes what was asked for until the very instant at which it opens, and nothing later', async () => {
    const at = '2027-03-11T08:00:00.000Z';
    await scene.db.manager.update(PaymentEntity, { edition }, { requestedAt: at });
    await addPayment(scene, ref, 'hosting', { requestedAt: '2027-03-11T08:00:00.001Z' });
    await addPrompt(scene, `${ref}/1/hosting/approve-payment/finance/1`, at);
    await setClock(scene, '2027-03-11T09:00:00.000Z');
    await run();
    expect((await scene.db.manager.findBy(PaymentEntity, { runId: `${edition}/2027-03-11` })).map(({ party }) => party)).toEqual(['visiting']);
  });

  it('keeps an approved payment on the next list until it is booked', async () => {
    await scene.db.manager.update(PromptEntity, { edition }, { status: 'answered' });
    await scene.db.manager.update(PaymentEntity, { edition }, { status: 'approved' });
    await addPrompt(scene, `${ref}/1/visiting/booking/finance/1`, '2027-03-11T09:00:00.000Z');
    await setClock(scene, '2027-03-18T08:00:00.000Z');
    await run();
    expect(await scene.db.manager.findBy(PaymentEntity, { runId: `${edition}/2027-03-18` })).toHaveLength(1);
    await scene.db.manager.update(PaymentEntity, { edition }, { status: 'booked' });
    await scene.db.manager.update(PromptEntity, { edition }, { status: 'answered' });
    expect(await next()).toBeUndefined();
  });

  it('tells finance and the director in the digest when the date has passed', async () => {
    await scene.db.manager.update(PromptEntity, { edition }, { escalatedAt: '2027-03-15T17:00:00.000Z', dueAt: '2027-03-15T17:00:00.000Z' });
    await setClock(scene, '2027-03-16T07:30:00.000Z');
    await run();
    expect((await mailsOf(scene, 'digest')).map((mail) => mail.recipientId)).toEqual(['director', 'finance']);
  });
});

it('is done for editions in which something can fall due', async () => {
  expect(await editionsInUse(scene.db.manager)).toEqual([]);
  await addExchange(scene, ref, 'completed');
  expect(await editionsInUse(scene.db.manager)).toEqual([]);
  await addExchange(scene, 'P2P-2027-0002', 'following-up');
  expect(await editionsInUse(scene.db.manager)).toEqual([edition]);
});

describe('drafts', () => {
  it('are deleted when nobody confirmed the address in time', async () => {
    const draft = (deleteAt: string, ref: string | null) =>
      scene.db.manager.insert(DraftEntity, { id: randomUUID(), edition, payload: {}, language: 'en', createdAt: '2027-02-01T09:00:00.000Z', deleteAt, ref });
    await draft('2027-03-03T09:00:00.000Z', null);
    await addExchange(scene, 'P2P-2027-0009', 'completed');
    await draft('2027-03-03T09:00:00.000Z', 'P2P-2027-0009');
    await draft('2027-04-03T09:00:00.000Z', null);
    await setClock(scene, '2027-03-03T09:00:00.000Z');
    await run();
    expect(await scene.db.manager.count(DraftEntity)).toBe(2);
    expect(await next()).toEqual({ what: 'drafts', at: '2027-04-03T09:00:00.000Z' });
  });

  it('of an application that was written ahead are deleted with an exchange that never asked for it', async () => {
    await addExchange(scene, ref, 'host-asked');
    const payload = { prompt: `${ref}/1/visiting/application/manager/1`, value: {}, ahead: true };
    await scene.db.manager.insert(DraftEntity, { id: randomUUID(), edition, payload, language: 'en', createdAt: '2027-02-01T09:00:00.000Z', deleteAt: '2027-02-01T09:00:00.000Z', ref: null });
    await run();
    expect(await scene.db.manager.count(DraftEntity)).toBe(1);
    await scene.db.query(`update dossier set stage = 'declined', ended_at = now() where ref = $1`, [ref]);
    await run();
    expect(await scene.db.manager.count(DraftEntity)).toBe(0);
  });

  it('of an answer are kept as long as the question is open, also when it was given more time', async () => {
    await addExchange(scene, ref, 'in-review');
    await addPrompt(scene, review, '2027-03-08T10:00:00.000Z');
    await scene.db.manager.insert(DraftEntity, { id: randomUUID(), edition, payload: { prompt: review, value: {} }, language: 'en', createdAt: '2027-02-01T09:00:00.000Z', deleteAt: '2027-02-10T09:00:00.000Z', ref: null });
    await setClock(scene, '2027-03-03T09:00:00.000Z');
    await run();
    expect(await scene.db.manager.count(DraftEntity)).toBe(1);
    expect((await next())?.what).not.toBe('drafts');
    await scene.db.manager.update(PromptEntity, { id: review }, { status: 'closed' });
    await run();
    expect(await scene.db.manager.count(DraftEntity)).toBe(0);
  });
});

it('forgets what went wrong inside activities after ninety days, however much it was', async () => {
  const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
  const report = (days: number) => ({ id: randomUUID(), code: 'step-mismatch', activity: 'publish', detail: {}, at: daysAgo(days) });
  const [old, recent] = [report(91), report(89)];
  await scene.db.manager.insert(ErrorReportEntity, [old, recent]);
  await run();
  expect((await scene.db.manager.find(ErrorReportEntity)).map(({ id }) => id)).toEqual([recent.id]);
});

describe('what a visit needs, such as a ramp', () => {
  const content = { theme: 'Makers of tomorrow', accessNeeds: 'A ramp.' };
  /** How many rows still tell of it. */
  const holders = async (): Promise<{ plans: number; answers: number }> => {
    const [counts] = await scene.db.query(
      `select (select count(*)::int from plan where content::text like '%ramp%') as plans, (select count(*)::int from inbox where payload::text like '%ramp%') as answers`,
    );
    return counts;
  };

  it('is deleted thirty days after its last day from plans, answers and comments, also when the exchange is over', async () => {
    await addExchange(scene, ref, 'completed'); // the visit ends on 15 April
    await scene.db.manager.update(PlanEntity, { ref }, { content });
    const { definition } = await programmeOfEdition(scene.db.manager, edition);
    await keepForVisit(scene.db.manager, { ref, edition }, definition, { lastDay: '2027-04-15' });
    const answer = (kind: string, payload: object) =>
      scene.db.manager.insert(InboxEntity, {
        id: randomUUID(), promptId: `${ref}/1/-/${kind}/x/1`, ref, choice: 'submitted', payload, payloadHash: kind, facts: {}, by: 'x',
        receivedAt: '2027-03-08T09:00:00.000Z', receivedRealAt: '2027-03-08T09:00:00.000Z', status: 'accepted', nextAttemptAt: '2027-03-08T09:00:00.000Z',
      });
    await answer('application', content);
    await answer('review', { choice: 'request-changes', comments: { accessNeeds: 'Which kind of ramp?', theme: 'Say more.' } });
    await setClock(scene, '2027-05-14T12:00:00.000Z');
    expect(await editionsInUse(scene.db.manager)).toEqual([edition]);
    expect(await next()).toEqual({ what: 'visit-only', at: '2027-05-14T22:00:00.000Z' });
    await run();
    expect(await holders()).toEqual({ plans: 1, answers: 2 });
    await setClock(scene, '2027-05-14T22:00:00.000Z');
    await run();
    expect(await holders()).toEqual({ plans: 0, answers: 0 });
    expect((await scene.db.manager.findOneByOrFail(PlanEntity, { ref })).content).toEqual({ theme: 'Makers of tomorrow' });
    expect((await scene.db.manager.findOneByOrFail(InboxEntity, { ref, payloadHash: 'review' })).payload).toEqual({ choice: 'request-changes', comments: { theme: 'Say more.' } });
    expect(await editionsInUse(scene.db.manager)).toEqual([]);
    expect(await next()).toBeUndefined();
  });
});
