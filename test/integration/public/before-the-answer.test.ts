import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ActEntity, ContactEntity, DraftEntity, OutboxEntity, PartyContactEntity } from '../../../libs/platform/db/entities/index.js';
import { edition, enquiry, Scene, wednesday } from './scene.js';

let scene: Scene;
let ref: string;
let draft: string;
let link: string;
let number = 0;
beforeAll(async () => {
  scene = await Scene.open();
});
afterAll(() => scene.close());
beforeEach(async () => {
  await scene.setClock(wednesday);
  ref = await scene.confirmedExchange({ theme: `Waiting ${(number += 1)}`, email: `manager${number}@artcor.example` });
  await scene.publish(ref, 'host-asked', { kind: 'asked', prompt: `${ref}/1/hosting/availability/manager/1` }, { kind: 'entered', stage: 'host-asked' });
  draft = (await scene.db.manager.findOneByOrFail(DraftEntity, { ref })).id;
  link = await scene.linkTo(draft);
});

describe('a candidate whose host has not answered', () => {
  it('sees by the link of the first mail where the exchange stands, also after the time to confirm', async () => {
    await scene.setClock('2027-02-20T10:00:00.000Z');
    const done = await scene.get(link);
    expect(done.links.map(({ href }) => href)).toEqual(expect.arrayContaining([`${link}/exchange`, `${link}/application`]));
    const page = await scene.get(`${link}/exchange`);
    expect(page.heading).toBe(`${ref}: Artcor visits Cru Creative Hub`);
    expect(page.text).toContain('We wait for Cru Creative Hub to say whether they can host');
    expect(page.links.map(({ href }) => href)).toContain(`${link}/changed`);
  });

  it('can step back', async () => {
    scene.exchangesSay(() => Promise.resolve({ seq: 9 }));
    const done = await scene.answer(`${link}/withdraw`, { reason: 'illness', words: 'A broken leg.' });
    expect(done.text).toContain('Recorded. Cru Creative Hub is told now');
    expect(await scene.db.manager.findOneByOrFail(ActEntity, { ref })).toMatchObject({ kind: 'stop', input: { party: 'visiting', ending: 'withdrawn' } });
  });

  it('writes the application meanwhile; it stands there once it is asked for, with the days that were agreed on', async () => {
    const ahead = `${link}/application`;
    const page = await scene.get(ahead);
    expect(page.heading).toBe('Your visit to Cru Creative Hub');
    expect(page.html).not.toContain('dates.from');
    const saved = await scene.answer(ahead, { objectives: 'Written ahead.', 'activities.0.what': 'Tour', eventTitle: 'Open studios' });
    expect(saved.text).toContain('Saved at');
    expect((await scene.get(ahead)).html).toContain('Written ahead.');
    await scene.db.query(`update plan set first_day = '2027-04-05', last_day = '2027-04-07' where ref = $1`, [ref]);

    const application = `${ref}/1/visiting/application/manager/1`;
    await scene.publish(ref, 'applying', { kind: 'asked', prompt: application }, { kind: 'entered', stage: 'applying' });
    const asked = await scene.get(await scene.linkTo(application));
    expect(asked.html).toContain('Written ahead.');
    expect(asked.forms[0]?.fields.find(({ name }) => name === 'dates.from')?.value).toBe('2027-04-05');
    expect(asked.forms[0]?.fields.find(({ name }) => name === 'eventDate')?.value).toBe('2027-04-07');
    // From now on there is one place to write.
    expect((await scene.get(ahead)).headers.get('location')).toBe(await scene.linkTo(application));
    expect((await scene.post(ahead, { objectives: 'Too late' })).headers.get('location')).toBe(await scene.linkTo(application));
    expect((await scene.get(await scene.linkTo(application))).html).not.toContain('Too late');
  });

  it('is nobody any more who sees or does anything there, once somebody else manages the visit', async () => {
    const { id } = await scene.db.manager.findOneByOrFail(ContactEntity, { organisationId: 'cru' });
    await scene.db.manager.update(PartyContactEntity, { ref, party: 'visiting', slot: 'manager' }, { contactId: id });
    expect((await scene.get(`${link}/exchange`)).headers.get('location')).toBe(link);
    for (const part of ['application', 'changed', 'withdraw', 'agreement', 'visit.ics']) expect((await scene.get(`${link}/${part}`)).status).toBe(404);
    expect((await scene.get(link)).links.map(({ href }) => href).filter((href) => href.startsWith('/l/'))).toEqual([]);
  });

  it('gets a lost link mailed again, which leads to the exchange', async () => {
    await scene.post('/l/new', { email: `manager${number}@artcor.example`, reference: ref });
    const mail = await eventually(() => scene.db.manager.findOneBy(OutboxEntity, { kind: 'new-link', ref }));
    expect(mail.data).toMatchObject({ page: 'exchange', params: { question: `${ref}: Artcor visits Cru Creative Hub` } });
    expect(await scene.linkTo(draft)).toBe(link);
  });
});

describe('an enquiry that is not confirmed', () => {
  beforeEach(async () => {
    const sent = { ...enquiry, theme: `Not confirmed ${number}`, email: `lost${number}@artcor.example`, signs: 'me', bank: 'me', language: 'en' };
    await scene.post(`/e/${edition}/enquiry`, sent);
    draft = (await scene.mail('confirm-address')).recipientId;
    link = await scene.linkTo(draft);
  });

  it('is corrected by the same link, without another mail, and to the same address', async () => {
    expect((await scene.get(link)).links.map(({ href }) => href)).toContain(`${link}/enquiry`);
    const page = await scene.get(`${link}/enquiry`);
    expect(page.html).toContain(`>Not confirmed ${number}</textarea>`);
    expect(page.html).not.toContain('name="email"');
    const mails = await scene.db.manager.count(OutboxEntity);
    const refused = await scene.answer(`${link}/enquiry`, { theme: 'Corrected', 'dates.to': '2027-03-30' });
    expect(refused.status).toBe(422);
    expect(refused.links.map(({ href }) => href)).toContain('#f-dates');
    const corrected = await scene.answer(`${link}/enquiry`, { theme: 'Corrected', 'dates.to': '2027-03-10' });
    expect(corrected.headers.get('location')).toBe(link);
    expect((await scene.get(link)).text).toContain('Corrected');
    expect(await scene.db.manager.findOneByOrFail(DraftEntity, { id: draft })).toMatchObject({ payload: { theme: 'Corrected', email: `lost${number}@artcor.example`, dates: { to: '2027-03-10' } } });
    expect(await scene.db.manager.count(OutboxEntity)).toBe(mails);
    await scene.post(link, {});
    expect((await scene.get(`${link}/enquiry`)).headers.get('location')).toBe(link);
  });

  it('has nothing of an exchange behind its link', async () => {
    expect((await scene.get(`${link}/exchange`)).headers.get('location')).toBe(link);
    for (const part of ['application', 'changed', 'withdraw']) expect((await scene.get(`${link}/${part}`)).status).toBe(404);
  });

  it('is mailed again to whoever has lost the mail, at the address on file only', async () => {
    await scene.setClock('2027-01-13T11:00:00.000Z');
    await scene.post('/l/new', { email: 'stranger@artcor.example' });
    await scene.post('/l/new', { email: `lost${number}@artcor.example` });
    const [again] = await eventually(async () => {
      const mails = await scene.db.manager.findBy(OutboxEntity, { kind: 'confirm-address', recipientId: draft });
      return mails.length > 1 ? mails : null;
    });
    expect(again?.linkId).toBeTruthy();
  });
});

async function eventually<T>(look: () => Promise<T | null>): Promise<T> {
  for (const end = Date.now() + 10_000; Date.now() < end; ) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error('it did not happen within ten seconds');
}
