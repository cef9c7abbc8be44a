import 'reflect-metadata';
import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { builtFile } from '../../../infra/stack/project-files.js';
import { mailboxOf } from '../../../libs/domain/network/mailbox.js';
import { mailboxSql } from '../../../libs/kinds/exchange/enquiry/confirm-mails.js';
import { ActivityLogEntity, StaffMemberEntity } from '../../../libs/platform/db/entities/index.js';
import { changeConflicts } from '../../../libs/staff/sign-in/conflicts.js';
import { Desk } from './desk.js';

let desk: Desk;
beforeEach(async () => {
  desk = await Desk.open();
});
afterEach(() => desk.close());

const member = (id: string): Promise<StaffMemberEntity> => desk.db.findOneByOrFail(StaffMemberEntity, { id });
const conflictsOf = async (id: string): Promise<string[]> => (await member(id)).conflicts;
const log = async () => (await desk.db.find(ActivityLogEntity, { where: { kind: 'conflicts-changed' }, order: { id: 'ASC' } })).map(({ who, detail }) => ({ who, ...detail }));

describe('a conflict of interest', () => {
  it('is entered by whoever has it and lifted by the lead, on a page, with who and why on file', async () => {
    const coordinator = await desk.signIn('coordinator');
    const entered = await coordinator.post('/staff/office/coordinator/conflicts', { organisation: 'cru', why: 'On its board', _act: 'add' });
    expect([entered.status, entered.headers.get('location')]).toEqual([303, '/staff/office']);
    expect((await coordinator.get('/staff/office')).text).toMatch(/Never decides for\s*Cru Creative Hub/);
    const own = await coordinator.post('/staff/office/coordinator/conflicts', { organisation: 'cru', why: 'No longer', _act: 'lift' });
    expect([own.status, own.text]).toEqual([403, expect.stringContaining('Nobody lifts a conflict of their own')]);
    expect(await conflictsOf('coordinator')).toEqual(['cru']);
    const lead = await desk.signIn('lead');
    expect((await lead.post('/staff/office/coordinator/conflicts', { organisation: 'cru', why: 'Left the board', _act: 'lift' })).status).toBe(303);
    expect(await conflictsOf('coordinator')).toEqual([]);
    expect(await log()).toEqual([
      { who: 'coordinator', staff: 'coordinator', added: ['cru'], removed: [], why: 'On its board' },
      { who: 'lead', staff: 'coordinator', added: [], removed: ['cru'], why: 'Left the board' },
    ]);
  });

  it('is refused in a sentence without a reason, for an unknown organisation, twice, and for others without the role', async () => {
    const coordinator = await desk.signIn('coordinator');
    const post = async (id: string, body: Record<string, string>): Promise<unknown[]> => {
      const answer = await coordinator.post(`/staff/office/${id}/conflicts`, { organisation: 'cru', why: 'On its board', ...body });
      return [answer.status, ['Say why', 'Choose an organisation', 'That is so already', 'entered by the lead'].find((sentence) => answer.text.includes(sentence))];
    };
    expect(await post('coordinator', { why: ' ' })).toEqual([422, 'Say why']);
    expect(await post('coordinator', { organisation: 'nowhere' })).toEqual([422, 'Choose an organisation']);
    expect(await post('finance', {})).toEqual([403, 'entered by the lead']);
    expect(await post('coordinator', {})).toEqual([303, undefined]);
    expect(await post('coordinator', {})).toEqual([409, 'That is so already']);
    expect(await log()).toHaveLength(1);
  });

  it('is entered by programs too, and a token lifts no more than its holder may', async () => {
    const entered = await desk.api('lead', '/staff/api/office/finance/conflicts', { add: ['cru', 'bios'], why: 'Founded both' });
    expect([entered.status, entered.json]).toEqual([200, expect.objectContaining({ id: 'finance', conflicts: ['bios', 'cru'] })]);
    expect((await desk.api('finance', '/staff/api/office')).json).toEqual({ staff: expect.arrayContaining([expect.objectContaining({ id: 'finance', conflicts: ['bios', 'cru'] })]) });
    const refused = async (body: unknown, id = 'finance', by = 'finance'): Promise<unknown> => {
      const { status, json } = await desk.api(by, `/staff/api/office/${id}/conflicts`, body);
      return [status, (json as { code: string }).code];
    };
    expect(await refused({ remove: ['cru'], why: 'x' })).toEqual([403, 'own-conflict']);
    expect(await refused({ add: ['cru'], why: 'x' }, 'lead')).toEqual([403, 'others-conflicts']);
    expect(await refused({ add: ['cru'], why: 'x' }, 'nobody', 'lead')).toEqual([404, 'no-such-staff']);
    expect(await refused({ add: 'cru', why: 'x' })).toEqual([400, 'bad-request']);
    expect(await refused({ add: ['artcor'] })).toEqual([422, 'no-reason']);
    expect(await conflictsOf('finance')).toEqual(['bios', 'cru']);
  });

  it('entered by two at once is kept of both', async () => {
    const lead = await member('lead');
    const enter = (organisation: string) => desk.scene.db.transaction((tx) => changeConflicts(tx, lead, { staffId: 'finance', add: [organisation], remove: [], why: 'Family' }));
    await Promise.all(['cru', 'bios', 'artcor', 'pau'].map(enter));
    expect(await conflictsOf('finance')).toEqual(['artcor', 'bios', 'cru', 'pau']);
  });

  it('is entered at the command line, which says what it needs', async () => {
    const { config } = desk.scene;
    const key = Buffer.alloc(32).toString('base64url');
    const env = { ...process.env, NODE_OPTIONS: '', DATABASE_URL: config.databaseUrl, TEMPORAL_ADDRESS: '127.0.0.1:1', SMTP_URL: 'smtp://127.0.0.1:1', PUBLIC_URL: config.publicUrl, LINK_KEYS: `k1:${key}`, SESSION_KEY: key };
    const run = (...args: string[]): unknown[] => {
      const ran = spawnSync(process.execPath, [builtFile('infra/commands/staff.js'), 'conflicts', 'finance@office.example', ...args], { env, encoding: 'utf8' });
      return [ran.status, ran.stdout + ran.stderr];
    };
    expect(run('--add', 'cru')).toEqual([1, expect.stringContaining('Say why')]);
    expect(run('--add', 'crux', '--why', 'board')).toEqual([1, expect.stringContaining('There is no organisation "crux"')]);
    expect(run('--add', 'cru,bios', '--why', 'board')).toEqual([0, expect.stringContaining('never decides for bios, cru.')]);
    expect(run('--remove', 'bios', '--why', 'left')).toEqual([0, expect.stringContaining('never decides for cru.')]);
    expect(run()).toEqual([0, expect.stringContaining('never decides for cru.')]);
    expect(await log()).toHaveLength(2);
  });
});

it('the database takes two addresses for one mailbox exactly where the code does', async () => {
  for (const address of ['A@Hub.example', 'a+b+c@hub.example', ' a@hub.example ', 'a+@hub.example', 'a@h+b.example', '+a@hub.example']) {
    const [row] = (await desk.db.query(`select ${mailboxSql('$1::text')} as mailbox`, [address])) as { mailbox: string }[];
    expect(row?.mailbox).toBe(mailboxOf(address));
  }
});
