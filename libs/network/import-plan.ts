import { isDeepStrictEqual } from 'node:util';
import type { ContactEntity, HubEntity, OrganisationEntity } from '../platform/db/entities/index.js';
import { organisationOf, zoneOfListed, type NetworkFile } from '../domain/network/network-file.js';

/** Everybody in the directory, also who has left, and also contacts who were only named in some exchange. */
export interface NetworkOnFile {
  organisations: readonly OrganisationEntity[];
  hubs: readonly HubEntity[];
  contacts: readonly ContactEntity[];
}

/** What an import does to one row of the directory. */
export type RowPlan<Row> =
  | { readonly what: 'added'; readonly row: Row }
  /** `fields` names what differs; `retiredAt` among them means that it comes back. */
  | { readonly what: 'changed'; readonly row: Row; readonly before: Row; readonly fields: readonly string[] }
  /** It is not in the file any more: it stays, marked, and what it takes part in goes on. */
  | { readonly what: 'retired'; readonly row: Row }
  | { readonly what: 'kept'; readonly row: Row };

/** What an import does, row by row; nothing is ever deleted. */
export interface ImportPlan {
  readonly organisations: readonly RowPlan<OrganisationEntity>[];
  readonly hubs: readonly RowPlan<HubEntity>[];
  readonly contacts: readonly RowPlan<ContactEntity>[];
  /** Why the file does not fit what is on file; nothing may be written while there is any. */
  readonly problems: readonly IdTaken[];
}

/** A contact of the file has the id of another person, whom the file lists as well. */
export interface IdTaken {
  /** Which contact of the file, from 0. */
  readonly index: number;
  readonly id: string;
  /** Address of that contact, and of whoever has the id. */
  readonly email: string;
  readonly holder: string;
}

/**
 * Compares a network's file, which lists the whole network, with the directory. Organisations and hubs are found again by
 * their id. A contact is found again by the address at its organisation, which is what makes somebody the same person in
 * every exchange, else by its id: so a corrected address changes a contact, and whoever was only named comes on file.
 * @param at the instant of the import, ISO 8601.
 */
export function planImport(network: NetworkFile, onFile: NetworkOnFile, at: string): ImportPlan {
  const { contacts, problems } = matchContacts(network, onFile, at);
  return {
    organisations: byId(network.organisations.map((each) => organisationRow(network, each)), onFile.organisations, at),
    hubs: byId(network.hubs.map((each) => hubRow(network, each)), onFile.hubs, at),
    contacts,
    problems,
  };
}

/** Whether an import leaves everything as it is. */
export function changesNothing({ organisations, hubs, contacts }: ImportPlan): boolean {
  return [organisations, hubs, contacts].every((rows: readonly RowPlan<object>[]) => rows.every(({ what }) => what === 'kept'));
}

/** Whether more than half of a kind would leave the network: then the file is hardly the whole of it. */
export function retiresMost({ organisations, hubs, contacts }: ImportPlan): boolean {
  return [organisations, hubs, contacts].some((rows: readonly RowPlan<object>[]) => {
    const active = rows.filter(({ what }) => what !== 'added');
    return active.filter(({ what }) => what === 'retired').length * 2 > active.length;
  });
}

function organisationRow(network: NetworkFile, listed: NetworkFile['organisations'][number]): OrganisationEntity {
  const { id, name, type, country, membership, legal = {} } = listed;
  return {
    id,
    legalName: name,
    type,
    membership,
    country,
    zone: zoneOfListed(network, listed),
    legalForm: legal.form ?? null,
    registration: legal.registration ?? null,
    taxId: legal.taxId ?? null,
    vatStatus: legal.vatStatus ?? null,
    street: legal.street ?? null,
    postcode: legal.postcode ?? null,
    town: legal.town ?? null,
    retiredAt: null,
  };
}

function hubRow({ sample }: NetworkFile, { organisation, latitude, longitude, languages, sectors, services, facilities, ...hub }: NetworkFile['hubs'][number]): HubEntity {
  const profile = { languages, sectors, services, facilities, ...(sample && { sample }) };
  return { ...hub, organisationId: organisation, lat: latitude, lon: longitude, profile, retiredAt: null };
}

function contactRow(network: NetworkFile, listed: NetworkFile['contacts'][number], at: string): ContactEntity {
  const { id, hub, name, email, phone, slots, position, language } = listed;
  const organisationId = organisationOf(network, listed);
  const zone = network.hubs.find((each) => each.id === hub)?.zone ?? zoneOfListed(network, network.organisations.find((each) => each.id === organisationId)!);
  const person = { name, email: email.toLowerCase(), phone: phone ?? null, position: position ?? null, language, zone };
  return { id, organisationId, hubId: hub ?? null, ...person, roles: [...slots], origin: 'directory', createdAt: at, duplicate: false, retiredAt: null };
}

function byId<Row extends { id: string; retiredAt: string | null }>(wanted: readonly Row[], onFile: readonly Row[], at: string): RowPlan<Row>[] {
  const known = new Map(onFile.map((row) => [row.id, row]));
  const listed = new Set(wanted.map((row) => row.id));
  return [...wanted.map((row) => compared(row, known.get(row.id))), ...onFile.filter((row) => !listed.has(row.id)).flatMap((row) => leaving(row, at))];
}

function matchContacts(network: NetworkFile, onFile: NetworkOnFile, at: string): Pick<ImportPlan, 'contacts' | 'problems'> {
  const rows = network.contacts.map((listed) => contactRow(network, listed, at));
  const byAddress = new Map(onFile.contacts.filter((row) => !row.duplicate).map((row) => [addressKey(row), row]));
  const byId = new Map(onFile.contacts.map((row) => [row.id, row]));
  const taken = new Set(rows.flatMap((row) => byAddress.get(addressKey(row))?.id ?? []));
  const problems: IdTaken[] = [];
  const matched = rows.map((row, index): RowPlan<ContactEntity> => {
    const same = byAddress.get(addressKey(row)) ?? byId.get(row.id);
    if (same && same.id === row.id && taken.has(row.id) && addressKey(same) !== addressKey(row)) {
      problems.push({ index, id: row.id, email: row.email, holder: same.email });
    }
    return same ? compared(merged(row, same), same) : { what: 'added', row };
  });
  const stays = new Set(matched.map(({ row }) => row.id));
  const gone = onFile.contacts.filter((row) => row.origin === 'directory' && !row.duplicate && !stays.has(row.id)).flatMap((row) => leaving(row, at));
  return { contacts: [...matched, ...gone], problems };
}

/** Whoever was on file stays who they were; from whom an exchange only named, the file vouches from now on. */
function merged(row: ContactEntity, same: ContactEntity): ContactEntity {
  return { ...row, id: same.id, createdAt: same.origin === 'directory' ? same.createdAt : row.createdAt };
}

function addressKey({ organisationId, email }: Pick<ContactEntity, 'organisationId' | 'email'>): string {
  return `${organisationId} ${email.toLowerCase()}`;
}

function compared<Row extends object>(row: Row, before: Row | undefined): RowPlan<Row> {
  if (!before) return { what: 'added', row };
  const fields = (Object.keys(row) as (keyof Row & string)[]).filter((field) => !isDeepStrictEqual(row[field], before[field]));
  return fields.length === 0 ? { what: 'kept', row: before } : { what: 'changed', row, before, fields };
}

function leaving<Row extends { retiredAt: string | null }>(row: Row, at: string): RowPlan<Row>[] {
  return row.retiredAt === null ? [{ what: 'retired', row: { ...row, retiredAt: at } }] : [];
}
