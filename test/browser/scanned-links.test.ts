import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContext } from 'playwright-core';
import { startTestStack, type TestStack } from '../../infra/testing/test-stack.js';
import type { Mail } from '../../infra/walkthrough/mailbox-client.js';
import { prepareRehearsal } from '../../infra/walkthrough/prepare-rehearsal.js';
import type { RehearsalHooks } from '../../infra/walkthrough/rehearsal-input.js';
import { Rehearsal, type Rehearsed } from '../../infra/walkthrough/rehearsal.js';
import { outlineOf } from '../e2e/observed.js';
import { endChromium, openWindow, startChromium } from './real-chromium.js';

/** How often a scanner fetches each link of a mail before anybody reads it. */
const fetches = 50;

let stack: TestStack;
let chromium: Browser;
let scanner: BrowserContext;
/** What was looked at: mails, their links, and whatever was answered with a fault. */
const scanned = { mails: new Set<string>(), links: new Set<string>(), fetches: 0, inBrowser: 0, faults: [] as string[] };
let untouched: Outcome;
let looked: Outcome;

beforeAll(async () => {
  [stack, chromium] = await Promise.all([startTestStack(), startChromium()]);
  scanner = await openWindow(chromium, 'desk');
  untouched = await outcomeOf();
  looked = await outcomeOf({ beforeReading: scan });
}, 400_000);

afterAll(async () => {
  await endChromium(chromium);
  await stack?.stop();
}, 60_000);

describe('an exchange whose mails are all looked through by scanners before anybody reads them', () => {
  test('had every link of every mail fetched, also by a browser that runs scripts', () => {
    expect(scanned.mails.size).toBeGreaterThan(20);
    expect(scanned.links.size).toBeGreaterThan(15);
    expect(scanned.fetches).toBeGreaterThanOrEqual(scanned.links.size * (fetches + 1));
    expect(scanned.inBrowser).toBe(scanned.links.size);
    expect(scanned.faults).toEqual([]);
  });

  test('ends like one whose mails nobody looks through: the same history, mails and amounts', () => {
    expect(looked).toEqual(untouched);
    expect(looked.ending).toBe('completed');
    expect(looked.payments).toEqual(['hosting 50000', 'visiting 101000']);
  });
});

/** What came of an exchange, without what differs between any two: its number, who is who, and codes. */
interface Outcome {
  ending: string;
  history: string[];
  mails: string[];
  payments: string[];
}

async function outcomeOf(hooks: RehearsalHooks = {}): Promise<Outcome> {
  const rehearsal = await prepareRehearsal({ ...stack, mailboxUrl: stack.mailboxUrl ?? '' }, { patienceMs: 60_000, hooks });
  const rehearsed = await new Rehearsal(rehearsal).play().finally(() => rehearsal.end());
  const { ending, journal, payments } = rehearsed;
  return {
    ending,
    history: outlineOf(journal),
    mails: mailsOf(rehearsed, rehearsal.plot.canaries.mark),
    payments: payments.map(({ party, cents }) => `${party} ${cents}`).toSorted(),
  };
}

/** Mails to the hubs; the office's digests also tell of other exchanges of the house. */
function mailsOf({ mails, ref }: Rehearsed, mark: string): string[] {
  return [...mails.values()]
    .filter(({ party }) => party !== 'staff')
    .map(({ party, subject, times }) => `${party}: ${subject.replaceAll(ref, 'REF').replaceAll(mark, 'MARK').replace(/\b\d{6}\b/, 'CODE')} x${times}`)
    .toSorted();
}

/** Fifty times GET and once HEAD and OPTIONS for each link of ours, then once in a browser that runs whatever there is to run. */
async function scan({ messageId, links }: Mail): Promise<void> {
  scanned.mails.add(messageId);
  for (const link of links.filter((each) => each.startsWith(stack.publicUrl))) {
    if (scanned.links.has(link)) continue;
    scanned.links.add(link);
    const methods = [...Array.from({ length: fetches }, () => 'GET'), 'HEAD', 'OPTIONS'];
    const answers = await Promise.all(methods.map((method) => fetch(link, { method, redirect: 'manual' })));
    for (const answer of answers) {
      scanned.fetches += 1;
      await answer.arrayBuffer();
      if (answer.status >= 500) scanned.faults.push(`${answer.status} for ${new URL(link).pathname.replace(/^\/l\/.*/, '/l/…')}`);
    }
    const page = await scanner.newPage();
    await page.goto(link, { waitUntil: 'load' });
    scanned.inBrowser += 1;
    await page.close();
  }
}
