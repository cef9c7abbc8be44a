/** A network in a file: legal bodies, hubs, people by role. Read and checked like a definition, with the line of each problem. */
import { z } from 'zod';
import { isCountry } from '../forms/read-field.js';
import { languageScalar, lineScalar, zoneScalar } from '../programme/definition-scalars.js';
import { byPosition, type DefinitionProblem, type Finding, type SourceFile } from '../programme/problems.js';
import { memberships, organisationTypes, slots, staffRoles } from '../programme/vocabulary.js';
import { YamlSource } from '../programme/yaml-source.js';

/** The form of the file. A later one is a new number, and files of an earlier one go on being read. */
export const networkFormat = 1;

const id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/, 'an id holds small letters, digits and hyphens');
const country = z
  .string()
  .regex(/^[A-Z]{2}$/, 'write the two capitals of ISO 3166, in quotes')
  .refine(isCountry, { error: (issue) => `"${String(issue.input)}" is no country of ISO 3166` });
const tag = z.string().regex(/^[a-z][a-z-]{0,39}$/, 'a tag holds small letters and hyphens');
const address = z
  .string()
  .max(200, 'must be at most 200 characters')
  .regex(/^[^\s<>@",;]+@[^\s<>@",;]+\.[^\s<>@",;.]+$/, 'this is no e-mail address');

const legal = z.strictObject({
  form: lineScalar.optional().describe('Such as association, limited company, municipality'),
  registration: lineScalar.optional().describe('Number in the register, with the register where that matters'),
  taxId: lineScalar.optional(),
  vatStatus: lineScalar.optional(),
  street: lineScalar.optional().describe('Street and number of the seat'),
  postcode: lineScalar.optional(),
  town: lineScalar.optional(),
});

const networkSchema = z.strictObject({
  format: z.literal(networkFormat),
  sample: z.boolean().optional().describe('true: invented people at reserved addresses; only such a file may hold staff'),
  organisations: z.array(
    z.strictObject({
      id,
      name: lineScalar.describe('The legal name, as it stands in agreements'),
      type: z.enum(organisationTypes),
      country: country.describe('Of the seat'),
      zone: zoneScalar.optional().describe('Of the seat; may be left out where the body runs a hub'),
      membership: z.enum(memberships),
      legal: legal.optional(),
    }),
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
      hub: id.optional().describe('The hub they work at; its organisation is theirs'),
      organisation: id.optional().describe('In place of a hub, for people of a body that runs none, or of its seat'),
      name: lineScalar,
      email: address,
      phone: lineScalar.optional().describe('With country code'),
      slots: z.array(z.enum(slots)).min(1),
      position: lineScalar.optional(),
      language: languageScalar,
    }),
  ),
  staff: z
    .array(z.strictObject({ id, name: lineScalar, email: address, roles: z.array(z.enum(staffRoles)).min(1), language: languageScalar }))
    .optional()
    .describe('Of a sample only: real staff are let in by `npm run staff -- invite`'),
});

/** A network: legal bodies, places on the map, people by role, and in a sample the office. */
export type NetworkFile = z.output<typeof networkSchema>;
/** A legal body that runs hubs, signs and is paid. */
export type ListedOrganisation = NetworkFile['organisations'][number];
/** A place on the map. */
export type ListedHub = NetworkFile['hubs'][number];
/** Somebody who acts for a hub or an organisation. */
export type ListedContact = NetworkFile['contacts'][number];
/** A role in the office of a sample. */
export type ListedStaff = NonNullable<NetworkFile['staff']>[number];

/** A network with a way to say where something stands in its file, or every problem found. */
export type ReadNetwork =
  | { readonly ok: true; readonly network: NetworkFile; readonly problemAt: (finding: Finding) => DefinitionProblem }
  | { readonly ok: false; readonly problems: readonly DefinitionProblem[] };

/** Reads a network from the text of its file. */
export function readNetwork(file: SourceFile): ReadNetwork {
  const source = YamlSource.read(file);
  if (!source.ok) return source;
  const parsed = networkSchema.safeParse(source.value);
  if (!parsed.success) return { ok: false, problems: byPosition(source.schemaProblems(networkSchema, parsed.error)) };
  const problemAt = (finding: Finding): DefinitionProblem => source.problemAt(finding);
  const findings = checks.flatMap((check) => check(parsed.data));
  if (findings.length > 0) return { ok: false, problems: byPosition(findings.map(problemAt)) };
  return { ok: true, network: parsed.data, problemAt };
}

/** The organisation that a contact of a sound file acts for. */
export function organisationOf({ hubs }: Pick<NetworkFile, 'hubs'>, { hub, organisation }: ListedContact): string {
  return organisation ?? hubs.find((each) => each.id === hub)!.organisation;
}

/** The zone of an organisation of a sound file: its own, or that of its first hub. */
export function zoneOfListed({ hubs }: Pick<NetworkFile, 'hubs'>, { id, zone }: ListedOrganisation): string {
  return zone ?? hubs.find((hub) => hub.organisation === id)!.zone;
}

const checks: readonly ((network: NetworkFile) => Finding[])[] = [checkIds, checkReferences, checkZones, checkAddresses, checkHosts, checkStaff];

function checkIds({ organisations, hubs, contacts, staff = [] }: NetworkFile): Finding[] {
  return Object.entries({ organisations, hubs, contacts, staff }).flatMap(([group, rows]) => repeated(group, rows.map((each) => each.id)));
}

function checkReferences({ organisations, hubs, contacts }: NetworkFile): Finding[] {
  const known = { organisation: organisations.map((each) => each.id), hub: hubs.map((each) => each.id) };
  const missing = (path: PropertyKey[], what: keyof typeof known, named: string | undefined): Finding[] =>
    named === undefined || known[what].includes(named) ? [] : [{ path: [...path, what], problem: `there is no ${what} "${named}"`, allowed: known[what] }];
  return [
    ...hubs.flatMap((hub, index) => missing(['hubs', index], 'organisation', hub.organisation)),
    ...contacts.flatMap((contact, index): Finding[] => {
      const path = ['contacts', index];
      if ((contact.hub === undefined) === (contact.organisation === undefined)) return [{ path, problem: 'write either the hub or the organisation of a contact' }];
      return [...missing(path, 'hub', contact.hub), ...missing(path, 'organisation', contact.organisation)];
    }),
  ];
}

/** The days of a body without a hub are counted by its own zone. */
function checkZones({ organisations, hubs }: NetworkFile): Finding[] {
  return organisations.flatMap(({ id, zone }, index): Finding[] =>
    zone !== undefined || hubs.some((hub) => hub.organisation === id)
      ? []
      : [{ path: ['organisations', index, 'zone'], problem: `"zone" is missing: "${id}" runs no hub whose zone it could have` }],
  );
}

/** At one organisation an address is one person, who may have several slots. */
function checkAddresses({ hubs, contacts, staff = [], sample }: NetworkFile): Finding[] {
  const sites = new Map(hubs.map((hub) => [hub.id, hub.organisation]));
  const keys = contacts.map(({ hub = '', organisation, email }) => `${organisation ?? sites.get(hub) ?? ''} ${email.toLowerCase()}`);
  const twice = contacts.flatMap(({ email }, index): Finding[] =>
    keys.indexOf(keys[index]!) < index ? [{ path: ['contacts', index, 'email'], problem: `${email} stands here twice for one organisation; give one contact all the slots` }] : [],
  );
  if (!sample) return twice;
  const invented = Object.entries({ contacts, staff }).flatMap(([group, rows]) =>
    rows.flatMap(({ email }, index): Finding[] =>
      email.endsWith('.example') ? [] : [{ path: [group, index, 'email'], problem: 'sample people use the reserved domain .example, never real addresses' }],
    ),
  );
  return [...twice, ...invented];
}

/** A hub without a manager cannot be asked, one without a signatory cannot sign. */
function checkHosts({ hubs, contacts }: NetworkFile): Finding[] {
  return hubs.flatMap((hub, index) =>
    (['manager', 'signatory'] as const)
      .filter((slot) => !contacts.some((each) => (each.hub === hub.id || each.organisation === hub.organisation) && each.slots.includes(slot)))
      .map((slot) => ({ path: ['hubs', index], problem: `the hub "${hub.id}" has no ${slot} among the contacts` })),
  );
}

/** A file that anybody may have written must not say who works in the office. */
function checkStaff({ sample, staff }: NetworkFile): Finding[] {
  if (staff === undefined || sample === true) return [];
  return [{ path: ['staff'], problem: 'people of the office are let in one by one: npm run staff -- invite <mail>' }];
}

function repeated(group: string, ids: readonly string[]): Finding[] {
  return ids.flatMap((each, index): Finding[] =>
    ids.indexOf(each) < index ? [{ path: [group, index, 'id'], problem: `the id "${each}" stands here twice` }] : [],
  );
}
