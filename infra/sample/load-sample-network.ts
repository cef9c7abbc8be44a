import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EntityManager } from 'typeorm';
import { ContactEntity, HubEntity, OrganisationEntity, StaffMemberEntity } from '../../libs/platform/db/entities/index.js';
import { readSampleNetwork, type SampleNetwork } from '../../libs/domain/programme/sample-network.js';

/** Puts the sample network into an empty directory. What is there already stays as people left it. */
export async function loadSampleNetwork(db: EntityManager): Promise<void> {
  if ((await db.count(HubEntity)) > 0) return;
  const network = readNetwork();
  const at = new Date().toISOString();
  await db.insert(OrganisationEntity, network.organisations.map(organisationRow));
  await db.insert(HubEntity, network.hubs.map(hubRow));
  await db.insert(ContactEntity, network.contacts.map((contact) => contactRow(network, contact, at)));
  await db.insert(StaffMemberEntity, network.staff.map(staffRow));
}

function readNetwork(): SampleNetwork {
  const file = join(import.meta.dirname, 'network.yaml');
  const read = readSampleNetwork({ file, text: readFileSync(file, 'utf8') });
  if (!read.ok) throw new Error(read.problems.map(({ line, path, problem }) => `${file}:${line} ${path}: ${problem}`).join('\n'));
  return read.network;
}

function organisationRow({ id, name, type, membership }: SampleNetwork['organisations'][number]) {
  return { id, legalName: name, type, membership, registration: null, vatStatus: null };
}

function hubRow({ id, organisation, name, city, country, latitude, longitude, zone, availableForMobility, ...profile }: SampleNetwork['hubs'][number]) {
  const place = { city, country, lat: latitude, lon: longitude, zone };
  return { id, organisationId: organisation, name, ...place, availableForMobility, profile: { ...profile, sample: true } };
}

function contactRow({ hubs }: SampleNetwork, { id, hub, name, email, slots, position, language }: SampleNetwork['contacts'][number], at: string) {
  const { organisation, zone } = hubs.find((one) => one.id === hub)!;
  const person = { name, email, phone: null, position, language, zone };
  return { id, organisationId: organisation, hubId: hub, ...person, roles: slots, origin: 'directory' as const, createdAt: at };
}

function staffRow({ id, name, email, roles }: SampleNetwork['staff'][number]) {
  return { id, name, email, roles, zone: 'Europe/Brussels', conflicts: [], leftAt: null };
}
