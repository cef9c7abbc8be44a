import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ActEntity, BankDetailsEntity, ContactEntity, InboxEntity, PaymentEntity, PaymentRunEntity, PlanEntity, PromptEntity } from '../../../libs/platform/db/entities/index.js';
import { addExchange, addPayment, addPrompt, edition, setClock } from '../upkeep/scene.js';
import { Desk, type Browser, type Got } from './desk.js';

const ref = 'P2P-2027-0001';
const run = `${edition}/2027-03-11`;
const path = `/staff/runs/${run}`;
const approval = (party: string): string => `${ref}/1/${party}/approve-payment/finance/1`;
const booking = (party: string): string => `${ref}/1/${party}/booking/finance/1`;
const payment = (party: string): string => `${ref}/1/${party}/claim`;
const statement = { date: '2027-03-11', bankReference: 'STMT-77' };

let desk: Desk;
let finance: Browser;
beforeEach(async () => {
  desk = await Desk.open();
  await setClock(desk.scene, '2027-03-11T09:00:00.000Z');
  await addExchange(desk.scene, ref, 'wrapping-up');
  await desk.db.insert(PaymentRunEntity, { id: run, edition, openedAt: '2027-03-11T08:00:00.000Z' });
  for (const party of ['visiting', 'hosting']) {
    await addPayment(desk.scene, ref, party, { runId: run });
    await addPrompt(desk.scene, approval(party), '2027-03-08T09:00:00.000Z');
  }
  await account('a1', 'IT60X0542811101000000123456', '2027-03-01T09:00:00.000Z');
  finance = await desk.signIn('finance');
});
afterEach(() => desk.close());

async function account(answerId: string, iban: string, givenAt: string): Promise<void> {
  await desk.db.insert(BankDetailsEntity, { answerId, ref, party: 'visiting', organisationId: 'the-spark', accountHolder: 'The Spark Creative Hub', iban, bic: null, givenBy: 'the-spark-accounts', givenAt });
}

/** What `publish` does when the workflow has taken an approval. */
async function approved(party: string): Promise<void> {
  await desk.db.update(PromptEntity, { id: approval(party) }, { status: 'answered' });
  await desk.db.update(PaymentEntity, { id: payment(party) }, { status: 'approved', approvedBy: 'finance' });
  await addPrompt(desk.scene, booking(party), '2027-03-11T09:00:00.000Z');
}

const answersTo = (promptId: string): Promise<InboxEntity[]> => desk.db.findBy(InboxEntity, { promptId });
const fieldsOf = (page: Got, of: string): Record<string, string> => {
  const form = page.forms.find(({ action, fields }) => action === of || (of === '' && fields.some(({ name }) => name === 'seen')))!;
  return Object.fromEntries(form.fields.filter(({ name }) => name !== '_csrf').map(({ name, value }) => [name, value ?? '']));
};
const until = async (): Promise<string> => (await desk.db.query(`select clock_timestamp()::text as now`))[0].now as string;

describe('"book all"', () => {
  it('books the payments that stood on the page, not what a colleague approved meanwhile', async () => {
    await approved('hosting');
    const opened = await finance.get(path);
    expect(opened.text).toContain('1 payment, € 500.00');
    await approved('visiting');

    const refused = await finance.post(`${path}/booked`, { ...fieldsOf(opened, `${path}/booked`), ...statement });
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('Nothing was done');
    expect(refused.text).toMatch(/The Spark[^:]*: 1,010\.00 euro; The Spark Creative Hub, IT60 … 3456/);
    for (const party of ['visiting', 'hosting']) expect(await answersTo(booking(party))).toEqual([]);
    // What was typed stands there again, on the facts of now.
    expect(fieldsOf(refused, `${path}/booked`)).toMatchObject(statement);
    expect(refused.text).toContain('2 payments, € 1,510.00');

    const booked = await finance.post(`${path}/booked`, { ...fieldsOf(refused, `${path}/booked`), ...statement });
    expect(booked.text).toContain('2 marked as booked now.');
    expect(await desk.refusals()).toContain('finance: facts-changed');
  });

  it('is as it was while somebody is reminded, opens a link or writes a mail', async () => {
    await approved('hosting');
    const opened = await finance.get(path);
    await desk.db.query(`insert into journal (ref, seq, n, kind, event, at, real_at) values ($1, 90, 0, 'reminded', '{"kind":"reminded"}', $2, $2)`, [ref, await until()]);
    await desk.db.query(`insert into activity_log (ref, kind, who, detail, at) values ($1, 'link-opened', 'the-spark-manager', '{}', $2)`, [ref, await until()]);
    await desk.db.query(`update conversation set seen_by_staff_at = now()`);
    await desk.db.update(PromptEntity, { id: booking('hosting') }, { escalatedAt: '2027-03-11T08:00:00.000Z' });
    const booked = await finance.post(`${path}/booked`, { ...fieldsOf(opened, `${path}/booked`), ...statement });
    expect(booked.text).toContain('1 marked as booked now.');
  });

  it('does nothing for a program that says not what it was shown', async () => {
    await approved('hosting');
    const answer = await desk.api('finance', `/staff/api/runs/${run}/booked`, statement);
    expect([answer.status, answer.json]).toMatchObject([409, { code: 'facts-changed', difference: [{ fact: `payment/${payment('hosting')}` }] }]);
    const { booking: offer } = (await desk.api('finance', `/staff/api/runs/${run}`)).json as { booking: { seen: string; count: number } };
    expect(offer.count).toBe(1);
    expect((await desk.api('finance', `/staff/api/runs/${run}/booked`, { ...statement, seen: offer.seen })).json).toEqual({ marked: 1, before: 0, left: [] });
  });

  it('of two at once with a new approval between them books each payment once and nothing unseen', async () => {
    await approved('hosting');
    const press = async (): Promise<Got> => finance.post(`${path}/booked`, fields);
    const fields = { ...fieldsOf(await finance.get(path), `${path}/booked`), ...statement };
    const [first, , second] = await Promise.all([press(), approved('visiting'), press()]);
    // Each press booked what it showed, or nothing and said so; of two that book, the second finds it done.
    for (const page of [first, second]) expect(page.text).toMatch(/Nothing was done|1 marked as booked now|1 .*before/);
    expect(await answersTo(booking('visiting'))).toEqual([]);
    const booked = [first, second].filter(({ status }) => status !== 409).length;
    expect(await answersTo(booking('hosting'))).toHaveLength(Math.min(booked, 1));
    // Whoever looks again books the rest, and nothing twice.
    await finance.press(`${path}/booked`, statement);
    for (const party of ['visiting', 'hosting']) expect(await answersTo(booking(party))).toHaveLength(1);
  });
});

describe('an approval', () => {
  it('is not given to an account that the page did not show, and the reason typed is not lost', async () => {
    const opened = await finance.get(path);
    const form = opened.forms.find(({ fields }) => fields.some(({ name, value }) => name === 'payment' && value === payment('visiting')))!;
    const fields = Object.fromEntries(form.fields.map(({ name, value }) => [name, value ?? '']));
    await account('a2', 'IT27X0542811101000000123457', '2027-03-11T08:59:00.000Z');
    const refused = await finance.post(`${path}/payments`, { ...fields, choice: 'return', reason: 'The receipts are missing.' });
    expect(refused.status).toBe(409);
    expect(refused.text).toMatch(/before 1,010\.00 euro; .*IT60 … 3456, given .* now 1,010\.00 euro; .*IT27 … 3457, given/);
    expect(refused.html).toContain('value="The receipts are missing."');
    expect(await answersTo(approval('visiting'))).toEqual([]);
    expect((await finance.press(`${path}/payments`, { payment: payment('visiting'), choice: 'approve' })).status).toBe(200);
  });

  it('by the API names the difference, and what is true now', async () => {
    const before = (await desk.api('finance', `/staff/api/questions/${approval('visiting')}`)).json as { seen: string; seenFacts: object };
    await desk.db.update(PaymentEntity, { id: payment('visiting') }, { cents: 90_000 });
    const answer = await desk.api('finance', `/staff/api/questions/${approval('visiting')}`, { ...before, fields: { choice: 'approve' } });
    expect(answer.status).toBe(409);
    const body = answer.json as { code: string; difference: { before: string; now: string }[]; seen: string; sections: object[] };
    expect(body.difference).toEqual([expect.objectContaining({ before: expect.stringContaining('1,010.00 euro'), now: expect.stringContaining('900.00 euro') })]);
    expect(JSON.stringify(body.sections)).toContain('90000');
    expect((await desk.api('finance', `/staff/api/questions/${approval('visiting')}`, { seen: body.seen, fields: { choice: 'approve' } })).json).toMatchObject({ choice: 'approve' });
    expect(await answersTo(approval('visiting'))).toHaveLength(1);
  });

  it('is not given to another account that looks the same where it is masked; nobody reads an account in full', async () => {
    const question = `/staff/api/questions/${approval('visiting')}`;
    const shown = (await desk.api('finance', question)).json as { seen: string; seenFacts: Record<string, string> };
    await desk.db.update(BankDetailsEntity, { answerId: 'a1' }, { iban: 'IT60X0542811101000000993456' });
    const now = (await desk.api('finance', question)).json as typeof shown;
    expect(now.seenFacts).toEqual(shown.seenFacts);
    expect(Object.values(now.seenFacts).join()).toContain('IT60 … 3456');
    expect(JSON.stringify(now.seenFacts)).not.toContain('X0542811101');
    expect(now.seen).not.toBe(shown.seen);
    expect((await desk.api('finance', question, { ...shown, fields: { choice: 'approve' } })).status).toBe(409);
    expect(await answersTo(approval('visiting'))).toEqual([]);
  });
});

describe('a decision on an application', () => {
  const review = `${ref}/1/-/review/coordinator/1`;

  it('is about the plan that was read', async () => {
    await addPrompt(desk.scene, review, '2027-03-10T09:00:00.000Z');
    const coordinator = await desk.signIn('coordinator');
    const question = `/staff/questions/${review}`;
    const opened = await coordinator.get(question);
    const plan = await desk.db.findOneByOrFail(PlanEntity, { ref });
    await desk.db.insert(PlanEntity, { ...plan, version: 2, lastDay: '2027-05-16' } as never);
    const refused = await coordinator.post(question, { ...fieldsOf(opened, ''), choice: 'decline', reason: 'Too long.' });
    expect([refused.status, refused.text]).toEqual([409, expect.stringMatching(/The plan: before .* version 1; now .* version 2/)]);
    expect(refused.html).toContain('Too long.');
    expect(await answersTo(review)).toEqual([]);
  });
});

describe('the hubs that the office can pick', () => {
  it('count as reachable by the same rule as when one is picked: somebody is on file, not only named', async () => {
    const pick = `${ref}/1/-/pick-host/coordinator/1`;
    await addPrompt(desk.scene, pick, '2027-03-10T09:00:00.000Z');
    await desk.db.query(`update contact set origin = 'named' where organisation_id = 'cru'`);
    const coordinator = await desk.signIn('coordinator');
    const row = /<tr><td>Cru Creative Hub<\/td>[\s\S]*?<\/tr>/.exec((await coordinator.get(`/staff/questions/${pick}`)).html)![0];
    expect(row).toContain('Nobody there is on file whom we could ask.');
    const refused = await coordinator.press(`/staff/questions/${pick}`, { choice: 'picked', hub: 'cru' });
    expect([refused.status, await answersTo(pick)]).toEqual([422, []]);
  });
});

describe('an act', () => {
  const act = `/staff/exchanges/${ref}/acts/pause`;
  const typed = { reason: 'Strike', words: 'No trains.' };

  it('is previewed again when its mails or dates are not those that were shown', async () => {
    const coordinator = await desk.signIn('coordinator');
    const preview = await coordinator.post(act, { ...typed, _act: 'preview' });
    await desk.db.update(ContactEntity, { id: 'blivande-manager' }, { name: 'Successor of the manager' });
    const refused = await coordinator.post(act, { ...fieldsOf(preview, ''), _act: 'do' });
    expect([refused.status, refused.text]).toEqual([409, expect.stringMatching(/Mails: before .*Manager of Blivande.*; now .*Successor of the manager/)]);
    expect(await desk.db.count(ActEntity)).toBe(0);
    expect((await coordinator.post(act, { ...fieldsOf(refused, ''), _act: 'do' })).status).toBe(200);
    expect(await desk.db.count(ActEntity)).toBe(1);
  });

  it('on many exchanges is previewed again when one of them would get something else', async () => {
    await addExchange(desk.scene, 'P2P-2027-0002', 'travelling');
    const lead = (await desk.member(['lead'])).id;
    const fields = { what: 'pause', ...typed };
    const refs = [ref, 'P2P-2027-0002'];
    const preview = (await desk.api(lead, '/staff/api/incidents/preview', { edition, refs, fields })).json as { seen: string; seenFacts: object };
    await desk.db.query(`update dossier set paused = true where ref = 'P2P-2027-0002'`);
    const order = { id: randomUUID(), edition, refs, fields };
    const refused = await desk.api(lead, '/staff/api/incidents', { ...order, seen: preview.seen, seenFacts: preview.seenFacts });
    expect([refused.status, refused.json]).toMatchObject([409, { code: 'facts-changed', difference: [{ fact: 'P2P-2027-0002' }] }]);
    expect(await desk.db.query('select 1 from incident')).toEqual([]);
    const { seen } = refused.json as { seen: string };
    expect((await desk.api(lead, '/staff/api/incidents', { ...order, seen })).status).toBe(200);
  });
});
