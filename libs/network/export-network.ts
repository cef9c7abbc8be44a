import { stringify } from 'yaml';
import type { ContactEntity, HubEntity, OrganisationEntity } from '../platform/db/entities/index.js';
import { networkFormat } from '../domain/network/network-file.js';
import type { NetworkOnFile } from './import-plan.js';

/**
 * The directory as a file that can be changed and imported again: who is in the network now, without those who were only
 * named in some exchange. An organisation whose country nobody knows comes without one, which the import then asks for.
 */
export function networkText({ organisations, hubs, contacts }: NetworkOnFile): string {
  const listed = { organisations: organisations.filter(isActive), hubs: hubs.filter(isActive), contacts: contacts.filter(isActive) };
  return stringify({
    format: networkFormat,
    ...(listed.hubs.some(({ profile }) => profile['sample'] === true) && { sample: true }),
    organisations: listed.organisations.map(organisation),
    hubs: listed.hubs.map(hub),
    contacts: listed.contacts.filter(({ origin, duplicate }) => origin === 'directory' && !duplicate).map(contact),
  });
}

function isActive({ retiredAt }: { retiredAt: string | null }): boolean {
  return retiredAt === null;
}

function organisation({ id, legalName, type, country, zone, membership, legalForm, registration, taxId, vatStatus, street, postcode, town }: OrganisationEntity) {
  const legal = withoutNull({ form: legalForm, registration, taxId, vatStatus, street, postcode, town });
  return { id, name: legalName, type, ...withoutNull({ country, zone }), membership, ...(Object.keys(legal).length > 0 && { legal }) };
}

function hub({ id, organisationId, name, city, country, lat, lon, zone, availableForMobility, profile }: HubEntity) {
  const { languages, sectors, services, facilities } = profile;
  const place = { city, country, latitude: lat, longitude: lon, zone };
  return { id, organisation: organisationId, name, ...place, availableForMobility, languages, sectors, services, facilities };
}

function contact({ id, organisationId, hubId, name, email, phone, roles, position, language }: ContactEntity) {
  const where = hubId === null ? { organisation: organisationId } : { hub: hubId };
  return { id, ...where, name, email, ...withoutNull({ phone }), slots: roles, ...withoutNull({ position }), language };
}

function withoutNull(values: Readonly<Record<string, string | null>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).flatMap(([key, value]) => (value === null ? [] : [[key, value]])));
}
