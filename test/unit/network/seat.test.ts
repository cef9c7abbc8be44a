import { expect, it } from '@jest/globals';
import { countryOf, zoneOf } from '../../../libs/dossier/people/parties.js';
import { partiesAsJudged } from '../../../libs/kinds/exchange/matching/eligibility-facts.js';
import type { HubEntity, OrganisationEntity } from '../../../libs/platform/db/entities/index.js';

const school = { id: 'school', type: 'education-institution', membership: 'none', country: 'FR', zone: 'Europe/Paris' } as OrganisationEntity;
const hub = { country: 'RS', zone: 'Europe/Belgrade' } as HubEntity;
const nowhere = { ...school, country: null, zone: null };
const party = (id: string, organisation: OrganisationEntity) => ({ id, leg: '1', organisation, contacts: {} });

it('a body without a hub is judged, and its days are counted, where it has its seat; with one where the hub stands', () => {
  expect([countryOf({ organisation: school }), zoneOf({ organisation: school })]).toEqual(['FR', 'Europe/Paris']);
  expect([countryOf({ organisation: school, hub }), zoneOf({ organisation: school, hub })]).toEqual(['RS', 'Europe/Belgrade']);
  expect([countryOf({ organisation: nowhere }), zoneOf({ organisation: nowhere }), zoneOf(undefined)]).toEqual([undefined, undefined, undefined]);
});

it('two bodies without a hub share no country that nobody knows', () => {
  const judged = partiesAsJudged({ visiting: party('visiting', nowhere), hosting: party('hosting', { ...nowhere, id: 'other' }) });
  expect([judged['visiting']?.country, judged['hosting']?.country]).toEqual([undefined, undefined]);
  expect(partiesAsJudged({ visiting: party('visiting', school) })['visiting']?.country).toBe('FR');
});
