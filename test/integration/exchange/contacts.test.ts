import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { fillForm } from '../../../infra/walkthrough/fill-form.js';
import { ContactEntity, DraftEntity, EditionEntity, PartyContactEntity, type StaffMemberEntity } from '../../../libs/platform/db/entities/index.js';
import { ContactOrigin1790400000000 } from '../../../libs/platform/db/migrations/1790400000000-contact-origin.js';
import { openActDesk } from '../../../libs/acts/office/act-desk.js';
import { judgeOtherContact } from '../../../libs/acts/office/other-contact.js';
import { isOfOrganisation } from '../../../libs/dossier/people/colleagues.js';
import { ensureContact } from '../../../libs/network/contacts.js';
import { putAnswer } from './exchange-on-file.js';
import { edition, enquiry, Scene } from '../public/scene.js';

/** Somebody who enquires as a hub that is not theirs, long before everybody else by the edition's clock. */
const stranger = {
  visitingHub: 'cru',
  hostingHub: 'artcor',
  name: 'Stranger',
  email: 'stranger@elsewhere.example',
  signs: 'another',
  signatoryName: 'Second Stranger',
  signatoryEmail: 'signs@elsewhere.example',
  signatoryPosition: 'Chair',
  bank: 'another',
  accountantName: 'Third Stranger',
  accountantEmail: 'bank@elsewhere.example',
};

let scene: Scene;
let strange: string;
beforeAll(async () => {
  scene = await Scene.open();
  await scene.db.manager.update(EditionEntity, { id: edition }, { rehearsal: true });
  await scene.setClock('2026-11-25T10:00:00.000Z');
  strange = await scene.confirmedExchange({ ...stranger, theme: 'As another hub', 'dates.from': '2027-03-15', 'dates.to': '2027-03-18' });
  await scene.setClock('2027-01-13T10:00:00.000Z');
});
afterAll(() => scene.close());

async function addressesOf(ref: string, party: string): Promise<Record<string, string>> {
  const slots = await scene.db.manager.findBy(PartyContactEntity, { ref, party });
  const people = await Promise.all(slots.map(({ contactId }) => scene.db.manager.findOneByOrFail(ContactEntity, { id: contactId })));
  return Object.fromEntries(slots.map(({ slot }, n) => [slot, people[n]!.email]));
}

const onFile = { manager: 'manager@cru.example', signatory: 'director@cru.example', accountant: 'accounts@cru.example' };

describe('whoever is named in an enquiry', () => {
  it('acts in the exchange that names them', async () => {
    expect(await addressesOf(strange, 'visiting')).toEqual({ manager: stranger.email, signatory: stranger.signatoryEmail, accountant: stranger.accountantEmail });
  });

  it('is dated by the real clock, whatever the edition’s', async () => {
    const { createdAt, origin } = await scene.db.manager.findOneByOrFail(ContactEntity, { email: stranger.email });
    expect([origin, Math.abs(Date.parse(createdAt) - Date.now()) < 60_000]).toEqual(['named', true]);
  });

  it('stands for the hub in no other exchange, even as the longest known', async () => {
    await scene.db.query(`update contact set created_at = '2020-01-01' where email like '%@elsewhere.example'`);
    expect(await addressesOf(await scene.confirmedExchange({ theme: 'Hosted by the people on file' }), 'hosting')).toEqual(onFile);
    const ref = await scene.confirmedExchange({ theme: 'Host picked by the office', hostChoice: 'help', hostingHub: '' });
    await pick(ref, 'cru');
    expect(await addressesOf(ref, 'hosting')).toEqual(onFile);
  });

  it('does not make their mail domain the organisation’s', async () => {
    const m = scene.db.manager;
    expect([await isOfOrganisation(m, 'cru', 'any@elsewhere.example'), await isOfOrganisation(m, 'cru', 'any@cru.example')]).toEqual([false, true]);
  });

  it('is nobody whom a hub without people on file could be asked by', async () => {
    await scene.db.query(`update contact set origin = 'named' where organisation_id = 'betahaus'`);
    const page = (await scene.get(`/e/${edition}/enquiry`)).forms[0]!;
    const refused = await scene.post(`/e/${edition}/enquiry`, fillForm(page, { ...enquiry, theme: 'Nobody to ask', hostingHub: 'betahaus' }));
    expect(refused.status).toBe(422);
    const draft = (await scene.db.manager.find(DraftEntity)).find(({ payload }) => (payload as { theme?: string }).theme === 'Nobody to ask');
    expect(draft).toBeUndefined();
  });
});

describe('somebody on file', () => {
  const person = { organisationId: 'addict', hubId: 'addict', name: 'Said to be another', language: 'en', zone: 'Europe/Lisbon' };

  it('stays what they are when an enquiry names them in another role', async () => {
    const m = scene.db.manager;
    const before = await m.findOneByOrFail(ContactEntity, { id: 'addict-manager' });
    expect(await ensureContact(m, { ...person, email: before.email.toUpperCase(), role: 'accountant' })).toEqual(before);
    expect(await m.findOneByOrFail(ContactEntity, { id: before.id })).toEqual(before);
  });

  it('is who was named before, once staff vouch for them: by the name and role that staff gave', async () => {
    const m = scene.db.manager;
    const named = await ensureContact(m, { ...person, email: 'new@addict.example', role: 'accountant' });
    await ensureContact(m, { ...person, name: 'New Signatory', email: 'new@addict.example', role: 'signatory', origin: 'directory' });
    expect(await m.findOneByOrFail(ContactEntity, { id: named.id })).toMatchObject({ origin: 'directory', name: 'New Signatory', roles: ['signatory'] });
  });
});

describe('a contact whom staff put in another’s place', () => {
  let ref: string;
  let number = 0;
  beforeEach(async () => {
    ref = await scene.confirmedExchange({ theme: `Replaced ${(number += 1)}` });
  });

  it.each([
    [true, 'named'],
    [false, 'directory'],
  ])('is on file, unless it was a rehearsal (rehearsal: %s)', async (rehearsal, origin) => {
    const m = scene.db.manager;
    await m.update(EditionEntity, { id: edition }, { rehearsal });
    const desk = await openActDesk(m, { id: 'coordinator' } as StaffMemberEntity, ref);
    const email = `successor-${String(rehearsal)}@cru.example`;
    const judged = await judgeOtherContact(desk, { party: 'hosting', slot: 'signatory', name: 'Successor', email });
    if (!judged.ok) throw new Error(judged.refusals.map(({ code }) => code).join());
    await judged.make(m);
    expect(await m.findOneByOrFail(ContactEntity, { email })).toMatchObject({ origin });
  });
});

it('is told from the ids where contacts were kept before we asked how we know them', async () => {
  const runner = scene.db.createQueryRunner();
  await new ContactOrigin1790400000000().down(runner);
  await new ContactOrigin1790400000000().up(runner);
  await runner.release();
  const origins = await Promise.all([stranger.email, 'manager@cru.example'].map((email) => scene.db.manager.findOneByOrFail(ContactEntity, { email })));
  expect(origins.map(({ origin }) => origin)).toEqual(['named', 'directory']);
});

/** The office picks a hub, and the exchange says so. */
async function pick(ref: string, hub: string): Promise<void> {
  const prompt = `${ref}/1/-/pick-host/coordinator/1`;
  const id = '00000000-0000-4000-8000-000000000001';
  const at = '2027-01-13T10:00:00.000Z';
  await scene.publish(ref, 'matching', { kind: 'asked', prompt });
  await putAnswer(scene.db.manager, { id, promptId: prompt, choice: 'picked', payload: { hub }, by: 'coordinator', receivedAt: at, status: 'accepted' });
  await scene.publish(ref, 'host-asked', { kind: 'host-picked', leg: '1', answer: id });
}
