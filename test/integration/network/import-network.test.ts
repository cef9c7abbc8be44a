import 'reflect-metadata';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadSampleNetwork } from '../../../infra/sample/load-sample-network.js';
import { builtFile } from '../../../infra/stack/project-files.js';
import { makeTestFolder } from '../../../infra/testing/test-folder.js';
import { whatToDoFirst } from '../../../infra/stack/what-to-do-first.js';
import { hubOptions } from '../../../libs/network/hubs.js';
import { ActivityLogEntity, ContactEntity, HubEntity, OrganisationEntity, StaffMemberEntity } from '../../../libs/platform/db/entities/index.js';
import { readNetwork, type NetworkFile } from '../../../libs/domain/network/network-file.js';
import { peopleOnFile } from '../../../libs/network/contacts.js';
import { networkText } from '../../../libs/network/export-network.js';
import { changesNothing } from '../../../libs/network/import-plan.js';
import { importNetwork, networkOnFile } from '../../../libs/network/import-network.js';
import { inviteStaff } from '../../../libs/staff/sign-in/invite.js';
import { revokeStaff } from '../../../libs/staff/sign-in/revoke.js';
import { databaseWithProgramme, type ProgrammeDatabase } from '../exchange/programme-database.js';
import { testConfig } from '../exchange/test-app.js';

const sampleText = readFileSync(new URL('../../../infra/sample/network.yaml', import.meta.url), 'utf8');
const url = { publicUrl: 'http://127.0.0.1:3000' };

function sound(text: string): NetworkFile {
  const read = readNetwork({ file: 'network.yaml', text });
  if (!read.ok) throw new Error(read.problems.map(({ line, problem }) => `${line}: ${problem}`).join('\n'));
  return read.network;
}

let database: ProgrammeDatabase;
beforeEach(async () => {
  database = await databaseWithProgramme(4);
});
afterEach(() => database.close());

/** A database as a production starts with: programmes, and nobody. */
async function emptied(): Promise<void> {
  for (const entity of [StaffMemberEntity, ContactEntity, HubEntity, OrganisationEntity, ActivityLogEntity]) await database.db.manager.deleteAll(entity);
}

describe('importing', () => {
  it('the exported directory again changes nothing and writes nothing into the log', async () => {
    const { manager } = database.db;
    const before = await manager.countBy(ActivityLogEntity, { kind: 'network-imported' });
    const plan = await importNetwork(manager, sound(networkText(await networkOnFile(manager))), 'lead');
    expect(changesNothing(plan)).toBe(true);
    expect(await manager.countBy(ActivityLogEntity, { kind: 'network-imported' })).toBe(before);
  });

  it('retires instead of deleting: the hub stays by name, is offered and asked no more, and comes back', async () => {
    const { manager } = database.db;
    const text = sampleText.replace(/ {2}- id: bios\n(?: {4}.*\n)+/, '').replace(/ {2}- \{ id: bios[,-].*\n/g, '');
    await importNetwork(manager, sound(text), 'lead');
    expect((await hubOptions(manager)).find(({ id }) => id === 'bios')).toMatchObject({ name: 'Bios', retired: true });
    expect(await peopleOnFile(manager, 'bios')).toEqual([]);
    const told = await manager.findOneByOrFail(ActivityLogEntity, { kind: 'network-imported', who: 'lead' });
    expect(told.detail).toEqual({ changes: ['retired organisation bios', 'retired hub bios', 'retired contact bios-accounts', 'retired contact bios-director', 'retired contact bios-manager'] });
    await importNetwork(manager, sound(sampleText), 'lead');
    expect(await peopleOnFile(manager, 'bios')).toHaveLength(3);
    expect(await manager.countBy(HubEntity, { organisationId: 'bios' })).toBe(1);
  });

  it('by two at once writes each row once', async () => {
    await emptied();
    const network = sound(sampleText);
    await Promise.all([1, 2, 3].map(() => database.db.transaction((tx) => importNetwork(tx, network, 'system'))));
    expect(await database.db.manager.countBy(ActivityLogEntity, { kind: 'network-imported' })).toBe(1);
    expect(await database.db.manager.count(ContactEntity)).toBe(45);
  });
});

describe('npm run network', () => {
  it('prints what a file would do in a dry run and writes nothing, then writes it; a broken file is refused with its lines', async () => {
    await emptied();
    const folder = makeTestFolder();
    const file = join(folder.path, 'network.yaml');
    const run = (...args: string[]): { status: number | null; out: string } => {
      const ran = spawnSync(process.execPath, [builtFile('infra/commands/network.js'), ...args], { env: { ...process.env, NODE_OPTIONS: '', DATABASE_URL: database.url }, encoding: 'utf8' });
      return { status: ran.status, out: ran.stdout + ran.stderr };
    };
    try {
      writeFileSync(file, sampleText.replace('hub: cru, name', 'hub: crux, name'));
      expect(run('import', file)).toMatchObject({ status: 1, out: expect.stringMatching(/network\.yaml:\d+: contacts\.6\.hub: there is no hub "crux"/) });
      writeFileSync(file, sampleText);
      const dry = run('import', file, '--dry-run');
      expect(dry).toMatchObject({ status: 0, out: expect.stringMatching(/added +hub bios, Bios\n[^]*Nothing was written: this was a dry run/) });
      expect(await database.db.manager.count(HubEntity)).toBe(0);
      expect(run('import', file)).toMatchObject({ status: 0, out: expect.stringContaining('Done.') });
      expect(await database.db.manager.count(HubEntity)).toBe(15);
      writeFileSync(file, run('export').out.replace(/^hubs:[^]*?^contacts:[^]*/m, 'hubs: []\ncontacts: []\n'));
      expect(run('import', file)).toMatchObject({ status: 1, out: expect.stringContaining('more than half would leave the network') });
      expect(await database.db.manager.countBy(StaffMemberEntity, {})).toBe(0);
    } finally {
      folder.remove();
    }
  });
});

describe('at first start', () => {
  it('a production’s empty database is told what to do next: a network, and somebody in the office', async () => {
    await emptied();
    const https = { publicUrl: 'https://exchanges.example' };
    expect(await whatToDoFirst(database.db.manager, https)).toEqual([expect.stringContaining('npm run network -- import'), expect.stringContaining('npm run staff -- invite')]);
    const invited = await database.db.transaction((tx) => inviteStaff(tx, testConfig(database.url, '.data'), { email: 'first@network.org', roles: ['coordinator', 'lead'], zone: 'Europe/Brussels' }));
    expect(invited.staff.roles).toEqual(['coordinator', 'lead']);
    expect(await whatToDoFirst(database.db.manager, https)).toEqual([expect.stringContaining('no network yet')]);
  });

  it('sample data is said to be sample data, and behind https each sample member of staff is named to be revoked', async () => {
    const { manager } = database.db;
    expect(await whatToDoFirst(manager, url)).toEqual([expect.stringContaining('sample data')]);
    const warned = await whatToDoFirst(manager, { publicUrl: 'https://exchanges.example' });
    expect(warned).toHaveLength(5);
    expect(warned.join('\n')).toContain('npm run staff -- revoke finance@office.example');
    for (const name of ['coordinator', 'lead', 'finance', 'director']) await revokeStaff(manager, `${name}@office.example`);
    expect(await whatToDoFirst(manager, { publicUrl: 'https://exchanges.example' })).toEqual([expect.stringContaining('do not go live')]);
  });

  it('sample data is not put beside a network that is there', async () => {
    expect(await loadSampleNetwork(database.db.manager)).toBe(false);
  });
});
