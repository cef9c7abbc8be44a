import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { entitlementOf, maximumEntitlement, type EntitlementFacts } from '../../../libs/domain/entitlement/entitlement.js';
import { claimedCostsCents, entitlementFactsOf } from '../../../libs/domain/entitlement/wrap-up-facts.js';
import type { EntitlementRules } from '../../../libs/domain/programme/definition.js';
import { sayEntitlement } from '../../../libs/domain/texts/say-values.js';
import { programmeA } from './shipped.js';

const { definition, texts } = programmeA();
const visiting = definition.entitlements['visiting']!;
const hosting = definition.entitlements['hosting']!;

function facts(days: number[], travel: number[]): EntitlementFacts {
  return { participants: days.length, daysPresent: days, costs: { travel }, conditions: {} };
}

describe('what the visiting hub can get', () => {
  it('is 350 + 4 x 165 = 1,010 for a stay of four days, and 1,175 for five', () => {
    expect(maximumEntitlement(visiting, { participants: 1, days: 4 })).toBe(101000);
    expect(maximumEntitlement(visiting, { participants: 1, days: 5 })).toBe(117500);
    expect(maximumEntitlement(visiting, { participants: 2, days: 5 })).toBe(117500);
  });

  it('pays travel by receipt up to the ceiling, and days without receipts', () => {
    const entitlement = entitlementOf(visiting, facts([4], [41230]));
    expect(entitlement.lines.map(({ key, claimedCents, grantedCents }) => [key, claimedCents, grantedCents])).toEqual([
      ['travel', 41230, 35000],
      ['subsistence', 66000, 66000],
    ]);
    expect(entitlement.totalCents).toBe(101000);
  });

  it('keeps each person to their own ceiling, and the hub to its cap', () => {
    expect(entitlementOf(visiting, facts([1, 1], [50000, 10000])).beforeCapCents).toBe(35000 + 10000 + 33000);
    const capped = entitlementOf(visiting, facts([5, 5], [35000, 35000]));
    expect([capped.beforeCapCents, capped.totalCents]).toEqual([235000, 117500]);
  });

  it('never pays more than was reserved', () => {
    expect(entitlementOf(visiting, { ...facts([5], [35000]), reservedCents: 101000 }).totalCents).toBe(101000);
  });

  it('is explained line by line', () => {
    expect(sayEntitlement(texts, entitlementOf(visiting, facts([4], [41230])))).toEqual([
      'Travel: 350.00 euro of 412.30 euro (up to 350.00 euro a person)',
      'Stay: 4 days of 165.00 euro = 660.00 euro',
      'Total: 1,010.00 euro',
    ]);
  });

  it('is never above the cap, never negative, whole cents, and does not shrink with more days', () => {
    const person = fc.record({ days: fc.integer({ min: 0, max: 40 }), travel: fc.integer({ min: 0, max: 10_000_000 }) });
    fc.assert(
      fc.property(fc.array(person, { minLength: 1, maxLength: 4 }), fc.nat({ max: 3 }), (people, which) => {
        const days = people.map((each) => each.days);
        const costs = people.map((each) => each.travel);
        const { totalCents, lines, beforeCapCents } = entitlementOf(visiting, facts(days, costs));
        expect(Number.isSafeInteger(totalCents)).toBe(true);
        expect(totalCents).toBeGreaterThanOrEqual(0);
        expect(totalCents).toBeLessThanOrEqual(visiting.cap);
        expect(lines.reduce((sum, line) => sum + line.grantedCents, 0)).toBe(beforeCapCents);
        for (const line of lines) expect(line.grantedCents).toBeLessThanOrEqual(line.claimedCents);
        const more = days.map((count, index) => (index === which % days.length ? count + 1 : count));
        expect(entitlementOf(visiting, facts(more, costs)).totalCents).toBeGreaterThanOrEqual(totalCents);
      }),
    );
  });

  it('is never above what was held for the plan', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 5 }), fc.nat({ max: 90000 }), (participants, days, travel) => {
        const happened = Array.from({ length: participants }, () => days);
        const granted = entitlementOf(visiting, facts(happened, happened.map(() => travel))).totalCents;
        expect(granted).toBeLessThanOrEqual(maximumEntitlement(visiting, { participants, days }));
      }),
    );
  });

  it('refuses counts and costs that are none', () => {
    expect(() => entitlementOf(visiting, facts([1.5], [0]))).toThrow();
    expect(() => entitlementOf(visiting, facts([1], [-5]))).toThrow();
  });
});

describe('what the host can get', () => {
  it('is the grant, whatever the days', () => {
    expect(maximumEntitlement(hosting, { participants: 0, days: 4 })).toBe(50000);
    expect(entitlementOf(hosting, facts([], [])).totalCents).toBe(50000);
  });
});

describe('rules of other programmes', () => {
  it('chooses lump sums by a condition', () => {
    const rules: EntitlementRules = {
      cap: 110000,
      paid: 'after-wrap-up',
      topUps: [],
      lines: [
        { key: 'short', rule: 'lump-sum', amount: 100000, per: 'party', when: { fact: 'stay-days', atMost: 4 } },
        { key: 'long', rule: 'lump-sum', amount: 110000, per: 'party', when: { fact: 'stay-days', atLeast: 5 } },
      ],
    };
    expect(maximumEntitlement(rules, { participants: 1, days: 4 })).toBe(100000);
    expect(maximumEntitlement(rules, { participants: 1, days: 5 })).toBe(110000);
  });

  it('adds top-ups above the cap, by a condition only', () => {
    const rules: EntitlementRules = {
      ...visiting,
      topUps: [{ key: 'green', rule: 'lump-sum', amount: 5000, per: 'participant', when: { fact: 'green-travel', is: true } }],
    };
    const full = facts([5], [35000]);
    expect(entitlementOf(rules, full).totalCents).toBe(117500);
    expect(entitlementOf(rules, { ...full, conditions: { 'green-travel': true } }).totalCents).toBe(122500);
  });
});

describe('from the answers to the money', () => {
  it('sums costs by traveller and never pays more days than planned', () => {
    const report = {
      'daysPresent.0.days': 9,
      'costs.0.line': 'travel',
      'costs.0.amount': 20000,
      'costs.1.line': 'travel',
      'costs.1.amount': 30000,
      'costs.1.traveller': 1,
    };
    const read = entitlementFactsOf({ participants: 1, days: 4 }, report);
    expect(read).toMatchObject({ daysPresent: [4], costs: { travel: [50000] } });
    expect(claimedCostsCents(report)).toBe(50000);
    expect(entitlementOf(visiting, read).totalCents).toBe(101000);
  });

  it('counts the costs of nobody who is not in the plan, also where one ceiling holds for the whole hub', () => {
    const rules: EntitlementRules = { ...visiting, lines: [{ key: 'travel', rule: 'ceiling', amount: 60_000, per: 'party' }] };
    const report = {
      'costs.0.line': 'travel',
      'costs.0.amount': 20000,
      'costs.0.traveller': 1,
      'costs.1.line': 'travel',
      'costs.1.amount': 30000,
      'costs.1.traveller': 2,
      'costs.2.line': 'travel',
      'costs.2.amount': 5000,
      'costs.2.traveller': 0,
    };
    const paid = (participants: number) => entitlementOf(rules, entitlementFactsOf({ participants, days: 4 }, report)).totalCents;
    expect([paid(1), paid(2)]).toEqual([20000, 50000]);
  });

  it('is nothing when nothing was reported', () => {
    expect(entitlementOf(visiting, entitlementFactsOf({ participants: 1, days: 4 }, {})).totalCents).toBe(0);
  });
});
