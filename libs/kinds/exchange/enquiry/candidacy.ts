import { IsNull, type EntityManager } from 'typeorm';
import { HubEntity, OrganisationEntity } from '../../../platform/db/entities/index.js';
import { localDay } from '../../../domain/calendar/days.js';
import { checkEligibility } from '../../../domain/eligibility/eligibility.js';
import type { FieldError } from '../../../domain/forms/field-errors.js';
import type { FormValue } from '../../../domain/forms/read-form.js';
import type { Definition } from '../../../domain/programme/definition.js';
import { peopleOnFile } from '../../../network/contacts.js';
import type { Parties } from '../../../dossier/people/parties.js';
import { daysGoneBy } from '../visit/days-named.js';
import { partiesAsJudged } from '../matching/eligibility-facts.js';
import type { Objection } from '../../../staff/objections/objections.js';
import { textOf } from '../../../dossier/record/text-of.js';

/** A hub with the organisation that runs it. */
export interface KnownHub {
  hub: HubEntity;
  organisation: OrganisationEntity;
}

/** Who wants to visit whom and when, as an enquiry says it. */
export interface Candidacy {
  visiting: KnownHub;
  /** Absent where the candidate asks for help. */
  hosting?: KnownHub;
  firstDay: string;
  lastDay: string;
  theme: string;
}

/** A candidacy that may go on, or what speaks against it. */
export type ReadCandidacy =
  | { ok: true; candidacy: Candidacy }
  | { ok: false; errors: readonly FieldError[]; refusals: readonly Objection[]; candidacy?: Candidacy };

/** Looks up the hubs of an enquiry and judges whether they may take part: membership, type, position, dates that lie ahead. */
export async function readCandidacy(db: EntityManager, definition: Definition, value: FormValue, now: string): Promise<ReadCandidacy> {
  const visiting = await knownHub(db, value['visitingHub']);
  const named = value['hostChoice'] === 'named';
  const hosting = named ? await knownHub(db, value['hostingHub']) : undefined;
  const errors = [...(visiting ? [] : [badHub('visitingHub')]), ...(named && !hosting ? [badHub('hostingHub')] : [])];
  if (!visiting || errors.length > 0) return { ok: false, errors, refusals: [] };

  const { from: firstDay, to: lastDay } = value['dates'] as { from: string; to: string };
  const candidacy = { visiting, ...(hosting && { hosting }), firstDay, lastDay, theme: textOf(value['theme']) };
  const refusals: Objection[] = checkEligibility(definition, {
    parties: partiesAsJudged(partiesOf(candidacy), { visiting: [textOf(value['position'])] }),
    plan: { firstDay, lastDay },
  });
  if (hosting && (await peopleOnFile(db, hosting.organisation.id)).length === 0) {
    refusals.push({ code: 'nobody-to-ask' });
  }
  const gone = daysGoneBy('dates', candidacy, localDay(hosting?.hub.zone ?? definition.zone, now));
  return refusals.length + gone.length > 0 ? { ok: false, errors: gone, refusals, candidacy } : { ok: true, candidacy };
}

/** The hub's name as people know a party of a candidacy by. */
export function candidateName({ visiting, hosting }: Candidacy, party: string): string {
  return (party === 'hosting' ? hosting?.hub.name : visiting.hub.name) ?? '';
}

function partiesOf({ visiting, hosting }: Candidacy): Parties {
  return {
    visiting: { id: 'visiting', leg: '1', ...visiting, contacts: {} },
    ...(hosting && { hosting: { id: 'hosting', leg: '1', ...hosting, contacts: {} } }),
  };
}

async function knownHub(db: EntityManager, id: FormValue[string] | undefined): Promise<KnownHub | undefined> {
  if (typeof id !== 'string') return undefined;
  const hub = await db.findOneBy(HubEntity, { id, retiredAt: IsNull() });
  return hub ? { hub, organisation: await db.findOneByOrFail(OrganisationEntity, { id: hub.organisationId }) } : undefined;
}

function badHub(field: string): FieldError {
  return { field, code: 'bad-hub', params: {} };
}
