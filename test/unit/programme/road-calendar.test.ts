import { describe, expect, test } from '@jest/globals';
import { calendarTable, mailCounts } from '../../../infra/programme/calendar-table.js';
import { Letters } from '../../../infra/programme/letters.js';
import { planOf } from '../../../infra/programme/rehearse.js';
import { roadCalendar, type CalendarLine } from '../../../infra/programme/road-calendar.js';
import { roadsOf } from '../../../infra/programme/roads.js';
import type { DomainEvent, Step } from '../../../libs/contracts/exchange/index.js';
import { mailedPromptKinds } from '../../../libs/domain/programme/vocabulary.js';
import { programmeA } from '../domain/shipped.js';

const { definition, texts } = programmeA();
const ref = 'P2P-2027-0001';
const visit = { firstDay: '2027-10-04', lastDay: '2027-10-07' };
const letters = new Letters(definition, [texts], visit, ref);
const prompt = `${ref}/1/hosting/availability/manager/1`;

function calendarOf(...steps: [at: string, ...events: DomainEvent[]][]): CalendarLine[] {
  return roadCalendar(definition, letters, steps.map(([at, ...events], n): Step => ({ ref, seq: n + 1, at, stage: 'host-asked', events })));
}

describe('the calendar of a road', () => {
  test('has a question’s mail in mail hours, with the dates that people read', () => {
    const [saturday] = [calendarOf(['2027-05-29T10:00:00.000Z', { kind: 'asked', prompt }])];
    expect(saturday).toEqual([
      {
        at: '2027-05-31T06:00:00.000Z',
        who: 'Host: manager',
        party: 'hosting',
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
  test('are silent once on every question that is mailed to a hub, and once in the office', () => {
    const roads = roadsOf(definition, visit);
    const silent = new Set(roads.flatMap((road) => (road.silent ? [road.silent.kind] : [])));
    expect([...silent].toSorted()).toEqual([...mailedPromptKinds].toSorted());
    expect(roads.map(({ key }) => key)).toEqual(expect.arrayContaining(['happy', 'no-place', 'office']));
    expect(new Set(roads.map(({ key }) => key)).size).toBe(roads.length);
  });

  test('begin on a working morning of the edition and lead to a visit that it allows', () => {
    const plan = planOf(definition, '2027-08-14');
    expect(plan.startAt).toBe('2027-09-01T06:00:00.000Z');
    expect(plan.visit.firstDay >= '2027-11-09' && plan.visit.firstDay <= '2027-11-16').toBe(true);
    expect(plan.visit.lastDay > plan.visit.firstDay).toBe(true);
  });
});
