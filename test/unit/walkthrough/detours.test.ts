import { expect, test } from '@jest/globals';
import { budgetOfWay, wayTaken } from '../../../infra/walkthrough/detours.js';
import type { JournalEntry } from '../../../infra/walkthrough/staff-api.js';
import { programmeA } from '../domain/shipped.js';

const entry = (kind: string, detail: JournalEntry['detail'] = {}): JournalEntry => ({ kind, at: '2027-03-08T09:00:00.000Z', detail });
const prompt = (id: string): { prompt: string } => ({ prompt: `P2P-2026-0001/1/${id}` });
const asked = (id: string): JournalEntry => entry('asked', prompt(id));
const ended = (ending: string): JournalEntry => entry('ended', { ending });

test('the road follows from how it ended, and whether all had signed', () => {
  expect(wayTaken([ended('completed')])).toEqual({ road: 'happy', detours: [] });
  expect(wayTaken([entry('stopped'), ended('withdrawn')]).road).toBe('withdrawn');
  expect(wayTaken([entry('agreement-signed'), entry('stopped'), ended('withdrawn')]).road).toBe('settled');
  expect(wayTaken([entry('agreement-signed'), entry('paused'), ended('completed')]).road).toBe('postponed');
});

test('a detour belongs to the party that it concerns', () => {
  const journal = [
    asked('hosting/availability/manager/1'),
    entry('reminded', prompt('hosting/availability/manager/1')),
    entry('host-chosen'),
    asked('hosting/availability/manager/2'),
    entry('contact-replaced', { party: 'hosting' }),
    asked('visiting/dates/manager/1'),
    entry('informed', { notice: 'place-waiting', party: 'visiting' }),
    entry('answered', { ...prompt('-/review/coordinator/1'), choice: 'request-changes' }),
    entry('lapsed', prompt('-/review/coordinator/2')),
    entry('change-asked'),
    ended('completed'),
  ];
  expect(wayTaken(journal).detours).toEqual([
    { detour: 'reminder', party: 'hosting' },
    { detour: 'other-host' },
    { detour: 'other-contact', party: 'hosting' },
    { detour: 'other-dates', party: 'visiting' },
    { detour: 'place-waiting', party: 'visiting' },
    { detour: 'request-changes' },
    { detour: 'asked-staff-again' },
    { detour: 'change' },
  ]);
});

test('the first host that staff find is no detour', () => {
  expect(wayTaken([entry('host-picked'), asked('hosting/availability/manager/1'), ended('declined')]).detours).toEqual([]);
});

test('the road of a postponement holds one, another one is a detour', () => {
  const { messages } = programmeA().definition;
  const once = wayTaken([entry('paused'), entry('resumed'), ended('completed')]);
  const twice = wayTaken([entry('paused'), entry('resumed'), entry('paused'), entry('resumed'), ended('completed')]);
  expect(budgetOfWay(messages, once).parties).toEqual(messages.roads.postponed.parties);
  expect(twice.detours).toEqual([{ detour: 'pause' }]);
  expect(budgetOfWay(messages, twice).parties['visiting']?.mails).toBeGreaterThan(messages.roads.postponed.parties['visiting']?.mails ?? 0);
});
