import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { ContactEntity, EditionEntity, InboxEntity, PlaceHoldEntity, PromptEntity } from '../../../libs/platform/db/entities/index.js';
import { prepareAnswer } from '../../../libs/answers/prepare-answer.js';
import { loadDossier } from '../../../libs/dossier/record/dossier-record.js';
import { edition, Scene, wednesday } from './scene.js';

/** One day of one person: 350 + 165 for the visitor, 500 for the host; five days of two: 1,175 and 500. */
const small = 101_500;
const large = 167_500;

let scene: Scene;
let number = 0;
beforeAll(async () => {
  scene = await Scene.open();
});
afterAll(() => scene.close());
beforeEach(() => scene.setClock(wednesday));

const person = (n: number) => ({
  [`participants.${n}.name`]: `Visitor ${n}`,
  [`participants.${n}.position`]: 'director',
  [`participants.${n}.email`]: `visitor${n}@artcor.example`,
});

const application = {
  theme: 'Shared workshops',
  objectives: 'Learn how workshops are shared between makers and schools.',
  'activities.0.day': '2027-03-08',
  'activities.0.what': 'Tour',
  'activities.0.outcome': 'A list of rules',
  aims: 'new-formats',
  ...person(0),
  'dates.from': '2027-03-08',
  'dates.to': '2027-03-08',
  eventTitle: 'Open studios',
  eventDate: '2027-03-08',
  eventPlace: 'Great hall',
  eventAudience: 'Makers',
  noDoubleFunding: 'true',
};
const larger = { ...application, ...person(1), 'dates.to': '2027-03-12' };

/** An exchange that holds a small place and is asked to send its application again. */
async function sentBack(until = '2027-03-12'): Promise<{ ref: string; prompt: string; link: string }> {
  const ref = await scene.confirmedExchange({ theme: `Again ${(number += 1)}`, 'dates.to': until });
  const prompt = `${ref}/1/visiting/application/manager/2`;
  const hold = { ref, edition, queueOrder: number, cents: small, status: 'held' as const, askedAt: wednesday, heldAt: wednesday, releasedAt: null };
  await scene.db.manager.insert(PlaceHoldEntity, hold);
  await scene.publish(ref, 'applying', { kind: 'asked', prompt });
  return { ref, prompt, link: await scene.linkTo(prompt) };
}

/** So much is reserved for those who hold places, and so much is left. */
async function budget(held: number, left: number): Promise<void> {
  await scene.db.manager.update(EditionEntity, { id: edition }, { reservedCents: held, budgetCents: held + left });
}

const heldFor = async (ref: string) => (await scene.db.manager.findOneByOrFail(PlaceHoldEntity, { ref })).cents;
const reserved = async () => (await scene.db.manager.findOneByOrFail(EditionEntity, { id: edition })).reservedCents;

it('an application that grew beyond what is left is refused with the sum that is left, and everything typed stays', async () => {
  const { ref, link, prompt } = await sentBack();
  await budget(small, large - small - 1);
  for (const _act of ['preview', 'send']) {
    const refused = await scene.post(link, { ...larger, _act });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('This needs 660.00 euro more than is reserved for the exchange, but only 659.99 euro are left in this edition');
    expect(refused.html).toContain('visitor1@artcor.example');
  }
  expect(await scene.db.manager.countBy(InboxEntity, { promptId: prompt })).toBe(0);
  expect([await heldFor(ref), await reserved()]).toEqual([small, small]);
});

it('is thanked for without the promise of a second mail', async () => {
  const { ref, link, prompt } = await sentBack();
  await budget(small, large);
  await scene.db.manager.update(PromptEntity, { id: prompt }, { about: randomUUID() });
  expect((await scene.post(link, { ...application, _act: 'send' })).status).toBe(200);
  const { id, by, receivedAt, choice } = await scene.db.manager.findOneByOrFail(InboxEntity, { promptId: prompt });
  await scene.publish(ref, 'applying', { kind: 'answered', prompt, answer: id, choice, by, at: receivedAt });
  const receipt = await scene.get(link);
  expect(receipt.text).toContain('has arrived with the changes, and you keep your number in the queue');
  expect(receipt.text).not.toContain('A mail tells you');
});

it('says so in the reader’s language', async () => {
  const { link, prompt } = await sentBack();
  const { contactId } = await scene.db.manager.findOneByOrFail(PromptEntity, { id: prompt });
  const { language } = await scene.db.manager.findOneByOrFail(ContactEntity, { id: contactId! });
  await scene.db.manager.update(ContactEntity, { id: contactId! }, { language: 'fr' });
  await budget(small, 0);
  const refused = await scene.post(link, { ...larger, _act: 'send' });
  await scene.db.manager.update(ContactEntity, { id: contactId! }, { language });
  expect(refused.text).toMatch(/Il faudrait 660,00 euros de plus .* il ne reste que 0,00 euros/);
});

it('an application that grew within what is left holds its new price at once', async () => {
  const { ref, link } = await sentBack();
  await budget(small, large - small);
  expect((await scene.post(link, { ...larger, _act: 'send' })).status).toBe(200);
  expect((await scene.post(link, { ...larger, _act: 'send' })).status).toBe(200); // the same answer, the same receipt
  expect([await heldFor(ref), await reserved()]).toEqual([large, large]);
});

it('of many that grow at once for the last budget only so many are taken as it has money for', async () => {
  const all = [];
  for (let n = 0; n < 6; n += 1) all.push(await sentBack());
  await budget(6 * small, 2 * (large - small) + 100);
  const pages = await Promise.all(all.map(({ link }) => scene.post(link, { ...larger, _act: 'send' })));
  expect(pages.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 200, 422, 422, 422, 422]);
  expect(await reserved()).toBe(6 * small + 2 * (large - small));
  const holds = await Promise.all(all.map(({ ref }) => heldFor(ref)));
  expect(holds.reduce((sum, cents) => sum + cents, 0)).toBe(6 * small + 2 * (large - small));
});

it('what could not be held in full is not approved as long as the edition has not the rest', async () => {
  const { ref } = await sentBack('2027-03-11');
  await budget(small, 49_499);
  const prompt = `${ref}/1/-/review/coordinator/1`;
  await scene.publish(ref, 'in-review', { kind: 'asked', prompt });
  const { programme } = await loadDossier(scene.db.manager, ref); // four days of one person: 495 more
  const approve = async () => {
    const row = await scene.db.manager.findOneByOrFail(PromptEntity, { id: prompt });
    return scene.db.transaction((db) => prepareAnswer({ db, programme, prompt: row, by: 'coordinator', raw: { choice: 'approve' } }));
  };
  expect(await approve()).toMatchObject({ ok: false, refusals: [{ code: 'budget-short', neededCents: 49_500, leftCents: 49_499 }] });
  await budget(small, 49_500);
  expect(await approve()).toMatchObject({ ok: true });
});
