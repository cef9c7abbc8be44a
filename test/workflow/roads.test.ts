import { describe, expect, test } from '@jest/globals';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import type { ApplicationFailure } from '@temporalio/common';
import { happyScript, peopleOf, type Script } from '../../infra/rehearse/people.js';
import { changeUpdate, extendUpdate, pauseUpdate, replaceContactUpdate, resumeUpdate, stopUpdate, type StopInput } from '../../libs/contracts/dossier/index.js';
import { recordIfAsked } from '../replay/histories.js';
import { advanceProgramme, reply } from '../unit/workflows/scenarios.js';
import { withExchange, type ExchangeUnderTest } from './laboratory.js';

const peopleWith = (script: Script = {}) => peopleOf({ ...happyScript, ...script });
const day = 24 * 3_600_000;

describe('an exchange on Temporal that', () => {
  test('the office declines ends so', async () => {
    await withExchange({ people: peopleWith({ review: [reply('decline')] }) }, async (exchange) => {
      expect(await exchange.liveToTheEnd()).toBe('declined');
      expect(exchange.lines()).toContain('place-released declined');
      await recordIfAsked('declined', exchange.handle);
    });
  });

  test('corrects another one asks for the money back, and ends when it came', async () => {
    const input = { startAt: 'correcting', correction: { party: 'visiting', cents: -5_000, notice: 'audit' } } as const;
    await withExchange({ people: peopleWith(), input }, async (exchange) => {
      expect(await exchange.liveToTheEnd()).toBe('completed');
      expect(exchange.lines()).toContain('recovery-ended');
      await recordIfAsked('corrected', exchange.handle);
    });
  });

  test('takes place on other dates, which the host proposed, asks the candidate before anything else', async () => {
    await withExchange({ people: peopleWith({ availability: [reply('other-dates')], application: ['silent'] }) }, async (exchange) => {
      await exchange.untilAsked('application');
      expect(exchange.lines()).toContain('dates-agreed');
      await recordIfAsked('other-dates', exchange.handle);
    });
  });

  test('finds its host by a late yes, while the office looks for another, goes on with that host', async () => {
    const late = { availability: [reply('yes', {}, 26)], 'choose-host': [reply('help', {}, 1)], 'pick-host': [reply('picked', {}, 40)] };
    await withExchange({ people: peopleWith(late) }, async (exchange) => {
      await exchange.untilAsked('application');
      expect(exchange.lines()).toContainEqual(expect.stringMatching(/^closed pick-host\..* overtaken$/));
      await recordIfAsked('late-yes', exchange.handle);
    });
  });
});

describe('an exchange on Temporal that is stopped', () => {
  test('before the signatures: withdrawn, the workflow ends, questions are closed', async () => {
    await withExchange({ people: peopleWith() }, async (exchange) => {
      const prompt = await exchange.untilAsked('review');
      await stop(exchange, { ending: 'withdrawn', reason: 'illness', by: 'visitor', party: 'visiting' });
      expect(await exchange.handle.result()).toBe('withdrawn');
      expect(exchange.lines()).toContain('closed review.-.coordinator withdrawn');
      expect(exchange.lines()).toContain('place-released withdrawn');
      expect(exchange.office.openPrompts(exchange.ref).has(prompt)).toBe(false);
      await recordIfAsked('withdrawn', exchange.handle);
    });
  });

  test('after the signatures by force majeure: each side is settled', async () => {
    await withExchange({ people: peopleWith() }, async (exchange) => {
      await exchange.untilAsked('sign');
      await exchange.until(async () => {
        await exchange.liveOn();
        return exchange.lines().includes('entered preparing');
      }, 1);
      await stop(exchange, { ending: 'cancelled', reason: 'force-majeure', by: 'lead' });
      expect(await exchange.liveToTheEnd()).toBe('cancelled');
      expect(exchange.lines()).toContain('payment-booked visiting settlement');
      expect(exchange.lines()).toContain('entered settling');
      await recordIfAsked('settled', exchange.handle);
    });
  });

  test('by Temporal’s own cancel: counts as the staff’s, with the operator as who did it', async () => {
    await withExchange({ people: peopleWith() }, async (exchange) => {
      await exchange.untilAsked('application');
      await exchange.handle.cancel();
      expect(await exchange.handle.result()).toBe('cancelled');
      expect(exchange.office.journal(exchange.ref)).toContainEqual(expect.objectContaining({ kind: 'stopped', by: 'operator' }));
      await recordIfAsked('cancelled', exchange.handle);
    });
  });

  test('by Temporal’s own cancel while money is asked back: it is stopped once that is settled, for a cancel comes only once', async () => {
    const script = { 'host-wrap-up': [reply('reported', { tookPlace: 'fewer-days' }, 1)], 'check.hosting': [reply('accept', { cents: 20_000 })], 'visitor-wrap-up': [reply('claimed', { days: 4 }, 40)] };
    await withExchange({ people: peopleWith(script), definition: advanceProgramme }, async (exchange) => {
      await exchange.untilAsked('repayment');
      await exchange.handle.cancel();
      await exchange.untilAsked('recovery');
      expect(exchange.lines()).not.toContainEqual(expect.stringMatching(/^stopped/));
      expect(await exchange.liveToTheEnd()).toBe('cancelled');
      const lines = exchange.lines();
      expect(lines.findIndex((line) => line.startsWith('stopped'))).toBeGreaterThan(lines.findIndex((line) => line.startsWith('recovery-ended')));
      expect(exchange.office.journal(exchange.ref)).toContainEqual(expect.objectContaining({ kind: 'stopped', by: 'operator' }));
      await recordIfAsked('cancelled-late', exchange.handle);
    });
  });

  test('at the same moment as it is signed by all: one of both counts, and the exchange is in a legal state', async () => {
    await withExchange({ people: peopleWith({ 'sign.visiting': ['silent'] }) }, async (exchange) => {
      const prompt = await exchange.untilAsked('sign', 'visiting');
      await exchange.until(async () => {
        await exchange.liveOn();
        return exchange.lines().includes('answered sign.hosting.signatory signed');
      }, 1);
      const answer = await exchange.answerNow(prompt, 'signed', { facts: { bank: 'now' } });
      await Promise.allSettled([exchange.hand(answer), stop(exchange, { ending: 'withdrawn', reason: 'other', by: 'visitor', party: 'visiting' })]);
      expect(await exchange.liveToTheEnd()).toBe('withdrawn');
      const lines = exchange.lines();
      expect(lines.filter((line) => line.startsWith('place-released'))).toHaveLength(1);
      expect(lines.includes('agreement-signed')).toBe(lines.includes('entered settling'));
    });
  });
});

describe('other acts on Temporal', () => {
  test('a pause freezes, a resume goes on; both are refused where they make no sense', async () => {
    await withExchange({ people: peopleWith({ application: ['silent'], 'pause-check': ['silent'] }) }, async (exchange) => {
      const prompt = await exchange.untilAsked('application');
      expect(await refusalOf(exchange.handle.executeUpdate(resumeUpdate, { args: [{ by: 'lead' }] }))).toBe('not-paused');
      await exchange.handle.executeUpdate(pauseUpdate, { args: [{ by: 'lead' }] });
      expect(await refusalOf(exchange.handle.executeUpdate(pauseUpdate, { args: [{ by: 'lead' }] }))).toBe('already-paused');
      await exchange.environment.sleep(60 * day);
      expect(exchange.office.openPrompts(exchange.ref).has(prompt)).toBe(true);
      await exchange.handle.executeUpdate(resumeUpdate, { args: [{ by: 'lead' }] });
      await exchange.until(() => exchange.lines().includes('entered expired'), day);
      await recordIfAsked('postponed', exchange.handle);
    });
  });

  test('an extension that comes while the deadline is being decided counts', async () => {
    let extend: ((prompt: string) => Promise<unknown>) | undefined;
    await withExchange(
      {
        people: peopleWith({ application: ['silent'] }),
        activities: (office) => ({
          closePrompt: async (prompt, closesAt) => {
            const extending = extend;
            extend = undefined;
            await extending?.(prompt);
            return office.closePrompt(prompt, closesAt);
          },
        }),
      },
      async (exchange) => {
        const prompt = await exchange.untilAsked('application');
        const closesAt = exchange.office.openPrompts(exchange.ref).get(prompt)!.closesAt;
        const until = new Date(Date.parse(closesAt) + 20 * day).toISOString();
        extend = () => exchange.handle.executeUpdate(extendUpdate, { args: [{ prompt, until, by: 'staff' }] });
        await exchange.until(() => exchange.lines().includes('extended'), day);
        expect(exchange.lines().filter((line) => line.startsWith('lapsed'))).toEqual([]);
        await exchange.hand(await exchange.answerNow(prompt, 'submitted'));
        await exchange.until(() => exchange.lines().includes('entered in-review'), 1_000);
      },
    );
  });

  test('a replaced contact goes on with what the one before was asked', async () => {
    await withExchange({ people: peopleWith() }, async (exchange) => {
      const prompt = await exchange.untilAsked('application');
      const replaced = { leg: '1', party: 'visiting', slot: 'manager', contact: 'colleague', by: 'staff' } as const;
      await exchange.handle.executeUpdate(replaceContactUpdate, { args: [replaced] });
      await exchange.hand(await exchange.answerNow(prompt, 'submitted', { by: 'colleague' }));
      expect(await exchange.liveToTheEnd()).toBe('completed');
      expect(exchange.office.journal(exchange.ref)).toContainEqual({ kind: 'contact-replaced', ...replaced });
    });
  });

  test.each(['fewer-days', 'participant', 'online'] as const)('a change to %s is agreed on by those whom it concerns, one change at a time', async (what) => {
    await withExchange({ people: peopleWith({ consent: ['silent'] }) }, async (exchange) => {
      await exchange.until(async () => {
        await exchange.liveOn();
        return exchange.lines().includes('entered preparing');
      }, 1);
      const change = { leg: '1', change: 'c-1', what, consentOf: ['hosting'], by: 'visitor' };
      await exchange.handle.executeUpdate(changeUpdate, { args: [change] });
      expect(await refusalOf(exchange.handle.executeUpdate(changeUpdate, { args: [{ ...change, change: 'c-2' }] }))).toBe('change-open');
      const consent = await exchange.untilAsked('consent', 'hosting');
      await exchange.hand(await exchange.answerNow(consent, 'agree'));
      await exchange.until(() => exchange.lines().includes('plan-changed'), 1_000);
      expect(exchange.office.journal(exchange.ref)).toContainEqual(expect.objectContaining({ kind: 'plan-changed', change: 'c-1', what }));
    });
  });

  test('a change of dates is agreed on by the host', async () => {
    await withExchange({ people: peopleWith({ consent: [reply('agree')] }) }, async (exchange) => {
      await exchange.untilAsked('sign');
      const change = { leg: '1', change: 'c-1', what: 'dates', consentOf: ['hosting'], by: 'visitor' } as const;
      expect(await refusalOf(exchange.handle.executeUpdate(changeUpdate, { args: [{ ...change, consentOf: ['hosting'] }] }))).toBe('not-signed');
      await exchange.until(async () => {
        await exchange.liveOn();
        return exchange.lines().includes('entered preparing');
      }, 1);
      await exchange.handle.executeUpdate(changeUpdate, { args: [{ ...change, consentOf: ['hosting'] }] });
      expect(await exchange.liveToTheEnd()).toBe('completed');
      expect(exchange.lines()).toContain('plan-changed');
      await recordIfAsked('changed', exchange.handle);
    });
  });
});

function stop(exchange: ExchangeUnderTest, input: StopInput) {
  return exchange.handle.executeUpdate(stopUpdate, { args: [input] });
}

async function refusalOf(update: Promise<unknown>): Promise<string> {
  const error = await update.then(
    () => new Error('was not refused'),
    (refused: unknown) => refused,
  );
  if (!(error instanceof WorkflowUpdateFailedError)) throw error;
  return (error.cause as ApplicationFailure).type ?? '';
}
