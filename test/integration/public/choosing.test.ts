import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { fillForm } from '../../../infra/walkthrough/fill-form.js';
import { HubEntity, InboxEntity, OrganisationEntity, PartyEntity, PromptEntity } from '../../../libs/platform/db/entities/index.js';
import type { LetterData } from '../../../libs/mail/letters/new-mail.js';
import { Scene, wednesday } from './scene.js';

let scene: Scene;
let ref: string;
let host: string;
let choose: string;
let number = 0;
beforeAll(async () => {
  scene = await Scene.open();
});
afterAll(() => scene.close());
beforeEach(async () => {
  await scene.setClock(wednesday);
  ref = await scene.confirmedExchange({ theme: `Choosing ${(number += 1)}` });
  host = `${ref}/1/hosting/availability/manager/1`;
  choose = `${ref}/1/visiting/choose-host/manager/1`;
  await scene.publish(ref, 'host-asked', { kind: 'asked', prompt: host });
});

describe('a host who cannot', () => {
  beforeEach(async () => {
    await scene.answer(await scene.linkTo(host), { choice: 'no', message: 'We are full in March.' });
    const { id, by, receivedAt } = await scene.db.manager.findOneByOrFail(InboxEntity, { promptId: host });
    await scene.publish(
      ref,
      'choosing-host',
      { kind: 'answered', prompt: host, answer: id, choice: 'no', by, at: receivedAt },
      { kind: 'asked', prompt: choose, about: id },
    );
  });

  it('leaves the candidate three other hubs with reasons, in the mail and on the page', async () => {
    const { params, items = [] } = (await scene.mail('choose-host')).data as unknown as LetterData;
    expect(params['silent']).toBe('no');
    expect(items).toHaveLength(3);
    for (const { detail } of items) expect(detail).toContain('open for mobility programmes');
    const page = await scene.get(await scene.linkTo(choose));
    expect(page.forms).toHaveLength(4);
    expect(page.text).toContain('We are full in March.');
    for (const { text } of items) expect(page.text).toContain(text.split(',')[0]!);
    expect(page.text).not.toContain('Ask Cru Creative Hub');
    const offered = page.forms.at(-1)!.fields.find(({ name }) => name === 'hub')!.options.map(({ value }) => value);
    expect(offered).not.toContain('cru'); // asked before
    expect(offered).not.toContain('artcor'); // the candidate's own
    expect(offered).not.toContain('b-creative'); // no member
    expect(offered.length).toBeGreaterThan(5);
  });

  it('is followed by another hub with one click; the hub of before sees its own answer and no more of the exchange', async () => {
    const link = await scene.linkTo(choose);
    const first = (await scene.get(link)).forms[0]!;
    expect((await scene.post(link, fillForm(first, {}))).status).toBe(200);
    const { id, facts, by, receivedAt, payload } = await scene.db.manager.findOneByOrFail(InboxEntity, { promptId: choose });
    const hub = await scene.db.manager.findOneByOrFail(HubEntity, { id: String(facts['hub']) });
    expect(payload).toMatchObject({ hub: hub.id });
    const next = `${ref}/1/hosting/availability/manager/2`;
    await scene.publish(
      ref,
      'host-asked',
      { kind: 'answered', prompt: choose, answer: id, choice: 'chosen', by, at: receivedAt },
      { kind: 'host-chosen', leg: '1', answer: id },
      { kind: 'asked', prompt: next },
    );
    expect(await scene.db.manager.findOneByOrFail(PartyEntity, { ref, party: 'hosting' })).toMatchObject({ hubId: hub.id });
    const before = await scene.get(await scene.linkTo(host));
    expect(before.text).toContain('Cru Creative Hub');
    expect(before.text).not.toContain(hub.name);
    expect(before.links.map(({ href }) => href).filter((href) => href.endsWith('/exchange'))).toEqual([]);
    expect((await scene.get(`${await scene.linkTo(host)}/exchange`)).headers.get('location')).toBe(await scene.linkTo(host));
    for (const part of ['changed', 'withdraw', 'visit.ics']) {
      expect((await scene.get(`${await scene.linkTo(host)}/${part}`)).status).toBe(404);
    }
    const candidates = await scene.get(`${await scene.linkTo(choose)}/exchange`);
    expect(candidates.text).toContain('Cru Creative Hub said no.');
    const hosts = await scene.get(`${await scene.linkTo(next)}/exchange`);
    expect(hosts.text).not.toContain('said no');
    expect(hosts.text).not.toContain('Cru');
  });

  it('cannot be followed by a hub that was asked, is no member, or would come on dates that cannot be approved', async () => {
    const link = await scene.linkTo(choose);
    const asked = await scene.post(link, { choice: 'chosen', hub: 'cru' });
    expect(asked.status).toBe(422);
    expect(asked.text).toContain('was asked for this exchange already');
    expect((await scene.post(link, { choice: 'chosen', hub: 'b-creative' })).text).toContain('not a member of the network');
    expect((await scene.post(link, { choice: 'chosen', hub: 'artcor' })).text).toContain('same organisation');
    expect((await scene.post(link, { choice: 'chosen', hub: 'nowhere' })).problems).toEqual(['The hub to ask: Please choose a hub from the list.']);
    const far = await scene.post(link, { choice: 'chosen', hub: 'nova-iskra', 'dates.from': '2029-03-05', 'dates.to': '2029-03-06' });
    expect(far.text).toContain('Visits of this edition end on');
    await scene.db.manager.update(OrganisationEntity, { id: 'bios' }, { membership: 'none' });
    expect((await scene.post(link, { choice: 'chosen', hub: 'bios' })).status).toBe(422);
    await scene.db.manager.update(OrganisationEntity, { id: 'bios' }, { membership: 'regular' });
    expect(await scene.db.manager.countBy(InboxEntity, { promptId: choose })).toBe(0);
  });

  it.each(['help', 'withdraw'])('can be followed by "%s" without a hub', async (choice) => {
    expect((await scene.answer(await scene.linkTo(choose), { choice })).status).toBe(200);
    expect(await scene.db.manager.findOneByOrFail(InboxEntity, { promptId: choose })).toMatchObject({ choice });
  });
});

describe('a host who is silent', () => {
  it('is said to be so, and a late yes is still possible', async () => {
    await scene.publish(ref, 'choosing-host', { kind: 'escalated', prompt: host, skipped: 0 }, { kind: 'asked', prompt: choose });
    expect(((await scene.mail('choose-host')).data as unknown as LetterData).params['silent']).toBe('yes');
    expect((await scene.get(await scene.linkTo(choose))).text).toContain('If Cru Creative Hub says yes after all before you have chosen, that counts.');
    expect((await scene.answer(await scene.linkTo(host), { choice: 'yes' })).status).toBe(200);
  });

  it('is thanked when the candidate went on', async () => {
    await scene.publish(ref, 'choosing-host', { kind: 'asked', prompt: choose });
    await scene.publish(
      ref,
      'matching',
      { kind: 'closed', prompt: host, why: 'overtaken' },
      { kind: 'informed', leg: '1', party: 'hosting', slot: 'manager', notice: 'request-closed' },
    );
    expect(((await scene.mail('request-closed')).data as unknown as LetterData).params).toMatchObject({ visitingHub: 'Artcor' });
    expect((await scene.get(await scene.linkTo(host))).text).toContain('This question is no longer open');
  });
});

describe('"not me"', () => {
  const notMe = { choice: 'not-me', colleagueName: 'A Colleague' };

  it('passes the question to a colleague of the same organisation, whose old link then says so', async () => {
    const link = await scene.linkTo(host);
    expect((await scene.answer(link, { ...notMe, colleagueEmail: 'colleague@cru.example' })).status).toBe(200);
    const { id, by, receivedAt } = await scene.db.manager.findOneByOrFail(InboxEntity, { promptId: host });
    const again = `${ref}/1/hosting/availability/manager/2`;
    await scene.publish(
      ref,
      'host-asked',
      { kind: 'answered', prompt: host, answer: id, choice: 'not-me', by, at: receivedAt },
      { kind: 'contact-replaced', leg: '1', party: 'hosting', slot: 'manager', answer: id },
      { kind: 'asked', prompt: again },
    );
    expect((await scene.get(link)).text).toContain('This question was passed on to A Colleague');
    expect((await scene.post(link, { choice: 'yes' })).status).toBe(409);
    expect((await scene.get(await scene.linkTo(again))).text).toContain('You answer as A Colleague.');
  });

  it('passes it neither to the candidate’s people, nor to oneself, nor to a mailbox that anybody can have', async () => {
    const link = await scene.linkTo(host);
    expect((await scene.answer(link, { ...notMe, colleagueEmail: 'manager@artcor.example' })).text).toContain('acts for the other hub');
    const { contactId } = await scene.db.manager.findOneByOrFail(PromptEntity, { id: host });
    const [own] = (await scene.db.query('select email from contact where id = $1', [contactId])) as [{ email: string }];
    expect((await scene.answer(link, { ...notMe, colleagueEmail: own.email.toUpperCase() })).text).toContain('This person is it already');
    const elsewhere = await scene.answer(link, { ...notMe, colleagueEmail: 'somebody@gmail.com' });
    expect(elsewhere.status).toBe(422);
    expect(elsewhere.text).toContain('not one of your organisation’s');
  });
});

describe('other dates', () => {
  it('are asked of the candidate with the dates that the host offers', async () => {
    await scene.answer(await scene.linkTo(host), { choice: 'other-dates', 'otherDates.from': '2027-05-10', 'otherDates.to': '2027-05-12' });
    const { id, by, receivedAt } = await scene.db.manager.findOneByOrFail(InboxEntity, { promptId: host });
    const dates = `${ref}/1/visiting/dates/manager/1`;
    await scene.publish(
      ref,
      'agreeing-dates',
      { kind: 'answered', prompt: host, answer: id, choice: 'other-dates', by, at: receivedAt },
      { kind: 'asked', prompt: dates, about: id },
    );
    const page = await scene.get(await scene.linkTo(dates));
    expect(page.text).toContain('Monday 10 May 2027 – Wednesday 12 May 2027');
    expect((await scene.answer(await scene.linkTo(dates), { choice: 'decline' })).status).toBe(200);
    // The host said something: that is no silence.
    await scene.publish(ref, 'choosing-host', { kind: 'asked', prompt: choose });
    expect(((await scene.mail('choose-host')).data as unknown as LetterData).params['silent']).toBe('no');
  });
});
