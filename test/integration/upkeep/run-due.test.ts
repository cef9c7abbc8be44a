import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { ActivityLogEntity, DraftEntity, DueReminderEntity, InboxEntity, PaymentEntity, PaymentRunEntity, PlanEntity, PromptEntity, SignedLinkEntity } from '../../../libs/db/entities/index.js';
import { newLink } from '../../../libs/links/links.js';
import type { LetterData } from '../../../libs/mail/outbox/new-mail.js';
import { planMail } from '../../../libs/mail/outbox/plan-mail.js';
import { editionsInUse } from '../../../libs/upkeep/editions-in-use.js';
import { nextRunDueAt, runDue } from '../../../libs/upkeep/run-due.js';
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

async function addTrouble(kind: string, who: string, detail: object): Promise<void> {
  await scene.db.manager.insert(ActivityLogEntity, { ref, kind, who, detail, at: '2027-03-08T10:00:00.000Z' });
}

describe('the digest', () => {
  it('goes to those whose role is asked, each question with its link, once a day', async () => {
    await addExchange(scene, ref, 'in-review');
    await addPrompt(scene, review, '2027-03-08T10:00:00.000Z');
    await setClock(scene, '2027-03-09T07:40:00.000Z');
    await run();
    await run();
    const mails = await mailsOf(scene, 'digest');
    expect(mails.map((mail) => [mail.recipientId, mail.businessKey, mail.audience])).toEqual([
      ['coordinator', `digest/${edition}/coordinator/2027-03-09`, 'staff'],
    ]);
    expect(scene.requested).toContain(mails[0]!.id);
    const { params, lists, path } = dataOf(mails[0]);
    expect({ params, path }).toEqual({ params: { date: 'Tuesday 9 March 2027', count: 1 }, path: '/staff' });
    expect(lists!.map(({ title }) => title)).toEqual(['Decide']);
    const [item] = lists![0]!.items;
    expect(item).toMatchObject({ text: 'Approve the visit of The Spark Creative Hub to Blivande?', button: 'Answer' });
    const link = await scene.db.manager.findOneByOrFail(SignedLinkEntity, { id: item!.linkId! });
    expect(link).toMatchObject({ purpose: 'staff-prompt', subjectId: review, holderId: 'coordinator' });
  });

  it('repeats an open question the next working day with the same link, and never on a day off', async () => {
    await addExchange(scene, ref, 'in-review');
    await addPrompt(scene, review, '2027-03-11T10:00:00.000Z');
    for (const at of ['2027-03-12T08:00:00.000Z', '2027-03-13T08:00:00.000Z', '2027-03-15T08:00:00.000Z']) {
      await setClock(scene, at);
      await run();
    }
    const mails = await mailsOf(scene, 'digest');
    expect(mails.map((mail) => mail.businessKey.slice(-10))).toEqual(['2027-03-12', '2027-03-15']);
    expect(new Set(mails.map((mail) => dataOf(mail).lists![0]!.items[0]!.linkId)).size).toBe(1);
  });

  it('is not written when nothing waits, nor for a question that came after its hour', async () => {
    await addExchange(scene, ref, 'in-review');
    await setClock(scene, '2027-03-09T09:00:00.000Z');
    await run();
    expect(await next()).toBeUndefined();
    await addPrompt(scene, review, '2027-03-09T08:59:00.000Z');
    await run();
    expect(await mailsOf(scene, 'digest')).toEqual([]);
    expect(await next()).toEqual({ what: 'digest', at: '2027-03-10T07:30:00.000Z' });
  });

  it('tells the coordinator whom to call, with name and number', async () => {
    await addExchange(scene, ref, 'host-asked');
    await addPrompt(scene, `${ref}/1/hosting/availability/manager/1`, '2027-03-01T09:00:00.000Z', { escalatedAt: '2027-03-08T17:00:00.000Z' });
    await scene.db.query(`update contact set phone = '+46 8 555 01 01' where id = 'blivande-manager'`);
    await setClock(scene, '2027-03-09T07:30:00.000Z');
    await run();
    const [mail] = await mailsOf(scene, 'digest');
    expect(mail?.recipientId).toBe('coordinator');
    expect(dataOf(mail).lists).toEqual([
      {
        title: 'Please call',
        items: [
          {
            text: 'Call Manager of Blivande (Blivande) at +46 8 555 01 01: Can you host The Spark Creative Hub, on these dates? Due since Monday 8 March 2027, 10:00.',
            detail: `${ref} · The Spark Creative Hub → Blivande`,
            path: `/staff/exchanges/${ref}`,
            button: 'Open the exchange',
          },
        ],
      },
    ]);
  });

  it('tells the coordinator of a hub that is silent on a change of the plan, and of nobody who owes no answer', async () => {
    await addExchange(scene, ref, 'preparing');
    await addPrompt(scene, `${ref}/1/hosting/consent/manager/1`, '2027-03-01T09:00:00.000Z', { escalatedAt: '2027-03-08T17:00:00.000Z' });
    await addPrompt(scene, `${ref}/1/visiting/follow-up/manager/1`, '2027-03-01T09:00:00.000Z', { escalatedAt: '2027-03-08T17:00:00.000Z' });
    await setClock(scene, '2027-03-09T07:30:00.000Z');
    await run();
    const [mail] = await mailsOf(scene, 'digest');
    expect(mail?.recipientId).toBe('coordinator');
    expect(dataOf(mail).lists!.map(({ items }) => items)).toEqual([[expect.objectContaining({ text: expect.stringContaining('Manager of Blivande') })]]);
  });

  it('names the manager’s number where the one who is silent left none, and the address where nobody did', async () => {
    await addExchange(scene, ref, 'signing');
    await addPrompt(scene, `${ref}/1/hosting/sign/signatory/1`, '2027-03-01T09:00:00.000Z');
    await addPrompt(scene, `${ref}/1/visiting/sign/signatory/1`, '2027-03-01T09:00:00.000Z');
    await scene.db.query(`update contact set phone = null where hub_id in ('blivande', 'the-spark') or organisation_id in ('blivande', 'the-spark')`);
    await scene.db.query(`update contact set phone = '+46 8 555 01 01' where id = 'blivande-manager'`);
    await setClock(scene, '2027-03-09T07:30:00.000Z');
    await run();
    const texts = dataOf((await mailsOf(scene, 'digest'))[0]).lists![0]!.items.map(({ text }) => text);
    expect(texts.find((text) => text.includes('(Blivande)'))).toMatch(/^Call Director of Blivande \(Blivande\) at \+46 8 555 01 01: /);
    expect(texts.find((text) => text.includes('(The Spark Creative Hub)'))).toMatch(/^Write to .* at director@the-spark\.example, no number is on file: /);
  });

  it('reaches the one who takes over once the date has passed', async () => {
    await addExchange(scene, ref, 'in-review');
    await addPrompt(scene, review, '2027-03-01T10:00:00.000Z', { escalatedAt: '2027-03-08T17:00:00.000Z' });
    await setClock(scene, '2027-03-09T07:30:00.000Z');
    await run();
    expect((await mailsOf(scene, 'digest')).map((mail) => mail.recipientId)).toEqual(['coordinator', 'lead']);
  });

  it('still reaches whoever was asked first when the one who takes over is asked', async () => {
    await addExchange(scene, ref, 'in-review');
    await addPrompt(scene, `${ref}/1/-/review/lead/1`, '2027-03-08T10:00:00.000Z');
    await setClock(scene, '2027-03-09T07:30:00.000Z');
    await run();
    expect((await mailsOf(scene, 'digest')).map((mail) => mail.recipientId)).toEqual(['coordinator', 'lead']);
  });

  it('tells the coordinator once of a mail that could not be delivered and of a locked code: whose, and where to look', async () => {
    await addExchange(scene, ref, 'signing');
    const { id: prompt } = await addPrompt(scene, `${ref}/1/hosting/sign/signatory/1`, '2027-03-08T09:00:00.000Z');
    await scene.db.query(`update contact set phone = '+46 8 555 01 02' where id = 'blivande-director'`);
    await addTrouble('mail-refused', 'system', { mail: 'sign', recipient: 'blivande-director' });
    await addTrouble('code-locked', 'blivande-director', { prompt });
    await setClock(scene, '2027-03-09T07:30:00.000Z');
    await run();
    const [mail, ...others] = await mailsOf(scene, 'digest');
    expect([mail?.recipientId, others]).toEqual(['coordinator', []]);
    const where = { path: `/staff/exchanges/${ref}` };
    expect(dataOf(mail).lists).toEqual([
      {
        title: 'Please look into',
        items: [
          { text: 'A mail to Director of Blivande could not be delivered', detail: `${ref} · sign · +46 8 555 01 02`, ...where },
          { text: 'Director of Blivande typed too many wrong codes and has not answered yet', detail: `${ref} · +46 8 555 01 02`, ...where },
        ],
      },
    ]);
    expect(await next()).toBeUndefined();
  });

  it('says nothing of a locked code after the signature, nor of a mail whose question is over', async () => {
    await addExchange(scene, ref, 'signing');
    const { id: prompt } = await addPrompt(scene, `${ref}/1/hosting/sign/signatory/1`, '2027-03-08T09:00:00.000Z', { status: 'answered' });
    const link = await scene.db.manager.save(SignedLinkEntity, newLink(scene.config.linkKeys, { purpose: 'prompt', subjectId: prompt, holderId: 'blivande-director', ref, at: '2027-03-08T09:00:00.000Z' }));
    const outbox = await planMail(scene.db.manager, scene.config, {
      businessKey: `${prompt}/asked`, kind: 'sign', recipientId: 'blivande-director', audience: 'hosting', edition, ref, linkId: link.id, data: { params: {} }, plannedAt: '2027-03-08T09:00:00.000Z',
    });
    await scene.db.query(`update outbox set status = 'refused'`);
    await addTrouble('mail-refused', 'system', { mail: 'sign', recipient: 'blivande-director', outbox });
    await addTrouble('code-locked', 'blivande-director', { prompt });
    await setClock(scene, '2027-03-15T07:30:00.000Z');
    await run();
    expect(await mailsOf(scene, 'digest')).toEqual([]);
    expect(await mailsOf(scene, 'monday')).toEqual([]);
  });

  it('asks about a colleague from elsewhere who shall take over, until it is decided or overtaken', async () => {
    await addExchange(scene, ref, 'signing');
    const { id: prompt } = await addPrompt(scene, `${ref}/1/hosting/sign/signatory/1`, '2027-03-08T09:00:00.000Z');
    const proposal = { party: 'hosting', slot: 'signatory', name: 'New Director', email: 'new.director@gmail.example', message: '', holder: 'blivande-director', prompts: [prompt] };
    await addTrouble('hand-over-proposed', 'blivande-director', proposal);
    await setClock(scene, '2027-03-09T07:30:00.000Z');
    expect(await next()).toMatchObject({ what: 'digest' });
    await run();
    const [mail] = await mailsOf(scene, 'digest');
    expect(mail?.recipientId).toBe('coordinator');
    expect(dataOf(mail).lists).toEqual([
      {
        title: 'Decide',
        items: [
          {
            text: 'Director of Blivande would like New Director (new.director@gmail.example) to take over as “Signatory”: agree?',
            detail: expect.stringContaining(ref),
            path: `/staff/exchanges/${ref}`,
            button: 'Open the exchange',
          },
        ],
      },
    ]);
    await setClock(scene, '2027-03-15T07:30:00.000Z');
    await run();
    const decide = dataOf((await mailsOf(scene, 'monday'))[0]).lists![0]!;
    expect(decide.items.map(({ text }) => text)).toEqual([expect.stringContaining('New Director')]);
    await scene.db.manager.update(PromptEntity, { id: prompt }, { status: 'answered' });
    await setClock(scene, '2027-03-16T07:30:00.000Z');
    await run();
    expect((await mailsOf(scene, 'digest')).map((each) => each.businessKey.slice(-10))).toEqual(['2027-03-09', '2027-03-15']);
  });

  it('is planned once when two processes do it at the same time', async () => {
    await addExchange(scene, ref, 'in-review');
    await addPrompt(scene, review, '2027-03-08T10:00:00.000Z');
    await addPrompt(scene, `${ref}/1/visiting/application/manager/1`, '2027-03-01T09:00:00.000Z');
    await scene.db.manager.insert(DueReminderEntity, {
      promptId: `${ref}/1/visiting/application/manager/1`, nth: 1, edition, contactId: 'the-spark-manager', dueAt: '2027-03-08T08:00:00.000Z',
    });
    await setClock(scene, '2027-03-15T07:40:00.000Z');
    await Promise.all([run(), run(), run(), run()]);
    expect(await mailsOf(scene, 'digest')).toHaveLength(1);
    expect(await mailsOf(scene, 'reminder')).toHaveLength(1);
    expect((await mailsOf(scene, 'monday')).map((mail) => mail.recipientId)).toEqual(['coordinator', 'director', 'finance', 'lead']);
  });
});

describe('the Monday mail', () => {
  it('says Decide, Silent, Travelling, Owed, Broken', async () => {
    await addExchange(scene, ref, 'in-review');
    await addExchange(scene, 'P2P-2027-0002', 'travelling');
    await addPrompt(scene, review, '2027-03-05T10:00:00.000Z');
    await addPayment(scene, 'P2P-2027-0002', 'visiting');
    await setClock(scene, '2027-03-15T07:30:00.000Z');
    await run();
    const mails = await mailsOf(scene, 'monday');
    const { params, lists, path } = dataOf(mails.find(({ recipientId }) => recipientId === 'coordinator'));
    expect({ params, path }).toEqual({ params: { date: 'Monday 15 March 2027' }, path: '/staff' });
    expect(lists!.map(({ title }) => title)).toEqual(['Decide: 1 application or report', 'Silent: Nobody', 'Travelling: 1 visit', 'Owed: 1,010.00 euro', 'Broken: Nothing']);
    expect(lists!.map(({ items }) => items.map(({ text }) => text))).toEqual([
      ['Approve the visit of The Spark Creative Hub to Blivande?'],
      [],
      ['The Spark Creative Hub → Blivande'],
      ['The Spark Creative Hub: € 1,010.00'],
      [],
    ]);
    expect(lists!.flatMap(({ items }) => items).filter(({ linkId, path: way }) => !linkId && !way)).toEqual([]);
    const link = await scene.db.manager.findOneByOrFail(SignedLinkEntity, { id: lists![0]!.items[0]!.linkId! });
    expect(link).toMatchObject({ purpose: 'staff-prompt', subjectId: review, holderId: 'coordinator' });
    // Whoever is not asked looks at the question, and gets no link that answers it.
    const finance = dataOf(mails.find(({ recipientId }) => recipientId === 'finance'));
    expect(finance.lists![0]!.items).toEqual([expect.objectContaining({ path: `/staff/questions/${review}`, button: 'Look at it' })]);
  });

  it('names ten of a line, and says how many more are on the desk', async () => {
    for (let n = 1; n <= 12; n += 1) await addExchange(scene, `P2P-2027-00${String(n).padStart(2, '0')}`, 'travelling');
    await setClock(scene, '2027-03-15T07:30:00.000Z');
    await run();
    const travelling = dataOf((await mailsOf(scene, 'monday'))[0]).lists![2]!;
    expect(travelling.title).toBe('Travelling: 12 visits');
    expect(travelling.items).toHaveLength(11);
    expect(travelling.items.at(-1)).toEqual({ text: '2 more on the desk', path: '/staff' });
  });

  it('is not written when there is nothing to say, nor on another day', async () => {
    await setClock(scene, '2027-03-15T07:30:00.000Z');
    await run();
    await addExchange(scene, ref, 'travelling');
    await setClock(scene, '2027-03-16T07:30:00.000Z');
    await run();
    expect(await mailsOf(scene, 'monday')).toEqual([]);
  });
});

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
    await draft('2027-03-03T09:00:00.000Z', 'P2P-2027-0009');
    await draft('2027-04-03T09:00:00.000Z', null);
    await setClock(scene, '2027-03-03T09:00:00.000Z');
    await run();
    expect(await scene.db.manager.count(DraftEntity)).toBe(2);
    expect(await next()).toEqual({ what: 'drafts', at: '2027-04-03T09:00:00.000Z' });
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
