import { describe, expect, it } from '@jest/globals';
import { checkEligibility, checkSubstitute, type EligibilityFacts, type PartyFacts } from '../../../libs/domain/eligibility/eligibility.js';
import { sayRefusal } from '../../../libs/domain/texts/say-values.js';
import { programmeA } from './shipped.js';

const { definition, texts } = programmeA();
const visiting: PartyFacts = { organisationId: 'the-spark', organisationType: 'creative-hub', membership: 'regular', country: 'IT', positions: ['manager'] };
const hosting: PartyFacts = { organisationId: 'blivande', organisationType: 'creative-hub', membership: 'associate', country: 'SE' };
const sound: EligibilityFacts = {
  parties: { visiting, hosting },
  plan: { firstDay: '2027-04-05', lastDay: '2027-04-08' },
  noDoubleFunding: true,
};
const codes = (facts: EligibilityFacts): string[] => checkEligibility(definition, facts).map((refusal) => refusal.code);

describe('who may take part', () => {
  it('is everybody who fits', () => {
    expect(codes(sound)).toEqual([]);
  });

  it('of two bodies whose country nobody knows nobody says that it is the same', () => {
    const { country: _, ...unknown } = hosting;
    const abroad = { ...definition, eligibility: { ...definition.eligibility, differentCountries: true } };
    const judged = (parties: EligibilityFacts['parties']): string[] => checkEligibility(abroad, { parties }).map(({ code }) => code);
    expect(judged({ visiting: { ...unknown, organisationId: 'a', positions: ['manager'] }, hosting: { ...unknown, organisationId: 'b' } })).toEqual([]);
    expect(judged({ visiting: { ...visiting, country: 'SE' }, hosting })).toEqual(['same-country']);
  });

  it('is judged by what is known so far', () => {
    expect(codes({ parties: { visiting: { ...visiting, membership: 'none' } } })).toEqual(['membership']);
    expect(codes({ parties: {} })).toEqual([]);
  });

  it.each([
    ['membership', { parties: { visiting, hosting: { ...hosting, membership: 'none' as const } } }],
    ['organisation-type', { parties: { visiting: { ...visiting, organisationType: 'public-authority' as const }, hosting } }],
    ['same-organisation', { parties: { visiting, hosting: { ...hosting, organisationId: 'the-spark' } } }],
    ['position', { parties: { visiting: { ...visiting, positions: ['manager', 'not-managerial'] }, hosting } }],
    ['too-few-participants', { parties: { visiting: { ...visiting, positions: [] }, hosting } }],
    ['too-many-participants', { parties: { visiting: { ...visiting, positions: ['manager', 'director', 'manager'] }, hosting } }],
    ['stay-too-long', { plan: { firstDay: '2027-04-05', lastDay: '2027-04-10' } }],
    ['days-reversed', { plan: { firstDay: '2027-04-05', lastDay: '2027-04-04' } }],
    ['before-edition', { plan: { firstDay: '2026-09-29', lastDay: '2026-10-01' } }],
    ['after-edition', { plan: { firstDay: '2028-06-29', lastDay: '2028-07-01' } }],
    ['double-funding', { noDoubleFunding: false }],
  ])('says why not: %s', (code, change) => {
    const refusals = checkEligibility(definition, { ...sound, ...change });
    expect(refusals.map((refusal) => refusal.code)).toEqual([code]);
    for (const refusal of refusals) expect(sayRefusal(texts, refusal, 'The hub')).toMatch(/\.$/);
  });

  it('takes a visit of a single day, of the first and of the last days that the edition has, and of as many days as a stay may have', () => {
    const { stay } = definition.eligibility;
    const { from, until } = definition.edition.visits;
    expect(stay).toMatchObject({ minDays: 1, maxDays: 5 });
    for (const [firstDay, lastDay] of [['2027-04-05', '2027-04-05'], [from, from], [until, until], ['2027-04-05', '2027-04-09']] as const) {
      expect([firstDay, lastDay, codes({ ...sound, plan: { firstDay, lastDay } })]).toEqual([firstDay, lastDay, []]);
    }
  });

  it('says it in words', () => {
    const [membership] = checkEligibility(definition, { parties: { visiting: { ...visiting, membership: 'none' } } });
    expect(sayRefusal(texts, membership!, 'B.Creative')).toBe(
      'B.Creative is not a member of the network, and this programme is for regular and associate members.',
    );
    const [substitute] = checkSubstitute(definition, 'visiting', 'not-managerial');
    expect(sayRefusal(texts, substitute!, 'The Spark')).toBe(
      'Participant 1 of The Spark has a position (None of these) that this programme is not for. It is for managers and other managerial positions.',
    );
    expect(checkSubstitute(definition, 'visiting', 'director')).toEqual([]);
  });

  it('assumes no particular party', () => {
    const cohort = { ...definition, parties: { hosting: definition.parties['hosting']!, a: definition.parties['visiting']!, b: definition.parties['visiting']! } };
    const facts = { parties: { a: visiting, b: { ...visiting, organisationId: 'cru' }, hosting } };
    expect(checkEligibility(cohort, facts)).toEqual([]);
    expect(() => checkEligibility(definition, facts)).toThrow(/no party "a"/);
  });
});
