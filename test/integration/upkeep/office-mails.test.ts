import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ActivityLogEntity, DueReminderEntity, PromptEntity, SignedLinkEntity } from '../../../libs/platform/db/entities/index.js';
import { newLink } from '../../../libs/links/links.js';
import type { LetterData } from '../../../libs/mail/letters/new-mail.js';
import { planMail } from '../../../libs/mail/outbox/plan-mail.js';
import { planDigests } from '../../../libs/office/digest/digest.js';
import { openOffice } from '../../../libs/office/office.js';
import { nextRunDueAt, runDue } from '../../../libs/office/due/run-due.js';
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
  it('names fifty questions, and says how many more are on the desk', async () => {
    for (let n = 1; n <= 53; n += 1) {
      const each = `P2P-2027-1${String(n).padStart(3, '0')}`;
      await addExchange(scene, each, 'in-review');
      await addPrompt(scene, `${each}/1/-/review/coordinator/1`, '2027-03-08T10:00:00.000Z');
    }
    await setClock(scene, '2027-03-09T07:40:00.000Z');
    await run();
    const { params, lists } = dataOf((await mailsOf(scene, 'digest'))[0]);
    expect(params).toMatchObject({ count: 53 });
    expect(lists![0]!.items).toHaveLength(51);
    expect(lists![0]!.items.at(-1)).toEqual({ text: '3 more on the desk', path: '/staff' });
  });

  it('is not put together again once it went', async () => {
    await addExchange(scene, ref, 'in-review');
    await addPrompt(scene, review, '2027-03-08T10:00:00.000Z');
    await setClock(scene, '2027-03-09T07:40:00.000Z');
    await run();
    await scene.db.query(`update staff_member set left_at = now() where id <> 'coordinator'`);
    const asked = jest.spyOn(scene.db.manager, 'query');
    await planDigests(await openOffice({ db: scene.db.manager, config: scene.config }, edition));
    expect(asked.mock.calls.filter(([sql]) => /\b(prompt|activity_log|conversation)\b/.test(sql))).toEqual([]);
    asked.mockRestore();
  });

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
            text: 'Call Manager of Blivande (Blivande) at +46 8 555 01 01: Can you host The Spark Creative Hub, on these dates? Due since Monday 8 March 2027, 10:00 (UTC+1).',
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
