import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { addDays, daysBetween, daysOf, isDay, lengthInDays, localDay } from '../../../libs/domain/calendar/days.js';
import { movedInstants, plainInstant, promptInstants } from '../../../libs/domain/calendar/deadlines.js';
import {
  editionClosesAt,
  mailInstant,
  momentInstant,
  nextDigestAt,
  nextMondayMailAt,
  nextPaymentRunAt,
} from '../../../libs/domain/calendar/moments.js';
import { addWorkingDays, isoInstant } from '../../../libs/domain/calendar/working-days.js';
import { remainingOf, resumedInstants } from '../../../libs/domain/calendar/pauses.js';
import { promptKinds, type PromptKind } from '../../../libs/domain/programme/vocabulary.js';
import { programmeA } from './shipped.js';

const { definition } = programmeA();
const { calendar, prompts } = definition;
const brussels = 'Europe/Brussels';
const editionEnd = editionClosesAt(definition.edition);

describe('the dates of a question', () => {
  it('counts working days, reminds at nine, is due at six and closes at the end of a day', () => {
    // Monday 8 March 2027.
    expect(promptInstants(prompts.availability, calendar, brussels, '2027-03-08T10:00:00.000Z')).toEqual({
      remindAt: ['2027-03-11T08:00:00.000Z', '2027-03-16T08:00:00.000Z'],
      dueAt: '2027-03-17T17:00:00.000Z',
      closesAt: '2027-04-07T21:59:59.000Z', // summer time began on 28 March
    });
  });

  it('closes with the due day where the definition says nothing', () => {
    const instants = promptInstants(prompts['follow-up'], calendar, brussels, '2027-03-08T10:00:00.000Z');
    expect(instants.dueAt).toBe('2027-04-07T16:00:00.000Z');
    expect(instants.closesAt).toBe('2027-04-07T21:59:59.000Z');
  });

  it('steps over weekends, holidays and the quiet weeks around new year', () => {
    // Thursday 17 December 2026: one working day is left before the quiet period, the next is 7 January.
    const { dueAt, remindAt } = promptInstants({ due: '2wd', reminders: ['1wd'] }, calendar, brussels, '2026-12-17T10:00:00.000Z');
    expect(remindAt).toEqual(['2026-12-18T08:00:00.000Z']);
    expect(dueAt).toBe('2027-01-07T17:00:00.000Z');
  });

  it('moves a date counted in calendar days out of August', () => {
    const { dueAt } = promptInstants({ due: '14d', reminders: ['7d'] }, calendar, brussels, '2027-07-28T10:00:00.000Z');
    expect(dueAt).toBe('2027-09-01T16:00:00.000Z');
  });

  it('leaves out reminders that silence pushes to the due date or beyond', () => {
    const { remindAt } = promptInstants({ due: '14d', reminders: ['7d', '12d'] }, calendar, brussels, '2027-07-28T10:00:00.000Z');
    expect(remindAt).toEqual(['2027-09-01T07:00:00.000Z']);
  });

  it('reminds of nothing in the minute in which it is asked', () => {
    // Opened at nine on the dot, when reminders go; a reminder of the same day would say the same twice.
    expect(promptInstants({ due: '3wd', reminders: ['0wd', '1wd'] }, calendar, brussels, '2027-03-08T08:00:00.000Z').remindAt).toEqual(['2027-03-09T08:00:00.000Z']);
  });

  it('ends with the edition where the definition says so', () => {
    const { dueAt, closesAt } = promptInstants(prompts.place, calendar, brussels, '2027-03-08T10:00:00.000Z', editionEnd);
    expect([dueAt, closesAt]).toEqual([editionEnd, editionEnd]);
    expect(() => promptInstants(prompts.place, calendar, brussels, '2027-03-08T10:00:00.000Z')).toThrow(/edition/);
  });

  it('gives a notice on a working day before a duty closes', () => {
    const { noticeAt, closesAt } = promptInstants(prompts['visitor-wrap-up'], calendar, brussels, '2027-03-08T08:00:00.000Z');
    expect(closesAt).toBe('2027-05-07T21:59:59.000Z');
    expect(noticeAt).toBe('2027-04-23T07:00:00.000Z');
  });

  it('gives a notice counted in days before it too, never after, where that day is a silent one', () => {
    // It closes on Tuesday 18 May 2027; two days before that is the Sunday of Whitsun.
    const policy = { due: '1wd', closes: '18d', reminders: [], noticeBefore: '2d' };
    expect(promptInstants(policy, calendar, brussels, '2027-04-30T08:00:00.000Z')).toMatchObject({
      closesAt: '2027-05-18T21:59:59.000Z',
      noticeAt: '2027-05-14T07:00:00.000Z',
    });
  });

  it('is counted on the clock of whoever is asked', () => {
    const opened = '2027-03-08T22:30:00.000Z'; // Tuesday in Chisinau, Monday in Lisbon
    const policy = { due: '1wd', reminders: [] };
    expect(promptInstants(policy, calendar, 'Europe/Chisinau', opened).dueAt).toBe('2027-03-10T16:00:00.000Z');
    expect(promptInstants(policy, calendar, 'Europe/Lisbon', opened).dueAt).toBe('2027-03-09T18:00:00.000Z');
  });

  it('keeps the hour of the day where working days lead over a clock change', () => {
    // Asked at half past four in the afternoon, two days before summer time begins.
    const opened = DateTime.fromISO('2027-03-25T16:30', { zone: brussels });
    const later = addWorkingDays(calendar, opened, 3);
    expect([later.toFormat('yyyy-MM-dd HH:mm'), later.zoneName, later.offset - opened.offset]).toEqual(['2027-03-30 16:30', brussels, 60]);
  });

  it('survives the hours that clock changes skip and repeat', () => {
    const night = { ...calendar, remindAt: '02:30', dueAt: '02:30', workingDays: ['sun' as const, ...calendar.workingDays] };
    const gap = promptInstants({ due: '1d', reminders: [] }, night, brussels, '2027-03-27T10:00:00.000Z');
    expect(gap.dueAt).toBe('2027-03-28T01:30:00.000Z');
    const overlap = promptInstants({ due: '1d', reminders: [] }, night, brussels, '2027-10-30T10:00:00.000Z');
    expect(overlap.dueAt).toBe('2027-10-31T00:30:00.000Z');
  });

  it('orders every question of the programme, whenever and wherever it is opened', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...promptKinds),
        fc.constantFrom('Europe/Brussels', 'Europe/London', 'Europe/Chisinau', 'Atlantic/Azores', 'UTC'),
        fc.date({ min: new Date('2026-09-01T00:00:00Z'), max: new Date('2027-12-30T00:00:00Z'), noInvalidDate: true }),
        (kind, zone, opened) => {
          const at = opened.toISOString();
          const { remindAt, dueAt, closesAt } = promptInstants(prompts[kind], calendar, zone, at, editionEnd);
          const inOrder = [at, ...remindAt, dueAt, closesAt];
          expect(inOrder).toEqual(inOrder.toSorted());
          for (const instant of [...remindAt, ...(kind === 'place' ? [] : [dueAt])]) {
            expect(mailInstant(calendar, zone, instant) === instant || instant === dueAt).toBe(true);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('the dates of a question that gets more time', () => {
  const moved = (kind: PromptKind, zone: string, dueAt: string, movedAt: string) => movedInstants(prompts[kind], calendar, zone, { dueAt, movedAt }, editionEnd);

  it('follow the new date as they would follow the first: the end of a local day, also over a clock change', () => {
    // Chisinau: winter time when it is moved, summer time from 28 March 2027.
    expect(moved('host-wrap-up', 'Europe/Chisinau', '2027-03-25T16:00:00.000Z', '2027-03-09T10:00:00.000Z')).toEqual({
      remindAt: ['2027-03-16T07:00:00.000Z', '2027-03-22T07:00:00.000Z'],
      dueAt: '2027-03-25T16:00:00.000Z',
      closesAt: '2027-05-10T20:59:59.000Z',
      noticeAt: '2027-04-26T06:00:00.000Z',
    });
  });

  it('close on the day itself also where clocks go back at midnight', () => {
    const { closesAt } = moved('host-wrap-up', 'Atlantic/Azores', '2026-09-08T18:00:00.000Z', '2026-09-01T00:00:00.000Z');
    expect(DateTime.fromISO(closesAt, { zone: 'Atlantic/Azores' }).toFormat('dd LLL HH:mm:ss')).toBe('24 Oct 23:59:59');
  });

  it('leave the working days between due and closing, also where August lies between', () => {
    const { dueAt, closesAt, remindAt } = moved('sign', brussels, '2027-07-30T16:00:00.000Z', '2027-07-19T10:00:00.000Z');
    expect([dueAt, closesAt]).toEqual(['2027-07-30T16:00:00.000Z', '2027-09-07T21:59:59.000Z']);
    expect(remindAt).toEqual(['2027-07-22T07:00:00.000Z', '2027-07-28T07:00:00.000Z']);
  });

  it('are those of the opening where the date is the one it had anyway', () => {
    for (const kind of ['sign', 'host-wrap-up', 'visitor-wrap-up', 'application', 'settlement', 'follow-up'] as const) {
      const opened = '2027-04-05T08:00:00.000Z';
      const first = promptInstants(prompts[kind], calendar, brussels, opened, editionEnd);
      expect(moved(kind, brussels, first.dueAt, opened)).toEqual(first);
    }
  });

  it('remind once where the rule would not, when days enough are left; and not at the heels of the mail', () => {
    // A follow-up is reminded of sixteen days before its date.
    expect(moved('follow-up', brussels, '2027-03-19T17:00:00.000Z', '2027-03-09T10:00:00.000Z').remindAt).toEqual(['2027-03-17T08:00:00.000Z']);
    expect(moved('follow-up', brussels, '2027-03-12T17:00:00.000Z', '2027-03-09T10:00:00.000Z').remindAt).toEqual([]);
    expect(moved('review', brussels, '2027-03-26T17:00:00.000Z', '2027-03-09T10:00:00.000Z').remindAt).toEqual([]);
  });

  it('come in order, never before the act, and close at the end of a local day, whenever and wherever', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...promptKinds.filter((kind) => kind !== 'place')),
        fc.constantFrom('Europe/Brussels', 'Europe/London', 'Europe/Chisinau', 'Atlantic/Azores', 'UTC'),
        fc.date({ min: new Date('2026-09-01T00:00:00Z'), max: new Date('2027-12-30T00:00:00Z'), noInvalidDate: true }),
        fc.integer({ min: 1, max: 120 }),
        (kind, zone, at, days) => {
          const movedAt = at.toISOString();
          const until = DateTime.fromISO(movedAt, { zone }).plus({ days }).set({ hour: 18, minute: 0, second: 0, millisecond: 0 }).toUTC().toISO()!;
          const { remindAt, dueAt, noticeAt, closesAt } = moved(kind, zone, until, movedAt);
          expect(dueAt).toBe(until);
          const inOrder = [movedAt, ...remindAt, dueAt, closesAt];
          expect(inOrder).toEqual(inOrder.toSorted());
          expect(DateTime.fromISO(closesAt, { zone }).toFormat('HH:mm:ss')).toBe('23:59:59');
          if (noticeAt) expect(noticeAt >= movedAt && noticeAt <= closesAt).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('the dates of a question after a pause', () => {
  const rest = (kind: PromptKind, pausedAt: string, openedAt: string) =>
    remainingOf(promptInstants(prompts[kind], calendar, brussels, openedAt, editionEnd), calendar, brussels, pausedAt);

  it('never go beyond the edition where the question closes with it', () => {
    const left = rest('place', '2027-09-01T08:00:00.000Z', '2027-06-01T08:00:00.000Z');
    const after = resumedInstants(left, prompts.place, calendar, brussels, '2027-12-01T09:00:00.000Z', editionEnd);
    expect([after.dueAt, after.closesAt]).toEqual([editionEnd, editionEnd]);
    const late = resumedInstants(left, prompts.place, calendar, brussels, '2028-01-10T09:00:00.000Z', editionEnd);
    expect([late.dueAt, late.closesAt]).toEqual(['2028-01-10T09:00:00.000Z', '2028-01-10T09:00:00.000Z']);
  });

  it('are as many working days away as they were', () => {
    const left = rest('sign', '2027-03-10T08:00:00.000Z', '2027-03-08T08:00:00.000Z');
    const { dueAt, closesAt } = resumedInstants(left, prompts.sign, calendar, brussels, '2027-06-07T08:00:00.000Z', editionEnd);
    expect([dueAt, closesAt]).toEqual(['2027-06-17T16:00:00.000Z', '2027-06-24T21:59:59.000Z']);
  });

  // The host has until Wednesday 17 March, is reminded on the 11th and the 16th, and the question closes on 7 April.
  const asked = '2027-03-08T08:00:00.000Z';
  const goesOn = '2027-06-07T08:00:00.000Z';
  const after = (kind: PromptKind, pausedAt: string) => resumedInstants(rest(kind, pausedAt, asked), prompts[kind], calendar, brussels, goesOn, editionEnd);

  it('remind nobody again of what they were reminded of before it', () => {
    expect(after('availability', '2027-03-10T12:00:00.000Z').remindAt).toHaveLength(2);
    expect(after('availability', '2027-03-12T12:00:00.000Z').remindAt).toEqual(['2027-06-09T07:00:00.000Z']);
    expect(after('availability', '2027-03-16T12:00:00.000Z').remindAt).toEqual([]);
  });

  it('leave a working day where the date had passed already, counted from the day on which it goes on', () => {
    const { dueAt, closesAt } = after('availability', '2027-03-22T12:00:00.000Z');
    expect([dueAt, closesAt]).toEqual(['2027-06-08T16:00:00.000Z', '2027-06-23T21:59:59.000Z']);
    // On a Friday evening that is Monday.
    const weekend = resumedInstants(rest('availability', '2027-03-22T12:00:00.000Z', asked), prompts.availability, calendar, brussels, '2027-06-11T17:00:00.000Z', editionEnd);
    expect(weekend.dueAt).toBe('2027-06-14T16:00:00.000Z');
  });

  it('warn of the closing once: not again where that was done before', () => {
    // Closes on 7 May, the notice goes on 23 April.
    expect(after('visitor-wrap-up', '2027-04-20T12:00:00.000Z').noticeAt).toBeDefined();
    expect(after('visitor-wrap-up', '2027-04-23T12:00:00.000Z').noticeAt).toBeUndefined();
  });

  it('come in order, all after it goes on, whatever was paused whenever', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...promptKinds.filter((kind) => kind !== 'place')),
        fc.constantFrom('Europe/Brussels', 'Europe/Chisinau', 'Atlantic/Azores'),
        fc.integer({ min: 0, max: 90 * 24 }),
        fc.integer({ min: 0, max: 60 * 24 }),
        (kind, zone, hoursOpen, hoursPaused) => {
          const at = (hours: number): string => DateTime.fromISO(asked).plus({ hours }).toUTC().toISO()!;
          const before = promptInstants(prompts[kind], calendar, zone, asked, editionEnd);
          const left = remainingOf(before, calendar, zone, at(hoursOpen));
          const resumedAt = at(hoursOpen + hoursPaused);
          const { remindAt, dueAt, noticeAt, closesAt } = resumedInstants(left, prompts[kind], calendar, zone, resumedAt, editionEnd);
          const inOrder = [resumedAt, ...remindAt, dueAt, closesAt];
          expect(inOrder).toEqual(inOrder.toSorted());
          expect(remindAt.length).toBeLessThanOrEqual(before.remindAt.filter((instant) => instant > at(hoursOpen)).length);
          if (noticeAt) expect(noticeAt > resumedAt && noticeAt <= closesAt).toBe(true);
          expect(DateTime.fromISO(dueAt, { zone }).startOf('day') > DateTime.fromISO(resumedAt, { zone }).startOf('day')).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('plain lengths of time', () => {
  it('counts codes and drafts plainly', () => {
    expect(plainInstant('30min', calendar, brussels, '2027-03-12T15:00:00.000Z')).toBe('2027-03-12T15:30:00.000Z');
    expect(plainInstant('30d', calendar, brussels, '2027-03-12T15:00:00.000Z')).toBe('2027-04-11T14:00:00.000Z');
  });
});

describe('moments', () => {
  const plan = { firstDay: '2027-04-05', lastDay: '2027-04-08' };
  const settled = '2027-05-20T09:30:00.000Z';
  it.each([
    ['week-before-visit', '2027-03-29T07:00:00.000Z'],
    ['visit-starts', '2027-04-04T22:00:00.000Z'],
    ['visit-over', '2027-04-09T07:00:00.000Z'],
    ['follow-up', '2027-11-20T08:00:00.000Z'],
    ['edition-closes', '2027-12-31T22:59:59.000Z'],
  ] as const)('%s', (moment, instant) => {
    expect(momentInstant(moment, plan, definition, brussels, settled)).toBe(instant);
  });
});

describe('when mail goes', () => {
  it.each([
    ['at once in working hours', '2027-03-09T10:15:00.000Z', '2027-03-09T10:15:00.000Z'],
    ['in the morning', '2027-03-09T05:00:00.000Z', '2027-03-09T07:00:00.000Z'],
    ['never at six or later', '2027-03-09T17:00:00.000Z', '2027-03-10T07:00:00.000Z'],
    ['never at the weekend', '2027-03-12T18:00:00.000Z', '2027-03-15T07:00:00.000Z'],
    ['never in the quiet weeks', '2026-12-20T10:00:00.000Z', '2027-01-07T07:00:00.000Z'],
  ])('%s', (_name, wished, goes) => {
    expect(mailInstant(calendar, brussels, wished)).toBe(goes);
  });

  it('reaches the office in quiet weeks too', () => {
    expect(mailInstant(calendar, brussels, '2026-12-22T10:00:00.000Z', 'staff')).toBe('2026-12-22T10:00:00.000Z');
  });
});

describe('the rhythm of the office', () => {
  it('has a digest each working day, strictly after', () => {
    expect(nextDigestAt(calendar, brussels, '2027-03-11T07:00:00.000Z')).toBe('2027-03-11T07:30:00.000Z');
    expect(nextDigestAt(calendar, brussels, '2027-03-11T07:30:00.000Z')).toBe('2027-03-12T07:30:00.000Z');
    expect(nextDigestAt(calendar, brussels, '2027-03-12T07:30:00.000Z')).toBe('2027-03-15T07:30:00.000Z');
  });

  it('has a Monday mail, on Tuesday when Monday is a holiday', () => {
    expect(nextMondayMailAt(calendar, brussels, '2027-03-09T12:00:00.000Z')).toBe('2027-03-15T07:30:00.000Z');
    expect(nextMondayMailAt(calendar, brussels, '2027-10-29T12:00:00.000Z')).toBe('2027-11-02T07:30:00.000Z');
    expect(nextMondayMailAt(calendar, brussels, '2027-11-02T07:30:00.000Z')).toBe('2027-11-08T07:30:00.000Z');
  });

  it('pays every Thursday at nine', () => {
    expect(nextPaymentRunAt(definition, '2027-03-08T12:00:00.000Z')).toBe('2027-03-11T08:00:00.000Z');
    expect(nextPaymentRunAt(definition, '2027-03-11T08:00:00.000Z')).toBe('2027-03-18T08:00:00.000Z');
  });
});

describe('an instant', () => {
  it('is never written where there is none', () => {
    expect(isoInstant(DateTime.fromISO('2027-03-08T10:00', { zone: brussels }))).toBe('2027-03-08T09:00:00.000Z');
    expect(() => isoInstant(DateTime.fromISO('2027-02-30'))).toThrow('not a valid instant');
  });
});

describe('days', () => {
  it('belongs to a zone', () => {
    expect(localDay('Europe/Chisinau', '2027-03-08T22:30:00.000Z')).toBe('2027-03-09');
    expect(localDay('Europe/Lisbon', '2027-03-08T22:30:00.000Z')).toBe('2027-03-08');
  });

  it('counts across clock changes', () => {
    expect(daysBetween('2027-03-27', '2027-03-29')).toBe(2);
    expect(lengthInDays('2027-04-05', '2027-04-08')).toBe(4);
    expect(daysOf('2027-02-27', '2027-03-01')).toEqual(['2027-02-27', '2027-02-28', '2027-03-01']);
    expect(addDays('2027-12-31', 1)).toBe('2028-01-01');
  });

  it('counts from no day that does not exist', () => {
    expect(() => daysBetween('2027-02-29', '2027-03-01')).toThrow('"2027-02-29" is no day');
    expect(() => addDays('soon', 1)).toThrow('"soon" is no day');
  });

  it('knows days that do not exist', () => {
    expect([isDay('2027-02-29'), isDay('2028-02-29'), isDay('2027-3-1'), isDay('soon'), isDay('2027-03-08T10:00'), isDay('+002027-03-08')]).toEqual([false, true, false, false, false, false]);
  });
});
