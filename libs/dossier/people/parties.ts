import { In, type EntityManager } from 'typeorm';
import {
  ContactEntity,
  HubEntity,
  OrganisationEntity,
  PartyContactEntity,
  PartyEntity,
} from '../../platform/db/entities/index.js';

/** One side of an exchange with the people who act for it. */
export interface Party {
  id: string;
  leg: string;
  organisation?: OrganisationEntity;
  hub?: HubEntity;
  /** By slot: manager, signatory, accountant. */
  contacts: Record<string, ContactEntity>;
}

/** The sides of an exchange, by party id. */
export type Parties = Record<string, Party>;

/** ISO 3166 code of the country that a party is of: where its hub stands, or its seat where it takes part without one. */
export function countryOf({ hub, organisation }: Pick<Party, 'hub' | 'organisation'>): string | undefined {
  return hub?.country ?? organisation?.country ?? undefined;
}

/** IANA zone by which a party's days are counted: its hub's, or that of its seat; undefined where neither is known. */
export function zoneOf(party: Pick<Party, 'hub' | 'organisation'> | undefined): string | undefined {
  return party?.hub?.zone ?? party?.organisation?.zone ?? undefined;
}

/** Everybody who takes part in an exchange, in five small queries. */
export async function loadParties(db: EntityManager, ref: string): Promise<Parties> {
  const sides = await db.findBy(PartyEntity, { ref });
  const filled = await db.findBy(PartyContactEntity, { ref });
  const organisations = await byId(db, OrganisationEntity, sides.map((side) => side.organisationId));
  const hubs = await byId(db, HubEntity, sides.map((side) => side.hubId));
  const contacts = await byId(db, ContactEntity, filled.map((row) => row.contactId));
  return Object.fromEntries(
    sides.map((side) => {
      const organisation = organisations.get(side.organisationId ?? '');
      const hub = hubs.get(side.hubId ?? '');
      const own = filled.filter((row) => row.party === side.party && row.leg === side.leg);
      const people = own.flatMap((row) => {
        const contact = contacts.get(row.contactId);
        return contact ? [[row.slot, contact] as const] : [];
      });
      return [
        side.party,
        {
          id: side.party,
          leg: side.leg,
          ...(organisation && { organisation }),
          ...(hub && { hub }),
          contacts: Object.fromEntries(people),
        },
      ];
    }),
  );
}

async function byId<T extends { id: string }>(
  db: EntityManager,
  entity: new () => T,
  ids: (string | null)[],
): Promise<Map<string, T>> {
  const wanted = ids.filter((id) => id !== null);
  if (wanted.length === 0) return new Map();
  const rows = await db.find(entity, { where: { id: In(wanted) } as never });
  return new Map(rows.map((row) => [row.id, row]));
}

/** The contact that fills a slot, or the party's manager where nobody else was named. */
export function contactFor(parties: Parties, party: string, slot: string): ContactEntity | undefined {
  return parties[party]?.contacts[slot] ?? parties[party]?.contacts['manager'];
}
