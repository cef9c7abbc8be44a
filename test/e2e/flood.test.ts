import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Browser } from '../../infra/walkthrough/browser.js';
import { newCanaries } from '../../infra/walkthrough/canaries.js';
import { prepareRehearsal, type PreparedRehearsal } from '../../infra/walkthrough/prepare-rehearsal.js';
import { happyScript } from '../../infra/walkthrough/answers.js';
import { loadServiceConfig } from '../../libs/platform/config/config.js';
import { ActivityLogEntity, InboxEntity, PromptEntity, SignedLinkEntity } from '../../libs/platform/db/entities/index.js';
import { tokenOf } from '../../libs/links/links.js';
import { KillableSystem, until } from './killable-system.js';

/** How many hubs answer while the flood lasts, and how often one does, in milliseconds. */
const hubs = 30;
const everyMs = 150;
/** The flood: so many posts in each tick of so many milliseconds. */
const perTick = 20;
const tickMs = 20;
/** It ends after so many posts, whatever happens. */
const mostPosts = 8_000;

const system = new KillableSystem();
let rehearsal: PreparedRehearsal;
let links: string[];
let flood: { posts: number; seconds: number; statuses: Record<number, number>; tokens: string[] };
let answers: { status: number; ms: number }[];

beforeAll(async () => {
  await system.start();
  rehearsal = await prepareRehearsal(system.system);
  links = await questionsToHubs();
  const ending = new AbortController();
  const flooding = pourPosts(ending.signal);
  await pause(500); // the hubs answer into a flood that is already there
  answers = await answerAll();
  ending.abort();
  flood = await flooding;
}, 180_000);

afterAll(async () => {
  await rehearsal?.end();
  await system.stop();
}, 60_000);

test('a flood of a thousand posts a second is refused, whatever its tokens are', () => {
  expect(flood.posts / flood.seconds).toBeGreaterThan(600); // as fast as a busy machine lets us
  expect(Object.keys(flood.statuses).map(Number).filter((status) => ![404, 429].includes(status))).toEqual([]);
  expect(flood.statuses[429] ?? 0).toBeGreaterThan(flood.posts / 2);
});

test('meanwhile each hub’s answer is taken, within half a second for 95 of 100', async () => {
  const times = answers.map(({ ms }) => ms).toSorted((a, b) => a - b);
  const p95 = times[Math.ceil(times.length * 0.95) - 1]!;
  process.stderr.write(`  flood of ${Math.round(flood.posts / flood.seconds)} posts a second: answers p50 ${Math.round(times[Math.floor(times.length / 2)]!)} ms, p95 ${Math.round(p95)} ms\n`);
  expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  expect(p95).toBeLessThan(500);
  const { manager } = await system.database();
  // The receipt comes first, the exchange's next step writes it down.
  await until('every yes is accepted', 30_000, async () => (await manager.countBy(InboxEntity, { status: 'accepted', choice: 'yes' })) === hubs);
});

test('nothing of the tokens is kept, and the log has a line for each post', async () => {
  const log = readFileSync(join(system.dataDir, 'logs', 'api.log'), 'utf8');
  expect(flood.tokens.filter((token) => log.includes(token.slice(0, 16)))).toEqual([]);
  const lines = log.split('\n').filter((line) => line.includes('"method":"POST"') && line.includes('"path":"/l/…"'));
  expect(lines.length).toBeGreaterThanOrEqual(flood.posts);
  const { manager } = await system.database();
  expect(await manager.countBy(ActivityLogEntity, { kind: 'link-refused' })).toBe(0);
});

/** Thirty exchanges, each with an open question to its host. Gives the links of those questions. */
async function questionsToHubs(): Promise<string[]> {
  const { manager } = await system.database();
  const { linkKeys } = loadServiceConfig(system.system.env);
  const addressOf = (link: SignedLinkEntity): string => `${rehearsal.publicUrl}/l/${tokenOf(linkKeys, link)}`;
  const browser = new Browser();
  for (let made = 0; made < hubs; made += 1) {
    const page = await browser.open(`${rehearsal.publicUrl}/e/${rehearsal.edition}/enquiry`);
    const filling = happyScript.enquiry({ ...rehearsal.plot, canaries: newCanaries(), party: 'visiting', round: 1, today: rehearsal.startsAt.slice(0, 10) });
    if (filling !== 'silent') await browser.send(page, page.forms[0]!, filling);
  }
  for (const link of await manager.findBy(SignedLinkEntity, { purpose: 'confirm' })) {
    const page = await browser.open(addressOf(link));
    await browser.send(page, page.forms[0]!, {});
  }
  await until('every host is asked', 60_000, async () => (await manager.countBy(PromptEntity, { kind: 'availability', status: 'open' })) === hubs);
  const asked = await manager.findBy(SignedLinkEntity, { purpose: 'prompt' });
  return asked.map(addressOf);
}

/** One hub after the other says yes, at its own time, whether or not the one before has got its receipt. */
async function answerAll(): Promise<{ status: number; ms: number }[]> {
  return Promise.all(
    links.map(async (link, at) => {
      await pause(at * everyMs);
      // From the same address as the flood, as behind a proxy, and as people do: the page first.
      await (await fetch(link)).text();
      const began = performance.now();
      const status = await post(link, 'choice=yes', new Agent());
      return { status, ms: performance.now() - began };
    }),
  );
}

/** Posts until told to stop: unknown tokens, tokens of 10 KB, and tokens with NUL bytes. */
async function pourPosts(signal: AbortSignal): Promise<typeof flood> {
  const agent = new Agent({ keepAlive: true, maxSockets: 50 });
  const tokens = [randomBytes(32).toString('base64url'), randomBytes(7_500).toString('base64url'), `${randomBytes(24).toString('base64url')}%00%00`];
  const statuses: Record<number, number> = {};
  const underWay: Promise<void>[] = [];
  const began = performance.now();
  while (!signal.aborted && underWay.length < mostPosts) {
    const wanted = Math.min(mostPosts, Math.ceil((performance.now() - began) / tickMs) * perTick);
    while (underWay.length < wanted) {
      const token = tokens[underWay.length % tokens.length]!;
      underWay.push(post(`${rehearsal.publicUrl}/l/${token}`, 'choice=yes', agent).then((status) => void (statuses[status] = (statuses[status] ?? 0) + 1)));
    }
    await pause(tickMs);
  }
  const seconds = (performance.now() - began) / 1000;
  await Promise.all(underWay);
  agent.destroy();
  return { posts: underWay.length, seconds, statuses, tokens };
}

/** Posts a form and gives the status of what came back. */
async function post(url: string, body: string, agent: Agent): Promise<number> {
  const sent = request(url, { method: 'POST', agent, headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-length': body.length } });
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [{ statusCode?: number; resume(): void }];
  response.resume();
  await once(response as never, 'end');
  return response.statusCode ?? 0;
}
