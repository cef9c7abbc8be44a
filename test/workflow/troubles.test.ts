import { describe, expect, test } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import { requiredTsToMs } from '@temporalio/common/lib/time.js';
import type { PaperOffice } from '../../infra/rehearse/paper-office.js';
import { happyScript, peopleOf } from '../../infra/rehearse/people.js';
import { clockMovedSignal, retryStepSignal, type CloseVerdict, type Step } from '../../libs/contracts/dossier/index.js';
import { recordIfAsked } from '../replay/histories.js';
import { reply } from '../unit/workflows/scenarios.js';
import { withExchange, type ExchangeUnderTest } from './laboratory.js';

const nobody = peopleOf({});
const dayMs = 24 * 3_600_000;

describe('publishing', () => {
  test('that fails for a while is tried again until it succeeds; meanwhile answers get their receipts', async () => {
    let failures = 0;
    const failing = { now: false };
    await withExchange(
      {
        people: nobody,
        activities: (office) => ({
          publish: async (step: Step) => {
            if (failing.now) {
              failures += 1;
              throw ApplicationFailure.create({ type: 'database-or-network-ECONNREFUSED', message: 'away' });
            }
            return office.publish(step);
          },
        }),
      },
      async (exchange) => {
        const prompt = await exchange.untilAsked('availability');
        failing.now = true;
        expect(await exchange.hand(await exchange.answerNow(prompt, 'yes'))).toMatchObject({ choice: 'yes' });
        await exchange.until(() => failures >= 8);
        expect(await exchange.state()).toMatchObject({ stage: 'applying', quiet: false });
        failing.now = false;
        await exchange.until(() => exchange.lines().includes('asked application.visiting.manager'));
        expect(exchange.office.steps(exchange.ref).map(({ seq }) => seq)).toEqual([1, 2]);
      },
    );
  });

  test.each(['step-mismatch', 'exchange-unknown', 'definition-missing'])('refused for good (%s) parks the step until staff have it tried again', async (code) => {
    const refusing = { now: false };
    await withExchange(
      {
        people: peopleOf({ ...happyScript, application: ['silent'] }),
        activities: (office) => ({
          publish: async (step: Step) => {
            if (refusing.now) throw ApplicationFailure.create({ type: code, message: code });
            return office.publish(step);
          },
        }),
      },
      async (exchange) => {
        const prompt = await exchange.untilAsked('availability');
        refusing.now = true;
        await exchange.hand(await exchange.answerNow(prompt, 'yes'));
        await exchange.until(async () => (await exchange.state()).parked !== undefined);
        expect((await exchange.state()).parked).toEqual({ seq: 2, code });

        await exchange.handle.signal(retryStepSignal); // too early: it is refused again, and parked again
        await exchange.until(async () => (await exchange.state()).parked !== undefined);
        refusing.now = false;
        await exchange.handle.signal(retryStepSignal);
        await exchange.until(() => exchange.lines().includes('asked application.visiting.manager'));
        expect((await exchange.state()).parked).toBeUndefined();
        expect(await exchange.liveToTheEnd()).toBe('expired');
        if (code === 'step-mismatch') await recordIfAsked('parked-step', exchange.handle);
      },
    );
  });
});

describe('mail', () => {
  const twoMailsAStep = { office: { unsent: () => 2 } };
  const short = peopleOf({ ...happyScript, 'sign.hosting': [reply('declined')] });

  test('left to the mail queue is sent, each once, before the exchange ends', async () => {
    await withExchange({ people: peopleOf({ ...happyScript, review: [reply('decline')] }), ...twoMailsAStep }, async (exchange) => {
      expect(await exchange.liveToTheEnd()).toBe('declined');
      const expected = exchange.office.steps(exchange.ref).flatMap(({ seq }) => [1, 2].map((nth) => `${exchange.ref}-${seq}-${nth}`));
      expect(exchange.office.delivered.toSorted()).toEqual(expected.toSorted());
    });
  });

  test('that cannot be delivered does not fail the exchange', async () => {
    const deliver = () => Promise.reject(ApplicationFailure.nonRetryable('refused', 'refused'));
    await withExchange({ people: short, ...twoMailsAStep, activities: () => ({ deliver }) }, async (exchange) => {
      expect(await exchange.liveToTheEnd()).toBe('withdrawn');
    });
  });

  test('that fails for a while is tried again; the story goes on meanwhile', async () => {
    let attempts = 0;
    const activities = (office: PaperOffice) => ({
      deliver: async (outboxId: string) => {
        attempts += 1;
        if (attempts <= 6) throw ApplicationFailure.create({ type: 'mail-server-away', message: 'mail-server-away' });
        return office.deliver(outboxId);
      },
    });
    await withExchange({ people: nobody, office: { unsent: ({ seq }) => (seq === 1 ? 1 : 0) }, activities }, async (exchange) => {
      const prompt = await exchange.untilAsked('availability');
      await exchange.hand(await exchange.answerNow(prompt, 'yes'));
      await exchange.until(() => exchange.lines().includes('asked application.visiting.manager'));
      expect(exchange.office.delivered).toEqual([]);
      await exchange.until(() => exchange.office.delivered.length === 1);
      expect(attempts).toBe(7);
    });
  });
});

describe('a closing', () => {
  test('that the database does not see yet is asked for again when it said, not in a tight loop', async () => {
    const verdicts: CloseVerdict[] = [{ kind: 'not-yet', waitMs: 4_000 }, { kind: 'not-yet', waitMs: 1_500 }];
    const asked: string[] = [];
    await withExchange(
      {
        people: nobody,
        activities: (office) => ({
          closePrompt: async (prompt, closesAt) => {
            asked.push(prompt);
            return verdicts.shift() ?? office.closePrompt(prompt, closesAt);
          },
        }),
      },
      async (exchange) => {
        const prompt = await exchange.untilAsked('availability');
        await exchange.until(() => exchange.lines().includes('lapsed availability.hosting.manager'), dayMs);
        expect(asked).toEqual([prompt, prompt, prompt]);
        expect(exchange.lines().filter((line) => line.startsWith('lapsed'))).toHaveLength(1);
        expect(await closingsAndWaits(exchange)).toEqual(['closing asked', 'waited 4000 ms', 'closing asked', 'waited 1500 ms', 'closing asked']);
      },
    );
  });
});

/** From the first closing on: what was asked, and the timers that fired in between. */
async function closingsAndWaits({ handle }: ExchangeUnderTest): Promise<string[]> {
  const { events } = await handle.fetchHistory();
  const waits = new Map<string, number>();
  const lines: string[] = [];
  for (const { timerStartedEventAttributes: started, timerFiredEventAttributes: fired, activityTaskScheduledEventAttributes: scheduled } of events ?? []) {
    if (started) waits.set(started.timerId ?? '', requiredTsToMs(started.startToFireTimeout, 'startToFireTimeout'));
    if (fired && lines.length > 0) lines.push(`waited ${waits.get(fired.timerId ?? '')} ms`);
    if (scheduled?.activityType?.name === 'closePrompt') lines.push('closing asked');
  }
  return lines;
}

describe('the edition’s clock', () => {
  test('moved by a signal wakes the exchange at once; an older version does nothing', async () => {
    await withExchange({ people: nobody }, async (exchange) => {
      const prompt = await exchange.untilAsked('availability');
      const startedAt = await exchange.environment.currentTimeMs();
      const { remindAt, dueAt, closesAt } = exchange.office.openPrompts(exchange.ref).get(prompt)!;
      let version = 1;
      const advanceTo = async (instant: string) => {
        version += 1;
        const offsetMs = Date.parse(instant) - startedAt;
        exchange.office.clock = { offsetMs, version };
        await exchange.handle.signal(clockMovedSignal, exchange.office.clock);
        await exchange.handle.signal(clockMovedSignal, { offsetMs: 0, version: version - 1 });
      };
      await advanceTo(remindAt[0]!);
      await exchange.until(() => exchange.lines().includes('reminded availability.hosting.manager nth 1'));
      await advanceTo(dueAt);
      await exchange.until(() => exchange.lines().includes('escalated availability.hosting.manager skipped 1'));
      await advanceTo(closesAt);
      await exchange.until(() => exchange.lines().includes('lapsed availability.hosting.manager'));
      expect((await exchange.environment.currentTimeMs()) - startedAt).toBeLessThan(dayMs);
      const state = await exchange.state();
      expect(state.clock).toEqual(exchange.office.clock);
      expect(exchange.office.steps(exchange.ref).at(-1)?.at.slice(0, 10)).toBe(closesAt.slice(0, 10));
      await recordIfAsked('clock-moved', exchange.handle);
    });
  });

  test('that only a step brought back counts as well: what comes next comes by it', async () => {
    await withExchange({ people: nobody }, async (exchange) => {
      const prompt = await exchange.untilAsked('availability');
      exchange.office.clock = { offsetMs: 5 * dayMs, version: 2 };
      await exchange.hand(await exchange.answerNow(prompt, 'yes'));
      await exchange.untilAsked('application');
      expect((await exchange.state()).clock).toEqual(exchange.office.clock);
      const askedAt = await exchange.environment.currentTimeMs();
      await exchange.until(() => exchange.lines().includes('reminded application.visiting.manager nth 1'), dayMs / 4);
      const days = ((await exchange.environment.currentTimeMs()) - askedAt) / dayMs;
      expect(days).toBeLessThan(6); // a week by the calendar, of which five days had passed already
    });
  });
});
