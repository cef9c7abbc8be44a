import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DraftEntity, InboxEntity, PlanEntity, PromptEntity } from '../../../libs/platform/db/entities/index.js';
import { prepareAnswer } from '../../../libs/answers/prepare-answer.js';
import { loadDossier } from '../../../libs/dossier/record/dossier-record.js';
import { filledForm, fillForm, type Filling } from '../../../infra/walkthrough/fill-form.js';
import { samplePdf } from '../../../infra/walkthrough/sample-files.js';
import { edition, enquiry, Scene, wednesday } from './scene.js';

/** The host is asked for Monday 8 to Thursday 11 March 2027. */
const agreed = 'Monday 8 March 2027 to Thursday 11 March 2027';

let scene: Scene;
let ref: string;
let number = 0;
beforeAll(async () => {
  scene = await Scene.open();
});
afterAll(() => scene.close());
beforeEach(async () => {
  await scene.setClock(wednesday);
  ref = await scene.confirmedExchange({ theme: `Days ${(number += 1)}` });
});

async function ask(kind: string, party = 'visiting', round = 1): Promise<{ prompt: string; link: string }> {
  const prompt = `${ref}/1/${party}/${kind}/manager/${round}`;
  await scene.publish(ref, 'applying', { kind: 'asked', prompt });
  return { prompt, link: await scene.linkTo(prompt) };
}

async function accept(prompt: string, choice: string): Promise<string> {
  const { id, by, receivedAt } = await scene.db.manager.findOneByOrFail(InboxEntity, { promptId: prompt });
  await scene.publish(ref, 'applying', { kind: 'answered', prompt, answer: id, choice, by, at: receivedAt });
  return id;
}

describe('an enquiry', () => {
  const path = `/e/${edition}/enquiry`;
  const enquire = async (filling: Filling) => scene.post(path, fillForm((await scene.get(path)).forms[0]!, { ...enquiry, ...filling }));

  it.each([
    ['last year', '2026-10-05', '2026-10-06'],
    ['yesterday', '2027-01-12', '2027-01-14'],
    ['today', '2027-01-13', '2027-01-14'],
  ])('for a visit that begins %s is refused beside the day', async (_when, from, to) => {
    const before = await scene.db.manager.countBy(DraftEntity, {});
    const refused = await enquire({ theme: `Past ${from}`, 'dates.from': from, 'dates.to': to });
    expect([refused.status, refused.problems]).toEqual([422, ['Dates of the visit, From: The visit must begin after today.']]);
    expect(await scene.db.manager.countBy(DraftEntity, {})).toBe(before);
  });

  it('is refused at the click when its days came nearer meanwhile', async () => {
    await enquire({ theme: 'Tomorrow', 'dates.from': '2027-01-14', 'dates.to': '2027-01-14' });
    const { recipientId } = await scene.mail('confirm-address');
    await scene.setClock('2027-01-14T10:00:00.000Z');
    const refused = await scene.post(await scene.linkTo(recipientId), {});
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('must lie in the future');
    expect(await scene.db.manager.findOneByOrFail(DraftEntity, { id: recipientId })).toMatchObject({ ref: null });
  });
});

describe('a host', () => {
  it('offers no days that have gone by', async () => {
    const { link } = await ask('availability', 'hosting');
    const refused = await scene.answer(link, { choice: 'other-dates', 'otherDates.from': '2027-01-11', 'otherDates.to': '2027-01-14' });
    expect(refused.problems).toEqual(['The dates that suit you, From: The visit must begin after today.']);
  });

  it('does not say yes to days that have gone by, but may still say no', async () => {
    const { link, prompt } = await ask('availability', 'hosting');
    await scene.db.manager.update(PlanEntity, { ref }, { firstDay: '2027-01-13', lastDay: '2027-01-14' });
    expect((await scene.answer(link, { choice: 'yes' })).text).toContain('must lie in the future');
    expect(await scene.db.manager.countBy(InboxEntity, { promptId: prompt })).toBe(0);
    expect((await scene.answer(link, { choice: 'no' })).status).toBe(200);
  });

  it('whose other dates have gone by meanwhile is no longer accepted by the candidate', async () => {
    const { link, prompt } = await ask('availability', 'hosting');
    await scene.answer(link, { choice: 'other-dates', 'otherDates.from': '2027-01-14', 'otherDates.to': '2027-01-15' });
    await accept(prompt, 'other-dates');
    const dates = await ask('dates');
    await scene.setClock('2027-01-14T10:00:00.000Z');
    expect((await scene.answer(dates.link, { choice: 'accept' })).text).toContain('must lie in the future');
    expect((await scene.answer(dates.link, { choice: 'decline' })).status).toBe(200);
  });

  it('is chosen for days to come only', async () => {
    const { link } = await ask('choose-host');
    const past = { choice: 'chosen', hub: 'nova-iskra', 'dates.from': '2027-01-12', 'dates.to': '2027-01-14' };
    expect((await scene.post(link, past)).text).toContain('The visit must begin after today.');
    await scene.setClock('2027-03-08T10:00:00.000Z'); // the plan's own days have begun
    expect((await scene.post(link, { choice: 'chosen', hub: 'nova-iskra' })).status).not.toBe(200);
  });
});

describe('an application', () => {
  const application = {
    theme: 'Shared workshops',
    objectives: 'Learn how workshops are shared between makers and schools.',
    'activities.0.day': '2027-03-09',
    'activities.0.what': 'Tour',
    'activities.0.outcome': 'A list of rules',
    aims: 'new-formats',
    'participants.0.name': 'Visiting Manager',
    'participants.0.position': 'director',
    'participants.0.email': 'manager@artcor.example',
    'dates.from': '2027-03-08',
    'dates.to': '2027-03-11',
    eventTitle: 'Open studios',
    eventDate: '2027-03-09',
    eventPlace: 'Great hall',
    eventAudience: 'Makers',
    noDoubleFunding: 'true',
    _act: 'send',
  };
  const notAgreed = `The host has agreed to ${agreed}.`;

  it.each<[string, Filling, string[]]>([
    ['in other weeks', { 'dates.from': '2027-03-15', 'dates.to': '2027-03-18', 'activities.0.day': '2027-03-15', eventDate: '2027-03-16' }, ['dates.from', 'dates.to']],
    ['that begin earlier', { 'dates.from': '2027-03-07' }, ['dates.from']],
    ['that end later', { 'dates.to': '2027-03-12' }, ['dates.to']],
  ])('for days %s than the host agreed to is refused beside them, with what to do', async (_which, filling, fields) => {
    const { prompt, link } = await ask('application');
    const refused = await scene.post(link, { ...application, ...(filling as Record<string, string>) });
    expect(refused.status).toBe(422);
    expect(refused.problems).toHaveLength(fields.length);
    for (const problem of refused.problems) {
      expect(problem).toContain(notAgreed);
      expect(problem).toContain('Call us, or ask for them under “Something changed?”');
    }
    for (const field of fields) expect(refused.html).toContain(`href="#f-${field.replace('.', '-')}"`);
    expect(await scene.db.manager.countBy(InboxEntity, { promptId: prompt })).toBe(0);
  });

  it('for a part of the days that the host agreed to is taken, and may take all of them again when it is sent back', async () => {
    const first = await ask('application');
    expect((await scene.post(first.link, { ...application, 'dates.from': '2027-03-09', 'dates.to': '2027-03-10' })).status).toBe(200);
    const answer = await accept(first.prompt, 'submitted');
    await scene.publish(ref, 'queued', { kind: 'plan-submitted', leg: '1', answer });
    const again = await ask('application', 'visiting', 2);
    expect((await scene.post(again.link, { ...application, 'dates.to': '2027-03-12' })).problems).toEqual([expect.stringContaining(notAgreed)]);
    expect((await scene.post(again.link, application)).status).toBe(200);
  });

  it('keeps to the other dates that the host has offered', async () => {
    const host = await ask('availability', 'hosting');
    await scene.answer(host.link, { choice: 'other-dates', 'otherDates.from': '2027-04-05', 'otherDates.to': '2027-04-07' });
    const answer = await accept(host.prompt, 'other-dates');
    await scene.publish(ref, 'applying', { kind: 'dates-agreed', leg: '1', answer });
    const { link } = await ask('application');
    expect((await scene.post(link, application)).text).toContain('The host has agreed to Monday 5 April 2027 to Wednesday 7 April 2027.');
    const dates = { 'dates.from': '2027-04-05', 'dates.to': '2027-04-07', 'activities.0.day': '2027-04-05', eventDate: '2027-04-07' };
    expect((await scene.post(link, { ...application, ...dates })).status).toBe(200);
  });

  it.each(['2027-03-07', '2027-03-12', '2026-03-09'])('with something planned on %s, outside the visit, is refused beside that day', async (day) => {
    const { link } = await ask('application');
    const refused = await scene.post(link, { ...application, 'activities.0.day': day });
    expect(refused.problems).toEqual([expect.stringContaining(`This day is not one of the visit (${agreed})`)]);
    expect(refused.html).toContain('href="#f-activities-0-day"');
  });

  it('whose days have come is refused', async () => {
    const { link } = await ask('application');
    await scene.db.manager.update(PlanEntity, { ref }, { firstDay: '2027-01-13', lastDay: '2027-01-14' });
    const days = { 'dates.from': '2027-01-13', 'dates.to': '2027-01-14', 'activities.0.day': '2027-01-13', eventDate: '2027-01-14' };
    expect((await scene.post(link, { ...application, ...days })).problems).toEqual([expect.stringContaining('The visit must begin after today.')]);
  });
});

describe('after the visit', () => {
  const claim = {
    choice: 'claimed',
    'daysPresent.0.participant': 'Visiting Manager',
    'daysPresent.0.days': '4',
    outcomes: 'We share our workshops since.',
    learned: '5',
    welcomed: '5',
    recommend: '4',
    'costs.0.what': 'Train',
    'costs.0.date': '2027-03-08',
    'costs.0.amount': '362.40',
    'costs.0.traveller': '1',
    receipts: [samplePdf()],
  };
  beforeEach(() => scene.setClock('2027-03-15T10:00:00.000Z'));

  it.each([
    ['in the future', '2027-03-16', 'This day has not come yet.'],
    ['before the edition opened', '2026-08-31', 'This day lies before the programme began (Tuesday 1 September 2026).'],
  ])('costs %s are refused beside the day, before anything is sent', async (_when, day, reason) => {
    const { link, prompt } = await ask('visitor-wrap-up');
    const preview = await scene.answer(link, { ...claim, 'costs.0.date': day }, { name: '_act', value: 'preview' });
    expect([preview.status, preview.problems]).toEqual([422, [`Cost 1, Date: ${reason}`]]);
    expect(await scene.db.manager.countBy(InboxEntity, { promptId: prompt })).toBe(0);
  });

  it.each([
    ['today', '2027-03-15'],
    ['before the signatures', '2027-01-02'],
  ])('costs of %s are taken', async (_when, day) => {
    const { link } = await ask('visitor-wrap-up');
    expect((await scene.answer(link, { ...claim, 'costs.0.date': day })).status).toBe(200);
  });

  it.each<[string, string, Filling]>([
    ['visiting', 'visitor-wrap-up', claim],
    ['hosting', 'host-wrap-up', { tookPlace: 'as-planned', 'daysPresent.0.participant': 'Visiting Manager', event: 'held', report: 'Forty people came.' }],
  ])('the %s side counts no more days, and no more people, than the plan has', async (party, kind, report) => {
    const { link } = await ask(kind, party);
    const days = await scene.answer(link, { ...report, 'daysPresent.0.days': '5' });
    expect(days.problems).toEqual([expect.stringContaining('This must be at most 4.')]);
    const crowd = filledForm((await scene.get(link)).forms.at(-1)!, { ...report, 'daysPresent.0.days': '4' });
    crowd.append('daysPresent.1.participant', 'Somebody Else');
    crowd.append('daysPresent.1.days', '1');
    expect((await scene.post(link, crowd)).status).toBe(422);
    expect((await scene.answer(link, { ...report, 'daysPresent.0.days': '4' })).status).toBe(200);
  });

  it.each([
    ['booking', { choice: 'booked', bankReference: 'B-1' }],
    ['recovery', { choice: 'received' }],
  ])('a bank books nothing in the future, nor before the edition opened (%s)', async (kind, raw) => {
    const prompt = `${ref}/1/visiting/${kind}/finance/1`;
    await scene.publish(ref, 'wrapping-up', { kind: 'asked', prompt });
    const { programme } = await loadDossier(scene.db.manager, ref);
    const row = await scene.db.manager.findOneByOrFail(PromptEntity, { id: prompt });
    const judged = async (date: string) => prepareAnswer({ db: scene.db.manager, programme, prompt: row, by: 'finance', raw: { ...raw, date } });
    expect(await judged('2027-03-16')).toMatchObject({ ok: false, errors: [{ field: 'date', code: 'day-to-come' }] });
    expect(await judged('2026-08-31')).toMatchObject({ ok: false, errors: [{ field: 'date', code: 'day-before-edition' }] });
    expect(await judged('2027-03-15')).toMatchObject({ ok: true });
  });
});
