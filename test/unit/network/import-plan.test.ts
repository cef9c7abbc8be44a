import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { ContactEntity } from '../../../libs/platform/db/entities/index.js';
import { readNetwork, type NetworkFile } from '../../../libs/domain/network/network-file.js';
import { changesNothing, planImport, retiresMost, type ImportPlan, type NetworkOnFile } from '../../../libs/network/import-plan.js';
import { importFinding, importReport } from '../../../infra/commands/import-report.js';

const at = '2027-01-04T09:00:00.000Z';
const text = readFileSync(new URL('../../../infra/sample/network.yaml', import.meta.url), 'utf8');
const nothing: NetworkOnFile = { organisations: [], hubs: [], contacts: [] };

function fileWith(...changes: [from: string | RegExp, to: string][]): NetworkFile {
  const read = readNetwork({ file: 'network.yaml', text: changes.reduce((all, [from, to]) => all.replace(from, to), text) });
  if (!read.ok) throw new Error(read.problems.map(({ problem }) => problem).join());
  return read.network;
}

/** The directory after an import. */
function after(plan: ImportPlan): NetworkOnFile {
  const rows = <Row>(plans: readonly { row: Row }[]): Row[] => plans.map(({ row }) => row);
  return { organisations: rows(plan.organisations), hubs: rows(plan.hubs), contacts: rows(plan.contacts) };
}

const loaded = after(planImport(fileWith(), nothing, at));
const cruManager = loaded.contacts.find(({ id }) => id === 'cru-manager')!;
const touched = (plan: ImportPlan): string[] => importReport(plan).slice(0, -1);
const withContacts = (change: (rows: readonly ContactEntity[]) => readonly ContactEntity[]): NetworkOnFile => ({ ...loaded, contacts: change(loaded.contacts) });

describe('importing a network', () => {
  it('a second time changes nothing', () => {
    const again = planImport(fileWith(), loaded, '2027-02-01T09:00:00.000Z');
    expect(changesNothing(again)).toBe(true);
    expect(importReport(again)).toEqual(['kept      15 organisations, 15 hubs, 45 contacts']);
  });

  it('gives a body the zone of its hub, and its own where it says one', () => {
    const zoned = planImport(fileWith(["name: 'Artcor', type: creative-hub, country: 'MD'", "name: 'Artcor', type: creative-hub, country: 'MD', zone: Europe/Bucharest"]), nothing, at);
    const zone = (id: string): unknown => zoned.organisations.find(({ row }) => row.id === id)?.row.zone;
    expect([zone('artcor'), zone('cru')]).toEqual(['Europe/Bucharest', 'Europe/Lisbon']);
  });

  it('corrects an address and a name, and says both', () => {
    const plan = planImport(fileWith(['manager@cru.example', 'hello@cru.example'], ['city: Caserta', 'city: Naples']), loaded, at);
    expect(touched(plan)).toEqual([
      'changed   hub the-spark, The Spark Creative Hub: city Caserta -> Naples',
      'changed   contact cru-manager, Manager of Cru Creative Hub <hello@cru.example>: email manager@cru.example -> hello@cru.example',
    ]);
  });

  it('marks whoever is not in the file any more, and lets whoever is listed again come back', () => {
    const without = fileWith([/  - \{ id: cru-accounts.*\n/, '']);
    const plan = planImport(without, loaded, at);
    expect(touched(plan)).toEqual(['retired   contact cru-accounts, Accountant of Cru Creative Hub <accounts@cru.example>']);
    expect(changesNothing(planImport(without, after(plan), '2027-02-01T09:00:00.000Z'))).toBe(true);
    expect(touched(planImport(fileWith(), after(plan), at))).toEqual([
      'changed   contact cru-accounts, Accountant of Cru Creative Hub <accounts@cru.example>: comes back',
    ]);
  });

  it('leaves alone whom an exchange only named, until the file lists the address: then that very person is on file', () => {
    const named: ContactEntity = { ...cruManager, id: 'c-0123', email: 'new@cru.example', name: 'Somebody', origin: 'named', createdAt: '2026-01-01T00:00:00.000Z' };
    const onFile = withContacts((rows) => [...rows, named]);
    expect(changesNothing(planImport(fileWith(), onFile, at))).toBe(true);
    const plan = planImport(fileWith(['id: cru-accounts', 'id: cru-new'], ['accounts@cru.example', 'NEW@cru.example']), onFile, at);
    const [row] = plan.contacts.filter(({ row: each }) => each.email === 'new@cru.example');
    expect([row?.what, row?.row.id, row?.row.origin, row?.row.createdAt]).toEqual(['changed', 'c-0123', 'directory', at]);
    expect(touched(plan)).toContain('retired   contact cru-accounts, Accountant of Cru Creative Hub <accounts@cru.example>');
    expect(changesNothing(planImport(fileWith(['id: cru-accounts', 'id: cru-new'], ['accounts@cru.example', 'NEW@cru.example']), after(plan), at))).toBe(true);
  });

  it('never makes one person of two: an id that belongs to somebody else in the file is named with its line', () => {
    const swapped = fileWith(
      ['cru-manager, hub: cru, name: \'Manager of Cru Creative Hub\', email: manager@', 'cru-manager, hub: cru, name: \'Manager of Cru Creative Hub\', email: other@'],
      ['cru-director, hub: cru, name: \'Director of Cru Creative Hub\', email: director@', 'cru-director, hub: cru, name: \'Director of Cru Creative Hub\', email: manager@'],
    );
    const { problems } = planImport(swapped, loaded, at);
    expect(problems.map(importFinding)).toEqual([{ path: ['contacts', 6, 'id'], problem: expect.stringContaining('the id "cru-manager" is that of manager@cru.example') }]);
  });

  it('notices a file that is only a part of the network', () => {
    const whole = fileWith();
    const hubs = whole.hubs.slice(0, 3);
    const part = { ...whole, hubs, contacts: whole.contacts.filter(({ hub }) => hubs.some(({ id }) => id === hub)), organisations: whole.organisations.slice(0, 3) };
    expect([retiresMost(planImport(part, loaded, at)), retiresMost(planImport(fileWith(), loaded, at)), retiresMost(planImport(fileWith(), nothing, at))]).toEqual([true, false, false]);
  });
});
