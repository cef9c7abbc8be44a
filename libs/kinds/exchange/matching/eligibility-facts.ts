import type { PartyFacts } from '../../../domain/eligibility/eligibility.js';
import { countryOf, type Parties } from '../../../dossier/people/parties.js';

/** What is known of the parties of an exchange, as eligibility is judged by it; `positions` names those who take part. */
export function partiesAsJudged(parties: Parties, positions: Readonly<Record<string, readonly string[]>> = {}): Record<string, PartyFacts> {
  return Object.fromEntries(
    Object.values(parties).flatMap((party): [string, PartyFacts][] => {
      const { id, organisation } = party;
      if (!organisation) return [];
      const country = countryOf(party);
      const named = positions[id];
      return [
        [
          id,
          {
            organisationId: organisation.id,
            organisationType: organisation.type,
            membership: organisation.membership,
            ...(country === undefined ? {} : { country }),
            ...(named === undefined ? {} : { positions: named }),
          },
        ],
      ];
    }),
  );
}
