import { In, IsNull, type EntityManager } from 'typeorm';
import { ContactEntity, OrganisationEntity, type HubEntity } from '../../../platform/db/entities/index.js';
import { checkEligibility } from '../../../domain/eligibility/eligibility.js';
import type { Definition } from '../../../domain/programme/definition.js';
import { say, type TextCatalogue } from '../../../domain/texts/catalogue.js';
import type { Parties } from '../../../dossier/people/parties.js';
import { partiesAsJudged } from './eligibility-facts.js';
import { suggestHosts, type HostSuggestion } from './suggest-hosts.js';

/** For which exchange another host is looked for. */
export interface HostSearch {
  ref: string;
  definition: Definition;
  parties: Parties;
}

/** Hubs that a candidate may ask: the ones to begin with, and every other. */
export interface HostChoices {
  suggested: HostSuggestion[];
  others: HostSuggestion[];
}

/** More than a network has hubs. */
const everyHub = 10_000;

/** Hubs that may host this visitor, were not asked yet, and have somebody to ask; judged as in the enquiry. */
export async function hostChoices(db: EntityManager, search: HostSearch): Promise<HostChoices> {
  const all = await suggestHosts(db, search.definition, search.ref, everyHub);
  const organisationIds = all.map(({ hub }) => hub.organisationId);
  const organisations = new Map((await db.findBy(OrganisationEntity, { id: In(organisationIds) })).map((row) => [row.id, row]));
  const staffed = new Set((await db.findBy(ContactEntity, { organisationId: In(organisationIds), origin: 'directory', retiredAt: IsNull() })).map((row) => row.organisationId));
  const eligible = all.filter(({ hub }) => {
    const organisation = organisations.get(hub.organisationId);
    return organisation !== undefined && staffed.has(hub.organisationId) && mayHost(search, hub, organisation);
  });
  const { offered } = search.definition.hosts;
  return { suggested: eligible.slice(0, offered), others: eligible.slice(offered) };
}

/** Why a hub may fit, in words. */
export function sayReasons(texts: TextCatalogue, { reasons }: HostSuggestion): string {
  return reasons.map((reason) => say(texts, `hostReasons.${reason}`)).join(', ');
}

function mayHost({ definition, parties }: HostSearch, hub: HubEntity, organisation: OrganisationEntity): boolean {
  const hosting = { id: 'hosting', leg: parties['visiting']?.leg ?? '1', organisation, hub, contacts: {} };
  return checkEligibility(definition, { parties: partiesAsJudged({ ...parties, hosting }) }).length === 0;
}
