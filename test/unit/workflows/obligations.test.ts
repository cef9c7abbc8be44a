import { describe, expect, test } from '@jest/globals';
import { advanceProgramme, reply, stop, tellWith } from './scenarios.js';

/** The lines that speak of one party's money. */
const moneyOf = (lines: string[], party: string) => lines.filter((line) => /^payment|^nothing/.test(line) && line.includes(party));

describe('after the visit, side by side', () => {
  test.each([
    ['host first', 1, 40, 'hosting', 'visiting'],
    ['visitor first', 40, 1, 'visiting', 'hosting'],
  ])('%s: paid before the other has even reported', async (_name, hostDays, visitorDays, first, second) => {
    const { lines, ending } = await tellWith({
      script: {
        'host-wrap-up': [reply('reported', {}, hostDays)],
        'visitor-wrap-up': [reply('claimed', {}, visitorDays)],
      },
    });
    const booked = lines.indexOf(`payment-booked ${first} claim`);
    const reported = lines.findIndex((line) => line.startsWith('answered') && line.includes(`wrap-up.${second}`));
    expect(booked).toBeGreaterThan(0);
    expect(reported).toBeGreaterThan(booked);
    expect(ending).toBe('completed');
  });

  test('a claim sent back is corrected about the comments, and paid once', async () => {
    const { journal, lines } = await tellWith({
      script: { 'check.visiting': [reply('request-changes'), reply('accept', { cents: 90_000 })] },
    });
    const comments = journal.find((event) => event.kind === 'answered' && event.choice === 'request-changes');
    expect(journal).toContainEqual(expect.objectContaining({ prompt: expect.stringContaining('/visitor-wrap-up/manager/2'), about: comments?.kind === 'answered' && comments.answer }));
    expect(moneyOf(lines, 'visiting')).toEqual(['payment-requested visiting claim 90000', 'payment-approved visiting claim', 'payment-booked visiting claim']);
  });

  test('a refused claim ends without payment; the other side is paid', async () => {
    const { lines, ending } = await tellWith({ script: { 'check.visiting': [reply('refuse')] } });
    expect(lines).toContain('informed visiting claim-refused');
    expect(moneyOf(lines, 'visiting')).toEqual(['nothing-claimed visiting']);
    expect(lines).toContain('payment-booked hosting claim');
    expect(ending).toBe('completed');
  });

  test('an accepted claim of zero is no payment', async () => {
    const { lines } = await tellWith({ script: { 'check.visiting': [reply('accept', { cents: 0 })] } });
    expect(moneyOf(lines, 'visiting')).toEqual(['nothing-claimed visiting']);
  });

  test.each([
    ['silence', ['silent' as const], true],
    ['a plain "nothing to claim"', [reply('nothing-to-claim')], false],
  ])('the visitor’s %s: nothing claimed, the host is still paid and asked months later', async (_name, wrapUp, told) => {
    const { lines, ending } = await tellWith({ script: { 'visitor-wrap-up': wrapUp } });
    expect(moneyOf(lines, 'visiting')).toEqual(['nothing-claimed visiting']);
    expect(lines.includes('informed visiting nothing-claimed')).toBe(told);
    expect(lines).toContain('payment-booked hosting claim');
    expect(lines).toContain('answered follow-up.hosting.manager answered');
    expect(ending).toBe('completed');
  });

  test('silence is answered by reminders, a call by staff, a warning, and only then by the end of the claim', async () => {
    const { lines } = await tellWith({ script: { 'visitor-wrap-up': ['silent'] } });
    expect(lines.filter((line) => line.includes('visitor-wrap-up'))).toEqual([
      'asked visitor-wrap-up.visiting.manager',
      'reminded visitor-wrap-up.visiting.manager nth 1',
      'reminded visitor-wrap-up.visiting.manager nth 2',
      'escalated visitor-wrap-up.visiting.manager',
      'warned visitor-wrap-up.visiting.manager',
      'lapsed visitor-wrap-up.visiting.manager',
    ]);
  });

  test('nothing claimed by anybody: completed at once, the reserve goes back, no last question', async () => {
    const { lines, ending } = await tellWith({ script: { 'visitor-wrap-up': ['silent'], 'host-wrap-up': ['silent'] } });
    expect(ending).toBe('completed');
    expect(lines.slice(-3)).toEqual(['place-released nothing-claimed', 'entered completed', 'ended completed']);
    expect(lines.some((line) => line.includes('follow-up'))).toBe(false);
  });

  test('a check that takes too long: the payee is told, the lead is asked', async () => {
    const { lines } = await tellWith({ script: { 'check.hosting': ['silent', reply('accept', { cents: 50_000 })] } });
    expect(lines).toContain('informed hosting check-delayed');
    expect(lines).toContain('answered check.hosting.lead accept');
    expect(lines).toContain('payment-booked hosting claim');
  });
});

describe('the money', () => {
  test('returned by the bank: bank details are asked for again, then it is approved and booked anew', async () => {
    const { lines } = await tellWith({ script: { booking: [reply('returned'), reply('booked')] } });
    expect(moneyOf(lines, 'hosting')).toEqual([
      'payment-requested hosting claim 50000',
      'payment-approved hosting claim',
      'payment-returned hosting claim',
      'payment-requested hosting claim 50000',
      'payment-approved hosting claim',
      'payment-booked hosting claim',
    ]);
    const from = lines.indexOf('payment-returned hosting claim');
    expect(lines.slice(from).find((line) => line.startsWith('asked'))).toBe('asked bank-details.hosting.accountant');
  });

  test('sent back by finance: the same report is checked again, the party is not troubled', async () => {
    const { lines, ending } = await tellWith({ script: { 'approve-payment': [reply('return'), reply('approve')] } });
    expect(lines).toContain('answered check.hosting.coordinator again 2 accept');
    expect(lines.some((line) => line.startsWith('asked') && line.includes('wrap-up') && line.includes('again'))).toBe(false);
    expect(moneyOf(lines, 'hosting')).toEqual([
      'payment-requested hosting claim 50000',
      'payment-returned hosting claim',
      'payment-requested hosting claim 50000',
      'payment-approved hosting claim',
      'payment-booked hosting claim',
    ]);
    expect(ending).toBe('completed');
  });

  test('approved by nobody in time: the director is asked', async () => {
    const { lines } = await tellWith({ script: { 'approve-payment.visiting': ['silent', reply('approve')] } });
    expect(lines).toContain('answered approve-payment.visiting.director approve');
  });

  test('waits for bank details that come late, however often they lapse; the other side does not wait', async () => {
    const { lines, ending } = await tellWith({
      script: { 'sign.visiting': [reply('signed', { bank: 'later' })], 'bank-details': ['silent', reply('given', {}, 30)] },
    });
    expect(lines).toContain('answered bank-details.visiting.accountant again 2 given');
    expect(lines.indexOf('payment-requested visiting claim 101000')).toBeGreaterThan(lines.indexOf('answered bank-details.visiting.accountant again 2 given'));
    expect(lines.indexOf('payment-booked hosting claim')).toBeLessThan(lines.indexOf('lapsed bank-details.visiting.accountant'));
    expect(ending).toBe('completed');
  });

  test('of a host paid in advance goes out before the visit; its report shows that it was earned', async () => {
    const { lines, ending } = await tellWith({ definition: advanceProgramme });
    expect(lines.indexOf('payment-booked hosting advance')).toBeLessThan(lines.indexOf('entered travelling'));
    expect(moneyOf(lines, 'hosting')).toEqual(['payment-requested hosting advance 50000', 'payment-approved hosting advance', 'payment-booked hosting advance']);
    expect(lines).toContain('answered host-wrap-up.hosting.manager reported');
    expect(lines).toContain('answered check.hosting.coordinator accept');
    expect(lines).not.toContain('recovery-requested');
    expect(ending).toBe('completed');
  });

  test('in advance, for a visit that did not happen, is asked back', async () => {
    const { lines, journal } = await tellWith({ definition: advanceProgramme, script: { 'check.hosting': [reply('refuse')] } });
    expect(journal).toContainEqual(expect.objectContaining({ kind: 'recovery-requested', party: 'hosting', cents: 50_000 }));
    expect(lines).toContain('nothing-claimed hosting');
  });

  test('in advance, which never arrived before the exchange was stopped, is not asked back', async () => {
    const { lines, ending } = await tellWith({
      definition: advanceProgramme,
      script: { 'booking.hosting': [reply('returned', {}, 30)], 'approve-payment.hosting': [reply('approve'), reply('return')] },
      circumstances: { acts: [stop('preparing', 'cancelled', {}, 10)] },
    });
    expect(lines.filter((line) => line === 'payment-returned hosting advance')).toHaveLength(2);
    expect(lines).not.toContain('recovery-requested');
    expect(lines.filter((line) => line.startsWith('nothing-claimed'))).toHaveLength(2);
    expect(lines).toContain('place-released cancelled');
    expect(ending).toBe('cancelled');
  });

  test('that was approved goes on when the exchange is stopped in the last step of its duties', async () => {
    const { lines, ending } = await tellWith({
      definition: advanceProgramme,
      script: { 'approve-payment.visiting': [reply('approve', {}, 2)], 'booking.visiting': [reply('booked', {}, 30)] },
      circumstances: { acts: [stop('wrapping-up', 'withdrawn', { party: 'visiting' }, 20)] },
    });
    expect(lines.indexOf('entered settling')).toBeLessThan(lines.indexOf('payment-booked visiting claim'));
    expect(lines).toContain('payment-booked visiting claim');
    expect(lines).not.toContain('recovery-requested');
    expect(ending).toBe('withdrawn');
  });

  test('in advance, for less than planned, is asked back in part', async () => {
    const { journal, lines } = await tellWith({ definition: advanceProgramme, script: { 'check.hosting': [reply('accept', { cents: 30_000 })] } });
    expect(journal).toContainEqual(expect.objectContaining({ kind: 'recovery-requested', party: 'hosting', cents: 20_000 }));
    expect(lines).not.toContain('nothing-claimed hosting');
  });

  test('in advance, which finance sent back: checked and paid after the report', async () => {
    const { lines, ending } = await tellWith({
      definition: advanceProgramme,
      script: { 'approve-payment.hosting': [reply('return'), reply('approve')] },
    });
    expect(moneyOf(lines, 'hosting')).toEqual([
      'payment-requested hosting advance 50000',
      'payment-returned hosting advance',
      'payment-requested hosting claim 50000',
      'payment-approved hosting claim',
      'payment-booked hosting claim',
    ]);
    expect(ending).toBe('completed');
  });

  test('in advance, sent back by finance, and no report: nothing is paid', async () => {
    const { lines } = await tellWith({
      definition: advanceProgramme,
      script: { 'approve-payment.hosting': [reply('return')], 'host-wrap-up': ['silent'] },
    });
    expect(moneyOf(lines, 'hosting')).toEqual(['payment-requested hosting advance 50000', 'payment-returned hosting advance', 'nothing-claimed hosting']);
  });
});
