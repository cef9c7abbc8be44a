import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { problemLine } from '../../../libs/domain/programme/problems.js';
import { readNetwork } from '../../../libs/domain/network/network-file.js';

const text = readFileSync(new URL('../../../infra/sample/network.yaml', import.meta.url), 'utf8');

describe('the sample network', () => {
  const read = readNetwork({ file: 'network.yaml', text });

  it('is valid: fifteen hubs, each with a manager, a signatory and an accountant, and an office of four', () => {
    expect(read.ok ? [] : read.problems.map(problemLine)).toEqual([]);
    if (!read.ok) return;
    const { hubs, contacts, staff = [], organisations } = read.network;
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
      const result = readNetwork({ file: 'network.yaml', text: text.replace(from, to) });
      return result.ok ? [] : result.problems.map(problemLine);
    };
    expect(changed('manager@cru.example', 'manager@cru.pt')[0]).toMatch(/^network\.yaml:\d+: contacts\.6\.email: .*\.example/);
    expect(changed('hub: cru, name', 'hub: crux, name').join()).toMatch(/there is no hub "crux"/);
    expect(changed('{ id: bios-manager', '{ id: cru-manager').join()).toMatch(/"cru-manager" stands here twice/);
    expect(changed('slots: [manager, participant]', 'slots: [participant]').join()).toMatch(/"blivande" has no manager/);
    expect(changed("country: 'SE'", "country: 'ZQ'").join()).toMatch(/"ZQ" is no country/);
    expect(changed('email: director@cru.example', 'email: Manager@CRU.example').join()).toMatch(/contacts\.7\.email: .*twice for one organisation/);
    expect(changed('format: 1', 'format: 2').join()).toMatch(/^network\.yaml:\d+: format: 2 is not known here/);
  });
});

describe('a network that is no sample', () => {
  const file = (changes: readonly [string, string][] = []): string =>
    changes.reduce((text, [from, to]) => text.replace(from, to), real);
  const real = `format: 1
organisations:
  - { id: school, name: School of Arts, type: education-institution, country: FR, zone: Europe/Paris, membership: none, legal: { form: public body, registration: RNE 1, taxId: FR 1, street: 1 rue A, postcode: '13001', town: Marseille } }
hubs: []
contacts:
  - { id: school-head, organisation: school, name: Head of school, email: head@school.org, slots: [manager, signatory], language: fr }
`;
  const problems = (text: string): string[] => {
    const result = readNetwork({ file: 'n.yaml', text });
    return result.ok ? [] : result.problems.map(problemLine);
  };

  it('holds bodies without a hub, with their legal data and people of their own, at real addresses', () => {
    expect(problems(file())).toEqual([]);
  });

  it('names the line of a body without hub and zone, of a contact of nowhere or of two places', () => {
    expect(problems(file([['zone: Europe/Paris, ', '']]))).toEqual([expect.stringMatching(/^n\.yaml:3: organisations\.0\.zone: "zone" is missing: "school" runs no hub/)]);
    expect(problems(file([['organisation: school, ', '']]))).toEqual(['n.yaml:6: contacts.0: write either the hub or the organisation of a contact.']);
    expect(problems(file([['organisation: school', 'organisation: shool']]))).toEqual([expect.stringMatching(/^n\.yaml:6: contacts\.0\.organisation: there is no organisation "shool"/)]);
  });

  it('lets nobody into the office: whoever writes the file does not say who decides', () => {
    const withStaff = `${file()}staff:\n  - { id: x, name: Director, email: x@school.org, roles: [director], language: en }\n`;
    expect(problems(withStaff)).toEqual([expect.stringMatching(/^n\.yaml:7: staff: people of the office are let in one by one/)]);
  });
});
