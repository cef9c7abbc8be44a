import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ActivityLogEntity, InboxEntity, MailGateEntity, OutboxEntity } from '../../libs/platform/db/entities/index.js';
import type { MailKind } from '../../libs/domain/programme/vocabulary.js';
import { prepareRehearsal, type PreparedRehearsal } from '../../infra/walkthrough/prepare-rehearsal.js';
import { Rehearsal, type Rehearsed } from '../../infra/walkthrough/rehearsal.js';
import type { AnswerMoment } from '../../infra/walkthrough/rehearsal-input.js';
import { searchAll } from '../../infra/walkthrough/walkthrough.js';
import { KillableSystem, until } from '../e2e/killable-system.js';

// One exchange meets one fault after another; each test looks at what was seen of one of them.

const system = new KillableSystem();
const began = new Date();
let rehearsal: PreparedRehearsal;
let rehearsed: Rehearsed;
/** What was seen while a fault lasted, by fault. */
const seen: Record<string, unknown> = {};

beforeAll(async () => {
  await system.start();
  rehearsal = await prepareRehearsal(system.system, { hooks: { beforeAnswer: begin, afterAnswer: end } });
  rehearsed = await new Rehearsal(rehearsal).play();
}, 240_000);

afterAll(() => system.stop(), 60_000);

const faults: Partial<Record<string, { begin: () => Promise<void>; end: (moment: AnswerMoment) => Promise<void> }>> = {
  // The mail server says "not now" while the mail that asks for the application should go.
  availability: {
    begin: () => rehearsal.mailbox.setFault({ mode: 'refuse-451' }),
    async end({ ref }) {
      await until('the first attempt was refused', 20_000, () => wasTried(ref, 'application'));
      seen['refuse-451'] = (await outbox(ref, 'application'))?.status;
      await rehearsal.mailbox.setFault({ mode: 'none' });
    },
  },
  // Nobody listens on the mail server's port while the candidate's receipt should go.
  application: {
    begin: () => rehearsal.mailbox.setFault({ mode: 'connection-refused' }),
    async end({ ref }) {
      await until('the first attempt found nobody', 20_000, () => wasTried(ref, 'application-received'));
      seen['connection-refused'] = (await outbox(ref, 'application-received'))?.status;
      await rehearsal.mailbox.setFault({ mode: 'none' });
    },
  },
  // Temporal does not answer while the coordinator decides.
  review: {
    async begin() {
      process.kill(system.pid('temporal'), 'SIGSTOP');
    },
    async end({ ref, page }) {
      const stored = await inbox(ref, 'review');
      seen['temporal-away'] = { status: page.status, inbox: stored.map(({ status }) => status) };
      process.kill(system.pid('temporal'), 'SIGCONT');
    },
  },
  // The password of the mail account was changed while the receipt for the costs should go.
  'visitor-wrap-up': {
    begin: () => rehearsal.mailbox.setFault({ mode: 'auth-535' }),
    async end({ ref }) {
      await until('the gate is closed', 20_000, async () => (await gate()).closedSince !== null);
      seen['auth-535'] = (await outbox(ref, 'claim-received'))?.status;
      await rehearsal.mailbox.setFault({ mode: 'none' });
      await until('the gate opened by itself', 60_000, async () => (await gate()).closedSince === null);
    },
  },
  // The mail server takes the last question's mail and hangs up without a word.
  'approve-payment': {
    begin: () => rehearsal.mailbox.setFault({ mode: 'drop-after-data', times: 1 }),
    async end() {},
  },
};

/** A mail that is still to go: it waits, or is being tried at this moment. */
const waiting = ['planned', 'sending'];

async function begin({ question }: AnswerMoment): Promise<void> {
  await faults[question]?.begin();
}

async function end(moment: AnswerMoment): Promise<void> {
  await faults[moment.question]?.end(moment);
}

async function outbox(ref: string | undefined, kind: MailKind): Promise<OutboxEntity | null> {
  return (await system.database()).manager.findOneBy(OutboxEntity, { ref: ref ?? '', kind });
}

/** Whether a mail was tried in vain and waits for its next turn. */
async function wasTried(ref: string | undefined, kind: MailKind): Promise<boolean> {
  const row = await outbox(ref, kind);
  return row !== null && row.attempts >= 1 && row.status === 'planned';
}

async function inbox(ref: string | undefined, kind: string): Promise<InboxEntity[]> {
  const rows = await (await system.database()).manager.findBy(InboxEntity, { ref: ref ?? '' });
  return rows.filter(({ promptId }) => promptId.split('/')[3] === kind);
}

async function gate(): Promise<MailGateEntity> {
  return (await system.database()).manager.findOneByOrFail(MailGateEntity, { id: 1 });
}

async function arrivals(kind: MailKind): Promise<number> {
  const row = await outbox(rehearsed.ref, kind);
  return rehearsed.mails.get(row?.messageId ?? '')?.times ?? 0;
}

test('after all faults the exchange ends as it should and both sides are paid', () => {
  expect(rehearsed.ending).toBe('completed');
  expect(Object.fromEntries(rehearsed.payments.map(({ party, cents }) => [party, cents]))).toEqual({ visiting: 101_000, hosting: 50_000 });
});

test('a mail that the server does not want now waits, then goes once', async () => {
  expect(waiting).toContain(seen['refuse-451']);
  expect(await arrivals('application')).toBe(1);
});

test('while nobody listens on the mail port everything waits, then goes once', async () => {
  expect(waiting).toContain(seen['connection-refused']);
  expect(await arrivals('application-received')).toBe(1);
});

test('an answer given while Temporal is away is received, and delivered once later', async () => {
  expect(seen['temporal-away']).toEqual({ status: 200, inbox: ['received'] });
  expect((await inbox(rehearsed.ref, 'review')).map(({ status }) => status)).toEqual(['accepted']);
  expect(rehearsed.journal.filter(({ kind, detail }) => kind === 'answered' && String(detail['prompt']).includes('/review/'))).toHaveLength(1);
});

test('a refused login closes the gate with one alarm, and everything goes after the fix', async () => {
  const { manager } = await system.database();
  expect(waiting).toContain(seen['auth-535']);
  expect(await manager.countBy(ActivityLogEntity, { kind: 'mail-gate-closed' })).toBe(1);
  expect(await manager.countBy(ActivityLogEntity, { kind: 'mail-gate-opened' })).toBe(1);
  expect(await arrivals('claim-received')).toBe(1);
});

test('a mail whose fate is unknown is sent once more at most, with the same Message-ID', () => {
  const copies = [...rehearsed.mails.values()].map(({ times }) => times);
  expect(copies.filter((times) => times > 2)).toEqual([]);
  expect(copies.filter((times) => times === 2)).toHaveLength(1);
});

test('no failure message, log or history tells whom a mail was for or what it said', async () => {
  const { leaks, events } = await searchAll(system.system, rehearsed, began);
  expect(leaks).toEqual([]);
  expect(events).toBeGreaterThan(100);
}, 60_000);

test('no mail is left behind', async () => {
  const rows = await (await system.database()).manager.findBy(OutboxEntity, { edition: rehearsal.edition });
  expect(rows.filter(({ status }) => status !== 'sent').map(({ kind, status }) => `${kind} ${status}`)).toEqual([]);
});
