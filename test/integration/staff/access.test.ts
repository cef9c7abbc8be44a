import 'reflect-metadata';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { accessOf } from '../../../apps/api/office/access/access.decorator.js';
import { pageControllers, restControllers } from '../../../apps/api/office/office.module.js';
import { ActivityLogEntity, OutboxEntity, StaffMemberEntity, StaffSessionEntity, StaffTokenEntity } from '../../../libs/platform/db/entities/index.js';
import { planSignIn, signInMinutes } from '../../../libs/staff/sign-in/sign-in.js';
import { issueToken, revokeTokens } from '../../../libs/staff/sign-in/tokens.js';
import { addExchange, edition } from '../upkeep/scene.js';
import { Desk } from './desk.js';

let desk: Desk;
beforeEach(async () => {
  desk = await Desk.open();
});
afterEach(() => desk.close());

it('every route of the staff side states who may use it', () => {
  const routes = [...restControllers, ...pageControllers].flatMap((controller) =>
    Object.getOwnPropertyNames(controller.prototype).flatMap((name) => {
      const handler = (controller.prototype as unknown as Record<string, object>)[name]!;
      return Reflect.hasMetadata(METHOD_METADATA, handler) ? [{ route: `${controller.name}.${name}`, readers: accessOf(handler) }] : [];
    }),
  );
  expect(routes.length).toBeGreaterThan(12);
  expect(routes.filter(({ readers }) => readers === undefined || readers.length === 0)).toEqual([]);
  expect(routes.filter(({ readers }) => readers?.includes('anybody')).map(({ route }) => route)).toEqual(['SignInController.ask', 'SignInController.mail']);
});

describe('a token', () => {
  it('is stored as a hash only, and ends when it is revoked or its holder leaves', async () => {
    const token = await issueToken(desk.db, 'coordinator');
    const ask = async (): Promise<number> => (await desk.get('/staff/api/exchanges', { authorization: `Bearer ${token}` })).status;
    expect(await ask()).toBe(200);
    expect(JSON.stringify(await desk.db.find(StaffTokenEntity))).not.toContain(token.slice(-20));
    await desk.db.update(StaffMemberEntity, { id: 'coordinator' }, { leftAt: '2027-01-01T00:00:00.000Z' });
    expect(await ask()).toBe(401);
    await desk.db.update(StaffMemberEntity, { id: 'coordinator' }, { leftAt: null });
    expect(await revokeTokens(desk.db, 'coordinator')).toBe(1);
    expect(await ask()).toBe(401);
  });

  it('that is missing, unknown or broken is refused with a code, and a flood of them is told to wait', async () => {
    await addExchange(desk.scene, 'P2P-2027-0001', 'applying');
    for (const authorization of ['', 'Bearer', 'Bearer sojourn_x', `Bearer sojourn_${'A'.repeat(43)}`, 'Basic abc']) {
      const answer = await desk.get('/staff/api/exchanges', authorization ? { authorization } : {});
      expect([answer.status, answer.json]).toEqual([401, { code: 'not-signed-in', message: 'Please sign in first.' }]);
    }
    const flood = await Promise.all(
      Array.from({ length: 60 }, (_, n) => desk.get('/staff/api/exchanges', { authorization: `Bearer x${n}`, 'x-forwarded-for': `10.0.0.${n}` })),
    );
    expect(flood.filter((answer) => answer.status === 429).length).toBeGreaterThan(20);
    expect((await desk.api('coordinator', '/staff/api/exchanges')).status).toBe(200);
    expect(await desk.db.countBy(ActivityLogEntity, { kind: 'staff-refused', who: 'unknown' })).toBeLessThanOrEqual(70);
  });

  it('of a viewer reads but does not act, and the try is written down', async () => {
    const viewer = await desk.member(['viewer']);
    expect((await desk.api(viewer.id, '/staff/api/exchanges')).status).toBe(200);
    const refused = await desk.api(viewer.id, `/staff/api/editions/${edition}/advance`, {});
    expect([refused.status, refused.json]).toEqual([403, { code: 'role', message: 'Your role does not allow this.' }]);
    expect(await desk.refusals()).toEqual([`${viewer.id}: role`]);
  });
});

describe('signing in', () => {
  it('gives everybody the same reply, and a link to the office only', async () => {
    const known = await desk.post('/staff/sign-in', { email: 'Finance@office.example', goTo: '/staff' });
    const unknown = await desk.post('/staff/sign-in', { email: 'nobody@elsewhere.example', goTo: '/staff' });
    expect(unknown.html).toBe(known.html);
    await desk.mailedSignIn('finance');
    const mails = await desk.db.findBy(OutboxEntity, { kind: 'sign-in' });
    expect(mails.map((mail) => [mail.recipientId, mail.audience, mail.edition])).toEqual([['finance', 'staff', null]]);
  });

  it('works once, by the button and not by opening the link, for a quarter of an hour', async () => {
    const link = await desk.link('sign-in', '/staff', 'finance');
    for (let n = 0; n < 10; n += 1) expect((await desk.get(link)).headers.getSetCookie()).toEqual([]);
    expect((await desk.post(link, {})).status).toBe(303);
    expect((await desk.post(link, {})).status).toBe(404);
    const old = await desk.link('sign-in', '/staff', 'finance', new Date(Date.now() - signInMinutes * 60_000 - 1_000).toISOString());
    const late = await desk.post(old, {});
    expect([late.status, late.headers.getSetCookie()]).toEqual([200, []]);
    expect(await desk.db.count(StaffSessionEntity)).toBe(1);
  });

  it('opens a new session each time: a planted cookie stays worthless', async () => {
    const planted = 'sojourn-staff=planted';
    const opened = await desk.post(await desk.link('sign-in', '/staff', 'finance'), {}, { cookie: planted });
    expect(opened.headers.getSetCookie()[0]).not.toContain('planted');
    expect((await desk.get('/staff', { cookie: planted })).status).toBe(401);
    const own = opened.headers.getSetCookie()[0]!.split(';')[0]!;
    expect((await desk.get('/staff', { cookie: own })).status).toBe(200);
    const again = await desk.post(await desk.link('sign-in', '/staff', 'finance'), {}, { cookie: own });
    expect(again.status).toBe(303);
    expect((await desk.get('/staff', { cookie: own })).status).toBe(401);
    expect(JSON.stringify(await desk.db.find(StaffSessionEntity))).not.toContain(own.split('=')[1]!.split('.')[0]!);
  });

  it('never leads away from the desk', async () => {
    for (const goTo of ['https://evil.example', '//evil.example', '/staff/../../evil', '/l/x', '/staffx']) {
      const opened = await desk.post(await desk.link('sign-in', goTo, 'finance'), {});
      expect(opened.headers.get('location')).toBe('/staff');
    }
  });

  it('floods nobody’s mailbox', async () => {
    const finance = await desk.db.findOneByOrFail(StaffMemberEntity, { id: 'finance' });
    const asked = Array.from({ length: 9 }, () => planSignIn(desk.db, desk.scene.config, finance, '/staff'));
    expect((await Promise.all(asked)).filter((outboxId) => outboxId !== undefined)).toHaveLength(5);
    expect(await desk.db.countBy(OutboxEntity, { kind: 'sign-in' })).toBe(5);
  });
});

describe('a session', () => {
  it('ends by itself and by hand, and its end is told', async () => {
    const finance = await desk.signIn('finance');
    expect((await finance.get('/staff')).status).toBe(200);
    await desk.db.update(StaffSessionEntity, { staffId: 'finance' }, { endsAt: '2026-01-01T00:00:00.000Z' });
    const expired = await finance.get('/staff/exchanges');
    expect([expired.status, expired.text]).toEqual([401, expect.stringContaining('Your session has ended')]);
    expect((await finance.post('/staff/sign-out', {})).status).toBe(401);
    expect(await desk.refusals()).toEqual(['finance: session-expired', 'finance: session-expired']);
    const again = await desk.signIn('finance');
    expect((await again.post('/staff/sign-out', {})).status).toBe(303);
    expect((await again.get('/staff')).status).toBe(401);
  });

  it('takes no form from elsewhere', async () => {
    const coordinator = await desk.signIn('coordinator');
    await addExchange(desk.scene, 'P2P-2027-0001', 'applying');
    const retry = '/staff/exchanges/P2P-2027-0001/retry-step';
    for (const headers of [{ origin: 'https://evil.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }, { origin: 'http://127.0.0.1:3999.evil.example' }]) {
      const answer = await coordinator.post(retry, {}, headers as Record<string, string>);
      expect([answer.status, answer.text]).toEqual([403, expect.stringContaining('did not come from one of our pages')]);
    }
    expect((await desk.post(retry, { _csrf: 'wrong' }, { cookie: coordinator.cookie })).status).toBe(403);
    expect((await desk.post(retry, {}, { cookie: coordinator.cookie })).status).toBe(403);
    expect(await desk.refusals()).toEqual(Array.from({ length: 6 }, () => 'coordinator: foreign-form'));
    expect((await coordinator.post(retry, {}, { origin: 'http://127.0.0.1:3999' })).status).toBe(200);
    expect((await coordinator.post(retry, {}, { origin: 'null', 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  });
});
