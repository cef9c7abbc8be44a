import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { exchangeWorkflowId, clockMovedSignal } from '../../libs/contracts/dossier/index.js';
import { ContactEntity, EditionEntity, DossierEntity, InboxEntity, OutboxEntity, PromptEntity, StepEntity } from '../../libs/platform/db/entities/index.js';
import { clockNow, editionClock } from '../../libs/platform/clock/edition-clock.js';
import { loadServiceConfig } from '../../libs/platform/config/config.js';
import { parsePromptId } from '../../libs/domain/dossier/reference.js';
import type { PromptKind } from '../../libs/domain/programme/vocabulary.js';
import { temporalClient } from '../../libs/platform/temporal/connect.js';
import { happyScript, type Script } from '../../infra/walkthrough/answers.js';
import { questionOn } from '../../infra/walkthrough/page-questions.js';
import { plays } from '../../infra/walkthrough/plays.js';
import { prepareRehearsal, type PreparedRehearsal } from '../../infra/walkthrough/prepare-rehearsal.js';
import { Rehearsal } from '../../infra/walkthrough/rehearsal.js';
import type { JournalEntry } from '../../infra/walkthrough/staff-api.js';
import { KillableSystem, until } from '../e2e/killable-system.js';

// One system for all; one exchange stands poisoned from the first test to the last, and delays none of the others.

const system = new KillableSystem();

interface Begun {
  prepared: PreparedRehearsal;
  rehearsal: Rehearsal;
}
let poisoned: Begun;

beforeAll(async () => {
  await system.start();
}, 150_000);

afterAll(() => system.stop(), 60_000);

/** An exchange of its own, played until a question is asked that the script leaves open. */
async function playUntilAsked(question: PromptKind, script: Partial<Script>): Promise<Begun & { prompt: PromptEntity }> {
  const prepared = await prepareRehearsal(system.system, { play: { ...plays.completed, script: { ...happyScript, ...script } } });
  const rehearsal = new Rehearsal(prepared);
  await rehearsal.begin();
  await rehearsal.playUntil(has('asked', question));
  const { manager } = await system.database();
  const prompt = await manager.findOneByOrFail(PromptEntity, { ref: rehearsal.ref ?? '', kind: question, status: 'open' });
  return { prepared, rehearsal, prompt };
}

function has(kind: string, what: string): (journal: readonly JournalEntry[]) => boolean {
  return (journal) => journal.some((entry) => entry.kind === kind && (entry.detail['stage'] === what || questionOf(entry) === what));
}

function questionOf({ detail }: JournalEntry): string | undefined {
  return typeof detail['prompt'] === 'string' ? parsePromptId(detail['prompt']).kind : undefined;
}

async function nowIn(edition: string): Promise<string> {
  return clockNow(await editionClock((await system.database()).manager, edition));
}

test('an exchange whose step cannot be written down is parked', async () => {
  const { manager } = await system.database();
  poisoned = await playUntilAsked('availability', { availability: () => 'silent' });
  const { rehearsal } = poisoned;
  const { seq } = await manager.findOneByOrFail(DossierEntity, { ref: rehearsal.ref ?? '' });
  await manager.insert(StepEntity, { ref: rehearsal.ref ?? '', seq: seq + 1, sha256: 'another step', result: {} });
  const receipt = await rehearsal.answerLeftOpen('host contact', 'availability', happyScript.availability);
  expect(receipt.status).toBe(200);
  await until('the office reads of it', 20_000, async () => (await rehearsal.openFile('coordinator')).text.includes('This exchange is stopped'));
}, 90_000);

test('Temporal is away over a deadline, and the answer came in time: it counts', async () => {
  const { manager } = await system.database();
  const { rehearsal, prepared, prompt } = await playUntilAsked('application', { application: () => 'silent' });
  await rehearsal.clock.to(before(prompt.closesAt, 10));
  process.kill(system.pid('temporal'), 'SIGSTOP');
  try {
    const receipt = await rehearsal.answerLeftOpen('visiting manager', 'application', happyScript.application);
    expect(receipt.status).toBe(200);
    // The relay does not get to it either: only the deadline itself can find the answer.
    await manager.update(InboxEntity, { promptId: prompt.id }, { nextAttemptAt: new Date(Date.now() + 3_600_000).toISOString() });
    expect((await manager.findOneByOrFail(InboxEntity, { promptId: prompt.id })).status).toBe('received');
    await until('the deadline has passed', 30_000, async () => (await nowIn(prepared.edition)) > prompt.closesAt);
    await pause(500);
  } finally {
    process.kill(system.pid('temporal'), 'SIGCONT');
  }
  await rehearsal.playUntil(has('entered', 'in-review'));
  const answer = await manager.findOneByOrFail(InboxEntity, { promptId: prompt.id });
  expect([answer.status, answer.attempts, answer.receivedAt < prompt.closesAt]).toEqual(['accepted', 0, true]);
  expect(await promptStatus(prompt)).toBe('answered');
}, 120_000);

test('an outage over two reminders and the close of one question: one mail, not three', async () => {
  const { manager } = await system.database();
  const { rehearsal, prepared, prompt } = await playUntilAsked('availability', { availability: () => 'silent', 'choose-host': () => 'silent' });
  expect(prompt.remindAt).toHaveLength(2);
  const mails = () => manager.findBy(OutboxEntity, { ref: prompt.ref });
  const known = (await mails()).map(({ id }) => id);
  process.kill(system.pid('worker'), 'SIGSTOP');
  try {
    await moveClock(prepared.edition, prompt.ref, after(prompt.closesAt, 60));
  } finally {
    process.kill(system.pid('worker'), 'SIGCONT');
  }
  rehearsal.clock.movedTo(await nowIn(prepared.edition));
  await rehearsal.playUntil(has('asked', 'choose-host'));
  await rehearsal.clock.to(after(prompt.closesAt, 16 * 3_600)); // whatever was planned has gone by the next morning's hours
  const fresh = (await mails()).filter(({ id }) => !known.includes(id));
  expect(fresh.map(({ kind, audience, status }) => [kind, audience, status])).toEqual([['choose-host', 'visiting', 'sent']]);
  const journal = await prepared.api.journal(prompt.ref);
  expect(journal.filter((entry) => questionOf(entry) === 'availability').map(({ kind }) => kind)).toEqual(['asked', 'lapsed']);
  expect(await promptStatus(prompt)).toBe('lapsed');
}, 90_000);

test('a replaced contact’s old link is dead, and the open signature goes to the new one', async () => {
  const { manager } = await system.database();
  let replaced = false;
  const { rehearsal, prepared } = await playUntilAsked('sign', { sign: (context) => (context.party === 'visiting' && !replaced ? 'silent' : happyScript.sign(context)) });
  const oldLink = rehearsal.linkLeftOpen('visiting signatory', 'sign');
  const { canaries } = prepared.plot;
  await rehearsal.doBeside({
    who: 'coordinator',
    act: 'replace-contact',
    filling: () => ({ party: 'visiting', slot: 'signatory', name: canaries.name('successor'), email: canaries.email('successor') }),
    brings: { who: 'successor', address: () => canaries.email('successor'), party: 'visiting' },
  });
  replaced = true;
  await rehearsal.playUntil(has('entered', 'preparing'));
  const dead = await rehearsal.cast.named('visiting signatory').browser.open(oldLink);
  expect([dead.status, questionOn(dead)]).toEqual([404, undefined]);
  const posted = await fetch(oldLink, { method: 'POST', body: new URLSearchParams({ choice: 'signed' }) });
  expect(posted.status).toBe(404);
  const signatures = (await manager.findBy(InboxEntity, { ref: rehearsal.ref ?? '', status: 'accepted' })).filter(({ promptId }) => promptId.includes('/visiting/sign/'));
  const successor = await manager.findOneByOrFail(ContactEntity, { email: canaries.email('successor') });
  expect(signatures.map(({ by }) => by)).toEqual([successor.id]);
}, 90_000);

test('the poisoned exchange has delayed no other, is named, and goes on once it is mended', async () => {
  const { manager } = await system.database();
  const { rehearsal } = poisoned;
  const ref = rehearsal.ref ?? '';
  const { seq } = await manager.findOneByOrFail(DossierEntity, { ref });
  // What lasts for a moment only is no trouble yet: it has lasted for two minutes.
  await manager.update(InboxEntity, { ref, status: 'received' }, { receivedRealAt: new Date(Date.now() - 120_000).toISOString() });
  const health = await rehearsal.cast.named('coordinator').browser.open(`${system.system.staffUrl}/health`);
  expect(health.text).toContain(ref);
  await manager.delete(StepEntity, { ref, seq: seq + 1 });
  await rehearsal.openFile('coordinator').then((file) => rehearsal.press('coordinator', file, 'Try the step again'));
  await rehearsal.playUntil(has('entered', 'applying'));
  expect((await manager.findOneByOrFail(DossierEntity, { ref })).seq).toBeGreaterThan(seq);
}, 90_000);

/** What an outage is: time goes on, and nobody of ours is there. */
async function moveClock(edition: string, ref: string, to: string): Promise<void> {
  const { manager } = await system.database();
  const { version } = await editionClock(manager, edition);
  const clock = { offsetMs: Date.parse(to) - Date.now(), version: version + 1 };
  await manager.update(EditionEntity, { id: edition }, { clockOffsetMs: clock.offsetMs, clockVersion: clock.version });
  const { client, connection } = temporalClient(loadServiceConfig(system.system.env));
  await client.workflow.getHandle(exchangeWorkflowId(ref)).signal(clockMovedSignal, clock);
  await connection.close();
}

async function promptStatus({ id }: PromptEntity): Promise<string> {
  return (await (await system.database()).manager.findOneByOrFail(PromptEntity, { id })).status;
}

function before(instant: string, seconds: number): string {
  return after(instant, -seconds);
}

function after(instant: string, seconds: number): string {
  return new Date(Date.parse(instant) + seconds * 1_000).toISOString();
}
