import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { publishStep } from '../../../activities/dossier/publish-step.js';
import { ActEntity, BankDetailsEntity, EditionEntity, DossierEntity, JournalEntity, PartyContactEntity, PartyEntity, PaymentEntity, PlaceHoldEntity, PlanEntity, StaffMemberEntity } from '../../../libs/platform/db/entities/index.js';
import { seenOf } from '../../../libs/dossier/seen/facts-seen.js';
import { openActDesk } from '../../../libs/acts/office/act-desk.js';
import { giveCorrection, prepareCorrection } from '../../../libs/acts/corrections/give-correction.js';
import { paymentsOfRun } from '../../../libs/money/payments/payment-list.js';
import { exchangeInput } from '../../../libs/dossier/start/start-dossier.js';
import { addExchange, addPayment, edition, setClock } from '../upkeep/scene.js';
import { Desk, type Browser, type Got } from './desk.js';

const ref = 'P2P-2027-0001';
const path = `/staff/exchanges/${ref}/acts/correct`;
const more = { party: 'visiting', direction: 'more', amount: '40,50', reason: 'A receipt was overlooked.' };

let desk: Desk;
let lead: Browser;
let leadId: string;
beforeEach(async () => {
  desk = await Desk.open();
  await setClock(desk.scene, '2027-06-01T09:00:00.000Z');
  await addExchange(desk.scene, ref, 'completed');
  await addPayment(desk.scene, ref, 'visiting', { status: 'booked' });
  leadId = (await desk.member(['lead', 'finance'])).id;
  lead = await desk.signIn(leadId);
});
afterEach(() => desk.close());

/** The preview, then the button on it; a preview that was refused comes back as it is. */
async function pressThrough(fields: Record<string, string>): Promise<Got> {
  const preview = await lead.post(path, { ...fields, _act: 'preview' });
  const form = preview.forms.find(({ fields: shown }) => shown.some(({ name }) => name === 'once'));
  return form ? lead.post(path, { ...Object.fromEntries(form.fields.map(({ name, value }) => [name, value])), _act: 'do' }) : preview;
}

it('a correction is an exchange of its own with people and plan, opened once however often it is pressed', async () => {
  const preview = await lead.post(path, { ...more, _act: 'preview' });
  expect(preview.text).toContain('One mail goes out');
  const posted = { ...Object.fromEntries(preview.forms[0]!.fields.map(({ name, value }) => [name, value])), _act: 'do' };
  const answers = await Promise.all([lead.post(path, posted), lead.post(path, posted), lead.post(path, posted)]);
  expect(answers.map(({ status, headers }) => [status, headers.get('location')])).toEqual(Array.from({ length: 3 }, () => [303, `/staff/exchanges/${encodeURIComponent(`${ref}~2`)}`]));
  const [act] = await desk.db.findBy(ActEntity, { ref });
  expect(act).toMatchObject({ kind: 'correct', status: 'done', by: leadId, payload: { reason: 'A receipt was overlooked.' } });
  const row = await desk.db.findOneByOrFail(DossierEntity, { ref: `${ref}~2` });
  expect(row).toMatchObject({ corrects: ref, correction: { party: 'visiting', cents: 4_050, notice: act!.id }, startAt: 'correcting', stage: 'correcting', startStatus: 'planned' });
  expect(await exchangeInput(desk.db, row.ref)).toMatchObject({ ref: row.ref, parties: ['visiting', 'hosting'], startAt: 'correcting', correction: { cents: 4_050 } });
  for (const entity of [PartyEntity, PartyContactEntity, PlanEntity]) {
    expect(await desk.db.countBy(entity, { ref: row.ref })).toBe(await desk.db.countBy(entity, { ref }));
  }
  await pressThrough({ ...more, amount: '1.00' });
  expect(await desk.db.countBy(DossierEntity, { corrects: ref })).toBe(2);
  expect((await desk.db.findOneByOrFail(DossierEntity, { ref: `${ref}~3` })).correction).toMatchObject({ cents: 100 });
});

it.each([
  ['the account where it would go', () => desk.db.update(BankDetailsEntity, { answerId: 'a1' }, { iban: 'NL20INGB0001234567' }), /account/i],
  ['what was paid so far', () => desk.db.update(PaymentEntity, { ref }, { cents: 90_000 }), /Paid so far: before € 1,010\.00 .* now € 900\.00/],
])('is previewed again when %s is not what was shown', async (_what, change, said) => {
  await desk.db.insert(BankDetailsEntity, { answerId: 'a1', ref, party: 'visiting', organisationId: 'the-spark', accountHolder: 'The Spark', iban: 'NL91ABNA0417164300', bic: null, givenBy: 'x', givenAt: '2027-01-01T00:00:00.000Z' });
  const preview = await lead.post(path, { ...more, _act: 'preview' });
  const shown = Object.fromEntries(preview.forms[0]!.fields.map(({ name, value }) => [name, value]));
  await change();
  const refused = await lead.post(path, { ...shown, _act: 'do' });
  expect([refused.status, refused.text]).toEqual([409, expect.stringMatching(said)]);
  expect(await desk.db.countBy(DossierEntity, { corrects: ref })).toBe(0);
});

it('is the lead’s, for a completed exchange, and never asks back more than was paid', async () => {
  const coordinator = await desk.signIn('coordinator');
  expect((await coordinator.post(path, { ...more, _act: 'do' })).status).toBe(403);
  const back = { ...more, direction: 'less', amount: '1010.01' };
  expect((await lead.post(path, { ...back, _act: 'preview' })).problems.join()).toContain('1,010.00');
  await pressThrough({ ...back, amount: '1000' });
  expect((await desk.db.findOneByOrFail(DossierEntity, { ref: `${ref}~2` })).correction).toMatchObject({ cents: -100_000 });
  expect((await pressThrough({ ...back, amount: '11' })).problems.join()).toContain('10.00');
  await desk.db.update(StaffMemberEntity, { id: leadId }, { conflicts: ['the-spark'] });
  expect((await lead.post(path, { ...more, _act: 'do' })).status).toBe(409);
  await desk.db.update(StaffMemberEntity, { id: leadId }, { conflicts: [] });
  await desk.db.update(DossierEntity, { ref }, { stage: 'following-up' });
  expect((await lead.post(path, { ...more, _act: 'do' })).text).toContain('Only a completed exchange can be corrected');
  expect(await desk.db.countBy(DossierEntity, { corrects: ref })).toBe(1);
});

it('a correction upwards takes its sum from what the edition has left; of many at once none goes beyond it', async () => {
  const refs = Array.from({ length: 8 }, (_, n) => `P2P-2027-01${n}0`);
  for (const each of refs) await addExchange(desk.scene, each, 'completed');
  await desk.db.update(EditionEntity, { id: edition }, { reservedCents: 2_000_000, budgetCents: 2_000_000 + 3 * 4_050 + 4_049 });
  const staff = await desk.db.findOneByOrFail(StaffMemberEntity, { id: leadId });
  const give = async (each: string) => {
    const previewed = await prepareCorrection(await openActDesk(desk.db, staff, each), more);
    if (!previewed.ok) throw new Error('the preview was refused');
    return () => giveCorrection(desk.scene.db, desk.scene.client, staff, each, { id: randomUUID(), raw: more, seen: seenOf(previewed.facts) });
  };
  const given = await Promise.all((await Promise.all(refs.map(give))).map((press) => press()));
  expect(given.filter(({ kind }) => kind === 'opened')).toHaveLength(3);
  const refused = given.flatMap((one) => (one.kind === 'not-given' ? one.prepared.refusals : []));
  expect(refused).toHaveLength(5);
  expect(refused[0]).toMatchObject({ code: 'budget-short', sentence: expect.stringContaining('only 40.49 euro are left') });
  expect(await desk.db.findOneByOrFail(EditionEntity, { id: edition })).toMatchObject({ reservedCents: 2_000_000 + 3 * 4_050 });
});

it('what a correction gives or brings back is held with the exchange itself', async () => {
  await desk.db.update(EditionEntity, { id: edition }, { reservedCents: 151_000 });
  await desk.db.insert(PlaceHoldEntity, { ref, edition, queueOrder: 1, cents: 151_000, status: 'held', askedAt: '2027-03-01T09:00:00.000Z', heldAt: '2027-03-01T09:00:00.000Z', releasedAt: null });
  await pressThrough({ ...more });
  expect(await desk.db.findOneByOrFail(PlaceHoldEntity, { ref })).toMatchObject({ cents: 155_050 });
  await pressThrough({ ...more, direction: 'less' });
  expect(await desk.db.findOneByOrFail(PlaceHoldEntity, { ref })).toMatchObject({ cents: 155_050 }); // not back yet
  const settings = { linkKeys: desk.scene.config.linkKeys, mailDomain: 'office.example' };
  const back = { leg: '1', party: 'visiting' };
  const events = [{ kind: 'recovery-requested' as const, ...back, cents: 4_050 }, { kind: 'recovery-ended' as const, ...back, outcome: 'received' as const, answer: 'x' }];
  await desk.scene.db.transaction((tx) => publishStep(tx, settings, { ref: `${ref}~3`, seq: 1, at: '2027-06-01T09:00:00.000Z', stage: 'correcting', events }));
  expect(await desk.db.findOneByOrFail(PlaceHoldEntity, { ref })).toMatchObject({ cents: 151_000 });
  expect(await desk.db.findOneByOrFail(EditionEntity, { id: edition })).toMatchObject({ reservedCents: 151_000 });
});

it('whoever opened a correction does not approve it; the account is the exchange’s own, and its history goes on', async () => {
  await desk.db.insert(BankDetailsEntity, { answerId: randomUUID(), ref, party: 'visiting', organisationId: 'the-spark', accountHolder: 'The Spark', iban: 'NL91ABNA0417164300', bic: null, givenBy: 'x', givenAt: '2027-01-01T00:00:00.000Z' });
  const another = { id: randomUUID(), ref, kind: 'extend', input: {}, payload: { reason: 'Ill.' }, by: 'coordinator', at: '2027-01-01T00:00:00.000Z', realAt: '2026-01-01T00:00:00.000Z', status: 'done', nextAttemptAt: '2026-01-01T00:00:00.000Z' };
  await desk.db.insert(ActEntity, another as never);
  await pressThrough({ ...more });
  const correction = `${ref}~2`;
  const settings = { linkKeys: desk.scene.config.linkKeys, mailDomain: 'office.example' };
  const event = { kind: 'payment-requested' as const, leg: '1', party: 'visiting', purpose: 'correction' as const, cents: 4_050 };
  const prompt = `${correction}/1/visiting/approve-payment/finance/1`;
  await desk.scene.db.transaction((tx) => publishStep(tx, settings, { ref: correction, seq: 1, at: '2027-06-01T09:00:00.000Z', stage: 'correcting', events: [event, { kind: 'asked', prompt }] }));
  const payment = await desk.db.findOneByOrFail(PaymentEntity, { ref: correction });
  expect(payment).toMatchObject({ checkedBy: leadId, explanation: ['A receipt was overlooked.'], cents: 4_050 });
  await desk.db.query(`insert into payment_run (id, edition, opened_at) values ('r/2027-06-03', $1, now())`, [payment.edition]);
  await desk.db.update(PaymentEntity, { id: payment.id }, { runId: 'r/2027-06-03' });
  const [listed] = await paymentsOfRun(desk.db, 'r/2027-06-03', await desk.db.findOneByOrFail(StaffMemberEntity, { id: leadId }));
  expect(listed).toMatchObject({ refusal: 'checked-by-you', bank: { iban: 'NL91ABNA0417164300' } });
  await desk.db.insert(JournalEntity, { ref, seq: 1, n: 0, kind: 'agreement-signed', event: { kind: 'agreement-signed' }, at: '2027-03-01T09:00:00.000Z', realAt: '2026-01-01T09:00:00.000Z' } as never);
  for (const each of [ref, correction]) {
    const page = await lead.get(`/staff/exchanges/${each}`);
    for (const text of ['Signed by all', '40.50 for payment', 'Opened again to correct an amount']) expect(page.text).toContain(text);
    const history = (await desk.api('coordinator', `/staff/api/exchanges/${encodeURIComponent(each)}/journal`)).json as { ref: string }[];
    expect(new Set(history.map((entry) => entry.ref))).toEqual(new Set([ref, correction]));
  }
});
