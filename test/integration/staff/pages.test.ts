import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ExchangeState } from '../../../libs/contracts/dossier/index.js';
import { ActivityLogEntity } from '../../../libs/platform/db/entities/index.js';
import { addExchange, addPayment, addPrompt, edition, setClock } from '../upkeep/scene.js';
import { Desk } from './desk.js';

const ref = 'P2P-2027-0001';
const review = `${ref}/1/-/review/coordinator/1`;

let desk: Desk;
beforeEach(async () => {
  desk = await Desk.open();
  await setClock(desk.scene, '2027-03-09T09:00:00.000Z');
});
afterEach(() => desk.close());

/** Lets the exchange itself answer, as its workflow would. */
function live(state: Partial<ExchangeState>, signals: string[] = []): void {
  const whole: ExchangeState = { ref, stage: 'in-review', seq: 4, quiet: true, paused: false, open: [], clock: { offsetMs: 0, version: 1 }, ...state };
  const handle = { query: () => Promise.resolve(whole), signal: (definition: { name: string }) => Promise.resolve(void signals.push(definition.name)) };
  (desk.scene.client.workflow as unknown as { getHandle: () => unknown }).getHandle = () => handle;
}

it('the desk tells the week in five lines, each with the way to what it is about', async () => {
  await addExchange(desk.scene, ref, 'in-review');
  await addExchange(desk.scene, 'P2P-2027-0002', 'travelling');
  await addPrompt(desk.scene, review, '2027-03-08T10:00:00.000Z');
  await addPrompt(desk.scene, 'P2P-2027-0002/1/hosting/host-wrap-up/manager/1', '2027-03-01T09:00:00.000Z', { escalatedAt: '2027-03-08T17:00:00.000Z' });
  await addPayment(desk.scene, 'P2P-2027-0002', 'visiting');
  const page = await (await desk.signIn('coordinator')).get('/staff');
  for (const text of ['Decide 1 application', 'Silent 1 question past its date', 'Travelling 1 visit', 'Owed 1,010.00 euro', 'Broken Nothing']) expect(page.text).toContain(text);
  const hrefs = page.links.map((link) => link.href);
  expect(hrefs).toEqual(expect.arrayContaining([`/staff/questions/${review}`, '/staff/exchanges/P2P-2027-0002']));
  expect(page.headers.get('cache-control')).toBe('no-store');
});

it('a question is answered from the desk too', async () => {
  await addExchange(desk.scene, ref, 'in-review');
  await addPrompt(desk.scene, review, '2027-03-08T10:00:00.000Z');
  const coordinator = await desk.signIn('coordinator');
  const page = await coordinator.get(`/staff/questions/${review}`);
  expect(page.forms.flatMap((form) => form.fields).some((field) => field.name === 'choice')).toBe(true);
  expect((await coordinator.post(`/staff/questions/${review}`, { choice: 'approve' })).text).toContain('Coordinator approved the visit.');
  expect((await coordinator.get(`/staff/questions/${review}`)).text).toContain('Coordinator approved the visit.');
  expect((await coordinator.get('/staff/questions/P2P-2027-0001/1/-/review/coordinator/9')).status).toBe(404);
  expect((await coordinator.get('/staff/questions/x/y/z/review/coordinator/1')).status).toBe(404);
});

describe('the page of an exchange', () => {
  beforeEach(async () => {
    await addExchange(desk.scene, ref, 'in-review');
    await addPrompt(desk.scene, review, '2027-03-08T10:00:00.000Z');
  });

  it('says what the exchange itself says, and that it does', async () => {
    live({ open: [{ prompt: review, dueAt: '2027-03-15T17:00:00.000Z', closesAt: '2027-03-18T22:59:59.000Z' }], wakeAt: '2027-03-15T17:00:00.000Z' });
    const page = await (await desk.signIn('coordinator')).get(`/staff/exchanges/${ref}`);
    for (const text of ['the exchange itself', 'We wait for the office to read the application, by Monday 15 March 2027, 18:00', 'Nothing is decided by silence']) expect(page.text).toContain(text);
    expect(await desk.api('coordinator', `/staff/api/exchanges/${ref}`)).toMatchObject({ json: { source: 'live', wakeAt: '2027-03-15T17:00:00.000Z' } });
  });

  it('lets a coordinator try a stopped step again, and nobody else', async () => {
    const signals: string[] = [];
    live({ parked: { seq: 4, code: 'definition-missing' } }, signals);
    const path = `/staff/exchanges/${ref}`;
    const coordinator = await desk.signIn('coordinator');
    expect((await coordinator.get(path)).text).toContain('This exchange is stopped');
    const finance = await desk.signIn('finance');
    expect((await finance.get(path)).forms.some((form) => form.action?.endsWith('retry-step'))).toBe(false);
    expect((await finance.post(`${path}/retry-step`, {})).status).toBe(403);
    expect(signals).toEqual([]);
    expect((await coordinator.post(`${path}/retry-step`, {})).text).toContain('The step is tried again.');
    expect(signals).toEqual(['retry-step']);
    expect(await desk.db.findBy(ActivityLogEntity, { kind: 'step-retried' })).toMatchObject([{ who: 'coordinator', ref }]);
  });

  it('names what people typed without letting it act', async () => {
    await desk.db.query(`update hub set name = '<script>alert(1)</script>{{7*7}}' where id = 'the-spark'`);
    const page = await (await desk.signIn('coordinator')).get(`/staff/exchanges/${ref}`);
    expect(page.html).not.toContain('<script>');
    expect(page.html).toContain('{{7*7}}');
  });
});

it('the list of runs leads to each', async () => {
  await desk.db.query(`insert into payment_run (id, edition, opened_at) values ($1, $2, now())`, [`${edition}/2027-03-11`, edition]);
  const page = await (await desk.signIn('finance')).get('/staff/runs');
  expect(page.links.map((link) => link.href)).toContain(`/staff/runs/${edition}/2027-03-11`);
  expect((await (await desk.signIn('finance')).get(`/staff/runs/${edition}/2027-03-18`)).status).toBe(404);
});
