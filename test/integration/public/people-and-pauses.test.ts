import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { forwardAct, receiveAct } from '../../../libs/acts/acts.js';
import { approveHandOver, declineHandOver } from '../../../libs/acts/party/hand-over.js';
import { openProposals, proposalsOf } from '../../../libs/dossier/people/hand-over-proposals.js';
import {
  ActEntity,
  ContactEntity,
  DossierEntity,
  InboxEntity,
  OutboxEntity,
  PartyContactEntity,
  PromptEntity,
  SignedLinkEntity,
  StaffMemberEntity,
} from '../../../libs/platform/db/entities/index.js';
import { composeLetter } from '../../../libs/mail/letters/compose-letter.js';
import type { LetterData } from '../../../libs/mail/letters/new-mail.js';
import { refusing, Scene, wednesday } from './scene.js';

let scene: Scene;
let ref: string;
let visitor: string;
let host: string;
let number = 0;
/** Acts are taken; answers do not get through at this moment. */
const done = (update: string) => (update === 'answer' ? Promise.reject(new Error('away')) : Promise.resolve({ seq: 9 }));

beforeAll(async () => {
  scene = await Scene.open();
});
afterAll(() => scene.close());
beforeEach(async () => {
  await scene.setClock(wednesday);
  scene.exchangesSay(() => Promise.reject(new Error('away')));
  ref = await scene.confirmedExchange({ theme: `Handing over ${(number += 1)}` });
  visitor = `${ref}/1/visiting/application/manager/1`;
  host = `${ref}/1/hosting/availability/manager/1`;
  await scene.publish(ref, 'applying', { kind: 'asked', prompt: host }, { kind: 'asked', prompt: visitor });
});

describe('a colleague who takes over', () => {
  const colleague = { colleagueName: 'New Director', colleagueEmail: 'new.director@cru.example', message: 'Please sign, I am on leave.' };
  let sign: string;
  let before: string;
  beforeEach(async () => {
    sign = `${ref}/1/hosting/sign/signatory/1`;
    await scene.publish(ref, 'signing', { kind: 'asked', prompt: sign });
    before = await scene.linkTo(sign);
    scene.exchangesSay(done);
  });

  it('gets the open signature by a link of its own; the link of before says so and does nothing', async () => {
    const handed = await scene.answer(`${before}/hand-over`, colleague);
    expect(handed.text).toContain('New Director gets the open questions now, at new.director@cru.example');
    await publishReplaced();
    const mail = (await scene.db.manager.findBy(OutboxEntity, { ref, kind: 'sign' })).find(({ businessKey }) => businessKey.includes('/asked/c-'))!;
    expect((mail.data as unknown as LetterData).note).toContain('Please sign, I am on leave.');
    const old = await scene.get(before);
    expect(old.status).toBe(200);
    expect(old.text).toContain('This question was passed on to New Director');
    expect(old.forms).toEqual([]);
    expect((await scene.post(before, { choice: 'declined' })).status).toBe(409);
    expect((await scene.get(`${before}/exchange`)).headers.get('location')).toBe(before);
    for (const part of ['changed', 'withdraw', 'agreement', 'visit.ics']) expect((await scene.get(`${before}/${part}`)).status).toBe(404);
    expect((await scene.get(await scene.linkTo(sign))).text).toContain('You answer as New Director.');
    expect(await scene.db.manager.countBy(InboxEntity, { promptId: sign })).toBe(0);
  });

  it('is looked at by the office first where the address is not one of the organisation’s', async () => {
    const proposed = await scene.answer(`${before}/hand-over`, { ...colleague, colleagueEmail: 'new.director@gmail.com' });
    expect(proposed.text).toContain('The office looks at it');
    await scene.answer(`${before}/hand-over`, { ...colleague, colleagueEmail: 'new.director@gmail.com' });
    expect(await scene.db.manager.countBy(ActEntity, { ref })).toBe(0);
    const [proposal, ...more] = await openProposals(scene.db.manager, ref);
    expect(more).toEqual([]);
    const [staff] = await scene.db.manager.find(StaffMemberEntity, { take: 1 });
    const approve = () => scene.db.transaction((tx) => approveHandOver(tx, staff!, ref, proposal!.id, wednesday));
    expect(await approve()).toMatchObject({ kind: 'taken', act: { kind: 'replace-contact', by: proposal!.by } });
    expect(await approve()).toEqual({ kind: 'decided-before' });
    await publishReplaced();
    expect((await scene.get(before)).text).toContain('This question was passed on to New Director');
  });

  it('from elsewhere stands on the page of whoever proposed it: that it waits, and what came of it', async () => {
    const { db } = scene;
    await scene.answer(`${before}/hand-over`, { ...colleague, colleagueEmail: 'new.director@gmail.com' });
    const page = async (): Promise<string> => (await scene.get(`${before}/exchange`)).text;
    expect(await page()).toContain('You proposed New Director (new.director@gmail.com) as Signatory. The office looks at it');
    const [first] = await proposalsOf(db.manager, ref);
    const [staff] = await db.manager.find(StaffMemberEntity, { take: 1 });
    await db.transaction((tx) => declineHandOver(tx, staff!, ref, first!.id, wednesday));
    expect(await page()).toContain('The office did not agree that New Director takes over as Signatory');

    await scene.answer(`${before}/hand-over`, { ...colleague, colleagueEmail: 'second@gmail.com' });
    expect(await openProposals(db.manager, ref)).toHaveLength(1);
    await db.manager.update(PromptEntity, { id: sign }, { status: 'answered' });
    expect((await proposalsOf(db.manager, ref)).map(({ state }) => state)).toEqual(['declined', 'overtaken']);
    expect(await page()).toContain('is no longer needed');
    const [, second] = await proposalsOf(db.manager, ref);
    expect(await db.transaction((tx) => approveHandOver(tx, staff!, ref, second!.id, wednesday))).toEqual({ kind: 'decided-before' });
  });

  it('from elsewhere is no longer asked about once somebody of the house has taken over', async () => {
    await scene.answer(`${before}/hand-over`, { ...colleague, colleagueEmail: 'new.director@gmail.com' });
    await scene.answer(`${before}/hand-over`, colleague);
    await publishReplaced();
    expect((await proposalsOf(scene.db.manager, ref)).map(({ state }) => state)).toEqual(['overtaken']);
  });

  it('is never one of the other side, nor oneself', async () => {
    const refused = await scene.answer(`${before}/hand-over`, { ...colleague, colleagueEmail: 'Director@Artcor.example' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('This person acts for the other hub and cannot act for both');
    expect((await scene.answer(`${before}/hand-over`, { ...colleague, colleagueEmail: 'director@cru.example' })).text).toContain('This person is it already');
    expect(await scene.db.manager.countBy(ActEntity, { ref })).toBe(0);
  });

  it('handed back gets a new link and a new mail', async () => {
    await scene.answer(`${before}/hand-over`, colleague);
    await publishReplaced();
    await scene.answer(`${await scene.linkTo(sign)}/hand-over`, { colleagueName: 'Director', colleagueEmail: 'director@cru.example' });
    await publishReplaced();
    expect(await scene.db.manager.countBy(OutboxEntity, { ref, kind: 'sign' })).toBe(3);
    expect((await scene.get(await scene.linkTo(sign))).forms.length).toBeGreaterThan(0);
  });

  it('put there by staff leaves the links of before dead at once, also for whoever asks for new ones', async () => {
    const other = await scene.db.manager.findOneByOrFail(ContactEntity, { id: 'cru-accounts' });
    await scene.publish(ref, 'signing', { kind: 'contact-replaced', leg: '1', party: 'hosting', slot: 'signatory', contact: other.id, by: 'staff' });
    expect((await scene.get(before)).status).toBe(404);
    expect((await scene.post(before, { choice: 'declined' })).status).toBe(404);
    await scene.post('/l/new', { email: 'director@cru.example', reference: ref });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await scene.db.manager.countBy(OutboxEntity, { ref, kind: 'new-link' })).toBe(0);
    expect((await scene.get(await scene.linkTo(sign))).status).toBe(200);
    expect(await scene.db.manager.countBy(SignedLinkEntity, { subjectId: sign })).toBe(2);
  });

  async function publishReplaced(): Promise<void> {
    const act = await scene.db.manager.findOneOrFail(ActEntity, { where: { ref }, order: { realAt: 'DESC' } });
    const input = act.input as { leg: string; party: string; slot: 'signatory'; contact: string; by: string };
    await scene.publish(ref, 'signing', { kind: 'contact-replaced', ...input });
    expect(await scene.db.manager.findOneByOrFail(PartyContactEntity, { ref, party: 'hosting', slot: 'signatory' })).toMatchObject({ contactId: input.contact });
  }
});

describe('a manager’s place', () => {
  const replaced = (by: string) => ({ kind: 'contact-replaced' as const, leg: '1', party: 'visiting', slot: 'manager' as const, contact: 'artcor-director', by });

  it('that was given to somebody while nothing is asked of them is told by a mail that leads to the exchange', async () => {
    await scene.publish(ref, 'preparing', { kind: 'closed', prompt: visitor, why: 'overtaken' });
    const before = await scene.linkTo(visitor);
    await scene.publish(ref, 'preparing', replaced('staff'));
    const mail = await scene.mail('took-over');
    expect(mail).toMatchObject({ recipientId: 'artcor-director', audience: 'visiting' });
    expect((mail.data as unknown as LetterData).params).toMatchObject({ party: 'Artcor', slot: 'Manager', by: 'Programme office' });
    const { html } = await composeLetter(scene.db.manager, scene.config, mail);
    const [, path] = /href="[^"]*(\/l\/[^"]+\/exchange)"/.exec(String(html)) ?? [];
    const page = await scene.get(path!);
    expect([page.status, page.text]).toEqual([200, expect.stringContaining('Where it stands')]);
    expect((await scene.get(before)).status).toBe(404);
  });

  it('that a colleague gave away says who it was, with what they wrote', async () => {
    await scene.publish(ref, 'preparing', { kind: 'closed', prompt: visitor, why: 'overtaken' });
    const manager = await scene.db.manager.findOneByOrFail(ContactEntity, { email: 'manager@artcor.example' });
    const input = { leg: '1', party: 'visiting', slot: 'manager' as const, contact: 'artcor-director', by: manager.id };
    await receiveAct(scene.db.manager, { ref, kind: 'replace-contact', input, payload: { message: 'I am on leave.' }, by: manager.id, at: wednesday });
    await scene.publish(ref, 'preparing', replaced(manager.id));
    expect((await scene.mail('took-over')).data).toMatchObject({ params: { by: manager.name }, note: `${manager.name}: I am on leave.` });
  });

  it('with an open question is told by that question alone', async () => {
    await scene.publish(ref, 'preparing', replaced('staff'));
    expect(await scene.db.manager.countBy(OutboxEntity, { ref, kind: 'took-over' })).toBe(0);
    expect(await scene.db.manager.countBy(OutboxEntity, { ref, kind: 'application', recipientId: 'artcor-director' })).toBe(1);
  });

  it('that was given to somebody who was asked nothing yet still leads to the exchange from the next mail', async () => {
    await scene.publish(ref, 'preparing', { kind: 'contact-replaced', leg: '1', party: 'visiting', slot: 'manager', contact: 'artcor-director', by: 'staff' });
    await scene.publish(ref, 'preparing', { kind: 'informed', leg: '1', party: 'visiting', slot: 'manager', notice: 'next-week' });
    const { recipientId, linkId } = await scene.mail('next-week');
    expect(recipientId).toBe('artcor-director');
    const link = await scene.db.manager.findOneByOrFail(SignedLinkEntity, { id: linkId! });
    expect(link).toMatchObject({ holderId: 'artcor-director', revokedAt: null });
  });
});

describe('a postponed exchange', () => {
  it('says so on its pages; an answer is taken all the same, however late', async () => {
    const pause = await receiveAct(scene.db.manager, { ref, kind: 'pause', input: { by: 'staff' }, payload: { reason: 'Flood', words: 'The river is too high.' }, by: 'staff', at: wednesday });
    const both = (notice: 'paused' | 'resumed') => ({ kind: 'informed' as const, leg: '1', party: 'visiting', slot: 'manager' as const, notice });
    await scene.publish(ref, 'applying', { kind: 'paused', by: pause.by }, both('paused'));
    expect(((await scene.mail('paused')).data as unknown as LetterData).params['reason']).toBe('The river is too high.');
    const link = await scene.linkTo(host);
    const { closesAt } = await scene.db.manager.findOneByOrFail(PromptEntity, { id: host });
    await scene.setClock(new Date(Date.parse(closesAt) + 86_400_000).toISOString());
    const page = await scene.get(link);
    expect(page.text).toContain('Postponed until further notice, since Wednesday 13 January 2027');
    expect(page.text).not.toContain('Please answer by');
    expect((await scene.get(`${link}/exchange`)).text).toContain('Postponed until further notice');
    expect((await scene.answer(link, { choice: 'yes' })).status).toBe(200);
    expect(await scene.db.manager.findOneByOrFail(InboxEntity, { promptId: host })).toMatchObject({ status: 'received' });
    await scene.publish(ref, 'applying', { kind: 'resumed', by: 'staff' }, both('resumed'));
    expect(((await scene.mail('resumed')).data as unknown as LetterData).params['reason']).toBe('');
    expect((await scene.db.manager.findOneByOrFail(DossierEntity, { ref })).paused).toBe(false);
    expect((await scene.get(`${link}/exchange`)).text).not.toContain('No date counts');
  });
});

describe('more time', () => {
  it('is told with the question, the new date and why', async () => {
    const until = '2027-02-10T17:00:00.000Z';
    await receiveAct(scene.db.manager, { ref, kind: 'extend', input: { prompt: host, until, by: 'staff' }, payload: { until: '2027-02-10', reason: 'Take your time.' }, by: 'staff', at: wednesday });
    await scene.publish(ref, 'applying', { kind: 'extended', prompt: host, until, by: 'staff' });
    const { params } = (await scene.mail('extended')).data as unknown as LetterData;
    expect(params).toMatchObject({ question: 'Can you host Artcor, on these dates?', reason: 'Take your time.', due: 'Wednesday 10 February 2027, 17:00 (UTC)' });
    expect((await scene.get(`${await scene.linkTo(host)}/exchange`)).text).toContain('Programme office gave more time for “Can you host Artcor, on these dates?”');
  });

  it('for a question that is answered is refused by the exchange, and the act says so', async () => {
    const act = await receiveAct(scene.db.manager, { ref, kind: 'extend', input: { prompt: host, until: '2027-02-10T17:00:00.000Z', by: 'staff' }, payload: {}, by: 'staff', at: wednesday });
    const client = { withDeadline: (_: number, work: () => unknown) => work(), workflow: { getHandle: () => ({ executeUpdate: refusing('prompt-closed') }) } };
    expect(await forwardAct(scene.db.manager, client as never, act, 100)).toEqual({ kind: 'refused', code: 'prompt-closed' });
    expect(await scene.db.manager.findOneByOrFail(ActEntity, { id: act.id })).toMatchObject({ status: 'refused', code: 'prompt-closed' });
  });
});

describe('an exchange that nobody answered', () => {
  it('names the question in the mail', async () => {
    await scene.publish(ref, 'expired', { kind: 'informed', leg: '1', party: 'hosting', slot: 'manager', notice: 'expired', facts: { prompt: visitor } });
    expect(((await scene.mail('expired')).data as unknown as LetterData).params).toMatchObject({ question: 'Send your application' });
  });
});
