import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { problemLine } from '../../../libs/domain/programme/problems.js';
import { readSampleNetwork } from '../../../libs/domain/programme/sample-network.js';

const text = readFileSync(new URL('../../../infra/sample/network.yaml', import.meta.url), 'utf8');

describe('the sample network', () => {
  const read = readSampleNetwork({ file: 'network.yaml', text });

  it('is valid: fifteen hubs, each with a manager, a signatory and an accountant, and an office of four', () => {
    expect(read.ok ? [] : read.problems.map(problemLine)).toEqual([]);
    if (!read.ok) return;
    const { hubs, contacts, staff, organisations } = read.network;
    expect([hubs.length, organisations.length, contacts.length]).toEqual([15, 15, 45]);
    expect(staff.map((each) => each.roles.join())).toEqual(['coordinator', 'lead', 'finance', 'director']);
  });

  it('has each hub in a zone of its country', () => {
    if (!read.ok) throw new Error('not read');
    const at = (id: string): string | undefined => read.network.hubs.find((hub) => hub.id === id)?.zone;
    expect([at('artcor'), at('cru'), at('nova-iskra')]).toEqual(['Europe/Chisinau', 'Europe/Lisbon', 'Europe/Belgrade']);
  });

  it('refuses real addresses, unknown hubs, repeated ids and hubs without a manager', () => {
    const changed = (from: string, to: string): string[] => {
      const result = readSampleNetwork({ file: 'network.yaml', text: text.replace(from, to) });
      return result.ok ? [] : result.problems.map(problemLine);
    };
    expect(changed('manager@cru.example', 'manager@cru.pt')[0]).toMatch(/^network\.yaml:\d+: contacts\.6\.email: .*\.example/);
    expect(changed('hub: cru, name', 'hub: crux, name').join()).toMatch(/there is no hub "crux"/);
    expect(changed('{ id: bios-manager', '{ id: cru-manager').join()).toMatch(/"cru-manager" stands here twice/);
    expect(changed('slots: [manager, participant]', 'slots: [participant]').join()).toMatch(/"blivande" has no manager/);
  });
});
