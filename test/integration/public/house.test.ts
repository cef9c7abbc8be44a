import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { InboxEntity, SignedLinkEntity } from '../../../libs/platform/db/entities/index.js';
import { entitlementFor } from '../../../libs/kinds/exchange/claims/entitlement-for.js';
import { fillForm } from '../../../infra/walkthrough/fill-form.js';
import { samplePdf } from '../../../infra/walkthrough/sample-files.js';
import { edition, Scene } from './scene.js';

let scene: Scene;
beforeAll(async () => {
  scene = await Scene.open();
});
afterAll(() => scene.close());

describe('the house', () => {
  it('tells the truth about its parts', async () => {
    expect(JSON.parse((await scene.get('/health/live')).html)).toEqual({ status: 'ok' });
    const deep = await scene.get('/health/deep');
    expect(deep.status).toBe(503);
    expect(JSON.parse(deep.html)).toMatchObject({
      status: 'away',
      parts: { postgres: { status: 'ok' }, temporal: { status: 'away' }, mail: { status: 'ok' }, incomingMail: { status: 'ok' }, workers: { exchange: { status: 'away' } } },
    });
  });

  it('takes what people do while the engine is away: a load balancer goes on sending them here', async () => {
    const ready = await scene.get('/health/ready');
    expect([ready.status, JSON.parse(ready.html)]).toEqual([200, { status: 'ok', parts: { postgres: { status: 'ok' } } }]);
  });

  it('serves its one style sheet for good, and nothing that it does not know', async () => {
    const [, path = ''] = /href="(\/style\/[^"]+)"/.exec((await scene.get('/')).html) ?? [];
    const sheet = await scene.get(path);
    expect(sheet.status).toBe(200);
    expect(sheet.headers.get('content-type')).toContain('text/css');
    expect(sheet.headers.get('cache-control')).toContain('immutable');
    expect((await scene.get('/style/../main.js')).status).toBe(404);
    expect((await scene.get('/no-such-page')).status).toBe(404);
  });

  it('shows an error page with an id and without a trace when something breaks', async () => {
    await scene.db.query('alter table hub rename to hub_away');
    try {
      const page = await scene.get(`/e/${edition}/enquiry`);
      expect(page.status).toBe(500);
      expect(page.heading).toBe('Something went wrong on our side');
      expect(page.html).not.toMatch(/hub_away|relation|select|\.ts:|\.js:/i);
    } finally {
      await scene.db.query('alter table hub_away rename to hub');
    }
  });
});

describe('wrap-ups', () => {
  let ref: string;
  beforeAll(async () => {
    ref = await scene.confirmedExchange({ theme: 'Wrap-ups' });
  });

  async function ask(party: string, kind: string): Promise<{ prompt: string; link: string }> {
    const prompt = `${ref}/1/${party}/${kind}/manager/1`;
    await scene.publish(ref, 'wrapping-up', { kind: 'asked', prompt });
    return { prompt, link: await scene.linkTo(prompt) };
  }

  it('give a visitor 350 + 4 x 165 = 1,010 by its own days, and less when the host counted fewer', async () => {
    const { prompt, link } = await ask('visiting', 'visitor-wrap-up');
    const claim = {
      choice: 'claimed',
      'daysPresent.0.participant': 'Visiting Manager',
      'daysPresent.0.days': '4',
      outcomes: 'We share our workshops since.',
      learned: '5',
      welcomed: '5',
      recommend: '4',
      'costs.0.what': 'Train',
      'costs.0.date': '2027-01-08',
      'costs.0.amount': '362.40',
      'costs.0.traveller': '1',
      receipts: [samplePdf()],
    };
    const without = await scene.answer(link, { ...claim, 'costs.0.what': '', 'costs.0.date': '', 'costs.0.amount': '' });
    expect(without.status).toBe(422);
    expect(without.problems).toEqual(['Travel costs: Please fill this in.']);
    for (const [amount, reason] of [['-1', 'below zero'], ['0.125', 'two decimals'], ['1.234', 'two ways'], ['NaN', 'amount in euro'], ['0', 'at least 0.01']]) {
      expect((await scene.answer(link, { ...claim, 'costs.0.amount': amount! })).text).toContain(reason);
    }
    expect((await scene.answer(link, { ...claim, 'costs.0.traveller': '2' })).text).toContain('This must be at most 1');
    expect((await scene.answer(link, claim)).status).toBe(200);
    expect((await scene.db.manager.findOneByOrFail(InboxEntity, { promptId: prompt })).facts).toEqual({ cents: 101_000, 'daysPresent.0.days': 4 });
    expect(await entitlementFor(scene.db.manager, ref, 'visiting')).toMatchObject({ daysBy: 'visitor', entitlement: { totalCents: 101_000 } });

    const host = await ask('hosting', 'host-wrap-up');
    const report = { tookPlace: 'fewer-days', 'daysPresent.0.participant': 'Visiting Manager', 'daysPresent.0.days': '3', event: 'held', report: 'Forty people came.' };
    const preview = await scene.answer(host.link, report, { name: '_act', value: 'preview' });
    expect(preview.text).toContain('You do not ask for your grant of 500.00 euro, so it will not be paid. If you want it, go back and tick “We ask for our grant of 500.00 euro”.');
    expect((await scene.answer(host.link, report)).status).toBe(200);
    const { id, by, receivedAt, choice } = await scene.db.manager.findOneByOrFail(InboxEntity, { promptId: host.prompt });
    await scene.publish(ref, 'wrapping-up', { kind: 'answered', prompt: host.prompt, answer: id, choice, by, at: receivedAt });
    expect((await scene.get(host.link)).text).toContain('You did not ask for your grant of 500.00 euro, so no payment follows.');
    const visiting = await entitlementFor(scene.db.manager, ref, 'visiting');
    expect(visiting).toMatchObject({ daysBy: 'host', daysDiffer: true, entitlement: { totalCents: 35_000 + 3 * 16_500 } });
    expect((await entitlementFor(scene.db.manager, ref, 'hosting')).entitlement.totalCents).toBe(0); // it did not ask for its grant
  });

  it('refuse a substitute who is not eligible, with the reason', async () => {
    ref = await scene.confirmedExchange({ theme: 'Substitute' });
    const { link } = await ask('hosting', 'host-wrap-up');
    const report = {
      tookPlace: 'another-person',
      substituteName: 'Somebody Else',
      substitutePosition: 'not-managerial',
      'daysPresent.0.participant': 'Somebody Else',
      'daysPresent.0.days': '4',
      event: 'held',
      report: 'It was good.',
      grantRequested: true,
    };
    const refused = await scene.answer(link, report);
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('has a position (None of these) that this programme is not for');
    expect((await scene.answer(link, { ...report, substitutePosition: 'manager' })).status).toBe(200);
    expect((await entitlementFor(scene.db.manager, ref, 'hosting')).entitlement.totalCents).toBe(50_000);
  });
});

describe('two signatures', () => {
  it('never stand under different texts', async () => {
    const ref = await scene.confirmedExchange({ theme: 'Two texts' });
    const prompts = ['visiting', 'hosting'].map((party) => `${ref}/1/${party}/sign/signatory/1`);
    await scene.publish(ref, 'applying', ...prompts.map((prompt) => ({ kind: 'asked' as const, prompt })));
    const links = await Promise.all(prompts.map((prompt) => scene.linkTo(prompt)));
    const signature = { choice: 'signed', typedName: 'A Signatory', mayAct: true, bank: 'later' };
    const opened = [];
    for (const link of links) {
      scene.newBrowser(); // each signs where the code was typed
      await scene.post(link, { _act: 'code' });
      const form = await scene.post(link, { _act: 'check', code: await code() });
      opened.push(form);
      const signed = await scene.post(link, fillForm(form.forms[0]!, signature));
      expect(signed.status).toBe(200); // the text stays as it was signed
      await scene.db.query(`update organisation set legal_name = 'Cru, renamed' where id = 'cru'`);
    }
    const answers = await scene.db.manager.findBy(InboxEntity, { ref, choice: 'signed' });
    expect(new Set(answers.map(({ facts }) => facts['sha256'])).size).toBe(1);

    await scene.db.query(`delete from inbox where prompt_id = $1`, [prompts[1]]);
    await scene.db.query(`insert into plan select ref, leg, version + 1, first_day, last_day - 1, participants, content, created_at from plan where ref = $1`, [ref]);
    const changed = await scene.post(links[1]!, fillForm(opened[1]!.forms[0]!, signature));
    expect(changed.text).toContain('The agreement has changed');
    const differs = await scene.post(links[1]!, fillForm(changed.forms[0]!, signature));
    expect(differs.status).toBe(422);
    expect(differs.text).toContain('The other side has signed an earlier text');
    expect(await scene.db.manager.countBy(InboxEntity, { promptId: prompts[1]!, status: 'received' })).toBe(0);
    expect(await scene.db.manager.countBy(SignedLinkEntity, { subjectId: prompts[1]! })).toBe(1);
  });

  async function code(): Promise<string> {
    return String(((await scene.mail('code')).data as { params: Record<string, unknown> }).params['code']);
  }
});

// Last, because everybody behind the same address waits for a moment afterwards.
describe('in a flood, the house', () => {
  it('survives a flood of posts by one address without looking them up, and goes on serving pages', async () => {
    const posts = await Promise.all(Array.from({ length: 900 }, () => scene.post(`/l/${'A'.repeat(43)}`, { choice: 'yes' })));
    expect(posts.filter((page) => page.status === 429).length).toBeGreaterThan(100);
    expect(posts.filter((page) => page.status !== 429 && page.status !== 404)).toEqual([]);
    expect((await scene.get('/')).status).toBe(200);
  });
});
