import { describe, expect, test } from '@jest/globals';
import { calendarTable, mailCounts } from '../../../infra/rehearse/calendar-table.js';
import { Letters } from '../../../infra/rehearse/letters.js';
import { planOf } from '../../../infra/rehearse/rehearse.js';
import { roadCalendar, type CalendarLine } from '../../../infra/rehearse/road-calendar.js';
import { roadsOf } from '../../../infra/rehearse/roads.js';
import type { DomainEvent, Step } from '../../../libs/contracts/dossier/index.js';
import { mailedPromptKinds } from '../../../libs/domain/programme/vocabulary.js';
import { programmeA } from '../domain/shipped.js';

const { definition, texts } = programmeA();
const ref = 'P2P-2027-0001';
const visit = { firstDay: '2027-10-04', lastDay: '2027-10-07' };
const dates = { visit, moved: { firstDay: '2027-11-08', lastDay: '2027-11-11' } };
const letters = new Letters(definition, [texts], dates, ref);
const prompt = `${ref}/1/hosting/availability/manager/1`;

function calendarOf(...steps: [at: string, ...events: DomainEvent[]][]): CalendarLine[] {
  return roadCalendar(definition, letters, dates, steps.map(([at, ...events], n): Step => ({ ref, seq: n + 1, at, stage: 'host-asked', events })));
}

describe('the calendar of a road', () => {
  test('has a question’s mail in mail hours, with the dates that people read', () => {
    const [saturday] = [calendarOf(['2027-05-29T10:00:00.000Z', { kind: 'asked', prompt }])];
    expect(saturday).toEqual([
      {
        at: '2027-05-31T06:00:00.000Z',
        who: 'Host: manager',
        party: 'hosting',
        mail: 'availability',
        kind: 'mail',
        what: 'Can Host host Visiting hub? (P2P-2027-0001)',
        dueAt: '2027-06-08T16:00:00.000Z',
        closesAt: '2027-06-28T21:59:59.000Z',
      },
    ]);
  });

  test('leaves hubs in peace in quiet periods; staff have their digest on the next working day', () => {
    const review = `${ref}/1/-/review/coordinator/1`;
    const lines = calendarOf(['2027-08-02T10:00:00.000Z', { kind: 'asked', prompt }, { kind: 'asked', prompt: review }]);
    expect(lines.map(({ at, who, kind }) => [at.slice(0, 10), who, kind])).toEqual([
      ['2027-08-03', 'Coordinator', 'digest'],
      ['2027-09-01', 'Host: manager', 'mail'],
    ]);
  });

  test('sends at once what somebody waits for, with the code before a signature', () => {
    const sign = `${ref}/1/visiting/sign/signatory/1`;
    const at = '2027-08-07T20:00:00.000Z';
    const lines = calendarOf([at, { kind: 'answered', prompt: sign, answer: 'a', choice: 'signed', by: 'b', at }]);
    expect(lines.map(({ at, kind, what }) => [at, kind, what])).toEqual([
      [at, 'mail', 'Your code: … (P2P-2027-0001)'],
      [at, 'answer', 'Visiting hub: signatory signed for Visiting hub.'],
    ]);
  });

  test('merges reminders of one day, hands over by name, and says what closed', () => {
    const other = `${ref}/1/hosting/host-wrap-up/manager/1`;
    const lines = calendarOf(
      ['2027-06-03T07:00:00.000Z', { kind: 'reminded', prompt, nth: 1, skipped: 0 }, { kind: 'reminded', prompt: other, nth: 1, skipped: 0 }],
      ['2027-06-08T16:00:00.000Z', { kind: 'escalated', prompt, skipped: 0 }],
      ['2027-06-28T21:59:59.000Z', { kind: 'lapsed', prompt, skipped: 0 }],
    );
    expect(lines.map(({ kind, who }) => [kind, who])).toEqual([
      ['mail', 'Host: manager'],
      ['hand-over', 'Coordinator'],
      ['closed', 'Host: manager'],
    ]);
    expect(lines[1]?.what).toMatch(/^to call Host: manager: /);
  });

  test('says what stands still while it is postponed, and the new dates when it goes on', () => {
    const lines = calendarOf(
      ['2027-05-31T07:00:00.000Z', { kind: 'asked', prompt }, { kind: 'awaited', moment: 'week-before-visit' }],
      ['2027-06-04T07:00:00.000Z', { kind: 'paused', by: 'lead' }],
      ['2027-07-05T07:00:00.000Z', { kind: 'resumed', by: 'lead' }],
    ).slice(1);
    expect(lines.map(({ who, kind, what }) => [who, kind, what])).toEqual([
      ['Lead', 'act', 'Lead postponed the exchange until further notice.'],
      ['Host: manager', 'stands still', 'with 3 working days left to answer: Can you host Visiting hub, on these dates?'],
      ['', 'stands still', 'A week before the visit: Monday 27 September 2027'],
      ['Lead', 'act', 'Lead let the exchange go on.'],
      ['Host: manager', 'goes on', 'Can you host Visiting hub, on these dates?'],
      ['', 'goes on', 'A week before the visit: Monday 27 September 2027'],
    ]);
    expect(lines[4]).toMatchObject({ dueAt: '2027-07-08T16:00:00.000Z' });
  });

  test('gives a question that is asked while it is postponed its dates when it goes on', () => {
    const lines = calendarOf(
      ['2027-06-04T07:00:00.000Z', { kind: 'paused', by: 'lead' }, { kind: 'asked', prompt }],
      ['2027-07-05T07:00:00.000Z', { kind: 'resumed', by: 'lead' }],
    );
    expect(lines.at(-1)).toMatchObject({ kind: 'goes on', dueAt: '2027-07-14T16:00:00.000Z' });
  });

  test('has the later date when the office gave more time, and closes as far from it as the rule has it', () => {
    const lines = calendarOf(
      ['2027-05-31T07:00:00.000Z', { kind: 'asked', prompt }],
      ['2027-06-04T07:00:00.000Z', { kind: 'extended', prompt, until: '2027-06-14T16:00:00.000Z', by: 'coordinator' }],
    ).slice(1);
    expect(lines.map(({ kind, dueAt, closesAt }) => [kind, dueAt, closesAt])).toEqual([
      ['act', undefined, undefined],
      ['mail', '2027-06-14T16:00:00.000Z', '2027-07-03T21:59:59.000Z'],
    ]);
  });

  test('moves the dates of the visit when a change of dates was agreed on, and tells of no "next week" too late', () => {
    const lines = calendarOf(
      ['2027-05-31T07:00:00.000Z', { kind: 'awaited', moment: 'visit-over' }],
      ['2027-06-01T07:00:00.000Z', { kind: 'plan-changed', leg: '1', change: 'c', what: 'dates' }, { kind: 'paused', by: 'lead' }],
      ['2027-11-09T07:00:00.000Z', { kind: 'informed', leg: '1', party: 'visiting', slot: 'manager', notice: 'next-week' }],
    );
    expect(lines.map(({ what }) => what)).toEqual([
      'The plan changed. The visit moves to Monday 8 November 2027 to Thursday 11 November 2027.',
      'Lead postponed the exchange until further notice.',
      'The morning after the visit: Friday 12 November 2027',
    ]);
  });

  test('has whether it stays postponed in the digest once its date has come', () => {
    const check = `${ref}/1/-/pause-check/lead/1`;
    const [line] = calendarOf(['2027-06-04T07:00:00.000Z', { kind: 'asked', prompt: check }]);
    expect(line).toMatchObject({ at: '2027-06-28T06:30:00.000Z', who: 'Lead', kind: 'digest', dueAt: '2027-06-25T16:00:00.000Z' });
  });

  test('tells whoever takes a slot over by its open questions, else by a mail of its own', () => {
    const replaced = { kind: 'contact-replaced', leg: '1', party: 'hosting', slot: 'manager', by: 'coordinator' } as const;
    const mails = (...events: DomainEvent[]): unknown[] => calendarOf(['2027-05-31T07:00:00.000Z', ...events]).flatMap(({ mail }) => mail ?? []);
    expect(mails(replaced)).toEqual(['took-over']);
    expect(mails({ kind: 'asked', prompt }, replaced)).toEqual(['availability', 'availability']);
    expect(mails(replaced, { kind: 'asked', prompt })).toEqual(['availability']);
  });

  test('is a table with days and working days since the enquiry', () => {
    const lines = calendarOf(['2027-05-29T10:00:00.000Z', { kind: 'asked', prompt }, { kind: 'entered', stage: 'applying' }]);
    expect(calendarTable(definition, '2027-05-28T08:00:00.000Z', lines).split('\n')).toEqual([
      'day              days  working  who            gets or does  what                                         answer by        closes',
      'Sat 29 May 2027    1d      0wd  -              stage         Application',
      'Mon 31 May 2027    3d      1wd  Host: manager  mail          Can Host host Visiting hub? (P2P-2027-0001)  Tue 08 Jun 2027  Mon 28 Jun 2027',
    ]);
    expect(mailCounts(lines)).toEqual(new Map([['hosting', 1]]));
  });
});

describe('the roads that are rehearsed', () => {
  test('are silent once on every question to a hub, by each side that it is asked of', () => {
    const roads = roadsOf(definition, visit);
    const asked = mailedPromptKinds.flatMap((kind) => {
      const { to } = definition.prompts[kind];
      if (!('party' in to)) throw new Error(`${kind} goes to staff`);
      return to.party === 'each' ? ['visiting', 'hosting'].map((party) => `${kind}-${party}`) : [`${kind}-${to.party}`];
    });
    expect(roads.flatMap(({ key, silent }) => (silent ? [key] : [])).toSorted()).toEqual(asked.toSorted());
    expect(new Set(roads.map(({ key }) => key)).size).toBe(roads.length);
  });

  test('ask nobody for costs of a visit that was stopped where the definition never pays them', () => {
    const settlement = { 'force-majeure': 'nothing', illness: 'nothing', organisation: 'nothing', other: 'nothing' } as const;
    const keys = roadsOf({ ...definition, settlement }, visit).map(({ key }) => key);
    expect(keys).toContain('settled-nothing');
    expect(keys.filter((key) => /^settlement|proven/.test(key))).toEqual([]);
  });

  test('begin on a working morning of the edition and lead to a visit that it allows', () => {
    const plan = planOf(definition, '2027-08-14');
    expect(plan.startAt).toBe('2027-09-01T06:00:00.000Z');
    expect(plan.visit.firstDay >= '2027-11-09' && plan.visit.firstDay <= '2027-11-16').toBe(true);
    expect(plan.visit.lastDay > plan.visit.firstDay).toBe(true);
  });
});
