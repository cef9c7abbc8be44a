import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { samplePdf } from '../../../infra/walkthrough/sample-files.js';
import { mostAtOnce } from '../../../apps/api/links/question/upload-door.js';
import { UploadedFileEntity } from '../../../libs/platform/db/entities/index.js';
import { Scene } from '../public/scene.js';

let scene: Scene;
const links: string[] = [];
const sockets: Socket[] = [];
beforeAll(async () => {
  scene = await Scene.open();
  for (let n = 0; n < mostAtOnce / 2 + 1; n += 1) {
    const ref = await scene.confirmedExchange({ email: `manager-${n}@artcor.example`, theme: `Slow ${n}` });
    const prompt = `${ref}/1/visiting/visitor-wrap-up/manager/1`;
    await scene.publish(ref, 'wrapping-up', { kind: 'asked', prompt });
    links.push(await scene.linkTo(prompt));
  }
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});
afterAll(() => scene.close());

/** Begins to send a form with a file, and says no more than a first piece of it. */
async function stalled(link: string): Promise<Socket> {
  const { hostname, port } = new URL(scene.origin);
  const socket = connect(Number(port), hostname);
  sockets.push(socket);
  socket.on('error', () => undefined);
  socket.write(`POST ${link} HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 5000000\r\n\r\n--b\r\nContent-Disposition: form-data; name="receipts"; filename="x.pdf"\r\n\r\n%PDF-1.7`);
  return socket;
}

it('whoever sends nothing more holds up nobody: others upload while twelve such posts on six links go on', async () => {
  const [own, ...slow] = links as [string, ...string[]];
  const stuck: Socket[] = [];
  for (const link of slow) stuck.push(await stalled(link), await stalled(link));
  await pause(4_000); // so long somebody may pause for breath before others come first
  const saved = await scene.answer(own, { outcomes: 'Here we are', receipts: [samplePdf()] }, { name: '_act', value: 'save' });
  expect(saved.status).toBe(200);
  expect(await scene.db.manager.count(UploadedFileEntity)).toBe(1);
  // Only one of them had to make room.
  expect(stuck.filter((socket) => socket.closed).length).toBe(1);
});

it('as long as all who upload get on, whoever comes too many is told how long to wait', async () => {
  const [own, ...slow] = links as [string, ...string[]];
  const busy: Socket[] = [];
  for (const link of slow) busy.push(await stalled(link), await stalled(link));
  const sending = setInterval(() => busy.forEach((socket) => socket.write('x'.repeat(40_000))), 300);
  await pause(1_500);
  const refused = await scene.answer(own, { receipts: [samplePdf()] }, { name: '_act', value: 'save' });
  clearInterval(sending);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5']);
  expect(refused.text).toContain('again in 5 seconds');
});

it('a form that never comes to its end is given up, and says so', async () => {
  const { hostname, port } = new URL(scene.origin);
  const socket = connect(Number(port), hostname);
  sockets.push(socket);
  socket.write(`POST ${links[0]} HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nchoice=`);
  const began = Date.now();
  let said = '';
  for await (const chunk of socket) said += String(chunk);
  expect(said).toMatch(/^HTTP\/1\.1 408 /);
  expect(Date.now() - began).toBeLessThan(45_000);
}, 60_000);
