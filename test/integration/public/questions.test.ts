import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  ActivityLogEntity,
  InboxEntity,
  OutboxEntity,
  PromptEntity,
  SignedLinkEntity,
} from '../../../libs/platform/db/entities/index.js';
import { fillForm } from '../../../infra/walkthrough/fill-form.js';
import { Scene, wednesday } from './scene.js';

let scene: Scene;
let ref: string;
let host: string;
let number = 0;
beforeAll(async () => {
  scene = await Scene.open();
});
afterAll(() => scene.close());
beforeEach(async () => {
  await scene.setClock(wednesday);
  ref = await scene.confirmedExchange({ theme: `Exchange ${(number += 1)}` });
  host = `${ref}/1/hosting/availability/manager/1`;
  await scene.publish(ref, 'host-asked', { kind: 'asked', prompt: host });
});

describe('the page of a question', () => {
  it('asks what, about whom and until when, and changes nothing however often it is opened', async () => {
    const link = await scene.linkTo(host);
    const page = await scene.get(link);
    expect(page.heading).toBe('Can you host Artcor, on these dates?');
    expect(page.text).toContain('Please answer by Friday 22 January 2027');
    expect(page.text).toContain('Monday 8 March 2027 – Thursday 11 March 2027');
    expect(page.text).toMatch(/Who asks Manager of Artcor What you can get up to 500\.00 euro/);
    const before = await contents();
    expect(await scene.db.manager.countBy(ActivityLogEntity, { kind: 'link-fetched', ref })).toBe(1);
    const opened = await Promise.all(Array.from({ length: 50 }, () => scene.get(link)));
    expect(new Set(opened.map(({ html }) => html)).size).toBe(1);
    expect((await scene.get(link, { method: 'HEAD' })).status).toBe(200);
    await scene.get(link, { method: 'OPTIONS' });
    expect(await contents()).toEqual(before);
    expect((await scene.answer(link, { choice: 'yes' })).status).toBe(200);
    expect(await scene.db.manager.countBy(InboxEntity, { promptId: host })).toBe(1);
  });

  it('is for nobody but the reader: not stored, not listed, tells nobody where it came from', async () => {
    const { headers } = await scene.get(await scene.linkTo(host));
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-robots-tag')).toContain('noindex');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-powered-by')).toBeNull();
  });

  it('answers every link that does not work with the same page', async () => {
    const link = await scene.linkTo(host);
    const flipped = link.slice(0, -2) + (link.at(-2) === 'A' ? 'B' : 'A') + link.at(-1);
    const swapped = await scene.confirmedExchange({ theme: `Other ${number}` });
    await scene.publish(swapped, 'host-asked', { kind: 'asked', prompt: `${swapped}/1/hosting/availability/manager/1` });
    const revoked = await scene.linkTo(`${swapped}/1/hosting/availability/manager/1`);
    await scene.db.manager.update(SignedLinkEntity, { ref: swapped }, { revokedAt: wednesday });
    const paths = [flipped, revoked, '/l/short', `/l/${'a'.repeat(10_000)}`, '/l/%00', '/l/%C3%BC%F0%9F%92%A9', '/l/%zz', `${flipped}/exchange`, `${flipped}/visit.ics`];
    const pages = await Promise.all(paths.map((path) => scene.get(path)));
    expect(pages.map((page) => page.status)).toEqual(paths.map(() => 404));
    expect(new Set(pages.map((page) => page.html)).size).toBe(1);
    expect(pages[0]!.text).toContain('Send me a new link');
    expect(pages[0]!.html).not.toMatch(/at .*\.js|Error:/);
    expect((await scene.post(flipped, { choice: 'yes' })).status).toBe(404);
  });

  it('mails a new link to the address on file only, and replies the same to everybody', async () => {
    const { email } = await holderOf(host);
    const replies = [await scene.post('/l/new', { email: 'stranger@evil.example', reference: ref })];
    expect(await scene.db.manager.countBy(OutboxEntity, { kind: 'new-link', ref })).toBe(0);
    replies.push(await scene.post('/l/new', { email: email.toUpperCase(), reference: ref.toLowerCase() }));
    const planned = await eventually(() => scene.db.manager.findOneBy(OutboxEntity, { kind: 'new-link', ref }));
    expect(planned.recipientId).toBe((await holderOf(host)).id);
    expect(new Set(replies.map((page) => page.html)).size).toBe(1);
    const link = await scene.db.manager.findOneByOrFail(SignedLinkEntity, { id: planned.linkId! });
    expect(link.subjectId).toBe(host);
  });
});

describe('a link whose key was retired', () => {
  it('opens nothing; a new link by the key of today does', async () => {
    const before = await scene.linkTo(host);
    await scene.db.manager.update(SignedLinkEntity, { subjectId: host }, { kid: 'retired' });
    expect((await scene.get(before)).status).toBe(404);
    expect(await scene.db.manager.countBy(ActivityLogEntity, { kind: 'link-refused', ref })).toBe(1);
    await scene.post('/l/new', { email: (await holderOf(host)).email, reference: ref });
    await eventually(() => scene.db.manager.findOneBy(OutboxEntity, { kind: 'new-link', ref }));
    expect((await scene.get(await scene.linkTo(host))).status).toBe(200);
  });
});

describe('an answer', () => {
  it('sent twice at once is one answer with the same receipt', async () => {
    const link = await scene.linkTo(host);
    const body = fillForm((await scene.get(link)).forms[0]!, { choice: 'yes', message: 'Welcome.' });
    const receipts = await Promise.all([scene.post(link, body), scene.post(link, body)]);
    expect(receipts.map((page) => page.status)).toEqual([200, 200]);
    expect(receipts[0]!.html).toBe(receipts[1]!.html);
    expect(receipts[0]!.text).toContain('you need not do anything');
    expect(await scene.db.manager.countBy(InboxEntity, { promptId: host })).toBe(1);
    expect((await scene.get(link)).text).toContain('Welcome.');
  });

  it('counts when it is the first of two; the other is told what was recorded, when and by whom', async () => {
    const link = await scene.linkTo(host);
    const form = (await scene.get(link)).forms[0]!;
    const pages = await Promise.all(['yes', 'no'].map((choice) => scene.post(link, fillForm(form, { choice }))));
    expect(pages.map((page) => page.status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    const other = pages.find((page) => page.status === 409)!;
    expect(other.text).toMatch(/Cru Creative Hub said (yes|no)\. Recorded for .*, Wednesday 13 January 2027/);
    const rows = await scene.db.manager.findBy(InboxEntity, { promptId: host });
    expect(rows.map((row) => row.status).toSorted()).toEqual(['received', 'superseded']);
  });

  it('shows what was recorded once the exchange has taken it', async () => {
    const link = await scene.linkTo(host);
    await scene.answer(link, { choice: 'yes' });
    const { id, by, receivedAt } = await scene.db.manager.findOneByOrFail(InboxEntity, { promptId: host });
    await scene.publish(ref, 'applying', { kind: 'answered', prompt: host, answer: id, choice: 'yes', by, at: receivedAt });
    const page = await scene.get(link);
    expect(page.text).toContain('We tell Artcor that you said yes');
    expect(page.text).toContain('Wednesday 13 January 2027');
  });

  it('is too late a second after the question closed, and says so kindly', async () => {
    const link = await scene.linkTo(host);
    const { closesAt } = await scene.db.manager.findOneByOrFail(PromptEntity, { id: host });
    const body = fillForm((await scene.get(link)).forms[0]!, { choice: 'yes' });
    await scene.setClock(new Date(Date.parse(closesAt) + 1_000).toISOString());
    const late = await scene.post(link, body);
    expect(late.text).toContain('This question closed on');
    expect(await scene.db.manager.findBy(InboxEntity, { promptId: host, status: 'received' })).toEqual([]);
  });

  it('keeps everything that was typed when something is wrong, and names the field', async () => {
    const refused = await scene.answer(await scene.linkTo(host), { choice: 'other-dates', 'otherDates.from': '2027-05-10', message: 'Ring "the bell" & come in' });
    expect(refused.status).toBe(422);
    expect(refused.problems).toEqual(['The dates that suit you, To: Please give a day that exists.']);
    expect(refused.html).toContain('value="2027-05-10"');
    expect(refused.html).toContain('Ring &quot;the bell&quot; &amp; come in');
    expect(refused.html).toContain('href="#f-otherDates-to"');
    expect(refused.html).toContain('id="f-otherDates-to"');
  });
});

describe('an application', () => {
  const application = {
    theme: 'Shared workshops',
    objectives: 'Learn how workshops are shared between makers and schools.',
    'activities.0.day': '2027-03-08',
    'activities.0.what': 'Tour',
    'activities.0.outcome': 'A list of rules',
    aims: ['new-formats'],
    'participants.0.name': 'Visiting Manager',
    'participants.0.position': 'director',
    'participants.0.email': 'manager@artcor.example',
    eventTitle: 'Open studios',
    eventDate: '2027-03-11',
    eventPlace: 'Great hall',
    eventAudience: 'Makers',
    noDoubleFunding: true,
  };
  let prompt: string;
  beforeEach(async () => {
    prompt = `${ref}/1/visiting/application/manager/1`;
    await scene.publish(ref, 'applying', { kind: 'asked', prompt });
  });

  it('can be saved half done, gets more rows without scripts, is looked over and sent', async () => {
    const link = await scene.linkTo(prompt);
    const saved = await scene.answer(link, { objectives: 'Half a', 'activities.0.what': 'Tour' }, { name: '_act', value: 'save' });
    expect(saved.text).toContain('Saved at');
    expect((await scene.get(link)).html).toContain('Half a');
    const rows = (page: { html: string }) => page.html.match(/name="activities\.\d+\.what"/g)?.length ?? 0;
    const more = await scene.answer(link, {}, { name: '_add', value: 'activities' });
    expect(rows(more)).toBe(rows(await scene.get(link)) + 1);
    const preview = await scene.answer(link, application, { name: '_act', value: 'preview' });
    expect(preview.status).toBe(200);
    expect(preview.text).toContain('Great hall');
    expect(await scene.db.manager.countBy(InboxEntity, { promptId: prompt })).toBe(0);
    const sent = await scene.post(link, fillForm(preview.forms[0]!, {}));
    expect(sent.status).toBe(200);
    const row = await scene.db.manager.findOneByOrFail(InboxEntity, { promptId: prompt });
    expect(row.facts).toEqual({ days: 4, participants: 1 });
    expect(row.payload).toMatchObject({ objectives: application.objectives, dates: { from: '2027-03-08', to: '2027-03-11' } });
  });

  it('is kept when it is looked over, and by whoever closes the page then', async () => {
    const link = await scene.linkTo(prompt);
    expect((await scene.answer(link, { ...application, eventTitle: 'Looked over' }, { name: '_act', value: 'preview' })).status).toBe(200);
    expect((await scene.get(link)).html).toContain('>Looked over</textarea>');
    expect((await scene.answer(link, { ...application, eventTitle: 'Refused', theme: '' }, { name: '_act', value: 'preview' })).status).toBe(422);
    expect((await scene.get(link)).html).toContain('>Refused</textarea>');
    expect(await scene.db.manager.countBy(InboxEntity, { promptId: prompt })).toBe(0);
  });

  it('loses a NUL, and nothing else', async () => {
    const link = await scene.linkTo(prompt);
    const preview = await scene.answer(link, { ...application, eventPlace: 'Great\0 hall' }, { name: '_act', value: 'preview' });
    expect(preview.status).toBe(200);
    expect(preview.text).toContain('Great hall');
  });

  it('is refused with the reason for a position, dates and double funding', async () => {
    const refused = await scene.answer(await scene.linkTo(prompt), {
      ...application,
      'participants.0.position': 'not-managerial',
      'dates.to': '2028-07-07',
      eventDate: '2027-02-01',
    });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('has a position (None of these) that this programme is not for');
    expect(refused.text).toContain('too long; at most 5');
    expect(refused.text).toContain('Visits of this edition end on');
    expect(refused.text).toContain('The final event lies outside the dates of the visit');
    // Each at its field, and with a link to it on top.
    for (const field of ['f-dates', 'f-eventDate', 'f-participants-0-position']) expect(refused.links.map(({ href }) => href)).toContain(`#${field}`);
    expect(refused.html).toMatch(/id="f-eventDate-about">[\s\S]{0,200}class="error">The final event lies outside/);
    expect(refused.problems.length).toBe(refused.links.filter(({ href }) => href.startsWith('#f-')).length);
  });
});

describe('the page of an exchange', () => {
  it('says where it stands, who acts next, and what happened', async () => {
    const link = await scene.linkTo(host);
    const page = await scene.get(`${link}/exchange`);
    expect(page.heading).toBe(`${ref}: Artcor visits Cru Creative Hub`);
    expect(page.text).toContain('We wait for Cru Creative Hub to say whether they can host');
    expect(page.links.map(({ href }) => href)).toContain(link);
    expect(page.text).toContain('we offer Artcor other hubs. A late yes still counts');
    expect(page.text).toContain('What is still to come Application Being read Signing Visit Monday 8 March 2027 – Thursday 11 March 2027 After the visit from Friday 12 March 2027 on Paid Completed');
  });

  it('names the other side once the host has said yes, its phone once all have signed, and what a party owes', async () => {
    const link = await scene.linkTo(host);
    await scene.db.query(`update contact set phone = '+373 22 555 010' where email = 'manager@artcor.example'`);
    expect((await scene.get(`${link}/exchange`)).text).not.toContain('Whom to reach');
    await scene.publish(ref, 'applying', { kind: 'entered', stage: 'applying' });
    const agreed = (await scene.get(`${link}/exchange`)).text;
    expect(agreed).toContain('Whom to reach there Manager of Artcor, manager@artcor.example');
    expect(agreed).not.toContain('+373 22 555 010');
    const bank = `${ref}/1/hosting/bank-details/accountant/1`;
    await scene.publish(ref, 'preparing', { kind: 'agreement-signed' }, { kind: 'entered', stage: 'preparing' }, { kind: 'asked', prompt: bank });
    const signed = (await scene.get(`${link}/exchange`)).text;
    expect(signed).toMatch(/manager@artcor\.example ?, \+373 22 555 010/);
    expect(signed).toContain('Please note who was there on which days');
    expect(signed).toContain('We still have no bank details from you');
    expect(signed).toMatch(/What is left to do .*Please give your bank details/);
    expect(signed).toContain('Host up to 500.00 euro');
  });

  it('gives the visit as a calendar file with an id for good', async () => {
    const file = await scene.get(`${await scene.linkTo(host)}/visit.ics`);
    expect(file.headers.get('content-type')).toContain('text/calendar');
    expect(file.html).toContain(`UID:${ref}/1@exchanges.example`);
    expect(file.html).toContain('SEQUENCE:1');
    expect(file.html).toContain('DTSTART;VALUE=DATE:20270308');
    expect(file.html).toContain('DTEND;VALUE=DATE:20270312');
  });

  it('can be read until 30 days after the end, and no longer', async () => {
    const link = await scene.linkTo(host);
    await scene.publish(ref, 'expired', { kind: 'lapsed', prompt: host, skipped: 0 }, { kind: 'ended', ending: 'expired' });
    expect((await scene.get(link)).text).toContain('This question closed on');
    await scene.setClock('2027-02-11T10:00:00.000Z');
    expect((await scene.get(link)).status).toBe(200);
    await scene.setClock('2027-02-13T10:00:00.000Z');
    expect((await scene.get(link)).status).toBe(404);
    expect((await scene.get(`${link}/exchange`)).status).toBe(404);
  });
});

async function holderOf(prompt: string) {
  const { contactId } = await scene.db.manager.findOneByOrFail(PromptEntity, { id: prompt });
  const [contact] = (await scene.db.query('select id, email from contact where id = $1', [contactId])) as [{ id: string; email: string }];
  return contact;
}

/** Everything that a request could have changed. */
async function contents(): Promise<unknown> {
  const tables = ['inbox', 'prompt', 'outbox', 'signed_link', 'exchange', 'activity_log', 'draft', 'mailed_code', 'agreement'];
  return Promise.all(tables.map((table) => scene.db.query(`select * from ${table} order by 1`)));
}

async function eventually<T>(look: () => Promise<T | null>): Promise<T> {
  for (const end = Date.now() + 10_000; Date.now() < end; ) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error('it did not happen within ten seconds');
}
