import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ActivityLogEntity, BankDetailsEntity, ContactEntity, InboxEntity, PaymentEntity, PaymentRunEntity, PromptEntity, StaffMemberEntity } from '../../../libs/platform/db/entities/index.js';
import { addExchange, addPayment, addPrompt, edition, setClock } from '../upkeep/scene.js';
import { Desk } from './desk.js';

const ref = 'P2P-2027-0001';
const run = `${edition}/2027-03-11`;
const path = `/staff/runs/${run}`;
const approval = (party: string): string => `${ref}/1/${party}/approve-payment/finance/1`;
const booking = (party: string): string => `${ref}/1/${party}/booking/finance/1`;
const payment = (party: string): string => `${ref}/1/${party}/claim`;

let desk: Desk;
beforeEach(async () => {
  desk = await Desk.open();
  await setClock(desk.scene, '2027-03-11T09:00:00.000Z');
  await addExchange(desk.scene, ref, 'wrapping-up');
  await desk.db.insert(PaymentRunEntity, { id: run, edition, openedAt: '2027-03-11T08:00:00.000Z' });
  for (const party of ['visiting', 'hosting']) {
    await addPayment(desk.scene, ref, party, { runId: run, explanation: ['Travel: 350.00 euro', 'Stay: 660.00 euro'] });
    await addPrompt(desk.scene, approval(party), '2027-03-08T09:00:00.000Z');
  }
  await desk.db.insert(BankDetailsEntity, {
    answerId: 'a1', ref, party: 'visiting', organisationId: 'the-spark', accountHolder: 'The Spark Creative Hub', iban: 'IT60X0542811101000000123456', bic: null, givenBy: 'the-spark-accounts', givenAt: '2027-03-01T09:00:00.000Z',
  });
});
afterEach(() => desk.close());

const answersTo = (promptId: string): Promise<InboxEntity[]> => desk.db.find(InboxEntity, { where: { promptId }, order: { order: 'ASC' } });

/** What `publish` does when the workflow has taken an approval. */
async function approved(party: string, by = 'finance'): Promise<void> {
  await desk.db.update(PromptEntity, { id: approval(party) }, { status: 'answered' });
  await desk.db.update(PaymentEntity, { id: payment(party) }, { status: 'approved', approvedBy: by });
  await addPrompt(desk.scene, booking(party), '2027-03-11T09:00:00.000Z');
}

it('the list of runs says of each what its own page says: a payment that is not paid any more counts, and adds nothing', async () => {
  const finance = await desk.signIn('finance');
  await desk.db.update(PaymentEntity, { id: payment('hosting') }, { status: 'void' });
  expect((await finance.get(`/staff/runs/${run}`)).text).toContain('2 payments, 1,010.00 euro');
  const rows = (await finance.get('/staff/runs')).html.match(/<tr>[\s\S]*?<\/tr>/g) ?? [];
  const row = rows.find((each) => each.includes(encodeURIComponent(run)) || each.includes(run)) ?? '';
  expect(row.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ')).toMatch(/ 2 € 1,010\.00 open /);
});

describe('money behind a mailed link', () => {
  it('is shown without accounts, and decided by nobody who is not signed in', async () => {
    const link = await desk.link('payment-run', run, 'finance');
    const page = await desk.get(link);
    expect(page.text).toContain('1,510.00');
    expect(page.html).not.toContain('0542');
    const question = await desk.link('staff-prompt', approval('visiting'), 'finance');
    const asked = await desk.get(question);
    expect(asked.text).toContain('IT60 … 3456');
    expect(asked.html).not.toContain('0542');
    expect((await desk.press(question, { choice: 'approve' })).text).toContain('sign in');
    expect(await answersTo(approval('visiting'))).toEqual([]);
  });

  it('mails a sign-in link that leads back to where the person came from', async () => {
    const sent = await desk.post(await desk.link('payment-run', run, 'finance'), { _act: 'sign-in' });
    expect(sent.status).toBe(200);
    const signIn = await desk.mailedSignIn('finance');
    expect((await desk.get(signIn)).status).toBe(200);
    const opened = await desk.post(signIn, {});
    expect([opened.status, opened.headers.get('location')]).toEqual([303, path]);
    expect(opened.headers.getSetCookie()[0]).toMatch(/^sojourn-staff=.*Path=\/; Expires=.*; HttpOnly; SameSite=Lax$/);
    const cookie = opened.headers.getSetCookie()[0]!.split(';')[0]!;
    const page = await desk.get(path, { cookie });
    expect(page.text).toContain('IT60 X054 2811 1010 0000 0123 456');
    expect(page.text).toContain('Checked by Coordinator');
    const back = await desk.get(await desk.link('payment-run', run, 'finance'), { cookie });
    expect(back.links.map((link) => link.href)).toContain(path);
  });
});

describe('a payment run', () => {
  it('is approved payment by payment, then booked by one act', async () => {
    const finance = await desk.signIn('finance');
    const page = await finance.get(path);
    expect(page.forms.filter((form) => form.action === `${path}/payments`)).toHaveLength(2);
    const receipt = await finance.press(`${path}/payments`, { payment: payment('visiting'), choice: 'approve' });
    expect([receipt.status, receipt.text]).toEqual([200, expect.stringContaining('Approved. The payment is in this week’s run.')]);
    expect(await answersTo(approval('visiting'))).toMatchObject([{ choice: 'approve', by: 'finance' }]);
    await approved('visiting');
    await approved('hosting');

    const wrong = await finance.press(`${path}/booked`, { date: '2027-02-30', bankReference: '' });
    expect(wrong.status).toBe(422);
    expect(await answersTo(booking('visiting'))).toEqual([]);

    const booked = await finance.press(`${path}/booked`, { date: '2027-03-11', bankReference: 'STMT-77' });
    expect(booked.text).toContain('2 marked as booked now.');
    for (const party of ['visiting', 'hosting']) {
      expect(await answersTo(booking(party))).toMatchObject([{ choice: 'booked', by: 'finance', payload: { bankReference: 'STMT-77' } }]);
    }
    expect(await desk.db.findOneByOrFail(PaymentRunEntity, { id: run })).toMatchObject({ bookedBy: 'finance' });
    expect(await desk.db.countBy(ActivityLogEntity, { kind: 'run-booked', who: 'finance' })).toBe(1);
  });

  it('is booked once when the button is pressed twice or by two people at the same time', async () => {
    await approved('visiting');
    await approved('hosting');
    const second = await desk.member(['finance']);
    const [one, other] = [await desk.signIn('finance'), await desk.signIn(second.id)];
    const statement = { date: '2027-03-11', bankReference: 'STMT-77' };
    const pages = await Promise.all([one, one, other, other].map((browser) => browser.press(`${path}/booked`, statement)));
    expect(pages.map((page) => page.status)).toEqual([200, 200, 200, 200]);
    expect(pages.filter((page) => page.text.includes('2 marked as booked now.'))).toHaveLength(1);
    expect(pages.filter((page) => page.text.includes('0 marked as booked now, 2 before.'))).toHaveLength(3);
    for (const party of ['visiting', 'hosting']) expect(await answersTo(booking(party))).toHaveLength(1);
    expect(await desk.db.countBy(ActivityLogEntity, { kind: 'run-booked' })).toBe(1);
  });

  it('is booked by finance also when nobody had answered and the director is asked', async () => {
    for (const party of ['visiting', 'hosting']) await approved(party);
    await desk.db.update(PromptEntity, { kind: 'booking' }, { status: 'lapsed' });
    for (const party of ['visiting', 'hosting']) await addPrompt(desk.scene, `${ref}/1/${party}/booking/director/1`, '2027-03-11T09:00:00.000Z');
    const finance = await desk.signIn('finance');
    const page = await finance.press(`${path}/booked`, { date: '2027-03-11', bankReference: 'RUN-11' });
    expect(page.text).toContain('2 marked as booked now');
  });

  it('books nothing that is not approved', async () => {
    const finance = await desk.signIn('finance');
    expect((await finance.press(`${path}/booked`, { date: '2027-03-11', bankReference: 'X' })).status).toBe(409);
    await approved('hosting');
    const booked = await finance.press(`${path}/booked`, { date: '2027-03-11', bankReference: 'X' });
    expect(booked.text).toContain('1 marked as booked now.');
    expect(await answersTo(booking('visiting'))).toEqual([]);
  });

  it('is never approved by the checker, also in a second session, nor by the payee, nor with a conflict of interest', async () => {
    await desk.db.update(StaffMemberEntity, { id: 'finance' }, { roles: ['finance', 'coordinator'] });
    await desk.db.update(PaymentEntity, { id: payment('visiting') }, { checkedBy: 'finance' });
    for (const session of [await desk.signIn('finance'), await desk.signIn('finance')]) {
      expect((await session.get(path)).text).toContain('Whoever checked');
      expect((await session.press(`${path}/payments`, { payment: payment('visiting'), choice: 'approve' })).status).toBe(403);
      expect((await session.press(`/staff/questions/${approval('visiting')}`, { choice: 'approve' })).status).toBe(403);
    }
    const conflicted = await desk.signIn((await desk.member(['finance'], { conflicts: ['the-spark'] })).id);
    expect((await conflicted.press(`${path}/payments`, { payment: payment('visiting'), choice: 'approve' })).status).toBe(403);
    const payee = await desk.member(['finance', 'director'], { conflicts: [] });
    await desk.db.update(ContactEntity, { id: 'the-spark-manager' }, { email: payee.email.toUpperCase() });
    expect((await (await desk.signIn(payee.id)).press(`${path}/payments`, { payment: payment('visiting'), choice: 'approve' })).status).toBe(403);
    expect(await answersTo(approval('visiting'))).toEqual([]);
    expect(new Set((await desk.refusals()).map((line) => line.split(': ')[1]))).toEqual(new Set(['checked-by-you', 'conflict-of-interest', 'paid-to-you']));
  });

  it('is never approved by who checked the payment that the question is about, whatever else the hub is still to get', async () => {
    await desk.db.update(PaymentEntity, { id: payment('visiting') }, { checkedBy: 'finance' });
    const settled = { id: `${ref}/1/visiting/advance`, purpose: 'advance' as const, checkedBy: 'coordinator', requestedAt: '2027-03-02T09:00:00.000Z' };
    await addPayment(desk.scene, ref, 'visiting', { ...settled, status: 'approved', approvedBy: 'finance' });
    const checker = await desk.signIn('finance');
    expect((await checker.press(`${path}/payments`, { payment: payment('visiting'), choice: 'approve' })).status).toBe(403);
    expect(await answersTo(approval('visiting'))).toEqual([]);
  });

  it('is paid to the account that was given last, also when the bank had returned it from an earlier one', async () => {
    const given = { ref, party: 'visiting', organisationId: 'the-spark', accountHolder: 'The Spark Creative Hub', bic: null, givenBy: 'the-spark-accounts' };
    await desk.db.insert(BankDetailsEntity, [
      { ...given, answerId: 'a3', iban: 'BE68539007547034', givenAt: '2027-03-10T09:00:00.000Z' },
      { ...given, answerId: 'a2', iban: 'FR1420041010050500013M02606', givenAt: '2027-02-20T09:00:00.000Z' },
      // Not for this payment: the other side's, and what the payee's predecessor had given.
      { ...given, answerId: 'a4', party: 'hosting', iban: 'DE89370400440532013000', givenAt: '2027-03-11T09:00:00.000Z' },
      { ...given, answerId: 'a5', organisationId: 'blivande', iban: 'NL91ABNA0417164300', givenAt: '2027-03-11T09:00:00.000Z' },
    ]);
    const page = await (await desk.signIn('finance')).get(path);
    expect(page.text).toContain('BE68 5390 0754 7034');
    for (const other of ['IT60 X054', 'FR14 2004', 'DE89 3704', 'NL91 ABNA']) expect(page.text).not.toContain(other);
    const asked = await desk.get(await desk.link('staff-prompt', approval('visiting'), 'finance'));
    expect(asked.text).toContain('BE68 … 7034');
  });

  it('is sent back with a reason only', async () => {
    const finance = await desk.signIn('finance');
    expect((await finance.press(`${path}/payments`, { payment: payment('visiting'), choice: 'return' })).status).toBe(422);
    const back = await finance.press(`${path}/payments`, { payment: payment('visiting'), choice: 'return', reason: 'The account is closed.' });
    expect([back.status, back.text]).toEqual([200, expect.stringContaining('Sent back to the coordinator')]);
    expect(await answersTo(approval('visiting'))).toMatchObject([{ choice: 'return', payload: { reason: 'The account is closed.' } }]);
  });

  it('is seen but not touched by a coordinator or a viewer', async () => {
    for (const staffId of ['coordinator', (await desk.member(['viewer'])).id]) {
      const browser = await desk.signIn(staffId);
      const page = await browser.get(path);
      expect(page.status).toBe(200);
      expect(page.text.includes('IT60 X054')).toBe(staffId === 'coordinator'); // as the definition's form says
      expect((await browser.press(`${path}/payments`, { payment: payment('visiting'), choice: 'approve' })).status).toBe(403);
      expect((await browser.press(`${path}/booked`, { date: '2027-03-11', bankReference: 'X' })).status).toBe(403);
    }
    expect(await answersTo(approval('visiting'))).toEqual([]);
  });
});
