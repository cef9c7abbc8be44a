import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ContactEntity, OutboxEntity, PromptEntity } from '../../../libs/platform/db/entities/index.js';
import { edition, Scene } from './scene.js';

let scene: Scene;
beforeAll(async () => {
  scene = await Scene.open();
});
afterAll(() => scene.close());

/** The mailbox of the host whom five candidates asked. */
async function busyHost(): Promise<{ email: string; refs: string[] }> {
  const refs: string[] = [];
  for (let n = 0; n < 5; n += 1) {
    const ref = await scene.confirmedExchange({ email: `manager-${n}@artcor.example` });
    await scene.publish(ref, 'host-asked', { kind: 'asked', prompt: `${ref}/1/hosting/availability/manager/1` });
    refs.push(ref);
  }
  const { contactId } = await scene.db.manager.findOneByOrFail(PromptEntity, { ref: refs[0]!, kind: 'availability' });
  const { email } = await scene.db.manager.findOneByOrFail(ContactEntity, { id: contactId! });
  return { email, refs };
}

it('a mailbox gets at most three mails with new links a day, however often and for whatever somebody asks', async () => {
  const { email, refs } = await busyHost();
  const mailed = (): Promise<number> => scene.db.manager.countBy(OutboxEntity, { kind: 'new-link' });
  for (const reference of ['', ...refs]) expect((await scene.post('/l/new', { email, reference })).status).toBe(200);
  const end = Date.now() + 20_000;
  while ((await mailed()) < 3 && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 50));
  // The reply comes before anything is planned: a last one, to somebody unknown, comes after all of them were.
  await scene.post('/l/new', { email: 'nobody@hub.example' });
  expect(await mailed()).toBe(3);
});

it('whoever corrects a form again and again uses nothing up', async () => {
  const statuses = new Set<number>();
  for (let n = 0; n < 125; n += 1) statuses.add((await scene.post(`/e/${edition}/enquiry`, { email: 'no address' })).status);
  expect([...statuses]).toEqual([422]);
});

it('whoever tries links that lead nowhere is told how long to wait, while links that lead somewhere go on working', async () => {
  const link = await scene.linkTo((await scene.db.manager.findOneByOrFail(PromptEntity, { kind: 'availability' })).id);
  expect((await scene.get(link)).status).toBe(200);
  const statuses: number[] = [];
  for (let n = 0; n < 110; n += 1) statuses.push((await scene.get(`/l/${randomBytes(32).toString('base64url')}`)).status);
  expect([statuses[0], statuses.at(-1)]).toEqual([404, 429]);
  const refused = await scene.get(`/l/${randomBytes(32).toString('base64url')}`);
  const seconds = Number(refused.headers.get('retry-after'));
  expect(seconds).toBeGreaterThan(0);
  expect(refused.text).toContain(`again in ${seconds} second`);
  expect((await scene.get(link)).status).toBe(200);
});
