import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { openFileStore } from '../../../libs/files/files.module.js';
import { keepFile } from '../../../libs/files/uploaded-files.js';
import { putAnswer } from '../exchange/exchange-on-file.js';
import { Desk } from '../staff/desk.js';
import { addExchange, addPrompt } from '../upkeep/scene.js';

const ref = 'P2P-2027-0001';
const at = '2027-03-08T10:00:00.000Z';
const content = Buffer.from('%PDF-1.4\n%%EOF\n');

let desk: Desk;
let id: string;
beforeEach(async () => {
  desk = await Desk.open();
  await addExchange(desk.scene, ref, 'wrapping-up', null);
  const promptId = `${ref}/1/visiting/visitor-wrap-up/manager/1`;
  const file = { name: 'Zug № 7.pdf', mediaType: 'application/pdf', content, holderId: 'the-spark-manager', promptId, ref, at };
  ({ id } = await keepFile(desk.scene.db, openFileStore(desk.scene.config), file));
  const payload = { choice: 'claimed', outcomes: 'We share our studios since.', receipts: [id] };
  await putAnswer(desk.db, { promptId, choice: 'claimed', payload, by: 'the-spark-manager', receivedAt: at, status: 'accepted' });
});
afterEach(() => desk.close());

it('are listed on the page of the check, and opened by whoever is signed in', async () => {
  const check = `${ref}/1/visiting/check/coordinator/1`;
  await addPrompt(desk.scene, check, at);
  const page = await desk.get(await desk.link('staff-prompt', check, 'coordinator'));
  const href = page.links.find(({ label }) => label === 'Zug № 7.pdf')?.href;
  expect(href).toBe(`/staff/files/${id}`);
  expect((await desk.get(href!)).status).toBe(401);
  const browser = await desk.signIn('coordinator');
  const file = await browser.get(href!);
  expect(file.status).toBe(200);
  expect(file.html).toBe(content.toString());
  expect(file.headers.get('content-disposition')).toMatch(/^attachment; filename="Zug \? 7\.pdf"; filename\*=UTF-8''Zug%20%E2%84%96%207\.pdf$/);
  expect(file.headers.get('content-type')).toBe('application/pdf');
  expect(file.headers.get('x-content-type-options')).toBe('nosniff');
  for (const other of ['x', '------------------------------------', '00000000-0000-4000-8000-000000000000']) expect((await browser.get(`/staff/files/${other}`)).status).toBe(404);
});
