import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { randomUUID } from 'node:crypto';
import { ActEntity, ContactEntity, EditionEntity, DossierEntity, JournalEntity, PaymentEntity, PlaceHoldEntity, PromptEntity, StaffMemberEntity } from '../../../libs/platform/db/entities/index.js';
import { addExchange, addPayment, addPrompt, edition, setClock } from '../upkeep/scene.js';
import { Desk, type Browser, type Got } from './desk.js';

const ref = 'P2P-2027-0001';
const now = '2027-03-09T09:00:00.000Z';
const wrapUp = `${ref}/1/visiting/visitor-wrap-up/manager/1`;
const act = (name: string): string => `/staff/exchanges/${ref}/acts/${name}`;

let desk: Desk;
let coordinator: Browser;
beforeEach(async () => {
  desk = await Desk.open();
  await setClock(desk.scene, now);
  await addExchange(desk.scene, ref, 'preparing');
  await journal('agreement-signed');
  coordinator = await desk.signIn('coordinator');
});
afterEach(() => desk.close());

const acts = (): Promise<ActEntity[]> => desk.db.find(ActEntity, { order: { realAt: 'ASC' } });

async function journal(kind: string, event: object = {}, of = ref): Promise<void> {
  const n = await desk.db.countBy(JournalEntity, { ref: of });
  await desk.db.insert(JournalEntity, { ref: of, seq: 1, n, kind, event: { kind, ...event }, at: now, realAt: new Date().toISOString() } as never);
}

/** Presses through: the form, what it would bring about, and the button. */
async function through(browser: Browser, path: string, fields: Record<string, string>): Promise<{ preview: Got; done: Got; posted: Record<string, string> }> {
  const preview = await browser.post(path, { ...fields, _act: 'preview' });
  const posted = Object.fromEntries((preview.forms[0]?.fields ?? []).map(({ name, value }) => [name, value]));
  return { preview, posted, done: await browser.post(path, { ...posted, _act: 'do' }) };
}

/** Lets the exchange take, or refuse, every act. */
function exchange(refusal?: string): { name: string; input: object; id: string }[] {
  const taken: { name: string; input: object; id: string }[] = [];
  const executeUpdate = (update: { name: string }, { args, updateId }: { args: object[]; updateId: string }) => {
    taken.push({ name: update.name, input: args[0]!, id: updateId });
    if (refusal === undefined) return Promise.resolve({ seq: 2 });
    return Promise.reject(new WorkflowUpdateFailedError('refused', ApplicationFailure.nonRetryable(refusal, refusal)));
  };
  const away = () => Promise.reject(new Error('Temporal is away'));
  (desk.scene.client.workflow as unknown as { getHandle: () => unknown }).getHandle = () => ({ executeUpdate, query: away, signal: away });
  return taken;
}

describe('ending an exchange', () => {
  it('is shown before it happens: who reads what, and what each side gets', async () => {
    await addPayment(desk.scene, ref, 'hosting', { status: 'approved' });
    const taken = exchange();
    const { preview, done } = await through(coordinator, act('cancel'), { reason: 'illness', words: 'The host fell ill.' });
    for (const text of ['Manager of The Spark Creative Hub', 'Manager of Blivande', 'The host fell ill.', '500.00 euro are approved already']) expect(preview.text).toContain(text);
    expect(preview.text).toMatch(/3 mails go out/); // two are told, one is asked for costs that cannot be refunded
    expect(done.text).toContain('Done: End the exchange');
    const [row] = await acts();
    expect(row).toMatchObject({ ref, kind: 'stop', status: 'done', by: 'coordinator', at: expect.stringMatching(/^2027-03-09/), payload: { reason: 'illness', words: 'The host fell ill.' } });
    expect(taken).toEqual([{ name: 'stop', id: row!.id, input: { ending: 'cancelled', reason: 'illness', by: 'coordinator', notice: row!.id } }]);
  });

  it('pressed twice is one act, also while the exchange is away', async () => {
    const { done, posted } = await through(coordinator, act('cancel'), { reason: 'other', words: 'Not needed any more.' });
    expect(done.text).toContain('Recorded, and carried out in a moment');
    await Promise.all([1, 2, 3].map(() => coordinator.post(act('cancel'), { ...posted, _act: 'do' })));
    expect(await acts()).toMatchObject([{ kind: 'stop', status: 'received' }]);
    const page = await coordinator.get(`/staff/exchanges/${ref}`);
    expect(page.text).toContain('End the exchange');
    expect(page.text).toContain('Waiting');
  });

  it('is refused in words once money was paid, before and by the exchange itself', async () => {
    await addPayment(desk.scene, ref, 'hosting', { status: 'booked' });
    const before = await coordinator.post(act('cancel'), { reason: 'other', words: 'x', _act: 'preview' });
    expect([before.status, before.text]).toEqual([409, expect.stringContaining('Money has already been paid')]);
    await desk.db.delete(PaymentEntity, { ref });
    exchange('payment-exported');
    const { done } = await through(coordinator, act('cancel'), { reason: 'other', words: 'x' });
    expect([done.status, done.text]).toEqual([409, expect.stringContaining('what is not right can be corrected afterwards')]);
    expect(await acts()).toMatchObject([{ status: 'refused', code: 'payment-exported' }]);
  });

  it('is nobody’s with a conflict of interest, and no viewer’s; both tries are written down', async () => {
    await desk.db.update(StaffMemberEntity, { id: 'coordinator' }, { conflicts: ['blivande'] });
    const own = await through(coordinator, act('cancel'), { reason: 'other', words: 'x' });
    expect([own.preview.status, own.preview.text]).toEqual([409, expect.stringContaining('an organisation that you work for')]);
    const viewer = await desk.signIn((await desk.member(['viewer'])).id);
    expect((await viewer.post(act('cancel'), { reason: 'other', words: 'x', _act: 'do' })).status).toBe(403);
    expect(await acts()).toEqual([]);
    expect((await desk.refusals()).map((line) => line.split(': ')[1])).toEqual(['conflict-of-interest', 'role']);
  });

  it('keeps what was typed when something is missing', async () => {
    const answer = await coordinator.post(act('cancel'), { reason: 'illness', words: '', _act: 'preview' });
    expect(answer.status).toBe(422);
    expect(answer.problems).toHaveLength(1);
    expect(answer.forms[0]!.fields.find(({ name, checked, value }) => name === 'reason' && checked && value === 'illness')).toBeDefined();
  });
});

describe('giving more time', () => {
  beforeEach(() => addPrompt(desk.scene, wrapUp, '2027-03-08T09:00:00.000Z', { dueAt: '2027-03-15T17:00:00.000Z', closesAt: '2027-03-20T22:59:59.000Z' }));

  it('names the question and both dates', async () => {
    const taken = exchange();
    const { preview } = await through(coordinator, act('extend'), { prompt: wrapUp, until: '2027-03-22', reason: 'Receipts are late.' });
    expect(preview.text).toMatch(/From Monday 15 March 2027, \d\d:\d\d \(UTC\+\d\) to Monday 22 March 2027/);
    expect(preview.text).toContain('One mail goes out');
    expect(taken).toMatchObject([{ name: 'extend', input: { prompt: wrapUp, until: expect.stringMatching(/^2027-03-22T/), by: 'coordinator' } }]);
  });

  it('is refused for a question that is answered, an earlier date, and while no date counts', async () => {
    const earlier = await coordinator.post(act('extend'), { prompt: wrapUp, until: '2027-03-12', reason: 'x', _act: 'preview' });
    expect([earlier.status, earlier.text]).toEqual([409, expect.stringMatching(/can be answered until Monday 15 March 2027, \d\d:\d\d \(UTC\+1\) already/)]);
    const past = await coordinator.post(act('extend'), { prompt: wrapUp, until: '2027-03-08', reason: 'x', _act: 'preview' });
    expect([past.status, past.text]).toEqual([409, expect.stringContaining('must lie in the future')]);
    await desk.db.update(DossierEntity, { ref }, { paused: true });
    expect((await coordinator.post(act('extend'), { prompt: wrapUp, until: '2027-03-22', reason: 'x', _act: 'preview' })).text).toContain('Let it go on first');
    await desk.db.update(DossierEntity, { ref }, { paused: false });
    await desk.db.update(PromptEntity, { id: wrapUp }, { status: 'answered' });
    const answered = await coordinator.post(act('extend'), { prompt: wrapUp, until: '2027-03-22', reason: 'x', _act: 'do' });
    expect([answered.status, answered.text]).toEqual([409, expect.stringContaining('no longer open')]);
    expect(await acts()).toEqual([]);
  });
});

describe('giving more time to sign', () => {
  const signOf = (party: string): string => `${ref}/1/${party}/sign/signatory/1`;
  const wish = { prompt: signOf('visiting'), until: '2027-03-22', reason: 'The director is ill.' };
  beforeEach(async () => {
    for (const party of ['visiting', 'hosting']) await addPrompt(desk.scene, signOf(party), '2027-03-01T09:00:00.000Z', { dueAt: '2027-03-15T17:00:00.000Z' });
  });

  it('is given to both sides at once, because one signature alone is worth nothing', async () => {
    const taken = exchange();
    const { preview, done } = await through(coordinator, act('extend'), wish);
    expect(preview.text).toContain('2 mails go out');
    for (const who of ['Director of The Spark', 'Director of Blivande']) expect(preview.text).toContain(who);
    expect(preview.text.match(/to Monday 22 March 2027/g)).toHaveLength(2);
    expect(done.text).toContain('Done');
    expect(taken.map(({ input }) => (input as { prompt: string }).prompt).toSorted()).toEqual([signOf('hosting'), signOf('visiting')]);
    expect((await acts()).map(({ status, payload }) => [status, (payload as { reason: string }).reason])).toEqual([['done', wish.reason], ['done', wish.reason]]);
  });

  it('pressed twice moves each date once, also while the exchange is away', async () => {
    const { posted } = await through(coordinator, act('extend'), wish);
    await Promise.all([1, 2, 3].map(() => coordinator.post(act('extend'), { ...posted, _act: 'do' })));
    expect((await acts()).map(({ input }) => (input as { prompt: string }).prompt).toSorted()).toEqual([signOf('hosting'), signOf('visiting')]);
  });

  it('moves one date where the other side has signed, or has that long anyway', async () => {
    const taken = exchange();
    await desk.db.update(PromptEntity, { id: signOf('hosting') }, { status: 'answered' });
    await through(coordinator, act('extend'), wish);
    await desk.db.update(PromptEntity, { id: signOf('hosting') }, { status: 'open', dueAt: '2027-04-01T16:00:00.000Z' });
    await through(coordinator, act('extend'), { ...wish, until: '2027-03-23' });
    expect(taken.map(({ input }) => (input as { prompt: string }).prompt)).toEqual([signOf('visiting'), signOf('visiting')]);
  });
});

describe('postponing', () => {
  it('shows how much is left of each date, and where the dates fall when it goes on', async () => {
    await addPrompt(desk.scene, wrapUp, '2027-03-08T09:00:00.000Z', { dueAt: '2027-03-15T17:00:00.000Z', closesAt: '2027-03-20T22:59:59.000Z' });
    const taken = exchange();
    const { preview } = await through(coordinator, act('pause'), { reason: 'Strike', words: 'Trains do not run.' });
    expect(preview.text).toContain('4 working days left');
    expect(preview.text).toContain('2 mails go out');
    expect((await coordinator.post(act('resume'), { reason: 'x', _act: 'preview' })).text).toContain('The exchange is not postponed');
    await desk.db.update(DossierEntity, { ref }, { paused: true });
    await desk.db.update(PromptEntity, { id: wrapUp }, { frozen: { remind: [], due: { workingDays: 4, at: '18:00:00' }, closes: { workingDays: 8, at: '23:59:59' } } });
    await setClock(desk.scene, '2027-03-29T09:00:00.000Z');
    const resumed = await through(coordinator, act('resume'), { reason: 'Trains run again' });
    expect(resumed.preview.text).toMatch(/From Monday 15 March 2027, \d\d:\d\d \(UTC\+\d\) to Friday 2 April 2027/);
    expect(taken.map(({ name, input }) => [name, input])).toEqual([['pause', { by: 'coordinator' }], ['resume', { by: 'coordinator' }]]);
    expect((await coordinator.get(`/staff/exchanges/${ref}`)).text).toContain('postponed');
    expect((await coordinator.get('/staff/exchanges?paused=yes')).text).toContain(ref);
  });
});

describe('letting an exchange go on whose visit went by', () => {
  const wish = { reason: 'Trains run again' };
  beforeEach(async () => {
    await desk.db.update(DossierEntity, { ref }, { paused: true });
    await setClock(desk.scene, '2027-05-03T09:00:00.000Z'); // the plan says 12 to 15 April
  });

  it('is refused in words: the dates are moved first, which works while it is postponed', async () => {
    const taken = exchange();
    const preview = await coordinator.post(act('resume'), { ...wish, _act: 'preview' });
    expect([preview.status, preview.text]).toEqual([409, expect.stringContaining('Move the dates first')]);
    const moved = await through(coordinator, act('change'), { what: 'dates', 'dates.from': '2027-05-31', 'dates.to': '2027-06-03', reason: 'Strike', behalf: 'office' });
    expect(moved.done.text).toContain('Done: Change the plan');
    await desk.db.query(`update plan set first_day = '2027-05-31', last_day = '2027-06-03' where ref = $1`, [ref]);
    await through(coordinator, act('resume'), wish);
    expect(taken.map(({ name }) => name)).toEqual(['change', 'resume']);
  });

  it('is done when the visit took place all the same, and says what follows', async () => {
    const taken = exchange();
    const { preview } = await through(coordinator, act('resume'), { ...wish, tookPlace: 'yes' });
    expect(preview.text).toContain('Monday 12 April 2027 to Thursday 15 April 2027, have begun or are over');
    expect(taken).toMatchObject([{ name: 'resume' }]);
  });

  it('is not done by the way of the question whether it stays postponed', async () => {
    const prompt = `${ref}/1/-/pause-check/lead/1`;
    await addPrompt(desk.scene, prompt, '2027-05-03T08:00:00.000Z');
    const link = await desk.link('staff-prompt', prompt, 'lead');
    const refused = await desk.decide(link, { choice: 'resume' });
    expect([refused.status, refused.text]).toEqual([422, expect.stringContaining('Move the dates first')]);
    expect((await desk.decide(link, { choice: 'keep' })).status).toBe(200);
  });
});

describe('replacing a contact', () => {
  const successor = { party: 'visiting', slot: 'manager', name: 'New Manager', email: 'new@the-spark.example' };

  it('puts the new person on file and shows whom the open questions go to', async () => {
    await addPrompt(desk.scene, wrapUp, '2027-03-08T09:00:00.000Z');
    const taken = exchange();
    const { preview } = await through(coordinator, act('replace-contact'), successor);
    expect(preview.text).toContain('New Manager');
    const unasked = await coordinator.post(act('replace-contact'), { ...successor, slot: 'accountant', _act: 'preview' });
    expect(unasked.text).toMatch(/New Manager \(.*\) gets: You now act for The Spark/);
    const contact = await desk.db.findOneByOrFail(ContactEntity, { email: successor.email });
    expect(contact).toMatchObject({ organisationId: 'the-spark', name: 'New Manager', roles: ['manager'] });
    expect(taken).toMatchObject([{ name: 'replace-contact', input: { leg: '1', party: 'visiting', slot: 'manager', contact: contact.id, by: 'coordinator' } }]);
  });

  it('is not how somebody else travels: that is a change of the plan, and the page says so', async () => {
    const page = await coordinator.get(act('replace-contact'));
    expect(page.text).toContain('Somebody else travels? Then choose “Change the plan”');
    expect(page.text).not.toContain('Participant');
    expect((await coordinator.post(act('replace-contact'), { ...successor, slot: 'participant', _act: 'do' })).status).toBe(422);
    expect(await acts()).toEqual([]);
  });

  it('refuses the other party’s contact, and the one who is it already', async () => {
    const [other, same] = await Promise.all(['blivande-manager', 'the-spark-manager'].map((id) => desk.db.findOneByOrFail(ContactEntity, { id })));
    const foreign = await coordinator.post(act('replace-contact'), { ...successor, email: other!.email.toUpperCase(), _act: 'do' });
    expect([foreign.status, foreign.text]).toEqual([409, expect.stringContaining('acts for the other hub')]);
    expect((await coordinator.post(act('replace-contact'), { ...successor, email: same!.email, _act: 'do' })).text).toContain('This person is it already');
    expect(await acts()).toEqual([]);
  });
});

it('the preview names no mail to a host that said no', async () => {
  const mails = async () => (await coordinator.post(act('pause'), { reason: 'Strike', words: 'No trains.', _act: 'preview' })).text.match(/(One mail goes|\d+ mails go) out/)![0];
  await desk.db.update(DossierEntity, { ref }, { stage: 'choosing-host' });
  expect(await mails()).toBe('One mail goes out');
  await addPrompt(desk.scene, `${ref}/1/hosting/availability/manager/1`, '2027-03-08T09:00:00.000Z');
  expect(await mails()).toBe('2 mails go out');
});

describe('more days than are held', () => {
  const longer = { what: 'dates', 'dates.from': '2027-05-10', 'dates.to': '2027-05-14', reason: 'A second workshop.', behalf: 'office' };
  beforeEach(async () => {
    await desk.db.insert(PlaceHoldEntity, { ref, edition, queueOrder: 1, cents: 151_000, status: 'held', askedAt: now, heldAt: now, releasedAt: null });
  });

  it('are refused with what is left when the edition has not enough', async () => {
    await desk.db.update(EditionEntity, { id: edition }, { reservedCents: 151_000, budgetCents: 151_000 + 16_499 });
    const refused = await coordinator.post(act('change'), { ...longer, _act: 'preview' });
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('needs 165.00 euro more than is reserved for the exchange, but only 164.99 euro are left');
    expect((await coordinator.post(act('change'), { ...longer, once: randomUUID(), _act: 'do' })).status).toBe(409);
    expect(await desk.db.findOneByOrFail(EditionEntity, { id: edition })).toMatchObject({ reservedCents: 151_000 });
  });

  it('are held as soon as the office asks for them', async () => {
    await desk.db.update(EditionEntity, { id: edition }, { reservedCents: 151_000, budgetCents: 151_000 + 16_500 });
    exchange();
    expect((await through(coordinator, act('change'), longer)).done.text).toContain('Done: Change the plan');
    expect(await desk.db.findOneByOrFail(EditionEntity, { id: edition })).toMatchObject({ reservedCents: 151_000 + 16_500 });
    expect(await desk.db.findOneByOrFail(PlaceHoldEntity, { ref })).toMatchObject({ cents: 151_000 + 16_500 });
  });
});

describe('changing the plan', () => {
  const dates = { what: 'dates', 'dates.from': '2027-05-10', 'dates.to': '2027-05-13', reason: 'The venue is closed.' };

  it('asks everybody but the one on whose behalf it is', async () => {
    const taken = exchange();
    const own = await through(coordinator, act('change'), { ...dates, behalf: 'office' });
    expect(own.done.text).toContain('Done: Change the plan');
    const consent = `${ref}/1/hosting/consent/manager/1`;
    await addPrompt(desk.scene, consent, '2027-03-09T09:00:00.000Z');
    const meanwhile = await coordinator.post(act('change'), { what: 'online', reason: 'No trains', behalf: 'visiting', _act: 'preview' });
    expect([meanwhile.status, meanwhile.text]).toEqual([409, expect.stringContaining('Another change of this exchange is being agreed on')]);
    await desk.db.update(PromptEntity, { id: consent }, { status: 'answered' });
    await through(coordinator, act('change'), { what: 'online', reason: 'No trains', behalf: 'visiting' });
    const [first, second] = await acts();
    expect(taken.map(({ input }) => input)).toEqual([
      { leg: '1', change: first!.id, what: 'dates', consentOf: ['visiting', 'hosting'], by: 'coordinator' },
      { leg: '1', change: second!.id, what: 'online', consentOf: ['hosting'], by: 'coordinator' },
    ]);
    expect(first!.payload).toMatchObject({ dates: { from: '2027-05-10', to: '2027-05-13' } });
  });

  it('holds a substitute, days and dates to the rules', async () => {
    const person = { what: 'participant', participant: '1', substituteName: 'Intern', substitutePosition: 'not-managerial', substituteEmail: 'intern@the-spark.example', reason: 'x', behalf: 'office' };
    expect((await coordinator.post(act('change'), { ...person, _act: 'preview' })).status).toBe(409);
    const longer = await coordinator.post(act('change'), { ...dates, 'dates.to': '2027-05-15', behalf: 'office', _act: 'preview' });
    expect(longer.status).toBe(409);
    const same = await coordinator.post(act('change'), { ...dates, 'dates.from': '2027-04-12', 'dates.to': '2027-04-15', behalf: 'office', _act: 'preview' });
    expect(same.text).toContain('This is what the plan says already');
    await desk.db.delete(JournalEntity, { ref });
    expect((await coordinator.post(act('change'), { ...dates, behalf: 'office', _act: 'preview' })).text).toContain('Not everybody has signed yet');
  });
});

it('the history tells of acts in sentences, and of an exchange with its corrections', async () => {
  const id = randomUUID();
  await desk.db.insert(ActEntity, {
    id, ref, kind: 'change', input: { what: 'dates' }, payload: { what: 'dates', dates: { from: '2027-05-10', to: '2027-05-13' }, reason: 'x' }, by: 'coordinator', at: now,
    realAt: now, status: 'done', nextAttemptAt: now, incidentId: null, code: null, attempts: 0,
  });
  await journal('change-asked', { leg: '1', change: id, what: 'dates', by: 'coordinator' });
  await journal('paused', { by: 'coordinator' });
  await journal('contact-replaced', { leg: '1', party: 'hosting', slot: 'manager', contact: 'blivande-director', by: 'coordinator' });
  await journal('stopped', { ending: 'cancelled', reason: 'force-majeure', by: 'coordinator' });
  await journal('recovery-requested', { leg: '1', party: 'visiting', cents: 10_000 });
  const page = await coordinator.get(`/staff/exchanges/${ref}`);
  for (const text of ['Coordinator asked for a change', '10 May 2027', 'Coordinator postponed the exchange', 'is now Director of Blivande', 'Coordinator ended the exchange', 'pay back 100.00 euro']) {
    expect(page.text).toContain(text);
  }
});
