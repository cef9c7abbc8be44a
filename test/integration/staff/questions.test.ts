import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HeldFormEntity, InboxEntity, JournalEntity, PlaceHoldEntity, PromptEntity, StaffMemberEntity } from '../../../libs/platform/db/entities/index.js';
import { deleteOldHeldForms } from '../../../libs/staff/sign-in/held-forms.js';
import { putAnswer } from '../exchange/exchange-on-file.js';
import { addExchange, addPrompt, edition, setClock } from '../upkeep/scene.js';
import { Desk } from './desk.js';

const ref = 'P2P-2027-0001';
const review = `${ref}/1/-/review/coordinator/1`;
const check = `${ref}/1/visiting/check/coordinator/1`;
const pickHost = 'P2P-2027-0002/1/-/pick-host/coordinator/1';

let desk: Desk;
beforeEach(async () => {
  desk = await Desk.open();
  await setClock(desk.scene, '2027-03-09T09:00:00.000Z');
  await addExchange(desk.scene, ref, 'in-review');
});
afterEach(() => desk.close());

const answersTo = (promptId: string): Promise<InboxEntity[]> => desk.db.find(InboxEntity, { where: { promptId }, order: { order: 'ASC' } });

async function answered(promptId: string, by: string, choice: string, payload: object): Promise<void> {
  const at = '2027-03-08T09:00:00.000Z';
  await addPrompt(desk.scene, promptId, at, { status: 'answered' });
  await putAnswer(desk.db, { promptId, choice, payload, by, receivedAt: at, status: 'accepted' });
}

describe('a question behind a mailed link', () => {
  it('shows everything that an application is decided by, and decides nothing: whoever presses signs in, and finds what was typed', async () => {
    await answered(`${ref}/1/visiting/application/manager/1`, 'the-spark-manager', 'submitted', {
      theme: 'Makers of tomorrow', objectives: 'Learn how studios are shared.', participants: [{ name: 'Manager', position: 'manager', email: 'manager@the-spark.example' }],
    });
    await addPrompt(desk.scene, review, '2027-03-08T10:00:00.000Z');
    await desk.db.insert(PlaceHoldEntity, { ref, edition, queueOrder: 7, cents: 151_000, status: 'held', askedAt: '2027-03-08T10:00:00.000Z' });
    const link = await desk.link('staff-prompt', review, 'coordinator');
    const page = await desk.get(link);
    expect(page.status).toBe(200);
    expect(page.heading).toBe('Approve the visit of The Spark Creative Hub to Blivande?');
    for (const text of ['Number in the queue 1', 'The automatic checks pass', '1,010.00', '500.00', 'Learn how studios are shared.']) expect(page.text).toContain(text);

    const incomplete = await desk.decide(link, { choice: 'decline' });
    expect(incomplete.status).toBe(422);
    expect(incomplete.problems.join()).toContain('why not');
    expect(await answersTo(review)).toEqual([]);

    const receipt = await desk.decide(link, { choice: 'approve' });
    expect(receipt.status).toBe(200);
    expect(receipt.text).toContain('Coordinator approved the visit.');
    expect(await answersTo(review)).toMatchObject([{ choice: 'approve', by: 'coordinator', status: 'received' }]);
    expect(await desk.db.count(HeldFormEntity)).toBe(0);
  });

  it('that was forwarded decides nothing, and shows nobody what its holder typed', async () => {
    await addPrompt(desk.scene, review, '2027-03-08T10:00:00.000Z');
    const link = await desk.link('staff-prompt', review, 'coordinator');
    const pressed = await desk.post(link, { choice: 'decline', reason: 'Too few days.' });
    expect(pressed.text).toContain('the link is on its way');
    expect(await answersTo(review)).toEqual([]);
    expect((await desk.get(link)).html).not.toContain('Too few days.');
    const holder = await desk.signIn('coordinator');
    const page = await holder.get(`/staff/questions/${review}`);
    expect(page.text).toContain('This was typed behind the link in your mail');
    expect(page.html).toContain('Too few days.');
    const other = await (await desk.signIn((await desk.member(['coordinator'])).id)).get(`/staff/questions/${review}`);
    expect(other.html).not.toContain('Too few days.');
    // Kept for a working day.
    await desk.db.update(HeldFormEntity, { staffId: 'coordinator' }, { heldAt: new Date(Date.now() - 8 * 3_600_000 - 1_000).toISOString() });
    expect((await holder.get(`/staff/questions/${review}`)).html).not.toContain('Too few days.');
    await deleteOldHeldForms(desk.db);
    expect(await desk.db.count(HeldFormEntity)).toBe(0);
  });

  it('leads whoever is signed in already straight to the form', async () => {
    await addPrompt(desk.scene, review, '2027-03-08T10:00:00.000Z');
    const holder = await desk.signIn('coordinator');
    const pressed = await desk.post(await desk.link('staff-prompt', review, 'coordinator'), { choice: 'approve' }, { cookie: holder.cookie });
    expect([pressed.status, pressed.headers.get('location')]).toEqual([303, `/staff/questions/${review}`]);
    expect(await answersTo(review)).toEqual([]);
  });

  it('changes nothing when it is opened, and gives one receipt for the same answer twice', async () => {
    await addPrompt(desk.scene, review, '2027-03-08T10:00:00.000Z');
    const link = await desk.link('staff-prompt', review, 'coordinator');
    for (let n = 0; n < 20; n += 1) await desk.get(link);
    expect(await answersTo(review)).toEqual([]);
    const holder = await desk.signIn('coordinator');
    const send = () => holder.post(`/staff/questions/${review}`, { choice: 'approve' });
    const receipts = await Promise.all([send(), send()]);
    expect(receipts.map((receipt) => receipt.status)).toEqual([200, 200]);
    expect(await answersTo(review)).toHaveLength(1);
  });

  it('tells a second decider what was recorded, when and by whom', async () => {
    await addPrompt(desk.scene, review, '2027-03-08T10:00:00.000Z');
    const second = await desk.member(['coordinator']);
    await desk.decide(await desk.link('staff-prompt', review, 'coordinator'), { choice: 'approve' });
    const late = { choice: 'decline', reason: 'Too late.' };
    expect((await desk.post(await desk.link('staff-prompt', review, second.id), late)).status).toBe(409);
    const other = await (await desk.signIn(second.id)).post(`/staff/questions/${review}`, late);
    expect(other.status).toBe(409);
    expect(other.text).toContain('Coordinator approved the visit.');
    expect((await answersTo(review)).map((row) => [row.by, row.status])).toEqual([['coordinator', 'received'], [second.id, 'superseded']]);
  });

  it('takes nothing from somebody with a conflict of interest, and writes it down', async () => {
    await addPrompt(desk.scene, review, '2027-03-08T10:00:00.000Z');
    await desk.db.update(StaffMemberEntity, { id: 'coordinator' }, { conflicts: ['blivande'] });
    const link = await desk.link('staff-prompt', review, 'coordinator');
    expect((await desk.get(link)).forms).toEqual([]);
    expect((await desk.decide(link, { choice: 'approve' })).status).toBe(403);
    expect(await answersTo(review)).toEqual([]);
    const signedIn = await desk.signIn('coordinator');
    expect((await signedIn.post(`/staff/questions/${review}`, { choice: 'approve' })).status).toBe(403);
    expect(await desk.refusals()).toEqual(['coordinator: conflict-of-interest']);
  });

  it('opens nothing for somebody who left the office', async () => {
    await addPrompt(desk.scene, review, '2027-03-08T10:00:00.000Z');
    const link = await desk.link('staff-prompt', review, 'coordinator');
    await desk.db.update(StaffMemberEntity, { id: 'coordinator' }, { leftAt: '2027-03-01T09:00:00.000Z' });
    expect((await desk.get(link)).status).toBe(404);
    expect((await desk.decide(link, { choice: 'approve' })).status).toBe(404);
  });

  it('is answered by the one who takes over only after its date', async () => {
    const prompt = await addPrompt(desk.scene, review, '2027-03-08T10:00:00.000Z');
    const link = await desk.link('staff-prompt', review, 'lead');
    expect((await desk.decide(link, { choice: 'approve' })).status).toBe(403);
    await desk.db.update(PromptEntity, { id: prompt.id }, { escalatedAt: '2027-03-15T17:00:00.000Z' });
    expect((await desk.decide(link, { choice: 'approve' })).status).toBe(200);
  });
});

it('a question that is asked again of the one who takes over can still be answered by whoever was asked first', async () => {
  const again = `${ref}/1/-/review/lead/1`;
  await addPrompt(desk.scene, again, '2027-03-08T10:00:00.000Z');
  expect((await desk.decide(await desk.link('staff-prompt', again, 'finance'), { choice: 'approve' })).status).toBe(403);
  expect((await desk.decide(await desk.link('staff-prompt', again, 'coordinator'), { choice: 'approve' })).status).toBe(200);
});

describe('the check of a report', () => {
  beforeEach(async () => {
    await answered(`${ref}/1/hosting/host-wrap-up/manager/1`, 'blivande-manager', 'reported', {
      tookPlace: 'as-planned', daysPresent: [{ participant: 'Manager', days: 4 }], event: 'held', report: 'Forty people came.', grantRequested: true,
    });
    await answered(`${ref}/1/visiting/visitor-wrap-up/manager/1`, 'the-spark-manager', 'claimed', {
      choice: 'claimed', daysPresent: [{ participant: 'Manager', days: 3 }], outcomes: 'We share our studios since.',
      costs: [{ line: 'travel', traveller: 1, what: 'Train', date: '2027-04-12', amount: 36_240 }],
    });
    await addPrompt(desk.scene, check, '2027-03-08T10:00:00.000Z');
  });

  it('shows both sides next to each other, the sum line by line, and where they differ', async () => {
    const page = await desk.get(await desk.link('staff-prompt', check, 'coordinator'));
    for (const text of ['Forty people came.', 'We share our studios since.', '350.00', '660.00', '1,010.00', 'count the days differently', 'We ask for our grant of 500.00 euro']) expect(page.text).toContain(text);
    expect(page.forms.flatMap((form) => form.fields).find((field) => field.name === 'cents')?.value).toBe('1010.00');
  });

  it('points at costs that were paid before all had signed, and refuses none of them', async () => {
    const link = await desk.link('staff-prompt', check, 'coordinator');
    const signed = async (at: string) => desk.db.save(JournalEntity, { ref, seq: 1, n: 0, kind: 'agreement-signed', event: { kind: 'agreement-signed' }, at, realAt: at });
    expect((await desk.get(link)).text).not.toContain('Paid before all had signed');
    await signed('2027-04-12T09:00:00.000Z'); // the day of the ticket
    expect((await desk.get(link)).text).not.toContain('Paid before all had signed');
    await signed('2027-04-13T09:00:00.000Z');
    expect((await desk.get(link)).text).toContain('Paid before all had signed Train: Monday 12 April 2027');
    expect((await desk.decide(link, { choice: 'accept', cents: '1010' })).status).toBe(200);
  });

  it('takes the amount as computed or lowered with a reason, never raised', async () => {
    const link = await desk.link('staff-prompt', check, 'coordinator');
    expect((await desk.decide(link, { choice: 'accept', cents: '1010.01' })).status).toBe(422);
    expect((await desk.decide(link, { choice: 'accept', cents: '900' })).status).toBe(422);
    expect((await desk.decide(link, { choice: 'accept', cents: '900', reason: 'One ticket is not ours.' })).status).toBe(200);
    expect(await answersTo(check)).toMatchObject([{ choice: 'accept', facts: { cents: 90_000 } }]);
  });
});

describe('picking a host', () => {
  it('lists hubs with what speaks for and against each, and refuses those that cannot host', async () => {
    await addExchange(desk.scene, 'P2P-2027-0002', 'matching', null);
    await addPrompt(desk.scene, pickHost, '2027-03-08T10:00:00.000Z');
    const link = await desk.link('staff-prompt', pickHost, 'coordinator');
    const page = await desk.get(link);
    expect(page.status).toBe(200);
    expect(page.text).toContain('Cru Creative Hub');
    const without = await desk.decide(link, { choice: 'picked', hub: 'b-creative' });
    expect(without.status).toBe(422);
    expect(without.problems.join()).toMatch(/member/i);
    expect((await desk.decide(link, { choice: 'picked', hub: 'cru' })).status).toBe(200);
    expect(await answersTo(pickHost)).toMatchObject([{ choice: 'picked', facts: { hub: 'cru' } }]);
  });
});
