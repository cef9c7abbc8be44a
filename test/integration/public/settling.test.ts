import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { receiveAct } from '../../../libs/acts/acts.js';
import { InboxEntity, OutboxEntity, PaymentEntity, PlaceHoldEntity, PlanEntity, PromptEntity } from '../../../libs/platform/db/entities/index.js';
import { prepareAnswer, type Prepared } from '../../../libs/answers/prepare-answer.js';
import { loadDossier } from '../../../libs/dossier/record/dossier-record.js';
import { entitlementFor } from '../../../libs/kinds/exchange/claims/entitlement-for.js';
import { startingValue } from '../../../libs/kinds/exchange/judging/starting-value.js';
import type { LetterData } from '../../../libs/mail/letters/new-mail.js';
import type { Stage } from '../../../libs/domain/kinds/exchange/lifecycle.js';
import { samplePdf } from '../../../infra/walkthrough/sample-files.js';
import { putAnswer } from '../exchange/exchange-on-file.js';
import { edition, Scene } from './scene.js';

/** A Monday after the visit. */
const afterwards = '2027-03-15T10:00:00.000Z';
/** Staff of the sample network, free of ties to either hub. */
const staff: Record<string, string> = {};

let scene: Scene;
let ref: string;
let number = 0;
beforeAll(async () => {
  scene = await Scene.open();
  for (const { id, roles } of (await scene.db.query('select id, roles from staff_member')) as { id: string; roles: string[] }[]) for (const role of roles) staff[role] ??= id;
});
afterAll(() => scene.close());
beforeEach(async () => {
  await scene.setClock('2027-01-13T10:00:00.000Z');
  ref = await scene.confirmedExchange({ theme: `Settling ${(number += 1)}` });
  await scene.db.manager.update(PlanEntity, { ref }, { content: { participants: [{ name: 'Visiting Manager', position: 'director', email: 'manager@artcor.example' }] } });
  const held = { edition, queueOrder: number, cents: 151_000, status: 'held' as const, askedAt: afterwards, heldAt: afterwards, releasedAt: null };
  await scene.db.manager.insert(PlaceHoldEntity, { ref, ...held });
  await scene.setClock(afterwards);
});

describe('costs that cannot be refunded', () => {
  let prompt: string;
  const costs = {
    choice: 'claimed',
    'costs.0.what': 'Flight to Porto',
    'costs.0.date': '2027-03-01',
    'costs.0.amount': '212.40',
    'costs.0.notRefundable': true,
    proofs: [samplePdf('invoice.pdf')],
    note: 'The airline said no.',
  };
  beforeEach(async () => {
    const at = afterwards;
    const input = { ending: 'withdrawn' as const, reason: 'illness' as const, by: 'artcor-manager', party: 'visiting' };
    const { id } = await receiveAct(scene.db.manager, { ref, kind: 'stop', input, payload: { reason: 'illness', words: 'A broken leg.' }, by: 'artcor-manager', at });
    prompt = `${ref}/1/visiting/settlement/manager/1`;
    await scene.publish(
      ref,
      'settling',
      { kind: 'agreement-signed' },
      { kind: 'stopped', ...input, notice: id },
      { kind: 'entered', stage: 'settling' },
      { kind: 'asked', prompt },
    );
  });

  it('are asked for with the rule and what was written', async () => {
    expect(((await scene.mail('settlement')).data as unknown as LetterData).params).toMatchObject({ reason: 'A broken leg.' });
    const page = await scene.get(await scene.linkTo(prompt));
    expect(page.text).toContain('What you can still get: Costs that cannot be refunded are paid, with proof; days are not.');
    expect(page.text).toContain('A broken leg.');
  });

  it('are refused without the word that nobody gives them back, and when they lie in the future', async () => {
    const link = await scene.linkTo(prompt);
    expect((await scene.answer(link, { ...costs, 'costs.0.notRefundable': false })).status).toBe(422);
    const future = await scene.answer(link, { ...costs, 'costs.0.date': '2027-03-16' });
    expect(future.problems).toEqual(['Cost 1, Date: This day has not come yet.']);
    expect(await scene.db.manager.countBy(InboxEntity, { promptId: prompt })).toBe(0);
  });

  it('are checked by the proven costs only: no days, lowered with a reason, never raised', async () => {
    expect((await scene.answer(await scene.linkTo(prompt), costs)).status).toBe(200);
    const claim = await accepted(prompt, 'settling');
    expect(claim.facts).toEqual({ cents: 21_240 });
    const check = await askStaff('settling', 'check', 'coordinator', 'visiting', claim.id);
    expect(await startingValue(scene.db.manager, await loadDossier(scene.db.manager, ref), check)).toEqual({ cents: 21_240 });
    const more = await judge(check, 'coordinator', { choice: 'accept', cents: '212.41' });
    expect(more).toMatchObject({ ok: false, errors: [{ field: 'cents', code: 'amount-too-large', params: { maxCents: 21_240 } }] });
    expect(await judge(check, 'coordinator', { choice: 'accept', cents: '200.00' })).toMatchObject({ ok: false, errors: [{ field: 'reason', code: 'required' }] });
    const taken = await judge(check, 'coordinator', { choice: 'accept', cents: '212.40' });
    expect(taken).toMatchObject({ ok: true, facts: { cents: 21_240 }, payload: { explanation: ['Flight to Porto: 212.40 euro', 'Total: 212.40 euro'] } });
  });

  it('are never paid above what is held', async () => {
    expect((await scene.answer(await scene.linkTo(prompt), { ...costs, 'costs.0.amount': '5000' })).status).toBe(200);
    const claim = await accepted(prompt, 'settling');
    expect(claim.facts).toEqual({ cents: 101_000 }); // 350 + 4 x 165
    const check = await askStaff('settling', 'check', 'coordinator', 'visiting', claim.id);
    const taken = await judge(check, 'coordinator', { choice: 'accept', cents: '1010' });
    expect(taken).toMatchObject({ ok: true, payload: { explanation: ['Flight to Porto: 5,000.00 euro', 'In all 5,000.00 euro, paid up to 1,010.00 euro', 'Total: 1,010.00 euro'] } });
    expect(await judge(check, 'coordinator', { choice: 'accept', cents: '1010.01' })).toMatchObject({ ok: false });
  });

  it('come back with everything that was typed when staff ask for changes', async () => {
    await scene.answer(await scene.linkTo(prompt), costs);
    const claim = await accepted(prompt, 'settling');
    const check = await askStaff('settling', 'check', 'coordinator', 'visiting', claim.id);
    await put(check, 'coordinator', { choice: 'request-changes', reason: 'Which airline?' });
    const again = `${ref}/1/visiting/settlement/manager/2`;
    await scene.publish(ref, 'settling', { kind: 'asked', prompt: again, about: (await accepted(check.id, 'settling')).id });
    const page = await scene.get(await scene.linkTo(again));
    expect(page.text).toContain('Which airline?');
    expect(page.html).toContain('>Flight to Porto</textarea>');
  });
});

describe('two reports that differ', () => {
  beforeEach(async () => {
    const prompts = [`${ref}/1/visiting/visitor-wrap-up/manager/1`, `${ref}/1/hosting/host-wrap-up/manager/1`] as const;
    await scene.publish(ref, 'wrapping-up', ...prompts.map((prompt) => ({ kind: 'asked' as const, prompt })));
    const visitor = { choice: 'claimed', 'daysPresent.0.participant': 'Visiting Manager', 'daysPresent.0.days': '4', outcomes: 'Much.', learned: '5', welcomed: '5', recommend: '5', noCosts: true };
    const host = { tookPlace: 'fewer-days', 'daysPresent.0.participant': 'Visiting Manager', 'daysPresent.0.days': '2', event: 'held', report: 'Good.' };
    await scene.answer(await scene.linkTo(prompts[0]), visitor);
    await scene.answer(await scene.linkTo(prompts[1]), host);
  });

  it('tell the exchange how many days each counts', async () => {
    const rows = await scene.db.manager.find(InboxEntity, { where: { ref, choice: 'reported' } });
    expect(rows.map(({ facts }) => facts)).toEqual([{ tookPlace: 'fewer-days', 'daysPresent.0.days': 2 }]);
  });

  it('are decided by staff once: from then on those days count for the check', async () => {
    expect(await entitlementFor(scene.db.manager, ref, 'visiting')).toMatchObject({ daysBy: 'host', daysDiffer: true, entitlement: { totalCents: 33_000 } });
    const contradiction = await askStaff('wrapping-up', 'contradiction', 'coordinator', '-');
    expect(await startingValue(scene.db.manager, await loadDossier(scene.db.manager, ref), contradiction)).toMatchObject({ daysPresent: [{ days: 2 }] });
    const decision = { 'daysPresent.0.participant': 'Visiting Manager', 'daysPresent.0.days': '3', reason: 'A train ticket of the third day.' };
    expect(await judge(contradiction, 'coordinator', { ...decision, 'daysPresent.0.days': '5' })).toMatchObject({ ok: false, errors: [{ field: 'daysPresent.0.days', params: { max: 4 } }] });
    expect(await judge(contradiction, 'coordinator', { 'daysPresent.0.participant': 'X', 'daysPresent.0.days': '3' })).toMatchObject({ ok: false, errors: [{ field: 'reason' }] });
    await put(contradiction, 'coordinator', decision);
    expect((await accepted(contradiction.id, 'wrapping-up')).facts).toEqual({ 'daysPresent.0.days': 3 });
    expect(await entitlementFor(scene.db.manager, ref, 'visiting')).toMatchObject({ daysBy: 'staff', daysDiffer: false, entitlement: { totalCents: 49_500 } });
    const check = await askStaff('wrapping-up', 'check', 'coordinator', 'visiting');
    expect(await judge(check, 'coordinator', { choice: 'accept', cents: '495' })).toMatchObject({ ok: true, facts: { cents: 49_500 } });
  });

  it('count no day on line as a day in person', async () => {
    await scene.db.query(`delete from inbox where ref = $1 and choice = 'reported'`, [ref]);
    const link = await scene.linkTo(`${ref}/1/hosting/host-wrap-up/manager/1`);
    const report = { tookPlace: 'online', 'daysPresent.0.participant': 'Visiting Manager', 'daysPresent.0.days': '4', event: 'held', report: 'On line.' };
    expect((await scene.answer(link, report)).status).toBe(200);
    expect(await scene.db.manager.findOneByOrFail(InboxEntity, { ref, choice: 'reported' })).toMatchObject({ facts: { tookPlace: 'online' } });
  });
});

describe('money to be paid back', () => {
  const requested = { kind: 'recovery-requested' as const, leg: '1', party: 'hosting', cents: 12_050 };
  let prompt: string;
  beforeEach(async () => {
    prompt = `${ref}/1/hosting/repayment/accountant/1`;
    await scene.publish(ref, 'correcting', requested, { kind: 'asked', prompt });
  });

  it('is asked for with the amount, in the mail, on the page and in the history', async () => {
    expect(((await scene.mail('repayment')).data as unknown as LetterData).params).toMatchObject({ amount: '120.50' });
    const link = await scene.linkTo(prompt);
    expect((await scene.get(link)).heading).toBe('Please pay back 120.50 euro');
    expect((await scene.answer(link, { date: '2027-03-16' })).status).toBe(422);
    expect((await scene.answer(link, { date: '2027-03-12' })).status).toBe(200);
    expect((await accepted(prompt, 'correcting')).facts).toEqual({ date: '2027-03-12' });
    const { text } = await scene.get(`${link}/exchange`);
    expect(text).toContain('Cru Creative Hub was asked to pay back 120.50 euro.');
  });

  it('is closed by finance, with a reason where it is given up', async () => {
    const recovery = await askStaff('correcting', 'recovery', 'finance', 'hosting');
    expect(await judge(recovery, 'finance', { choice: 'written-off' })).toMatchObject({ ok: false, errors: [{ field: 'reason' }] });
    expect(await judge(recovery, 'finance', { choice: 'received' })).toMatchObject({ ok: false, errors: [{ field: 'date' }] });
    expect(await judge(recovery, 'finance', { choice: 'received', date: '2027-03-12' })).toMatchObject({ ok: true, choice: 'received' });
  });
});

it('a postponed exchange is looked at by the lead again', async () => {
  const check = await askStaff('preparing', 'pause-check', 'lead', '-');
  expect(await judge(check, 'lead', { choice: 'keep' })).toMatchObject({ ok: true, choice: 'keep' });
  expect(await judge(check, 'finance', { choice: 'resume' })).toMatchObject({ ok: false, refusals: [{ code: 'role' }] });
});

it('nothing of it is mailed or paid twice', async () => {
  expect(await scene.db.manager.countBy(PaymentEntity, {})).toBe(0);
  const keys = (await scene.db.manager.find(OutboxEntity)).map(({ businessKey }) => businessKey);
  expect(new Set(keys).size).toBe(keys.length);
});

async function askStaff(stage: Stage, kind: 'check' | 'contradiction' | 'recovery' | 'pause-check', role: string, party: string, about?: string): Promise<PromptEntity> {
  const id = `${ref}/1/${party}/${kind}/${role}/1`;
  await scene.publish(ref, stage, { kind: 'asked', prompt: id, ...(about && { about }) });
  return scene.db.manager.findOneByOrFail(PromptEntity, { id });
}

async function judge(prompt: PromptEntity, role: string, raw: Record<string, unknown>): Promise<Prepared> {
  const { programme } = await loadDossier(scene.db.manager, ref);
  return prepareAnswer({ db: scene.db.manager, programme, prompt, by: staff[role]!, raw });
}

/** A staff answer in the inbox, as the desk puts it there. */
async function put(prompt: PromptEntity, role: string, raw: Record<string, unknown>): Promise<void> {
  const prepared = await judge(prompt, role, raw);
  if (!prepared.ok) throw new Error(JSON.stringify(prepared));
  const { choice, payload, facts } = prepared;
  await putAnswer(scene.db.manager, { promptId: prompt.id, choice, payload, facts, by: staff[role]!, receivedAt: afterwards });
}

/** The exchange takes what is in the inbox. */
async function accepted(prompt: string, stage: Stage): Promise<InboxEntity> {
  const row = await scene.db.manager.findOneByOrFail(InboxEntity, { promptId: prompt });
  await scene.publish(ref, stage, { kind: 'answered', prompt, answer: row.id, choice: row.choice, by: row.by, at: row.receivedAt });
  return row;
}
