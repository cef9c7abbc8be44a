import { In, IsNull, Not, type EntityManager } from 'typeorm';
import { HubEntity, OrganisationEntity, PartyEntity } from '../../../platform/db/entities/index.js';
import type { Definition } from '../../../domain/programme/definition.js';
import { hostReasons, type HostReason } from '../../../domain/programme/vocabulary.js';
import { askedBefore } from './asked-before.js';

/** A hub that could host, and why: said with `hostReasons.<code>` of the texts. */
export interface HostSuggestion {
  hub: HubEntity;
  reasons: HostReason[];
}

interface Profile {
  languages?: string[];
  sectors?: string[];
  facilities?: string[];
}

/** How much each reason weighs. */
const weights: Record<HostReason, number> = { available: 4, 'same-sector': 3, 'same-facility': 1, 'shared-language': 2, 'other-country': 1 };

/**
 * Hubs that a candidate may ask next: eligible hosts whom this exchange has not asked yet, the best fitting first, each
 * with its reasons. A hub without the "available for mobility" tick comes later, but may be asked.
 */
export async function suggestHosts(db: EntityManager, definition: Definition, ref: string, count: number): Promise<HostSuggestion[]> {
  const visitor = await visitingHub(db, ref);
  const asked = await askedBefore(db, ref);
  const members = await db.findBy(OrganisationEntity, {
    membership: In(definition.parties['hosting']?.membership ?? []),
    type: In(definition.parties['hosting']?.organisationTypes ?? []),
    id: Not(In([visitor.organisationId, ...asked])),
    retiredAt: IsNull(),
  });
  const hubs = await db.findBy(HubEntity, { organisationId: In(members.map(({ id }) => id)), retiredAt: IsNull() });
  return hubs
    .map((hub) => ({ hub, reasons: reasonsFor(visitor, hub) }))
    .toSorted((a, b) => weightOf(b) - weightOf(a) || a.hub.name.localeCompare(b.hub.name))
    .slice(0, count);
}

async function visitingHub(db: EntityManager, ref: string): Promise<HubEntity> {
  const { hubId } = await db.findOneByOrFail(PartyEntity, { ref, party: 'visiting' });
  return db.findOneByOrFail(HubEntity, { id: hubId ?? '' });
}

function reasonsFor(visitor: HubEntity, hub: HubEntity): HostReason[] {
  const [own, other] = [visitor.profile as Profile, hub.profile as Profile];
  const holds: Record<HostReason, boolean> = {
    available: hub.availableForMobility,
    'same-sector': share(own.sectors, other.sectors),
    'same-facility': share(own.facilities, other.facilities),
    'shared-language': share(own.languages, other.languages),
    'other-country': visitor.country !== hub.country,
  };
  return hostReasons.filter((reason) => holds[reason]);
}

function weightOf({ reasons }: HostSuggestion): number {
  return reasons.reduce((sum, reason) => sum + weights[reason], 0);
}

function share(own: string[] = [], other: string[] = []): boolean {
  return own.some((one) => other.includes(one));
}
