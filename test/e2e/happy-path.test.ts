import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { compareWithBudget, isOverBudget } from '../../infra/walkthrough/budget.js';
import { prepareRehearsal, type PreparedRehearsal } from '../../infra/walkthrough/prepare-rehearsal.js';
import { Rehearsal, type Rehearsed } from '../../infra/walkthrough/rehearsal.js';
import type { AnswerMoment } from '../../infra/walkthrough/rehearsal-input.js';
import { searchAll } from '../../infra/walkthrough/walkthrough.js';
import { KillableSystem } from './killable-system.js';

const system = new KillableSystem();
const began = new Date();
/** Journal lengths before and after each link was only looked at, many times. */
const looks: { question: string; before: number; after: number; statuses: number[] }[] = [];
let rehearsal: PreparedRehearsal;
let rehearsed: Rehearsed;

beforeAll(async () => {
  await system.start();
  rehearsal = await prepareRehearsal(system.system, { hooks: { beforeAnswer: lookOften } });
  rehearsed = await new Rehearsal(rehearsal).play();
}, 150_000);

afterAll(() => system.stop(), 60_000);

/** What mail scanners and curious people do: fifty times GET, and HEAD and OPTIONS, before anybody answers. */
async function lookOften({ question, link, ref, settle }: AnswerMoment): Promise<void> {
  await settle(); // somebody else's answer may still be on its way into the journal
  const length = async (): Promise<number> => (ref ? (await rehearsal.api.journal(ref)).length : 0);
  const before = await length();
  const methods = [...Array.from({ length: 50 }, () => 'GET'), 'HEAD', 'OPTIONS'];
  const answers = await Promise.all(methods.map((method) => fetch(link, { method, redirect: 'manual' })));
  await Promise.all(answers.map((answer) => answer.arrayBuffer()));
  looks.push({ question, before, after: await length(), statuses: answers.slice(0, 50).map(({ status }) => status) });
}

test('robots bring one exchange from enquiry to the last question', () => {
  expect(rehearsed.ending).toBe('completed');
});

test('both sides are paid within their rule', () => {
  const paid = Object.fromEntries(rehearsed.payments.map(({ party, cents }) => [party, cents]));
  expect(paid).toEqual({ visiting: 101_000, hosting: 50_000 });
});

test('nobody gets more mails or questions than the definition allows, and nobody is forgotten', () => {
  const lines = compareWithBudget(rehearsed.counts, rehearsal.definition.messages);
  expect(lines.filter(({ counted, allowed }) => counted > allowed)).toEqual([]);
  expect(isOverBudget(lines)).toBe(false);
  expect(rehearsed.counts.questions).toEqual({ visiting: 4, hosting: 4 });
  expect(rehearsed.counts.acts).toEqual({ coordinator: 3, finance: 2 });
});

test('each mail arrives once', () => {
  expect([...rehearsed.mails.values()].filter(({ times }) => times !== 1)).toEqual([]);
  expect(rehearsed.mails.size).toBeGreaterThan(15);
});

test('looking at a link changes nothing, however often', () => {
  expect(looks.length).toBeGreaterThanOrEqual(8);
  for (const { question, before, after, statuses } of looks) {
    expect({ question, grew: after - before, statuses: [...new Set(statuses)] }).toEqual({ question, grew: 0, statuses: [200] });
  }
});

describe('what people wrote stays in the database and in their mails', () => {
  test('no name, text, address, link, code or account is in a history, search attribute or log', async () => {
    const search = await searchAll(system.system, rehearsed, began);
    expect(search.leaks).toEqual([]);
    expect(search.workflows).toBeGreaterThanOrEqual(1);
    expect(search.events).toBeGreaterThan(100);
    expect(search.logs).toBeGreaterThanOrEqual(5);
  }, 60_000);

  test('the search finds what is there', async () => {
    const planted = join(system.dataDir, 'logs', 'planted.log');
    writeFileSync(planted, `paid to ${rehearsal.plot.canaries.iban('visiting')}`);
    const reference = { what: 'the reference', text: rehearsed.ref };
    const { leaks } = await searchAll(system.system, { secrets: [...rehearsed.secrets, reference] }, began);
    rmSync(planted);
    expect(leaks).toContainEqual({ what: 'the reference', where: `history of ${rehearsed.ref}` });
    expect(leaks).toContainEqual({ what: 'a phone number or account', where: 'log planted.log' });
  }, 60_000);
});
