import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { In } from 'typeorm';
import { ActEntity, DossierEntity, IncidentEntity, JournalEntity, OutboxEntity, PromptEntity } from '../../../libs/platform/db/entities/index.js';
import { Relay } from '../../../libs/operations/relay/relay.js';
import { Desk, type Browser, type Got } from '../staff/desk.js';
import { addExchange, addPrompt, edition, setClock } from '../upkeep/scene.js';
import { PaperEngine } from './paper-engine.js';

const refOf = (n: number): string => `P2P-2027-${String(n).padStart(4, '0')}`;
const wrapUpOf = (ref: string): string => `${ref}/1/visiting/visitor-wrap-up/manager/1`;
const pause = { what: 'pause', reason: 'Strike', words: 'Trains do not run this month.' };

let desk: Desk;
let lead: Browser;
beforeEach(async () => {
  desk = await Desk.open();
  await setClock(desk.scene, '2027-03-09T09:00:00.000Z');
  lead = await desk.signIn((await desk.member(['lead'])).id);
});
afterEach(() => desk.close());

async function addMany(count: number): Promise<string[]> {
  const refs = Array.from({ length: count }, (_, n) => refOf(n + 1));
  for (const ref of refs) {
    await addExchange(desk.scene, ref, 'travelling');
    await addPrompt(desk.scene, wrapUpOf(ref), '2027-03-08T09:00:00.000Z', { dueAt: '2027-03-15T17:00:00.000Z', closesAt: '2027-03-20T22:59:59.000Z' });
  }
  return refs;
}

/** Posts a form with several values of one name. */
async function post(fields: Record<string, string>, refs: readonly string[], act: string): Promise<Got> {
  const body = new URLSearchParams({ _csrf: lead.csrf, edition, shown: 'yes', ...fields, _act: act });
  for (const ref of refs) body.append('ref', ref);
  const headers = { 'content-type': 'application/x-www-form-urlencoded', cookie: lead.cookie };
  const response = await fetch(`${desk.origin}/staff/incidents`, { method: 'POST', redirect: 'manual', headers, body });
  const location = response.headers.get('location');
  if (location) return lead.get(location);
  return { ...(await lead.get('/staff/incidents')), status: response.status, html: await response.text() } as Got;
}

const onceOf = (page: Got): string => /name="once" value="([^"]+)"/.exec(page.html)![1]!;

/** Lets the relay deliver until nothing is left to do. */
async function deliver(engine: PaperEngine, left = 0): Promise<void> {
  const relay = new Relay(desk.scene.db, engine.client, () => undefined);
  for (;;) {
    const taken = await relay.round();
    // A round that takes nothing may only mean that another relay has it under way.
    if (taken === 0 && (await desk.db.countBy(ActEntity, { status: 'received' })) <= left) return;
  }
}

const mails = (kind: 'paused' | 'resumed' | 'extended'): Promise<OutboxEntity[]> => desk.db.findBy(OutboxEntity, { kind });

describe('an incident over 200 exchanges', () => {
  it('postpones all of them, lets them go on, and tells each person once', async () => {
    const refs = await addMany(200);
    const preview = await post(pause, refs, 'preview');
    expect(preview.html).toContain('What happens to 200 exchanges');
    expect(preview.html).toContain('400 mails go out');
    expect(preview.html).toContain('Stands still, with 4 working days left');
    expect(await desk.db.count(ActEntity)).toBe(0);

    const once = onceOf(preview);
    const pages = await Promise.all([1, 2, 3].map(() => post({ ...pause, once }, refs, 'do')));
    expect(pages[0]!.html).toContain('<meta http-equiv="refresh"');
    expect(pages[0]!.text).toContain('0 of 200 done');
    expect(await desk.db.count(IncidentEntity)).toBe(1);
    expect(await desk.db.countBy(ActEntity, { incidentId: once, kind: 'pause' })).toBe(200);

    const engine = new PaperEngine(desk.scene);
    await Promise.all([deliver(engine), deliver(engine)]);
    expect(await desk.db.countBy(DossierEntity, { paused: true })).toBe(200);
    expect((await desk.db.findBy(PromptEntity, { status: 'open' })).every(({ frozen }) => frozen !== null)).toBe(true);
    const told = await mails('paused');
    expect(told).toHaveLength(400);
    expect(new Set(told.map(({ ref, recipientId }) => `${ref} ${recipientId}`)).size).toBe(400);
    const report = await lead.get(`/staff/incidents/${once}`);
    expect(report.html).not.toContain('http-equiv="refresh"');
    expect(report.text).toContain('200 done, 0 still waiting, 0 not possible');
    expect(report.text).toContain('Trains do not run this month.');

    const resumeAll = report.links.find(({ href }) => href.includes('what=resume'))!.href.replaceAll('&amp;', '&');
    const choice = await lead.get(resumeAll);
    expect(choice.forms.flatMap((form) => form.fields).filter(({ name, checked }) => name === 'ref' && checked)).toHaveLength(200);
    await setClock(desk.scene, '2027-04-12T09:00:00.000Z');
    const resume = { what: 'resume', reason: 'Over', words: 'Trains run again.' };
    const again = await post(resume, refs, 'preview');
    expect(again.html).toMatch(/From Monday 15 March 2027, \d\d:\d\d \(UTC\+\d\) to Friday 16 April 2027/);
    await post({ ...resume, once: onceOf(again) }, refs, 'do');
    await deliver(engine);
    expect(await desk.db.countBy(DossierEntity, { paused: false })).toBe(200);
    expect(await mails('resumed')).toHaveLength(400);
    const prompts = await desk.db.findBy(PromptEntity, { status: 'open' });
    expect(prompts.every(({ frozen, dueAt }) => frozen === null && dueAt.startsWith('2027-04-16'))).toBe(true);
  }, 180_000);

  it('is not held up by one exchange that nobody can go on with', async () => {
    const refs = await addMany(45);
    const poisoned = refOf(3);
    const once = onceOf(await post(pause, refs, 'preview'));
    await post({ ...pause, once }, refs, 'do');
    await deliver(new PaperEngine(desk.scene, [poisoned]), 1);
    const page = await lead.get(`/staff/incidents/${once}`);
    expect(page.text).toContain('44 of 45 done');
    expect(await desk.db.findBy(ActEntity, { status: 'received' })).toMatchObject([{ ref: poisoned }]);
    expect(await mails('paused')).toHaveLength(88);
  });
});

describe('choosing', () => {
  it('goes by edition, stage, country of the host and days of the visit', async () => {
    await addExchange(desk.scene, refOf(1), 'travelling', 'blivande');
    await addExchange(desk.scene, refOf(2), 'signing', 'cru');
    await addExchange(desk.scene, refOf(3), 'completed', 'cru');
    await desk.db.query(`update plan set first_day = '2027-06-01', last_day = '2027-06-04' where ref = $1`, [refOf(2)]);
    const found = async (query: string): Promise<string[]> =>
      (await lead.get(`/staff/incidents?${query}`)).forms.flatMap((form) => form.fields).filter(({ name }) => name === 'ref').map(({ value }) => value);
    expect(await found('')).toEqual([refOf(1), refOf(2)]);
    expect(await found('stage=signing')).toEqual([refOf(2)]);
    expect(await found('stage=signing&stage=travelling')).toEqual([refOf(1), refOf(2)]);
    expect(await found('country=PT')).toEqual([refOf(2)]);
    expect(await found('visitFrom=2027-05-01')).toEqual([refOf(2)]);
    expect(await found('visitUntil=2027-05-01')).toEqual([refOf(1)]);
    expect(await found("country='%20or%201=1&stage=nowhere&visitFrom=soon&incident=x")).toEqual([refOf(1), refOf(2)]);
    expect((await lead.get('/staff/incidents?edition=nowhere')).status).toBe(404);
  });

  it('says what is left out and why, and keeps a choice that is incomplete', async () => {
    const refs = await addMany(3);
    await desk.db.update(DossierEntity, { ref: refOf(2) }, { paused: true });
    const preview = await post(pause, [...refs, 'P2P-2027-9999'], 'preview');
    expect(preview.html).toContain('What happens to 2 exchanges');
    expect(preview.html).toContain(`${refOf(2)} is left out: The exchange is postponed`);
    expect((await post(pause, [], 'preview')).status).toBe(422);
    expect((await post({ ...pause, words: '' }, refs, 'preview')).status).toBe(422);
    await post({ ...pause, once: onceOf(preview) }, refs, 'do');
    expect(await desk.db.find(IncidentEntity)).toMatchObject([{ kind: 'pause', chosen: 3, payload: { leftOut: [{ ref: refOf(2), code: 'already-paused' }] } }]);
    expect(await desk.db.countBy(ActEntity, { kind: 'pause' })).toBe(2);
  });

  it('lets go on what still lies ahead, and says of the rest that its dates come first', async () => {
    const refs = await addMany(2);
    await desk.db.update(DossierEntity, { edition }, { paused: true });
    await desk.db.query(`update plan set first_day = '2027-06-01', last_day = '2027-06-04' where ref = $1`, [refOf(2)]);
    await setClock(desk.scene, '2027-05-03T09:00:00.000Z');
    const preview = await post({ what: 'resume', reason: 'Over', words: 'Trains run again.' }, refs, 'preview');
    expect(preview.html).toContain('What happens to 1 exchange');
    expect(preview.html).toContain(`${refOf(1)} is left out: The days of the visit went by`);
  });

  it('is the lead’s alone', async () => {
    const coordinator = await desk.signIn('coordinator');
    expect((await coordinator.get('/staff/incidents')).status).toBe(200);
    expect((await coordinator.post('/staff/incidents', { ...pause, edition, ref: refOf(1), _act: 'do' })).status).toBe(403);
  });
});

it('gives more time to every open question of a hub that is due earlier, and to no other', async () => {
  const refs = await addMany(2);
  await addPrompt(desk.scene, `${refOf(1)}/1/hosting/host-wrap-up/manager/1`, '2027-03-08T09:00:00.000Z', { dueAt: '2027-04-30T17:00:00.000Z' });
  await addPrompt(desk.scene, `${refOf(2)}/1/-/review/coordinator/1`, '2027-03-08T09:00:00.000Z');
  const extend = { what: 'extend', until: '2027-03-31', reason: 'Strike', words: 'Take your time.' };
  const preview = await post(extend, refs, 'preview');
  expect(preview.html).toMatch(/From Monday 15 March 2027, \d\d:\d\d \(UTC\+\d\) to Wednesday 31 March 2027/);
  await post({ ...extend, once: onceOf(preview) }, refs, 'do');
  await deliver(new PaperEngine(desk.scene));
  const prompts = await desk.db.findBy(PromptEntity, { id: In(refs.map(wrapUpOf)) });
  expect(prompts.map(({ dueAt }) => dueAt.slice(0, 10))).toEqual(['2027-03-31', '2027-03-31']);
  expect(await mails('extended')).toHaveLength(2);
  expect((await post({ ...extend, until: '2027-03-01' }, refs, 'preview')).status).toBe(422);
});

it('asks both hubs of a signed exchange whether they agree to meet online', async () => {
  await addMany(2);
  await desk.db.insert(JournalEntity, { ref: refOf(1), seq: 1, n: 0, kind: 'agreement-signed', event: { kind: 'agreement-signed' }, at: '2027-03-01T09:00:00.000Z', realAt: '2027-03-01T09:00:00.000Z' } as never);
  const online = { what: 'online', reason: 'Strike', words: 'Meet online.' };
  const preview = await post(online, [refOf(1), refOf(2)], 'preview');
  for (const text of ['What happens to 1 exchange', 'Both hubs are asked whether they agree', 'Not everybody has signed yet', '2 mails go out']) expect(preview.html).toContain(text);
  await post({ ...online, once: onceOf(preview) }, [refOf(1), refOf(2)], 'do');
  const [act] = await desk.db.find(ActEntity);
  expect(act).toMatchObject({ kind: 'change', ref: refOf(1), input: { what: 'online', consentOf: ['visiting', 'hosting'], change: act!.id }, payload: { reason: 'Meet online.' } });
});
