import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { ActEntity, ActivityLogEntity, ContactEntity, DossierEntity, InboxEntity, PromptEntity, RecoveryEntity, StaffMemberEntity } from '../../../libs/platform/db/entities/index.js';
import { putAnswer } from '../exchange/exchange-on-file.js';
import { addExchange, addPrompt, edition, mailsOf, setClock } from '../upkeep/scene.js';
import { planDigests } from '../../../libs/office/digest/digest.js';
import { openOffice } from '../../../libs/office/office.js';
import { Desk } from './desk.js';

const ref = 'P2P-2027-0001';
const now = '2027-03-09T09:00:00.000Z';

let desk: Desk;
beforeEach(async () => {
  desk = await Desk.open();
  await setClock(desk.scene, now);
  await addExchange(desk.scene, ref, 'wrapping-up');
});
afterEach(() => desk.close());

async function answered(promptId: string, by: string, choice: string, payload: object): Promise<void> {
  await addPrompt(desk.scene, promptId, '2027-03-08T09:00:00.000Z', { status: 'answered' });
  await putAnswer(desk.db, { promptId, choice, payload, by, receivedAt: '2027-03-08T09:00:00.000Z', status: 'accepted' });
}

it('a contradiction shows both statements side by side, and takes the days that count', async () => {
  await answered(`${ref}/1/visiting/visitor-wrap-up/manager/1`, 'the-spark-manager', 'claimed', { choice: 'claimed', daysPresent: [{ participant: 'Anna', days: 4 }], outcomes: 'Four full days.' });
  await answered(`${ref}/1/hosting/host-wrap-up/manager/1`, 'blivande-manager', 'reported', { tookPlace: 'fewer-days', daysPresent: [{ participant: 'Anna', days: 3 }], event: 'held', report: 'She left on Wednesday.' });
  const prompt = `${ref}/1/-/contradiction/coordinator/1`;
  await addPrompt(desk.scene, prompt, '2027-03-08T09:00:00.000Z');
  const link = await desk.link('staff-prompt', prompt, 'coordinator');
  const page = await desk.get(link);
  for (const text of ['Anna 4 3 Differs', 'The Spark Creative Hub, who visited, says', 'Blivande, who hosted, says', 'Four full days.', 'She left on Wednesday.']) expect(page.text).toContain(text);
  expect((await desk.decide(link, { 'daysPresent.0.participant': 'Anna', 'daysPresent.0.days': '3' })).status).toBe(422);
  const receipt = await desk.decide(link, { 'daysPresent.0.participant': 'Anna', 'daysPresent.0.days': '3', reason: 'Both confirmed by phone.' });
  expect(receipt.status).toBe(200);
  expect(await desk.db.findBy(InboxEntity, { promptId: prompt })).toMatchObject([{ choice: 'decided', by: 'coordinator', facts: { 'daysPresent.0.days': 3 } }]);
});

it('a recovery is decided in a session only, and stands in the digest of finance', async () => {
  const prompt = `${ref}/1/visiting/recovery/finance/1`;
  await addPrompt(desk.scene, prompt, '2027-03-08T06:00:00.000Z');
  await desk.db.insert(RecoveryEntity, { id: `${ref}/1/visiting`, ref, edition, party: 'visiting', cents: 12_345, status: 'requested', requestedAt: now, endedAt: null });
  const link = await desk.link('staff-prompt', prompt, 'finance');
  expect((await desk.get(link)).text).toContain('123.45');
  await desk.decide(link, { choice: 'received', date: '2027-03-08' });
  expect(await desk.db.countBy(InboxEntity, { promptId: prompt })).toBe(0);
  const finance = await desk.signIn('finance');
  expect((await finance.press(`/staff/questions/${prompt}`, { choice: 'written-off' })).status).toBe(422);
  expect((await finance.press(`/staff/questions/${prompt}`, { choice: 'received', date: '2027-03-08' })).status).toBe(200);
  expect(await desk.db.findBy(InboxEntity, { promptId: prompt })).toMatchObject([{ choice: 'received', by: 'finance' }]);
  await planDigests(await openOffice({ db: desk.db, config: desk.scene.config }, edition));
  expect((await mailsOf(desk.scene, 'digest')).map(({ recipientId }) => recipientId)).toEqual(['finance']);
});

it('the lead is asked whether an exchange stays postponed, with why and what stands still', async () => {
  await desk.db.insert(ActEntity, { id: randomUUID(), ref, kind: 'pause', input: {}, payload: { reason: 'Strike', words: 'No trains.' }, by: 'coordinator', at: now, realAt: now, status: 'done', nextAttemptAt: now, incidentId: null, code: null, attempts: 0 });
  await desk.db.update(DossierEntity, { ref }, { paused: true });
  await addPrompt(desk.scene, `${ref}/1/visiting/visitor-wrap-up/manager/1`, now, { frozen: { remind: [], due: { workingDays: 4, at: '18:00:00' }, closes: { workingDays: 8, at: '18:00:00' } } });
  const prompt = `${ref}/1/-/pause-check/lead/1`;
  await addPrompt(desk.scene, prompt, now);
  const link = await desk.link('staff-prompt', prompt, 'lead');
  const page = await desk.get(link);
  for (const text of ['Strike', 'No trains.', '4 working days left']) expect(page.text).toContain(text);
  expect((await desk.decide(link, { choice: 'keep' })).status).toBe(200);
  expect(await desk.db.findBy(InboxEntity, { promptId: prompt })).toMatchObject([{ choice: 'keep', by: 'lead' }]);
});

describe('a hand-over to somebody elsewhere', () => {
  const propose = async (email: string): Promise<string> => {
    await desk.db.insert(ActivityLogEntity, { ref, kind: 'hand-over-proposed', who: 'the-spark-manager', detail: { party: 'visiting', slot: 'manager', name: 'New Person', email, message: 'On leave.' }, at: now } as never);
    const [row] = await desk.db.find(ActivityLogEntity, { where: { kind: 'hand-over-proposed' }, order: { id: 'DESC' }, take: 1 });
    return `/staff/exchanges/${ref}/hand-overs/${row!.id}`;
  };

  it('waits for the office, which approves it once', async () => {
    const path = await propose('new@elsewhere.example');
    const coordinator = await desk.signIn('coordinator');
    const page = await coordinator.get(`/staff/exchanges/${ref}`);
    for (const text of ['A hand-over waits for you', 'new@elsewhere.example', 'On leave.']) expect(page.text).toContain(text);
    const done = await Promise.all([1, 2].map(() => coordinator.press(path, { _act: 'approve' })));
    expect(done.map(({ text }) => /Recorded, and carried out|was decided before/.test(text))).toEqual([true, true]);
    const [act] = await desk.db.find(ActEntity);
    const contact = await desk.db.findOneByOrFail(ContactEntity, { email: 'new@elsewhere.example' });
    expect(act).toMatchObject({ kind: 'replace-contact', by: 'the-spark-manager', input: { party: 'visiting', slot: 'manager', contact: contact.id, by: 'the-spark-manager' } });
    expect(await desk.db.count(ActEntity)).toBe(1);
    expect((await coordinator.get(`/staff/exchanges/${ref}`)).text).not.toContain('A hand-over waits for you');
  });

  it('is shown again when somebody else holds the slot by then', async () => {
    const path = await propose('new@elsewhere.example');
    const coordinator = await desk.signIn('coordinator');
    const page = await coordinator.get(`/staff/exchanges/${ref}`);
    const shown = Object.fromEntries(page.forms.find(({ action }) => action === path)!.fields.map(({ name, value }) => [name, value ?? '']));
    await desk.db.query(`update party_contact set contact_id = 'the-spark-accounts' where ref = $1 and party = 'visiting' and slot = 'manager'`, [ref]);
    const refused = await coordinator.post(path, { ...shown, _act: 'approve' });
    expect([refused.status, refused.text]).toEqual([409, expect.stringContaining('this hand-over is no longer what you were shown')]);
    expect(await desk.db.count(ActEntity)).toBe(0);
    expect((await coordinator.press(path, { _act: 'approve' })).text).toContain('Recorded, and carried out');
  });

  it('is turned down, and never decided by a viewer or for one’s own organisation', async () => {
    const path = await propose('new@elsewhere.example');
    const viewer = await desk.signIn((await desk.member(['viewer'])).id);
    expect((await viewer.press(path, { _act: 'approve' })).status).toBe(403);
    await desk.db.update(StaffMemberEntity, { id: 'coordinator' }, { conflicts: ['the-spark'] });
    const coordinator = await desk.signIn('coordinator');
    expect((await coordinator.press(path, { _act: 'approve' })).text).toContain('an organisation that you work for');
    await desk.db.update(StaffMemberEntity, { id: 'coordinator' }, { conflicts: [] });
    expect((await coordinator.press(path, { _act: 'decline' })).text).toContain('The slot stays as it is');
    expect(await desk.db.count(ActEntity)).toBe(0);
    expect(await desk.db.countBy(PromptEntity, { ref })).toBe(0);
  });
});
