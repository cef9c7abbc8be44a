import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { ActivityLogEntity, OutboxEntity, SignedLinkEntity } from '../../../libs/platform/db/entities/index.js';
import { tokenOf } from '../../../libs/links/links.js';
import { addExchange, addPrompt, setClock } from '../upkeep/scene.js';
import { Desk } from './desk.js';

const ref = 'P2P-2027-0001';
const application = `${ref}/1/visiting/application/manager/1`;
const holder = 'the-spark-manager';

let desk: Desk;
beforeEach(async () => {
  desk = await Desk.open();
  await setClock(desk.scene, '2027-03-09T09:00:00.000Z');
  await addExchange(desk.scene, ref, 'applying');
  await addPrompt(desk.scene, application, '2027-03-08T10:00:00.000Z');
});
afterEach(() => desk.close());

it('a link that got into wrong hands leads nowhere any more, and its holder gets a new one at the address on file', async () => {
  const leaked = await desk.link('prompt', application, holder);
  await desk.db.update(SignedLinkEntity, { subjectId: application }, { ref });
  expect((await desk.get(leaked)).status).toBe(200);
  const coordinator = await desk.signIn('coordinator');
  expect((await coordinator.get(`/staff/exchanges/${ref}`)).text).toContain('Revoke links and send new ones');
  expect((await coordinator.post(`/staff/exchanges/${ref}/links-anew`, { contact: holder })).status).toBe(303);

  const dead = await desk.get(leaked);
  const unknown = await desk.get(`/l/${'A'.repeat(43)}`);
  expect([dead.status, dead.text]).toEqual([404, unknown.text]);
  expect((await desk.post(leaked, { _act: 'save', objectives: 'x' })).status).toBe(404);
  const mail = await desk.db.findOneByOrFail(OutboxEntity, { kind: 'new-link', recipientId: holder });
  const link = await desk.db.findOneByOrFail(SignedLinkEntity, { id: mail.linkId! });
  expect(link).toMatchObject({ subjectId: application, generation: 2, revokedAt: null });
  expect((await desk.get(`/l/${tokenOf(desk.scene.config.linkKeys, link)}`)).status).toBe(200);
  expect(await desk.db.findOneByOrFail(ActivityLogEntity, { kind: 'links-sent-anew' })).toMatchObject({ ref, who: 'coordinator', detail: { contact: holder } });
  expect((await coordinator.get(`/staff/exchanges/${ref}`)).text).toContain('Links were revoked and sent anew by Coordinator');
});

it('a mail that still waits brings the new link', async () => {
  await desk.link('prompt', application, holder);
  await desk.db.update(SignedLinkEntity, { subjectId: application }, { ref });
  const coordinator = await desk.signIn('coordinator');
  const send = () => coordinator.post(`/staff/exchanges/${ref}/links-anew`, { contact: holder });
  await send();
  await send();
  const mails = await desk.db.find(OutboxEntity, { where: { kind: 'new-link' } });
  const live = await desk.db.findOneByOrFail(SignedLinkEntity, { subjectId: application, generation: 3 });
  expect(new Set(mails.map(({ linkId }) => linkId))).toEqual(new Set([live.id]));
});

it('only those who look after the exchange revoke links, and only of people who act in it', async () => {
  const finance = await desk.signIn('finance');
  expect((await finance.post(`/staff/exchanges/${ref}/links-anew`, { contact: holder })).status).toBe(403);
  const coordinator = await desk.signIn('coordinator');
  expect((await coordinator.post(`/staff/exchanges/${ref}/links-anew`, { contact: 'nobody' })).status).toBe(404);
  expect(await desk.db.countBy(OutboxEntity, { kind: 'new-link' })).toBe(0);
});
