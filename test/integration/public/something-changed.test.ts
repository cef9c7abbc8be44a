import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ActEntity, InboxEntity, OutboxEntity, PlaceHoldEntity, PlanEntity, PromptEntity } from '../../../libs/platform/db/entities/index.js';
import { composeLetter } from '../../../libs/mail/letters/compose-letter.js';
import type { LetterData } from '../../../libs/mail/letters/new-mail.js';
import { filledForm, type Filling } from '../../../infra/walkthrough/fill-form.js';
import type { PageForm } from '../../../infra/walkthrough/html-page.js';
import { edition, refusing, Scene, wednesday } from './scene.js';

let scene: Scene;
let ref: string;
let visitor: string;
let host: string;
let number = 0;
/** Acts are taken; answers do not get through at this moment. */
const done = (update: string) => (update === 'answer' ? Promise.reject(new Error('away')) : Promise.resolve({ seq: 9 }));

beforeAll(async () => {
  scene = await Scene.open();
});
afterAll(() => scene.close());
beforeEach(async () => {
  await scene.setClock(wednesday);
  scene.exchangesSay(() => Promise.reject(new Error('away')));
  ref = await scene.confirmedExchange({ theme: `Changing ${(number += 1)}` });
  visitor = `${ref}/1/visiting/application/manager/1`;
  host = `${ref}/1/hosting/availability/manager/1`;
  await scene.publish(ref, 'applying', { kind: 'asked', prompt: host }, { kind: 'asked', prompt: visitor });
});

describe('"something changed?"', () => {
  it('is found from any question and from the exchange’s page', async () => {
    const link = await scene.linkTo(host);
    for (const path of [link, `${link}/exchange`]) {
      expect((await scene.get(path)).links.map(({ href }) => href)).toContain(`${link}/changed`);
    }
    const page = await scene.get(`${link}/changed`);
    expect(page.links.map(({ href }) => href)).toEqual(expect.arrayContaining([`${link}/hand-over`, `${link}/withdraw`]));
    expect(page.text).toContain('Not everybody has signed yet, so there is no plan to change.');
  });

  it('changes nothing by being looked at', async () => {
    const link = await scene.linkTo(host);
    for (const part of ['changed', 'withdraw', 'hand-over']) {
      await scene.get(`${link}/${part}`);
      await scene.get(`${link}/${part}`, { method: 'HEAD' });
      await scene.get(`${link}/${part}`, { method: 'OPTIONS' });
    }
    expect(await scene.db.manager.countBy(ActEntity, { ref })).toBe(0);
  });

  it('says when the exchange is over', async () => {
    const link = await scene.linkTo(host);
    await scene.publish(ref, 'expired', { kind: 'entered', stage: 'expired' }, { kind: 'ended', ending: 'expired' });
    expect((await scene.get(`${link}/changed`)).text).toContain('The exchange is over');
    const refused = await scene.post(`${link}/withdraw`, { reason: 'other', words: 'Too late' });
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('That was not possible');
    expect(await scene.db.manager.countBy(ActEntity, { ref })).toBe(0);
  });
});

describe('what a guest needs, such as a ramp', () => {
  it('is read by the host’s manager once all have signed, and by nobody else of the parties', async () => {
    const sign = `${ref}/1/hosting/sign/signatory/1`;
    const plan = await scene.db.manager.findOneByOrFail(PlanEntity, { ref });
    await scene.db.manager.update(PlanEntity, { ref }, { content: { ...plan.content, accessNeeds: 'A ramp at the door.' } });
    const page = async (prompt: string): Promise<string> => (await scene.get(`${await scene.linkTo(prompt)}/exchange`)).text;
    await scene.publish(ref, 'signing', { kind: 'asked', prompt: sign }, { kind: 'entered', stage: 'signing' });
    const agreement = await scene.get(`${await scene.linkTo(sign)}/agreement`);
    expect({ status: agreement.status, told: agreement.text.includes('A ramp') }).toEqual({ status: 200, told: false });
    expect(await page(host)).not.toContain('A ramp');
    await scene.publish(ref, 'preparing', { kind: 'agreement-signed' });
    expect(await page(host)).toContain('What your guests need Access needs A ramp at the door.');
    expect(await page(sign)).not.toContain('A ramp'); // the director of the host signs, and does not look after guests
    expect(await page(visitor)).not.toContain('What your guests need');
  });
});

describe('stepping back', () => {
  const leaving = { reason: 'illness', words: 'Our guide broke a leg.' };

  it('says before the signatures what follows, and is stored once however often it is pressed', async () => {
    const link = `${await scene.linkTo(visitor)}/withdraw`;
    const page = await scene.get(link);
    expect(page.text).toContain('Not everybody has signed yet. The exchange ends at once');
    const pages = await Promise.all([scene.post(link, leaving), scene.post(link, leaving)]);
    expect(pages.map(({ status }) => status)).toEqual([200, 200]);
    expect(pages[0]!.html).toBe(pages[1]!.html);
    expect(pages[0]!.text).toContain('you need not do anything');
    const acts = await scene.db.manager.findBy(ActEntity, { ref });
    const { contactId } = await scene.db.manager.findOneByOrFail(PromptEntity, { id: visitor });
    expect(acts).toHaveLength(1);
    expect(acts[0]).toMatchObject({ kind: 'stop', status: 'received', by: contactId, payload: leaving });
    expect(acts[0]!.input).toEqual({ ending: 'withdrawn', reason: 'illness', by: contactId, party: 'visiting', notice: acts[0]!.id });
    const other = await scene.post(`${await scene.linkTo(host)}/withdraw`, leaving);
    expect(other.status).toBe(409);
    expect(other.text).toContain('The exchange is already being ended');
  });

  it('names the rule of each reason after the signatures', async () => {
    await signed();
    const page = await scene.get(`${await scene.linkTo(visitor)}/withdraw`);
    expect(page.text).toContain('Everybody has signed. The exchange ends, Cru Creative Hub is told why');
    expect(page.text).toContain('Costs that cannot be refunded are paid, with proof; days are not.');
    expect(page.text).toContain('Nothing is paid.');
  });

  it('needs a reason and words, and keeps what was typed', async () => {
    const refused = await scene.answer(`${await scene.linkTo(visitor)}/withdraw`, { words: 'Ring "the bell" & go' });
    expect(refused.status).toBe(422);
    expect(refused.problems).toEqual(['Why? Please choose.']);
    expect(refused.html).toContain('Ring &quot;the bell&quot; &amp; go');
  });

  it('is refused in plain words once money was paid, also where only the exchange knows', async () => {
    scene.exchangesSay(refusing('payment-exported'));
    const refused = await scene.answer(`${await scene.linkTo(visitor)}/withdraw`, leaving);
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('Money has already been paid, so the exchange cannot be ended any more. Call us');
    expect(await scene.db.manager.findOneByOrFail(ActEntity, { ref })).toMatchObject({ status: 'refused', code: 'payment-exported' });
  });

  it('and signing in the same second are both stored; each hears what the exchange decided', async () => {
    const sign = `${ref}/1/hosting/sign/signatory/1`;
    await scene.publish(ref, 'signing', { kind: 'asked', prompt: sign }, { kind: 'entered', stage: 'signing' });
    const link = await scene.linkTo(sign);
    scene.exchangesSay((update) => (update === 'stop' ? done(update) : refusing('prompt-closed')()));
    const [withdrawn, declined] = await Promise.all([
      scene.answer(`${await scene.linkTo(visitor)}/withdraw`, leaving),
      signWithCode(link),
    ]);
    expect(withdrawn.text).toContain('Recorded. Cru Creative Hub is told now.');
    expect(declined.status).toBe(410);
    expect(declined.text).toContain('This question is no longer open');
    expect(await scene.db.manager.findOneByOrFail(ActEntity, { ref })).toMatchObject({ status: 'done' });
    expect(await scene.db.manager.findOneByOrFail(InboxEntity, { promptId: sign })).toMatchObject({ status: 'refused', code: 'prompt-closed' });
  });

  it('reaches both sides by mail with who and why, and takes the visit out of their calendars', async () => {
    await signed();
    const published = await scene.get(`${await scene.linkTo(visitor)}/visit.ics`);
    expect(published.html).toContain('METHOD:PUBLISH');
    scene.exchangesSay(done);
    await scene.answer(`${await scene.linkTo(visitor)}/withdraw`, leaving);
    const act = await scene.db.manager.findOneByOrFail(ActEntity, { ref });
    const notice = { kind: 'informed' as const, leg: '1', slot: 'manager' as const, notice: 'withdrawn' as const, facts: { notice: act.id } };
    await scene.publish(
      ref,
      'settling',
      { kind: 'stopped', ending: 'withdrawn', reason: 'illness', by: act.by, party: 'visiting', notice: act.id },
      { ...notice, party: 'visiting' },
      { ...notice, party: 'hosting' },
      { kind: 'entered', stage: 'settling' },
    );
    const mails = await scene.db.manager.findBy(OutboxEntity, { ref, kind: 'withdrawn' });
    expect(mails).toHaveLength(2);
    for (const mail of mails) {
      const { params } = mail.data as unknown as LetterData;
      expect(params).toMatchObject({ by: 'Artcor', reason: 'Our guide broke a leg.' });
      const letter = await composeLetter(scene.db.manager, scene.config, mail);
      const [file] = letter.attachments ?? [];
      expect(file?.contentType).toContain('method=CANCEL');
      expectCancelled(String(file?.content), published.html);
    }
    const cancelled = await scene.get(`${await scene.linkTo(visitor)}/visit.ics`);
    expectCancelled(cancelled.html, published.html);
    const page = await scene.get(`${await scene.linkTo(host)}/exchange`);
    expect(page.text).toContain('stepped back: illness.');
    expect(page.text).toContain('What you can still get: Costs that cannot be refunded are paid, with proof');
  });

  function expectCancelled(file: string, before: string): void {
    expect(linesOf(file, 'METHOD')).toEqual(['CANCEL']);
    // The visit and the final event, each by the id that calendars know.
    expect(linesOf(file, 'STATUS')).toEqual(['CANCELLED', 'CANCELLED']);
    expect(linesOf(before, 'UID')).toEqual([`${ref}/1@exchanges.example`, `${ref}/1/event@exchanges.example`]);
    expect(linesOf(file, 'UID')).toEqual(linesOf(before, 'UID'));
    expect(linesOf(before, 'SEQUENCE')).toEqual(['1', '1']);
    expect(linesOf(file, 'SEQUENCE')).toEqual(['2', '2']);
  }
});

describe('a change of the signed plan', () => {
  const dates = { what: 'dates', 'dates.from': '2027-03-15', 'dates.to': '2027-03-18', reason: 'A strike.' };
  beforeEach(async () => {
    await signed();
    scene.exchangesSay(done);
  });

  it('asks exactly the other side, and changes nothing before it agreed', async () => {
    const asked = await scene.answer(await changeLink(), dates);
    expect(asked.status).toBe(200);
    expect(asked.text).toContain('We ask Cru Creative Hub now');
    const act = await scene.db.manager.findOneByOrFail(ActEntity, { ref });
    expect(act).toMatchObject({ kind: 'change', payload: { dates: { from: '2027-03-15', to: '2027-03-18' }, reason: 'A strike.' } });
    expect(act.input).toEqual({ leg: '1', change: act.id, what: 'dates', consentOf: ['hosting'], by: act.by });
    expect(await scene.db.manager.countBy(PlanEntity, { ref })).toBe(1);
  });

  it('shows whoever is asked what changes, side by side, in the mail and on the page', async () => {
    await scene.answer(await changeLink(), dates);
    const consent = await publishConsent();
    const { params } = (await scene.mail('consent')).data as unknown as LetterData;
    expect(params).toMatchObject({
      by: 'Artcor',
      reason: 'A strike.',
      change: 'The visit moves to Monday 15 March 2027 to Thursday 18 March 2027.',
      firstDay: 'Monday 8 March 2027',
    });
    const page = await scene.get(await scene.linkTo(consent));
    expect(page.text).toContain('Artcor asks for this change');
    expect(page.text).toMatch(/As it was signed.*Monday 8 March 2027 – Thursday 11 March 2027.*As it would become.*Monday 15 March 2027 – Thursday 18 March 2027/s);
    expect((await scene.answer(await scene.linkTo(consent), { choice: 'agree' })).status).toBe(200);
    const act = await scene.db.manager.findOneByOrFail(ActEntity, { ref });
    const informed = { kind: 'informed' as const, leg: '1', slot: 'manager' as const, facts: { change: act.id, by: act.by } };
    await scene.publish(
      ref,
      'preparing',
      { kind: 'plan-changed', leg: '1', change: act.id, what: 'dates' },
      { ...informed, party: 'visiting', notice: 'changed' },
      { ...informed, party: 'hosting', notice: 'changed' },
    );
    expect(((await scene.mail('changed')).data as unknown as LetterData).params).toMatchObject({ by: 'Artcor', firstDay: 'Monday 15 March 2027', change: params['change'] });
    expect(await scene.db.manager.findOneByOrFail(PlanEntity, { ref, version: 2 })).toMatchObject({ firstDay: '2027-03-15', lastDay: '2027-03-18' });
    const letter = await composeLetter(scene.db.manager, scene.config, await scene.mail('changed'));
    expect(letter.text).toMatch(/exchanges\.example\/l\/[\w-]{43}\/exchange$/m);
    const file = String(letter.attachments?.[0]?.content);
    expect(linesOf(file, 'SEQUENCE')).toEqual(['2', '2']);
    expect(linesOf(file, 'DTSTART;VALUE=DATE')).toEqual(['20270315', '20270318']);
    expect(linesOf(file, 'SUMMARY')[1]).toBe(`Open studios (${ref})`);
    const history = (await scene.get(`${await scene.linkTo(visitor)}/exchange`)).text;
    expect(history).toContain('The plan changed. The visit moves to');
    await scene.publish(ref, 'preparing', { kind: 'change-refused', leg: '1', change: act.id }, { ...informed, party: 'visiting', notice: 'change-refused' });
    expect(((await scene.mail('change-refused')).data as unknown as LetterData).params).toMatchObject({ change: params['change'] });
  });

  it.each<[string, Filling, string]>([
    ['longer than what is held', { ...dates, 'dates.to': '2027-03-19' }, 'Your place is held for fewer days than this'],
    ['longer than a stay may be', { ...dates, 'dates.to': '2027-03-25' }, 'at most 5'],
    ['after the edition', { ...dates, 'dates.from': '2028-07-03', 'dates.to': '2028-07-04' }, 'Visits of this edition end on'],
    ['in the past', { ...dates, 'dates.from': '2027-01-11', 'dates.to': '2027-01-12' }, 'must lie in the future'],
    ['the same as before', { ...dates, 'dates.from': '2027-03-08', 'dates.to': '2027-03-11' }, 'This is what the plan says already'],
    ['no fewer days', { what: 'fewer-days', days: '4', reason: 'Shorter.' }, 'This must be at most 3'],
    ['days that the dates contradict', { what: 'fewer-days', days: '2', 'dates.from': '2027-03-08', 'dates.to': '2027-03-10', reason: 'Shorter.' }, 'How many days'],
    ['a substitute who is not eligible', { ...somebodyElse(), substitutePosition: 'not-managerial' }, 'that this programme is not for'],
    ['a person who is not there', { ...somebodyElse(), participant: '2' }, 'This must be at most 1'],
  ])('is refused with the reason: %s', async (_why, filling, reason) => {
    const refused = await scene.answer(await changeLink(), filling);
    expect(refused.status).toBe(422);
    expect(refused.text).toContain(reason);
    expect(await scene.db.manager.countBy(ActEntity, { ref })).toBe(0);
  });

  it.each<[Filling, object]>([
    [{ what: 'fewer-days', days: '2', reason: 'Shorter.' }, { dates: { from: '2027-03-08', to: '2027-03-09' } }],
    [{ what: 'online', reason: 'A strike.' }, { what: 'online' }],
    [somebodyElse(), { substituteName: 'Somebody Else', substitutePosition: 'manager' }],
  ])('can be %o', async (filling, payload) => {
    expect((await scene.answer(await changeLink(), filling)).status).toBe(200);
    const act = await scene.db.manager.findOneByOrFail(ActEntity, { ref });
    expect(act.payload).toMatchObject(payload);
    const consent = await publishConsent();
    expect((await scene.get(await scene.linkTo(consent))).status).toBe(200);
  });

  it('waits for the one before', async () => {
    const [link, form] = await openForm();
    await scene.post(link, filledForm(form, dates));
    await publishConsent();
    expect((await scene.post(link, filledForm(form, dates))).status).toBe(200); // pressed twice: the same
    const another = await scene.post(link, filledForm(form, { ...dates, 'dates.from': '2027-03-22', 'dates.to': '2027-03-23' }));
    expect(another.status).toBe(422);
    expect(another.text).toContain('Another change of this exchange is being agreed on');
    expect((await scene.get(link)).text).toContain('Another change of this exchange is being agreed on'); // said before anything is typed
    expect(await scene.db.manager.countBy(ActEntity, { ref })).toBe(1);
  });

  it('is no more possible after the visit', async () => {
    const [link, form] = await openForm();
    await scene.publish(ref, 'wrapping-up', { kind: 'entered', stage: 'wrapping-up' });
    expect((await scene.post(link, filledForm(form, dates))).text).toContain('The visit is over');
    expect((await scene.get(link)).text).toContain('The visit is over');
  });

  async function openForm(): Promise<[link: string, form: PageForm]> {
    const link = await changeLink();
    return [link, (await scene.get(link)).forms.at(-1)!];
  }

  async function changeLink(): Promise<string> {
    return `${await scene.linkTo(visitor)}/change`;
  }

  async function publishConsent(): Promise<string> {
    const act = await scene.db.manager.findOneByOrFail(ActEntity, { ref });
    const consent = `${ref}/1/hosting/consent/manager/1`;
    const { what } = act.input as { what: 'dates' };
    await scene.publish(ref, 'preparing', { kind: 'change-asked', leg: '1', change: act.id, what, by: act.by }, { kind: 'asked', prompt: consent, about: act.id });
    return consent;
  }
});

/** All have signed, a place for four days is held. */
async function signed(): Promise<void> {
  const plan = await scene.db.manager.findOneByOrFail(PlanEntity, { ref });
  const participants = [{ name: 'Visiting Manager', position: 'director', email: 'manager@artcor.example' }];
  await scene.db.manager.update(PlanEntity, { ref }, { content: { ...plan.content, participants, eventTitle: 'Open studios', eventDate: '2027-03-11', eventPlace: 'Great hall' } });
  await scene.db.manager.insert(PlaceHoldEntity, { ref, edition, queueOrder: number, cents: 151_000, status: 'held', askedAt: wednesday, heldAt: wednesday, releasedAt: null });
  await scene.publish(ref, 'preparing', { kind: 'agreement-signed' }, { kind: 'entered', stage: 'preparing' });
}

/** What stands behind each line of a calendar file that begins so. */
function linesOf(file: string, key: string): string[] {
  return [...file.matchAll(new RegExp(`^${key}:(.*?)\\r?$`, 'gm'))].map(([, value = '']) => value);
}

function somebodyElse(): Filling {
  return { what: 'participant', substituteName: 'Somebody Else', substitutePosition: 'manager', substituteEmail: 'else@artcor.example', reason: 'Ill.' };
}

async function signWithCode(link: string) {
  await scene.post(link, { _act: 'code' });
  const { data } = await scene.mail('code');
  await scene.post(link, { _act: 'check', code: String((data as unknown as LetterData).params['code']) });
  return scene.answer(link, { choice: 'declined', reason: 'No.' });
}
