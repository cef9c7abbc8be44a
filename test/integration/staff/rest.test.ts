import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EditionEntity, JournalEntity, OutboxEntity } from '../../../libs/platform/db/entities/index.js';
import { inviteStaff } from '../../../libs/staff/sign-in/invite.js';
import { revokeStaff } from '../../../libs/staff/sign-in/revoke.js';
import { addExchange, addPayment, edition, mailsOf, setClock } from '../upkeep/scene.js';
import { Desk } from './desk.js';

interface Page {
  exchanges: { ref: string; stage: string; visitingHub: string; hostingHub: string }[];
  next?: string;
}

let desk: Desk;
beforeEach(async () => {
  desk = await Desk.open();
});
afterEach(() => desk.close());

const ask = async (path: string): Promise<unknown> => {
  const answer = await desk.api('coordinator', path);
  expect(answer.status).toBe(200);
  return answer.json;
};
const refs = ({ exchanges }: Page): string[] => exchanges.map(({ ref }) => ref);

describe('the list of exchanges', () => {
  beforeEach(async () => {
    for (let n = 1; n <= 7; n += 1) await addExchange(desk.scene, `P2P-2027-000${n}`, n % 2 ? 'applying' : 'signing', n < 4 ? 'blivande' : 'cru');
  });

  it('is cut by key: a page is not shifted by what is added meanwhile', async () => {
    const first = (await ask('/staff/api/exchanges?limit=3')) as Page;
    expect([refs(first), first.next]).toEqual([['P2P-2027-0001', 'P2P-2027-0002', 'P2P-2027-0003'], 'P2P-2027-0003']);
    await addExchange(desk.scene, 'P2P-2026-0099', 'applying');
    const second = (await ask(`/staff/api/exchanges?limit=3&after=${first.next}`)) as Page;
    expect(refs(second)).toEqual(['P2P-2027-0004', 'P2P-2027-0005', 'P2P-2027-0006']);
    const last = (await ask(`/staff/api/exchanges?limit=3&after=${second.next}`)) as Page;
    expect([refs(last), last.next]).toEqual([['P2P-2027-0007'], undefined]);
  });

  it('is filtered by stage and by text', async () => {
    expect(refs((await ask('/staff/api/exchanges?stage=signing')) as Page)).toEqual(['P2P-2027-0002', 'P2P-2027-0004', 'P2P-2027-0006']);
    expect(refs((await ask('/staff/api/exchanges?stage=signing&q=blivande')) as Page)).toEqual(['P2P-2027-0002']);
    expect(refs((await ask('/staff/api/exchanges?q=porto')) as Page)).toEqual(['P2P-2027-0004', 'P2P-2027-0005', 'P2P-2027-0006', 'P2P-2027-0007']);
    expect(refs((await ask('/staff/api/exchanges?q=0003')) as Page)).toEqual(['P2P-2027-0003']);
    expect(refs((await ask(`/staff/api/exchanges?q=${encodeURIComponent('%')}`)) as Page)).toEqual([]);
  });

  it('is filtered by edition and by whether they are postponed', async () => {
    await desk.db.query(`update dossier set paused = true where ref = 'P2P-2027-0002'`);
    expect(await ask('/staff/api/exchanges?paused=true')).toMatchObject({ exchanges: [{ ref: 'P2P-2027-0002', paused: true }] });
    expect(refs((await ask(`/staff/api/exchanges?paused=false&edition=${edition}`)) as Page)).toHaveLength(6);
    expect(refs((await ask('/staff/api/exchanges?edition=nowhere')) as Page)).toEqual([]);
  });

  it('says what is wrong with a wish', async () => {
    for (const query of ['paused=perhaps', 'stage=nowhere', 'limit=0', 'limit=101', 'limit=ten']) {
      const answer = await desk.api('coordinator', `/staff/api/exchanges?${query}`);
      expect([answer.status, (answer.json as { code: string }).code]).toEqual([400, 'bad-request']);
    }
  });

  it('cannot be asked for what no text on file can hold', async () => {
    for (const path of ['/staff/api/exchanges?q=%00', '/staff/api/exchanges?edition=%00', '/staff/api/exchanges/P2P%00']) {
      const answer = await desk.api('coordinator', path);
      expect([path, answer.status, (answer.json as { code: string }).code]).toEqual([path, 400, 'bad-request']);
    }
    const coordinator = await desk.signIn('coordinator');
    for (const path of ['/staff/exchanges?q=%00', '/staff/exchanges/P2P%00', '/staff/runs/P%00', '/staff/incidents/%00', '/e/%00/enquiry', '/l/%00']) {
      expect([path, (await coordinator.get(path)).status]).toEqual([path, 404]);
    }
  });

  it('is a page too, with the same filters', async () => {
    const coordinator = await desk.signIn('coordinator');
    const page = await coordinator.get('/staff/exchanges?stage=signing&q=cru');
    expect(page.links.map((link) => link.href).filter((href) => href.startsWith('/staff/exchanges/'))).toEqual(['/staff/exchanges/P2P-2027-0004', '/staff/exchanges/P2P-2027-0006']);
  });
});

describe('one exchange', () => {
  const ref = 'P2P-2027-0001';
  beforeEach(async () => {
    await addExchange(desk.scene, ref, 'wrapping-up');
    await addPayment(desk.scene, ref, 'hosting');
    await desk.db.insert(JournalEntity, { ref, seq: 1, n: 0, kind: 'entered', event: { kind: 'entered', stage: 'applying' }, at: '2027-03-01T09:00:00.000Z', realAt: '2026-11-20T09:00:00.000Z' } as never);
    await desk.db.query(
      `insert into outbox (id, business_key, ref, edition, kind, recipient_id, audience, data, link_id, message_id, status, planned_at, planned_real_at, not_before)
       values (gen_random_uuid(), 'k', $1, $2, 'sign', 'blivande-director', 'hosting', '{}', '11111111-1111-4111-8111-111111111111', 'm@x', 'refused', $3, $3, $3)`,
      [ref, edition, '2027-03-01T09:00:00.000Z'],
    );
  });

  it('tells parties, payments and who says where it stands', async () => {
    expect(await ask(`/staff/api/exchanges/${ref}`)).toMatchObject({
      ref,
      stage: 'wrapping-up',
      source: 'read-model',
      visitingHub: 'The Spark Creative Hub',
      parties: expect.arrayContaining([expect.objectContaining({ party: 'hosting', hub: 'Blivande' })]),
      payments: [{ id: `${ref}/1/hosting/claim`, cents: 50_000, status: 'requested' }],
    });
  });

  it('tells its mails without links, and its history', async () => {
    const mails = (await ask(`/staff/api/exchanges/${ref}/mails`)) as object[];
    expect(mails).toMatchObject([{ kind: 'sign', recipient: 'Director of Blivande', status: 'refused', hasLink: true }]);
    expect(JSON.stringify(mails)).not.toContain('11111111-1111-4111-8111-111111111111');
    expect(await ask(`/staff/api/exchanges/${ref}/journal`)).toMatchObject([{ source: 'journal', kind: 'entered', detail: { stage: 'applying' } }]);
  });

  it('is a page too, which says that it could not ask the exchange itself', async () => {
    const page = await (await desk.signIn('coordinator')).get(`/staff/exchanges/${ref}`);
    expect(page.status).toBe(200);
    for (const text of ['The Spark Creative Hub', 'Director of Blivande', 'its last published step', 'refused', '500.00']) expect(page.text).toContain(text);
  });

  it('tells what was done to it, without what was written', async () => {
    await desk.db.query(
      `insert into act (id, ref, kind, input, payload, by, at, real_at, status, code, next_attempt_at)
       values (gen_random_uuid(), $1, 'stop', '{"ending":"withdrawn"}', '{"words":"private"}', 'the-spark-manager', now(), now(), 'refused', 'payment-exported', now())`,
      [ref],
    );
    const acts = (await ask(`/staff/api/exchanges/${ref}/acts`)) as object[];
    expect(acts).toMatchObject([{ ref, kind: 'stop', status: 'refused', code: 'payment-exported', by: 'the-spark-manager', incident: null, input: { ending: 'withdrawn' } }]);
    expect(JSON.stringify(acts)).not.toContain('private');
  });

  it('that does not exist is not found', async () => {
    for (const path of ['', '/mails', '/journal', '/acts']) {
      const answer = await desk.api('coordinator', `/staff/api/exchanges/P2P-2027-0404${path}`);
      expect([answer.status, (answer.json as { code: string }).code]).toEqual([404, 'not-found']);
    }
  });
});

describe('the clock of an edition', () => {
  const advance = (body: object) => desk.api('coordinator', `/staff/api/editions/${edition}/advance`, body);

  it('moves in a rehearsal only, to the next thing that happens by itself', async () => {
    await setClock(desk.scene, '2027-03-09T09:00:00.000Z');
    await desk.db.query(`insert into draft (id, edition, payload, language, created_at, delete_at) values (gen_random_uuid(), $1, '{}', 'en', $2, $3)`, [edition, '2027-03-01T09:00:00Z', '2027-03-31T09:00:00Z']);
    const first = await advance({ until: '2027-03-10T09:00:00Z' });
    expect([first.status, first.json]).toEqual([200, { from: expect.stringMatching(/^2027-03-09T09:00/), to: '2027-03-10T09:00:00.000Z', why: { kind: 'until' } }]);
    const second = await advance({});
    expect(second.json).toMatchObject({ to: '2027-03-31T09:00:00.000Z', why: { kind: 'upkeep', what: 'drafts' } });
    const third = await advance({});
    expect(third.json).toMatchObject({ why: { kind: 'nothing' } });
    expect((await desk.db.findOneByOrFail(EditionEntity, { id: edition })).clockOffsetMs).toBeGreaterThan(0);
  });

  it('never goes back, and never moves in a real edition', async () => {
    await setClock(desk.scene, '2027-03-09T09:00:00.000Z');
    const back = await advance({ until: '2027-03-08T09:00:00Z' });
    expect([back.status, (back.json as { code: string }).code]).toEqual([409, 'not-back']);
    await desk.db.update(EditionEntity, { id: edition }, { rehearsal: false });
    const real = await advance({});
    expect([real.status, (real.json as { code: string }).code]).toEqual([409, 'no-rehearsal']);
    expect((await advance({ until: 'soon' })).status).toBe(400);
    expect((await desk.api('coordinator', '/staff/api/editions/none/advance', {})).status).toBe(404);
  });
});

describe('the office', () => {
  it('invites somebody with a token and a mail whose link opens the desk, and lets them go again', async () => {
    const member = { email: 'New.Person@office.example', roles: ['viewer'] as const, zone: 'Europe/Brussels' };
    const { staff, token, outboxId } = await desk.scene.db.transaction((tx) => inviteStaff(tx, desk.scene.config, member));
    expect((await desk.get('/staff/api/exchanges', { authorization: `Bearer ${token}` })).status).toBe(200);
    const mail = await desk.db.findOneByOrFail(OutboxEntity, { id: outboxId });
    expect(mail).toMatchObject({ kind: 'staff-invitation', recipientId: staff.id, audience: 'staff' });
    expect(await mailsOf(desk.scene, 'staff-invitation')).toHaveLength(1);
    expect(await desk.scene.db.transaction((tx) => revokeStaff(tx, 'new.person@OFFICE.example'))).toMatchObject({ id: staff.id });
    expect((await desk.get('/staff/api/exchanges', { authorization: `Bearer ${token}` })).status).toBe(401);
    expect(await desk.scene.db.transaction((tx) => revokeStaff(tx, 'new.person@office.example'))).toBeUndefined();
  });
});
