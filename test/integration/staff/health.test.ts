import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { ActEntity, ErrorReportEntity, DossierEntity, IncomingMailEntity, IncomingWatchEntity, JournalEntity, MailGateEntity, OutboxEntity, PromptEntity } from '../../../libs/platform/db/entities/index.js';
import { lookAtHealth } from '../../../libs/operations/health/look-at-health.js';
import { runDue } from '../../../libs/office/due/run-due.js';
import { addExchange, addPrompt, edition, mailsOf, setClock } from '../upkeep/scene.js';
import { Desk } from './desk.js';

const ref = 'P2P-2027-0001';
const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

let desk: Desk;
beforeEach(async () => {
  desk = await Desk.open();
  await setClock(desk.scene, '2027-03-09T09:30:00.000Z');
  await addExchange(desk.scene, ref, 'in-review');
  engine({});
});
afterEach(() => desk.close());

interface Described {
  pendingWorkflowTask?: { attempt: number; originalScheduledTime: { seconds: number } };
  pendingActivities?: { attempt: number; activityType: { name: string }; activityId: string }[];
}

async function* listOf(refs: readonly string[]): AsyncGenerator<{ workflowId: string }> {
  for (const workflowId of refs) yield { workflowId };
}

/** The engine as it describes an exchange; asked of others, it says that all is well. */
function engine(described: Record<string, Described>, parked?: { seq: number; code: string }, running: readonly string[] = [ref]): void {
  Object.assign(desk.scene.client, {
    options: { namespace: 'default' },
    workflowService: {
      getSystemInfo: () => Promise.resolve({}),
      describeWorkflowExecution: ({ execution }: { execution: { workflowId: string } }) => Promise.resolve(described[execution.workflowId] ?? {}),
    },
  });
  const describe = () => Promise.resolve({ status: { name: 'RUNNING' } });
  const handle = { query: () => Promise.resolve({ parked }), signal: () => Promise.resolve(), describe };
  Object.assign(desk.scene.client.workflow, { getHandle: () => handle, list: () => listOf(running) });
}

const conditions = () => lookAtHealth({ db: desk.db, client: desk.scene.client });

/** The exchange should have acted by itself some time ago. */
const overdue = () => desk.db.update(DossierEntity, { ref }, { wakeAt: '2027-03-09T09:20:00.000Z' });

async function addAct(status: ActEntity['status'], realAt: string): Promise<void> {
  const row = { id: randomUUID(), ref, input: {}, payload: {}, by: 'coordinator', at: realAt, realAt, status, nextAttemptAt: realAt, incidentId: null, code: null, attempts: 3 };
  await desk.db.insert(ActEntity, { ...row, kind: 'pause' });
}

async function addMail(over: Partial<OutboxEntity>): Promise<void> {
  const row = { id: randomUUID(), businessKey: randomUUID(), ref, edition, kind: 'signed-by-all' as const, recipientId: 'blivande-manager', audience: 'hosting', data: {}, messageId: 'm@x', attempts: 1 };
  await desk.db.insert(OutboxEntity, { ...row, status: 'planned', plannedAt: '2027-03-09T09:00:00.000Z', plannedRealAt: minutesAgo(30), notBefore: '2027-03-09T09:00:00.000Z', ...over } as never);
}

describe('a condition', () => {
  it('is none while everything moves', async () => {
    await addPrompt(desk.scene, `${ref}/1/-/review/coordinator/1`, '2027-03-08T10:00:00.000Z');
    await addMail({ status: 'sent' });
    await addMail({ notBefore: '2027-03-10T09:00:00.000Z' });
    expect(await conditions()).toEqual([]);
    expect((await (await desk.signIn('coordinator')).get('/staff/health')).text).toContain('Nothing is broken');
  });

  it('names exchanges whose code fails, and only those that should have moved are asked', async () => {
    const failing = { [ref]: { pendingWorkflowTask: { attempt: 7, originalScheduledTime: { seconds: Math.floor(Date.now() / 1000) - 1_200 } } } };
    engine(failing);
    expect(await conditions()).toEqual([]);
    await overdue();
    expect(await conditions()).toMatchObject([{ name: 'workflow-task-failures', count: 1, items: [{ ref }] }]);
    const page = await (await desk.signIn('coordinator')).get('/staff/health');
    expect(page.text).toContain('An exchange cannot go on');
    expect(page.links.map(({ href }) => href)).toContain(`/staff/exchanges/${ref}`);
    expect((await desk.api('coordinator', '/staff/api/health')).json).toMatchObject({ healthy: false, conditions: [{ name: 'workflow-task-failures', count: 1, refs: [ref] }] });
  });

  it('names steps that wait for staff, also behind an act that was taken and never written down', async () => {
    engine({}, { seq: 4, code: 'step-mismatch' });
    await addAct('done', minutesAgo(5));
    expect(await conditions()).toMatchObject([{ name: 'parked-steps', count: 1, items: [{ ref, text: `${ref}: step 4 (step-mismatch)` }] }]);
  });

  it('names work that fails again and again', async () => {
    for (let n = 0; n < 6; n += 1) {
      await desk.db.insert(ErrorReportEntity, { id: randomUUID(), code: 'database-or-network-57P01', activity: 'publish', detail: {}, at: minutesAgo(n * 5) });
    }
    await overdue();
    engine({ [ref]: { pendingActivities: [{ attempt: 9, activityType: { name: 'publish' }, activityId: '5-sign' }] } });
    expect(await conditions()).toMatchObject([
      { name: 'exhausted-activities', count: 2, items: [{ text: `${ref}: publish 5-sign (9 tries)` }, { text: 'publish (database-or-network-57P01), 6 times in the last hour' }] },
    ]);
  });

  it('names questions past their date that nobody took up for five working days', async () => {
    const id = `${ref}/1/hosting/availability/manager/1`;
    await addPrompt(desk.scene, id, '2027-02-20T09:00:00.000Z', { escalatedAt: '2027-03-03T16:00:00.000Z' });
    expect(await conditions()).toEqual([]);
    await desk.db.update(PromptEntity, { id }, { escalatedAt: '2027-03-02T08:00:00.000Z' });
    expect(await conditions()).toMatchObject([{ name: 'unanswered-escalations', count: 1, since: '2027-03-02T08:00:00.000Z' }]);
    await desk.db.update(PromptEntity, { id }, { frozen: {} });
    expect(await conditions()).toEqual([]);
  });

  it('names answers, acts and starts that have not arrived, and mails that have not gone', async () => {
    await addAct('received', minutesAgo(3));
    await desk.db.update(DossierEntity, { ref }, { startStatus: 'planned', startNextAt: minutesAgo(10) });
    await addMail({});
    await addMail({ status: 'refused', lastCode: '550' });
    await desk.db.update(MailGateEntity, { id: 1 }, { closedSince: minutesAgo(20), code: '535' });
    const found = await conditions();
    expect(found.map(({ name, count }) => [name, count])).toEqual([['relay-backlog', 2], ['mail-backlog', 3]]);
    expect(found[1]!.items.map(({ text }) => text)).toEqual(['The mail server refuses all mail (535)', `${ref}: signed-by-all`, `${ref}: signed-by-all: refused 550`]);
  });

  it('names incoming mail that cannot be got at, or that was left in the mailbox', async () => {
    const remember = (id: string, outcome: string, at: string) => desk.db.insert(IncomingMailEntity, { id, senderHash: '', outcome, at });
    await desk.db.update(IncomingWatchEntity, { id: 1 }, { heardAt: minutesAgo(5) });
    await remember('taken', 'conversation', minutesAgo(5));
    await remember('old', 'failed', minutesAgo(8 * 24 * 60));
    expect(await conditions()).toEqual([]);
    await desk.db.update(IncomingWatchEntity, { id: 1 }, { heardAt: minutesAgo(11) });
    expect(await conditions()).toMatchObject([{ name: 'incoming-mail', count: 1, items: [{ text: 'Nobody looks into the mailbox' }] }]);
    await desk.db.update(IncomingWatchEntity, { id: 1 }, { troubleSince: minutesAgo(20), code: 'authentication-failed' });
    await remember('one', 'failed', minutesAgo(30));
    await remember('two', 'failed', minutesAgo(25));
    await remember('three', 'unserved', minutesAgo(3));
    expect(await conditions()).toMatchObject([
      { name: 'incoming-mail', count: 3, items: [{ text: 'The mailbox cannot be read (authentication-failed)' }, { text: '2 mails could not be written down' }, { text: '1 mail could not be had from the mailbox’s server' }] },
    ]);
    expect((await (await desk.signIn('lead')).get('/staff/health')).text).toContain('Incoming mail cannot be taken in');
  });

  it('names an open exchange that the engine does not run, by a list and not one by one', async () => {
    engine({}, undefined, []);
    const asked: string[] = [];
    const terminated = (): unknown => ({ describe: () => Promise.resolve({ status: { name: 'TERMINATED' } }) });
    Object.assign(desk.scene.client.workflow, { getHandle: (id: string) => (asked.push(id), terminated()) });
    await addExchange(desk.scene, 'P2P-2027-0002', 'completed');
    expect(await conditions()).toMatchObject([{ name: 'workflow-missing', count: 1, items: [{ ref, text: `${ref}: terminated` }] }]);
    expect(asked).toEqual([ref]);
    expect((await (await desk.signIn('lead')).get('/staff/health')).text).toContain('Exchanges stand still');
    engine({}, undefined, [ref]);
    expect(await conditions()).toEqual([]);
  });

  it('names an exchange that has been over for an hour and is not archived', async () => {
    const over = 'P2P-2027-0002';
    await addExchange(desk.scene, over, 'completed');
    const entry = (realAt: string) => desk.db.save(JournalEntity, { ref: over, seq: 1, n: 0, kind: 'ended', event: { kind: 'ended', ending: 'completed' }, at: realAt, realAt });
    await entry(minutesAgo(50));
    expect(await conditions()).toEqual([]);
    await entry(minutesAgo(70));
    expect(await conditions()).toMatchObject([{ name: 'unarchived', count: 1, items: [{ ref: over, text: `${over}: its workflow is still open` }] }]);
    await desk.db.update(DossierEntity, { ref: over }, { archivedAt: minutesAgo(0) });
    expect(await conditions()).toEqual([]);
  });

  it('keeps its first instant until it is gone, though each try begins anew', async () => {
    const failingSince = (seconds: number) => engine({ [ref]: { pendingWorkflowTask: { attempt: 7, originalScheduledTime: { seconds: Math.floor(Date.now() / 1000) - seconds } } } });
    await overdue();
    failingSince(300);
    const [first] = await conditions();
    await desk.db.query(`update broken_since set found_at = now() - interval '40 minutes', since = now() - interval '40 minutes'`);
    failingSince(1);
    const [later] = await conditions();
    expect(Date.parse(later!.since)).toBeLessThan(Date.parse(first!.since));
    expect(later!.lastingMs).toBeGreaterThan(39 * 60_000);
    engine({});
    await desk.db.query(`update broken_since set seen_at = now() - interval '3 minutes'`);
    expect(await conditions()).toEqual([]);
    failingSince(1);
    expect((await conditions())[0]!.lastingMs).toBeLessThan(60_000);
  });

  it('of the engine is kept while the engine is away: nobody can say that it is gone', async () => {
    engine({}, undefined, []);
    Object.assign(desk.scene.client.workflow, { getHandle: () => ({ describe: () => Promise.resolve({ status: { name: 'FAILED' } }) }) });
    await conditions();
    await desk.db.query(`update broken_since set found_at = now() - interval '40 minutes', seen_at = now() - interval '30 minutes'`);
    const { workflowService } = desk.scene.client;
    Object.assign(desk.scene.client, { workflowService: { getSystemInfo: () => Promise.reject(new Error('away')) } });
    expect((await conditions()).map(({ name }) => name)).toEqual(['engine-away']);
    Object.assign(desk.scene.client, { workflowService });
    expect((await conditions())[0]).toMatchObject({ name: 'workflow-missing', lastingMs: expect.closeTo(40 * 60_000, -5) });
  });

  it('says that the engine is away, and the rest all the same', async () => {
    Object.assign(desk.scene.client, { workflowService: { getSystemInfo: () => Promise.reject(new Error('away')) } });
    await addMail({});
    expect((await conditions()).map(({ name }) => name)).toEqual(['mail-backlog', 'engine-away']);
  });
});

describe('the digest', () => {
  const runOnce = () => runDue({ db: desk.db, client: desk.scene.client, config: desk.scene.config }, edition);

  it('has a short line for what has been broken for a while, once a day, for those who look after it', async () => {
    await addMail({ notBefore: '2027-03-09T09:20:00.000Z' });
    await runOnce();
    expect(await mailsOf(desk.scene, 'digest')).toEqual([]);
    await setClock(desk.scene, '2027-03-09T09:40:00.000Z');
    await runOnce();
    await runOnce();
    const digests = await mailsOf(desk.scene, 'digest');
    expect(digests.map(({ recipientId }) => recipientId)).toEqual(['coordinator', 'lead']);
    expect(digests[0]!.data).toMatchObject({ params: { count: 1 }, lists: [{ title: 'Please look into', items: [{ text: 'Mails are late (1)', path: '/staff/health' }] }] });
  });
});

describe('the digest of what is tried again and again', () => {
  it('names it once it has lasted a quarter of an hour, though the last try was a second ago', async () => {
    await overdue();
    engine({ [ref]: { pendingActivities: [{ attempt: 9, activityType: { name: 'publish' }, activityId: '5-sign' }] } });
    await conditions();
    await desk.db.query(`update broken_since set found_at = now() - interval '20 minutes'`);
    await setClock(desk.scene, '2027-03-09T09:40:00.000Z');
    await desk.db.update(DossierEntity, { ref }, { wakeAt: '2027-03-09T09:30:00.000Z' });
    await runDue({ db: desk.db, client: desk.scene.client, config: desk.scene.config }, edition);
    const [digest] = await mailsOf(desk.scene, 'digest');
    expect(JSON.stringify(digest?.data)).toContain('/staff/health');
  });
});

describe('the clock of a rehearsal', () => {
  it('is advanced by a button, by whoever may, and never in a real edition', async () => {
    await desk.db.update(DossierEntity, { ref }, { stage: 'completed', endedAt: new Date().toISOString() });
    await desk.db.query(`insert into draft (id, edition, payload, language, created_at, delete_at) values (gen_random_uuid(), $1, '{}', 'en', $2, $3)`, [edition, '2027-03-01T09:00:00Z', '2027-03-31T09:00:00Z']);
    const coordinator = await desk.signIn('coordinator');
    const page = await coordinator.post(`/staff/editions/${edition}/advance`, {});
    expect([page.status, page.text]).toEqual([200, expect.stringMatching(/It is now Wednesday 31 March 2027, 1[01]:00 \(UTC\+2\): the office’s drafts fell due/)]);
    const viewer = await desk.signIn((await desk.member(['viewer'])).id);
    expect((await viewer.post(`/staff/editions/${edition}/advance`, {})).status).toBe(403);
    expect((await viewer.get('/staff')).html).not.toContain('/advance');
    await desk.db.query(`update edition set rehearsal = false`);
    expect((await coordinator.post(`/staff/editions/${edition}/advance`, {})).text).toContain('Only the clock of a rehearsal can be moved');
    expect((await coordinator.get('/staff')).html).not.toContain('/advance');
    expect((await coordinator.post('/staff/editions/none/advance', {})).status).toBe(404);
  });
});
