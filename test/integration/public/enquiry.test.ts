import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ActivityLogEntity,
  ContactEntity,
  DraftEntity,
  DossierEntity,
  OrganisationEntity,
  OutboxEntity,
  PartyContactEntity,
  PartyEntity,
  PlanEntity,
} from '../../../libs/platform/db/entities/index.js';
import { fillForm, type Filling } from '../../../infra/walkthrough/fill-form.js';
import { In } from 'typeorm';
import { composeLetter } from '../../../libs/mail/letters/compose-letter.js';
import { edition, enquiry, Scene } from './scene.js';

let scene: Scene;
beforeAll(async () => {
  scene = await Scene.open();
});
afterAll(() => scene.close());

const enquiryPath = `/e/${edition}/enquiry`;

async function enquire(filling: Filling) {
  return scene.post(enquiryPath, fillForm((await scene.get(enquiryPath)).forms[0]!, { ...enquiry, ...filling }));
}

describe('an enquiry', () => {
  it('says on the start page what the programme is, until when, and how many places are free', async () => {
    const page = await scene.get('/');
    expect(page.status).toBe(200);
    expect(page.text).toContain('31/12/2027 23:59 CET');
    expect(page.text).toContain('13 of 13 places');
    expect(page.links.map((link) => link.href)).toContain(`${enquiryPath}?lang=en`);
    expect(page.html).not.toMatch(/<script|https?:\/\/(?!exchanges\.example\/e\/)/);
  });

  it('becomes a draft and one mail, and the confirming click an exchange', async () => {
    const sent = await enquire({ theme: 'From draft to exchange', signs: 'another', signatoryName: 'Visiting Signatory', signatoryEmail: 'chair@artcor.example', signatoryPosition: 'Chair' });
    expect(sent.status).toBe(200);
    expect(sent.text).toContain('manager@artcor.example');
    const mail = await scene.mail('confirm-address');
    expect(mail).toMatchObject({ businessKey: `draft/${mail.recipientId}/confirm`, audience: 'visiting', status: 'planned' });
    expect(await scene.db.manager.countBy(DossierEntity, {})).toBe(0);

    const link = await scene.linkTo(mail.recipientId);
    const page = await scene.get(link);
    expect(page.text).toContain('From draft to exchange');
    expect(await scene.db.manager.countBy(DossierEntity, {})).toBe(0);

    const receipt = await scene.post(link, {});
    const exchange = await scene.db.manager.findOneByOrFail(DossierEntity, {});
    expect(exchange).toMatchObject({ ref: 'P2P-2027-0001', startAt: 'host-asked', stage: 'host-asked', startStatus: 'planned', seq: 0 });
    expect(receipt.text).toContain('P2P-2027-0001');
    const m = scene.db.manager;
    expect(await m.findOneByOrFail(PlanEntity, { ref: exchange.ref })).toMatchObject({ version: 1, firstDay: '2027-03-08', lastDay: '2027-03-11' });
    expect(await m.findBy(PartyEntity, { ref: exchange.ref })).toHaveLength(2);
    const slots = await m.findBy(PartyContactEntity, { ref: exchange.ref, party: 'visiting' });
    const people = await Promise.all(slots.map(async ({ slot, contactId }) => [slot, (await m.findOneByOrFail(ContactEntity, { id: contactId })).email]));
    expect(Object.fromEntries(people)).toEqual({ manager: 'manager@artcor.example', signatory: 'chair@artcor.example', accountant: 'manager@artcor.example' });
    expect(await m.findBy(PartyContactEntity, { ref: exchange.ref, party: 'hosting' })).toHaveLength(3);

    const again = await scene.post(link, {});
    expect(again.text).toBe(receipt.text);
    expect(await m.countBy(DossierEntity, {})).toBe(1);
  });

  it('is one draft, one mail and one exchange when everything is clicked twice at once', async () => {
    const filling = { theme: 'Clicked twice' };
    const pages = await Promise.all([enquire(filling), enquire(filling)]);
    expect(pages.map((page) => page.status)).toEqual([200, 200]);
    const drafts = (await scene.db.manager.find(DraftEntity)).filter((draft) => (draft.payload as { theme?: string }).theme === 'Clicked twice');
    expect(drafts).toHaveLength(1);
    expect(await scene.db.manager.countBy(OutboxEntity, { recipientId: drafts[0]!.id })).toBe(1);
    const link = await scene.linkTo(drafts[0]!.id);
    const receipts = await Promise.all([scene.post(link, {}), scene.post(link, {}), scene.post(link, {})]);
    expect(new Set(receipts.map((receipt) => receipt.text)).size).toBe(1);
    expect(await scene.db.manager.countBy(DossierEntity, { ref: 'P2P-2027-0003' })).toBe(0);
  });

  it('sends one mailbox three mails a day at most, whoever types its address how often; the page says the same', async () => {
    const address = { email: 'nobody.asked@artcor.example' };
    const themes = Array.from({ length: 25 }, (_, n) => `Theme ${n}`);
    const addresses = ['nobody.asked@artcor.example', 'Nobody.Asked@artcor.example', 'nobody.asked+1@artcor.example'];
    const pages = await Promise.all(themes.map((theme, n) => enquire({ theme, email: addresses[n % 3]! })));
    expect(new Set(pages.map(({ status, heading }) => `${status} ${heading}`)).size).toBe(1);
    const drafts = (await scene.db.manager.find(DraftEntity)).filter(({ payload }) => /nobody\.asked/i.test((payload as { email: string }).email));
    expect(drafts).toHaveLength(3);
    expect(await scene.db.manager.countBy(OutboxEntity, { recipientId: In(drafts.map(({ id }) => id)) })).toBe(3);
    // What was confirmed does not count.
    await scene.post(await scene.linkTo(drafts[0]!.id), {});
    await enquire({ ...address, theme: 'One more' });
    expect((await scene.db.manager.find(DraftEntity)).map(({ payload }) => (payload as { theme: string }).theme)).toContain('One more');
  });

  it('mails nothing that was typed to an address that somebody else may have typed', async () => {
    const typed = { theme: 'Cheap at https://spam.example', name: 'Win at www.spam.example', email: 'second@artcor.example' };
    await enquire(typed);
    const { text, html, to, subject } = await composeLetter(scene.db.manager, scene.config, await scene.mail('confirm-address'));
    expect(JSON.stringify(to)).toContain('second@artcor.example');
    for (const part of [text, html, subject, JSON.stringify(to)]) expect(part).not.toMatch(/spam|Cheap/);
    expect(text).toMatch(/^Hello,\n/);
  });

  it('from an address that is not on file for the hub is told to the office and, in plain words, to the host', async () => {
    const asked = async (ref: string): Promise<string[]> => {
      const prompt = `${ref}/1/hosting/availability/manager/1`;
      await scene.publish(ref, 'host-asked', { kind: 'asked', prompt });
      const mail = await composeLetter(scene.db.manager, scene.config, await scene.mail('availability'));
      return [String(mail.text).replace(/\s+/g, ' '), (await scene.get(await scene.linkTo(prompt))).text];
    };
    const logged = (ref: string): Promise<number> => scene.db.manager.countBy(ActivityLogEntity, { ref, kind: 'address-not-on-file' });
    const stranger = await scene.confirmedExchange({ theme: 'From elsewhere', email: 'somebody@gmail.com' });
    for (const text of await asked(stranger)) expect(text).toContain('somebody@gmail.com, which is not on file for Artcor. Do you know each other?');
    expect(await logged(stranger)).toBe(1);
    const own = await scene.confirmedExchange({ theme: 'From the house', email: 'colleague@artcor.example' });
    for (const text of await asked(own)) expect(text).not.toContain('not on file');
    expect(await logged(own)).toBe(0);
  });

  it('starts with staff looking for a host when none was chosen', async () => {
    const ref = await scene.confirmedExchange({ theme: 'Please help', hostChoice: 'help', hostingHub: '' });
    expect(await scene.db.manager.findOneByOrFail(DossierEntity, { ref })).toMatchObject({ startAt: 'matching' });
    expect(await scene.db.manager.findOneByOrFail(PartyEntity, { ref, party: 'hosting' })).toMatchObject({ hubId: null });
  });

  it('is refused with the reason when an organisation is no member, and keeps what was typed', async () => {
    const refused = await enquire({ visitingHub: 'b-creative', theme: 'Without membership' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('B.Creative is not a member of the network');
    expect(refused.html).toContain('>Without membership</textarea>');
  });

  it('is refused at the click when the membership ended meanwhile', async () => {
    await enquire({ visitingHub: 'bios', theme: 'Membership ends' });
    const { recipientId } = await scene.mail('confirm-address');
    await scene.db.manager.update(OrganisationEntity, { id: 'bios' }, { membership: 'none' });
    const refused = await scene.post(await scene.linkTo(recipientId), {});
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('Bios is not a member of the network');
    expect(await scene.db.manager.findOneByOrFail(DraftEntity, { id: recipientId })).toMatchObject({ ref: null });
  });

  it.each([
    ['a line break in a name', { name: 'Name\r\nBcc: all@hub.example' }, 'characters that cannot be used'],
    ['a comma in a name', { name: 'Name, Second' }, 'characters that cannot be used'],
    ['markup in a name', { name: '<script>alert(1)</script>' }, 'characters that cannot be used'],
    ['a reversed reading direction', { name: 'Name \u202egro' }, 'characters that cannot be used'],
    ['two addresses', { email: 'one@hub.example,two@hub.example' }, 'no e-mail address'],
    ['a line break in an address', { email: 'one@hub.example\r\nBcc: two@hub.example' }, 'no e-mail address|characters'],
    ['a hub that is not in the list', { hostingHub: 'nowhere' }, 'choose a hub from the list'],
    ['days that do not exist', { 'dates.from': '2027-02-30' }, 'day that exists'],
    ['a stay that is too long', { 'dates.to': '2027-03-20' }, 'too long; at most 5'],
    ['the same organisation on both sides', { hostingHub: 'artcor' }, 'same organisation'],
  ])('refuses %s at entry', async (_what, filling, reason) => {
    const before = await scene.db.manager.countBy(DraftEntity, {});
    const form = (await scene.get(enquiryPath)).forms[0]!;
    const body = new URLSearchParams(fillForm(form, enquiry));
    for (const [name, value] of Object.entries(filling)) body.set(name, value);
    const refused = await scene.post(enquiryPath, body);
    expect(refused.status).toBe(422);
    expect(refused.text).toMatch(new RegExp(reason));
    expect(refused.html).not.toContain('<script');
    expect(await scene.db.manager.countBy(DraftEntity, {})).toBe(before);
  });

  it('tells a robot that fills in the unseen field what it wants to hear, and keeps nothing', async () => {
    const before = await scene.db.manager.countBy(DraftEntity, {});
    expect((await enquire({ website: 'https://spam.example' })).status).toBe(200);
    expect(await scene.db.manager.countBy(DraftEntity, {})).toBe(before);
  });

  it('takes nothing outside the edition, nothing that is too large, and never asks for a host from the request', async () => {
    await scene.setClock('2028-02-02T10:00:00.000Z');
    expect((await enquire({})).text).toContain('when the next call opens');
    await scene.setClock('2027-01-13T10:00:00.000Z');
    expect((await scene.post(enquiryPath, { theme: 'x'.repeat(300_000) })).status).toBe(413);
    expect((await scene.get('/e/nothing-here/enquiry')).status).toBe(404);
    const forwarded = await scene.get('/', { headers: { 'x-forwarded-host': 'evil.test', 'x-forwarded-proto': 'https' } });
    expect(forwarded.html).not.toContain('evil.test');
  });
});
