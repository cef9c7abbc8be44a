import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, test } from '@jest/globals';
import { pageControllers, restControllers } from '../../../apps/api/office/office.module.js';
import { staffPlaces } from '../../../apps/api/office/frame/staff-places.js';
import type { Section } from '../../../libs/domain/sections/section.js';
import { PaymentRunEntity } from '../../../libs/platform/db/entities/index.js';
import { render, Sections } from '../../../libs/ui/index.js';
import { addExchange, addPayment, addPrompt, edition, setClock } from '../upkeep/scene.js';
import { Desk, type Browser } from './desk.js';
import { routesOf } from './routes.js';

/** Pages that only people in front of a browser need: a program has its token instead. */
const browserOnly = ['GET /staff/sign-in', 'POST /staff/sign-in', 'POST /staff/sign-out'];
/** Where a page's data stand under another name. */
const named: Readonly<Record<string, string>> = {
  'GET /staff': 'GET /staff/api/desk',
  'GET /staff/exchanges/:ref': 'GET /staff/api/exchanges/:ref/page',
};
/** Pages whose one form first previews: programs preview by a route of its own. */
const previews = ['/staff/exchanges/:ref/acts/correct', '/staff/exchanges/:ref/acts/:act', '/staff/incidents'];

test('whatever the office can see or do on a page, a program can by the API', () => {
  const api = new Set(routesOf(restControllers).map(({ method, path }) => `${method} ${path}`));
  const pages = routesOf(pageControllers).map(({ method, path }) => `${method} ${path}`);
  expect(pages.length).toBeGreaterThan(20);
  const counterpart = (page: string): string => named[page] ?? page.replace(' /staff', ' /staff/api');
  expect(pages.filter((page) => !browserOnly.includes(page) && !api.has(counterpart(page)))).toEqual([]);
  expect(previews.filter((path) => !api.has(`POST ${path.replace('/staff', '/staff/api')}/preview`))).toEqual([]);
});

describe('a page and the API show the same', () => {
  const ref = 'P2P-2027-0001';
  const run = `${edition}/2027-03-11`;
  const review = `${ref}/1/-/review/coordinator/1`;
  let desk: Desk;
  let lead: Browser;
  let id: string;
  beforeEach(async () => {
    desk = await Desk.open();
    await setClock(desk.scene, '2027-03-09T09:00:00.000Z');
    await addExchange(desk.scene, ref, 'in-review');
    await addPrompt(desk.scene, review, '2027-03-08T09:00:00.000Z');
    await desk.db.insert(PaymentRunEntity, { id: run, edition, openedAt: '2027-03-11T08:00:00.000Z' });
    await addPayment(desk.scene, ref, 'hosting', { runId: run });
    await addPrompt(desk.scene, `${ref}/1/hosting/approve-payment/finance/1`, '2027-03-08T09:00:00.000Z');
    id = (await desk.member(['lead', 'coordinator', 'finance'])).id;
    lead = await desk.signIn(id);
  });
  afterEach(() => desk.close());

  /** Sections as a page shows them, without the secret of the session. */
  const shown = (sections: readonly Section[]): string => {
    const places = staffPlaces('en');
    return render(<Sections sections={sections} places={{ ...places, form: () => ({ action: '', hidden: [] }) }} />).replace('<!DOCTYPE html>', '').trim();
  };
  const plain = (html: string): string => html.replace(/<form[\s\S]*?<\/form>/g, '');
  const api = async (path: string, body?: object): Promise<Record<string, unknown>> => {
    const answer = await desk.api(id, path, body);
    expect([path, answer.status]).toEqual([path, 200]);
    return answer.json as Record<string, unknown>;
  };
  const sectionsIn = (json: Record<string, unknown>): Section[] => json['sections'] as Section[];

  it('of an exchange', async () => {
    const page = await lead.get(`/staff/exchanges/${ref}`);
    expect(plain(page.html)).toContain(plain(shown(sectionsIn(await api(`/staff/api/exchanges/${ref}/page`)))));
  });

  it('of a question, with the same version of its facts', async () => {
    const page = await lead.get(`/staff/questions/${review}`);
    const question = await api(`/staff/api/questions/${review}`);
    expect(question).toMatchObject({ state: 'open', title: page.heading ?? expect.any(String) });
    expect(page.html).toContain(shown(sectionsIn(question)));
    expect(page.html).toContain(`name="seen" value="${String(question['seen'])}"`);
    expect(((await desk.api(id, '/staff/api/questions')).json as { questions: { prompt: string }[] }).questions.map(({ prompt }) => prompt)).toContain(review);
  });

  it('of payment runs', async () => {
    expect((await lead.get('/staff/runs')).html).toContain(shown(sectionsIn(await api('/staff/api/runs'))));
    const one = await api(`/staff/api/runs/${run}`);
    const page = await lead.get(`/staff/runs/${run}`);
    const payments = one['payments'] as { sections: Section[]; approval: { seen: string } }[];
    for (const sections of [sectionsIn(one), ...payments.map((payment) => payment.sections)]) expect(page.html).toContain(shown(sections));
    expect(page.html).toContain(`name="seen" value="${payments[0]!.approval.seen}"`);
  });

  it('of the desk', async () => {
    const weeks = (await desk.api(id, '/staff/api/desk')).json as { sections: Section[] }[];
    const page = await lead.get('/staff');
    for (const { sections } of weeks) expect(page.html).toContain(shown(sections));
  });

  it('of an act before it is done, which then is done once on that version', async () => {
    const typed = { reason: 'Strike', words: 'No trains.' };
    const page = await lead.post(`/staff/exchanges/${ref}/acts/pause`, { ...typed, _act: 'preview' });
    const preview = await api(`/staff/api/exchanges/${ref}/acts/pause/preview`, { fields: typed });
    expect(page.html).toContain(`name="seen" value="${String(preview['seen'])}"`);
    expect(page.html).toContain(shown(sectionsIn(preview).slice(1)));
    const order = { id: randomUUID(), fields: typed, seen: preview['seen'] };
    expect(await api(`/staff/api/exchanges/${ref}/acts/pause`, order)).toEqual({ state: 'waiting' });
    expect(await api(`/staff/api/exchanges/${ref}/acts/pause`, order)).toEqual({ state: 'waiting' });
    expect(await desk.db.query(`select kind, "by" from act`)).toEqual([{ kind: 'pause', by: id }]);
  });

  it('of an incident before and after it began', async () => {
    const fields = { what: 'pause', reason: 'Strike', words: 'No trains.' };
    const page = await lead.post('/staff/incidents', { edition, shown: 'yes', ref, ...fields, _act: 'preview' });
    const preview = await api('/staff/api/incidents/preview', { edition, refs: [ref], fields });
    expect(page.html).toContain(shown(sectionsIn(preview)));
    const incident = randomUUID();
    const begun = await api('/staff/api/incidents', { id: incident, edition, refs: [ref], fields, seen: preview['seen'] });
    expect(begun).toMatchObject({ id: incident, waiting: 1 });
    expect((await lead.get(`/staff/incidents/${incident}`)).html).toContain(shown(sectionsIn(begun)));
  });
});
