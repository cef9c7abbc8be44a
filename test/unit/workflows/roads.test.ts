import { describe, expect, test } from '@jest/globals';
import { exchangeInputOf } from '../../../infra/rehearse/paper-office.js';
import type { ExtendInput } from '../../../libs/contracts/dossier/index.js';
import { FrontDesk } from '../../../workflows/asking/front-desk.js';
import { ExchangeControl } from '../../../workflows/exchange/exchange.control.js';
import { newStory } from '../../../workflows/exchange/parties.js';
import { act, advanceProgramme, change, extendAll, programme, reply, stop, tellWith } from './scenarios.js';

const claimed = { choice: 'claimed', afterDays: 5 };

describe('an exchange that is stopped', () => {
  test('before the signatures: questions close, both are told why, the place goes back once', async () => {
    const { lines, ending } = await tellWith({ circumstances: { acts: [stop('signing', 'withdrawn', { party: 'visiting' })] } });
    expect(ending).toBe('withdrawn');
    expect(lines.slice(-8)).toEqual([
      'stopped',
      'closed sign.visiting.signatory withdrawn',
      'closed sign.hosting.signatory withdrawn',
      'informed visiting withdrawn',
      'informed hosting withdrawn',
      'place-released withdrawn',
      'entered withdrawn',
      'ended withdrawn',
    ]);
  });

  test('before anybody applied: no place is given back that nobody held', async () => {
    const { lines } = await tellWith({ circumstances: { acts: [stop('host-asked', 'cancelled')] } });
    expect(lines.filter((line) => line.startsWith('place'))).toEqual([]);
  });

  test('after the signatures by force majeure: each side is asked for costs that cannot be refunded, checked and paid', async () => {
    const { lines, ending } = await tellWith({ circumstances: { acts: [stop('preparing', 'cancelled', { reason: 'force-majeure' })] } });
    expect(ending).toBe('cancelled');
    expect(lines).toContain('asked settlement.visiting.manager');
    expect(lines).toContain('asked settlement.hosting.manager');
    expect(lines).toContain('payment-booked visiting settlement');
    expect(lines.filter((line) => line.startsWith('place'))).toEqual(expect.not.arrayContaining(['place-released cancelled']));
  });

  test('after the signatures for another reason: nothing is paid, everything reserved is free again', async () => {
    const { lines, ending } = await tellWith({ circumstances: { acts: [stop('preparing', 'withdrawn', { reason: 'other' })] } });
    expect(ending).toBe('withdrawn');
    expect(lines.filter((line) => line.includes('settlement'))).toEqual([]);
    expect(lines.slice(-5)).toEqual([
      'nothing-claimed visiting',
      'nothing-claimed hosting',
      'place-released withdrawn',
      'entered withdrawn',
      'ended withdrawn',
    ]);
  });

  test('while a payment is approved: that payment goes on, the other side is settled', async () => {
    const { lines, ending } = await tellWith({
      script: { 'visitor-wrap-up': [{ choice: 'claimed', afterDays: 40 }], booking: [reply('booked', {}, 10)] },
      circumstances: { acts: [stop('wrapping-up', 'cancelled', { reason: 'other' }, 14)] },
    });
    expect(ending).toBe('cancelled');
    expect(lines).toContain('payment-booked hosting claim');
    expect(lines).toContain('nothing-claimed visiting');
    expect(lines.indexOf('stopped')).toBeLessThan(lines.indexOf('payment-booked hosting claim'));
  });

  test('after an advance was paid: it comes back, the party is asked and finance says whether it came', async () => {
    const { lines } = await tellWith({
      definition: advanceProgramme,
      circumstances: { acts: [stop('preparing', 'cancelled', { reason: 'other' }, 60)] },
    });
    expect(lines).toContain('payment-booked hosting advance');
    expect(lines.filter((line) => /repayment|recovery/.test(line))).toEqual([
      'recovery-requested',
      'asked repayment.hosting.accountant',
      'answered repayment.hosting.accountant repaid',
      'asked recovery.hosting.finance',
      'answered recovery.hosting.finance received',
      'recovery-ended',
    ]);
  });

  test('once a payment has left: refused', async () => {
    const { acts, ending } = await tellWith({
      circumstances: { acts: [stop('following-up', 'cancelled')] },
    });
    expect(acts).toEqual(['payment-exported']);
    expect(ending).toBe('completed');
  });

  test('twice: the first counts, the second is refused', async () => {
    const { acts, ending } = await tellWith({
      circumstances: { acts: [stop('preparing', 'withdrawn', { reason: 'force-majeure' }), stop('preparing', 'cancelled', {}, 0.2)] },
    });
    expect(acts).toEqual([undefined, 'already-stopping']);
    expect(ending).toBe('withdrawn');
  });
});

describe('a change on the way', () => {
  test('of the dates: the host is asked, and the plan changes when it agrees', async () => {
    const { lines, ending } = await tellWith({ circumstances: { acts: [change('preparing', 1)] } });
    expect(lines.filter((line) => /change|consent/.test(line))).toEqual([
      'change-asked',
      'asked consent.hosting.manager',
      'answered consent.hosting.manager agree',
      'plan-changed',
      'informed visiting changed',
      'informed hosting changed',
    ]);
    expect(ending).toBe('completed');
  });

  test.each([['refuse', [reply('refuse')]], ['silence', ['silent' as const]]])('that meets %s: the plan stays, both are told', async (_, consent) => {
    const { lines, ending } = await tellWith({ script: { consent }, circumstances: { acts: [change('preparing', 1)] } });
    expect(lines).not.toContain('plan-changed');
    expect(lines).toContain('informed visiting change-refused');
    expect(ending).toBe('completed');
  });

  test('that is answered only after the visit: the plan stays as it was lived', async () => {
    const { lines, journal, ending } = await tellWith({
      script: { consent: [reply('agree', {}, 9)] },
      circumstances: { acts: [change('travelling', 0.5)] },
    });
    expect(lines).toContain('closed consent.hosting.manager overtaken');
    expect(lines).not.toContain('plan-changed');
    expect(journal.at(-1)).toEqual({ kind: 'ended', ending });
  });

  test('beside another one, or after the visit, is refused', async () => {
    const { acts } = await tellWith({ circumstances: { acts: [change('preparing', 1), change('preparing', 1.5), change('wrapping-up', 0.1)] } });
    expect(acts).toEqual([undefined, 'change-open', 'visit-over']);
  });

  test('before the signatures is refused: the application is the place for it', async () => {
    expect((await tellWith({ circumstances: { acts: [change('applying', 1)] } })).acts).toEqual(['not-signed']);
  });

  test('of a deadline: an answer after the old closing counts', async () => {
    const { lines, ending } = await tellWith({
      script: { application: [reply('submitted', {}, 25)] },
      circumstances: { acts: [extendAll('applying', 10)] },
    });
    expect(lines).toContain('extended');
    expect(lines).toContain('answered application.visiting.manager submitted');
    expect(ending).toBe('completed');
  });

  test('of a deadline, to a day that has passed, or of an answered question: refused', async () => {
    const refusals = await tellWith({
      circumstances: {
        acts: [
          act('in-review', 0.1, (control) => control.refusalToExtend(extension('visiting/application/manager/1', '2030-01-01T00:00:00.000Z'))),
          act('in-review', 0.2, (control) => control.refusalToExtend(extension('-/review/coordinator/1', '2020-01-01T00:00:00.000Z'))),
        ],
      },
    });
    expect(refusals.acts).toEqual(['prompt-closed', 'not-later']);
  });
});

describe('a pause', () => {
  test('freezes what was left of a deadline, whatever its length; the answer after it still counts', async () => {
    const { lines, ending } = await tellWith({
      script: { application: [reply('submitted', {}, 40)], 'pause-check': [reply('keep', {}, 10), reply('resume', {}, 18)] },
      circumstances: { acts: [act('applying', 3, (control) => void control.pause({ by: 'lead' }))] },
    });
    expect(lines.filter((line) => /paused|resumed|pause-check/.test(line))).toEqual(
      expect.arrayContaining(['paused', 'informed visiting paused', 'resumed', 'informed hosting resumed']),
    );
    expect(lines).toContain('answered application.visiting.manager submitted');
    expect(lines.filter((line) => line.startsWith('lapsed application'))).toEqual([]);
    expect(ending).toBe('completed');
  });

  test('that nobody ends: the lead is asked again and again, nothing else happens', async () => {
    const { lines } = await tellWith({
      script: { 'pause-check': ['silent', 'silent', reply('resume')] },
      circumstances: { acts: [act('preparing', 1, (control) => void control.pause({ by: 'lead' }))] },
    });
    expect(lines.filter((line) => line.startsWith('asked pause-check'))).toHaveLength(3);
  });

  test('that is ended by a cancellation: it is wound up at once', async () => {
    const { lines, ending } = await tellWith({
      script: { 'pause-check': ['silent'] },
      circumstances: { acts: [act('preparing', 1, (control) => void control.pause({ by: 'lead' })), stop('preparing', 'cancelled', {}, 30)] },
    });
    expect(ending).toBe('cancelled');
    expect(lines).toContain('resumed');
  });
});

describe('an exchange that ended while it was postponed', () => {
  test('cannot go on: nothing would ever write that down', () => {
    const desk = new FrontDesk('P2P-2026-0042', 'in-review', { offsetMs: 0, version: 1 }, () => 0);
    const control = new ExchangeControl(newStory(exchangeInputOf(programme, 'P2P-2026-0042'), desk), desk);
    control.pause({ by: 'lead' });
    expect(control.refusal({ kind: 'resume' })).toBeUndefined();
    desk.enter('declined');
    expect(control.refusal({ kind: 'resume' })).toBe('exchange-over');
  });
});

describe('two reports that differ', () => {
  test('become a decision of staff before the claim is checked', async () => {
    const { lines } = await tellWith({
      script: {
        'host-wrap-up': [reply('reported', { tookPlace: 'fewer-days', 'daysPresent.0.days': 3 })],
        'visitor-wrap-up': [{ ...claimed, facts: { 'daysPresent.0.days': 4 } }],
      },
    });
    const decided = lines.indexOf('contradiction-decided');
    expect(decided).toBeGreaterThan(0);
    expect(decided).toBeLessThan(lines.indexOf('asked check.visiting.coordinator'));
  });

  test('are noticed also when the host reports last, and decided once', async () => {
    const { lines } = await tellWith({
      script: {
        'host-wrap-up': [reply('reported', { 'daysPresent.0.days': 3 }, 9)],
        'visitor-wrap-up': [{ ...claimed, afterDays: 8, facts: { 'daysPresent.0.days': 4 } }],
        'check.visiting': [reply('accept', { cents: 101_000 }, 4)],
      },
    });
    expect(lines.filter((line) => line.startsWith('asked contradiction'))).toHaveLength(1);
    expect(lines.indexOf('contradiction-decided')).toBeLessThan(lines.indexOf('asked check.hosting.coordinator'));
  });

  test('send the visitor’s claim back from finance, as long as it is not approved', async () => {
    const { lines, ending } = await tellWith({
      script: {
        'visitor-wrap-up': [{ ...claimed, afterDays: 2, facts: { 'daysPresent.0.days': 4 } }],
        'host-wrap-up': [reply('reported', { 'daysPresent.0.days': 2 }, 6)],
        'approve-payment.visiting': [reply('approve', {}, 10)],
      },
    });
    const way = ['payment-requested visiting claim 101000', 'closed approve-payment.visiting.finance overtaken', 'payment-returned visiting claim', 'contradiction-decided'];
    const places = way.map((line) => lines.indexOf(line));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(0);
    expect(lines.lastIndexOf('asked check.visiting.coordinator again 2')).toBeGreaterThan(places[3]!);
    expect(ending).toBe('completed');
  });

  test('are none where the visitor claims nothing and so reports no days', async () => {
    const { lines } = await tellWith({
      script: { 'visitor-wrap-up': [reply('nothing-to-claim')], 'host-wrap-up': [reply('reported', { 'daysPresent.0.days': 4 }, 9)] },
    });
    expect(lines.filter((line) => line.includes('contradiction'))).toEqual([]);
  });

  test('that agree trouble nobody', async () => {
    const { lines } = await tellWith();
    expect(lines.filter((line) => line.includes('contradiction'))).toEqual([]);
  });
});

describe('a correction', () => {
  test('that pays on: approved and booked like any payment', async () => {
    const { lines, ending } = await tellWith({ input: { startAt: 'correcting', correction: { party: 'visiting', cents: 5_000, notice: 'n' } } });
    expect(lines.filter((line) => line.startsWith('payment'))).toEqual([
      'payment-requested visiting correction 5000',
      'payment-approved visiting correction',
      'payment-booked visiting correction',
    ]);
    expect(ending).toBe('completed');
  });

  test('that finance returns ends without a payment, and is not stopped half way', async () => {
    const { lines, acts, ending } = await tellWith({
      input: { startAt: 'correcting', correction: { party: 'visiting', cents: 5_000, notice: 'n' } },
      script: { 'approve-payment': [reply('return')] },
      circumstances: { acts: [stop('correcting', 'cancelled')] },
    });
    expect(acts).toEqual(['correction-running']);
    expect(lines.slice(-4)).toEqual(['payment-returned visiting correction', 'nothing-claimed visiting', 'entered completed', 'ended completed']);
    expect(ending).toBe('completed');
  });

  test('that takes back: finance may write off what never comes', async () => {
    const { lines } = await tellWith({
      script: { repayment: ['silent'], recovery: [reply('written-off')] },
      input: { startAt: 'correcting', correction: { party: 'visiting', cents: -5_000, notice: 'n' } },
    });
    expect(lines.filter((line) => line.startsWith('asked repayment'))).toHaveLength(3);
    expect(lines).toContain('answered recovery.visiting.finance written-off');
  });
});

function extension(prompt: string, until: string): ExtendInput {
  return { prompt: `P2P-2026-0042/1/${prompt}`, until, by: 'staff' };
}
