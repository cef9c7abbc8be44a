/** The shipped sample of a network: organisations, hubs, contacts by role, and the office. Read and checked like a definition. */
import { z } from 'zod';
import { languageScalar, lineScalar, zoneScalar } from './definition-scalars.js';
import { byPosition, type DefinitionProblem, type Finding, type SourceFile } from './problems.js';
import { memberships, organisationTypes, slots, staffRoles } from './vocabulary.js';
import { YamlSource } from './yaml-source.js';

const id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/, 'an id holds small letters, digits and hyphens');
const country = z.string().regex(/^[A-Z]{2}$/, 'write the two capitals of ISO 3166, in quotes');
const tag = z.string().regex(/^[a-z][a-z-]{0,39}$/, 'a tag holds small letters and hyphens');
const sampleAddress = z
  .string()
  .regex(/^[a-z0-9.-]+@[a-z0-9.-]+\.example$/, 'sample contacts use the reserved domain .example, never real addresses');

const networkSchema = z.strictObject({
  sample: z.literal(true).describe('Shown on screen beside everything from this file'),
  organisations: z.array(
    z.strictObject({ id, name: lineScalar, type: z.enum(organisationTypes), country, membership: z.enum(memberships) }),
  ),
  hubs: z.array(
    z.strictObject({
      id,
      organisation: id,
      name: lineScalar,
      city: lineScalar,
      country,
      latitude: z.number().min(-90).max(90),
      longitude: z.number().min(-180).max(180),
      zone: zoneScalar,
      availableForMobility: z.boolean(),
      languages: z.array(languageScalar).min(1),
      sectors: z.array(tag),
      services: z.array(tag),
      facilities: z.array(tag),
    }),
  ),
  contacts: z.array(
    z.strictObject({
      id,
      hub: id,
      name: lineScalar,
      email: sampleAddress,
      slots: z.array(z.enum(slots)).min(1),
      position: z.string(),
      language: languageScalar,
    }),
  ),
  staff: z.array(
    z.strictObject({
      id,
      name: lineScalar,
      email: sampleAddress,
      roles: z.array(z.enum(staffRoles)).min(1),
      language: languageScalar,
    }),
  ),
});

/** A network: legal bodies, places on the map, people by role, and the office. */
export type SampleNetwork = z.output<typeof networkSchema>;
/** A legal body that runs hubs, signs and is paid. */
export type SampleOrganisation = SampleNetwork['organisations'][number];
/** A place on the map. */
export type SampleHub = SampleNetwork['hubs'][number];
/** A role at a hub. */
export type SampleContact = SampleNetwork['contacts'][number];
/** A role in the office. */
export type SampleStaff = SampleNetwork['staff'][number];

/** A network, or every problem found. */
export type ReadNetwork =
  | { readonly ok: true; readonly network: SampleNetwork }
  | { readonly ok: false; readonly problems: readonly DefinitionProblem[] };

/** Reads the sample network from the text of its file. */
export function readSampleNetwork(file: SourceFile): ReadNetwork {
  const source = YamlSource.read(file);
  if (!source.ok) return source;
  const parsed = networkSchema.safeParse(source.value);
  if (!parsed.success) return { ok: false, problems: byPosition(source.schemaProblems(networkSchema, parsed.error)) };
  const findings = [...checkReferences(parsed.data), ...checkHosts(parsed.data)];
  if (findings.length > 0) return { ok: false, problems: byPosition(findings.map((finding) => source.problemAt(finding))) };
  return { ok: true, network: parsed.data };
}

function checkReferences(network: SampleNetwork): Finding[] {
  const organisations = network.organisations.map((each) => each.id);
  const hubs = network.hubs.map((each) => each.id);
  return [
    ...repeated('organisations', organisations),
    ...repeated('hubs', hubs),
    ...repeated('contacts', network.contacts.map((each) => each.id)),
    ...repeated('staff', network.staff.map((each) => each.id)),
    ...network.hubs.flatMap((hub, index): Finding[] =>
      organisations.includes(hub.organisation)
        ? []
        : [{ path: ['hubs', index, 'organisation'], problem: `there is no organisation "${hub.organisation}"`, allowed: organisations }],
    ),
    ...network.contacts.flatMap((contact, index): Finding[] =>
      hubs.includes(contact.hub) ? [] : [{ path: ['contacts', index, 'hub'], problem: `there is no hub "${contact.hub}"`, allowed: hubs }],
    ),
  ];
}

/** A hub without a manager cannot be asked, one without a signatory cannot sign. */
function checkHosts(network: SampleNetwork): Finding[] {
  return network.hubs.flatMap((hub, index) =>
    (['manager', 'signatory'] as const)
      .filter((slot) => !network.contacts.some((contact) => contact.hub === hub.id && contact.slots.includes(slot)))
      .map((slot) => ({ path: ['hubs', index], problem: `the hub "${hub.id}" has no ${slot} among the contacts` })),
  );
}

function repeated(group: string, ids: readonly string[]): Finding[] {
  return ids.flatMap((each, index): Finding[] =>
    ids.indexOf(each) < index ? [{ path: [group, index, 'id'], problem: `the id "${each}" stands here twice` }] : [],
  );
}
