import { describe, expect, test } from '@jest/globals';
import type { AnswerInput, Step, StepResult } from '../../../libs/contracts/dossier/index.js';
import { FrontDesk } from '../../../workflows/asking/front-desk.js';

const ref = 'P2P-2026-0042';
const host = { leg: '1', party: 'hosting', slot: 'manager' } as const;
const consent = `${ref}/1/hosting/availability/manager/1`;
const instants = { remindAt: ['2026-10-08T07:00:00.000Z'], dueAt: '2026-10-14T16:00:00.000Z', closesAt: '2026-11-04T22:59:59.000Z' };

function newDesk(now = '2026-10-05T08:00:00.000Z') {
  const time = { now: Date.parse(now) };
  return { time, desk: new FrontDesk(ref, 'host-asked', { offsetMs: 0, version: 1 }, () => time.now) };
}

function answer(choice: string, changes: Partial<AnswerInput> = {}): AnswerInput {
  return { prompt: consent, answer: 'a-1', choice, facts: {}, by: 'c-1', receivedAt: '2026-10-06T08:00:00.000Z', ...changes };
}

function result(changes: Partial<StepResult> = {}): StepResult {
  return { prompts: { [consent]: instants }, moments: {}, clock: { offsetMs: 0, version: 1 }, unsent: [], ...changes };
}

function written(desk: FrontDesk, changes: Partial<StepResult> = {}): Step {
  const step = desk.takeStep();
  if (!step) throw new Error('nothing was staged');
  desk.applied(step, result(changes));
  return step;
}

describe('an answer', () => {
  test('yes and no at once: the first counts, the other is told whose did', async () => {
    const { desk } = newDesk();
    const outcome = desk.ask(host, 'availability');
    const first = desk.answer(answer('yes', { answer: 'a-1', by: 'c-1' }));
    const second = desk.answer(answer('no', { answer: 'a-2', by: 'c-2' }));
    expect(second).toEqual(first);
    expect(first).toEqual({ answer: 'a-1', choice: 'yes', by: 'c-1', at: '2026-10-06T08:00:00.000Z' });
    expect(await outcome).toMatchObject({ status: 'answered', choice: 'yes', answer: 'a-1' });
    expect(desk.takeStep()?.events.filter(({ kind }) => kind === 'answered')).toHaveLength(1);
  });

  test('is refused by a code: unknown question, choice not offered, too late, closed', () => {
    const { desk } = newDesk();
    void desk.ask(host, 'availability');
    expect(desk.refusal(answer('yes'))).toBeUndefined();
    written(desk);
    expect(desk.refusal(answer('yes', { prompt: consent.replace('manager', 'signatory') }))).toBe('prompt-unknown');
    expect(desk.refusal(answer('perhaps'))).toBe('choice-not-offered');
    expect(desk.refusal(answer('yes', { receivedAt: '2026-11-04T22:59:59.000Z' }))).toBeUndefined();
    expect(desk.refusal(answer('yes', { receivedAt: '2026-11-04T22:59:59.001Z' }))).toBe('too-late');
    desk.decided({ prompt: consent, closesAt: desk.prompts.closesAt(consent)!, skipped: 0 }, { kind: 'lapsed' });
    expect(desk.refusal(answer('yes'))).toBe('prompt-closed');
  });

  test('to an answered question is never refused: it gets the receipt, even late or with another choice', () => {
    const { desk } = newDesk();
    void desk.ask(host, 'availability');
    desk.answer(answer('yes'));
    expect(desk.refusal(answer('nonsense', { receivedAt: '2030-01-01T00:00:00.000Z' }))).toBeUndefined();
  });

  test('found at the closing counts once, whether or not it was handed in before', () => {
    const { desk } = newDesk();
    void desk.ask(host, 'availability');
    written(desk);
    desk.answer(answer('yes'));
    desk.decided({ prompt: consent, closesAt: desk.prompts.closesAt(consent)!, skipped: 0 }, { kind: 'answered', answer: answer('yes') });
    expect(desk.takeStep()?.events).toHaveLength(1);
  });
});

describe('what is asked', () => {
  test('again of the same contact gets the next round, and only that', () => {
    const { desk } = newDesk();
    void desk.ask(host, 'availability');
    desk.answer(answer('no'));
    void desk.ask(host, 'availability');
    void desk.ask({ leg: '1', role: 'coordinator' }, 'pick-host');
    expect(desk.prompts.openPrompts().map(({ prompt }) => prompt)).toEqual([consent.replace(/1$/, '2'), `${ref}/1/-/pick-host/coordinator/1`]);
  });

  test('of several closes for the others when one gives the stopping choice', async () => {
    const { desk } = newDesk();
    const outcomes = desk.askAll([host, { ...host, party: 'visiting' }], 'sign', { until: { choice: 'declined', why: 'other-declined' } });
    desk.answer(answer('declined', { prompt: `${ref}/1/hosting/sign/manager/1` }));
    expect(await outcomes).toMatchObject([{ status: 'answered' }, { status: 'closed', why: 'other-declined' }]);
  });
});

describe('a step', () => {
  test('carries everything staged since the last one, numbered without gaps', () => {
    const { desk } = newDesk();
    void desk.ask(host, 'availability');
    desk.inform(host, 'next-week');
    expect(written(desk)).toMatchObject({ ref, seq: 1, at: '2026-10-05T08:00:00.000Z', stage: 'host-asked', events: [{ kind: 'asked' }, { kind: 'informed' }] });
    expect(desk.takeStep()).toBeUndefined();
    desk.enter('applying');
    expect(written(desk)).toMatchObject({ seq: 2, stage: 'applying', wakeAt: instants.remindAt[0] });
  });

  test('answers only those who waited for it', async () => {
    const { desk } = newDesk();
    const heard: string[] = [];
    desk.record({ kind: 'place-asked', answer: 'a-1' });
    void desk.written().then(({ place }) => heard.push(`first ${place}`));
    const step = desk.takeStep()!;
    desk.record({ kind: 'agreement-signed' });
    void desk.written().then(({ place }) => heard.push(`second ${place}`));
    desk.applied(step, result({ place: 'held' }));
    await Promise.resolve();
    expect(heard).toEqual(['first held']);
    written(desk, { place: 'waiting' });
    await Promise.resolve();
    expect(heard).toEqual(['first held', 'second waiting']);
  });

  test('refuses a move that the map of stages does not know', () => {
    const { desk } = newDesk();
    expect(() => desk.enter('travelling')).toThrow('no transition from host-asked to travelling');
  });
});

describe('the clock', () => {
  test('of the edition counts: it moves what is due; an older version is ignored', () => {
    const { desk } = newDesk();
    void desk.ask(host, 'availability');
    written(desk);
    desk.hearClock({ offsetMs: 3 * 24 * 3_600_000, version: 3 });
    desk.hearClock({ offsetMs: 0, version: 2 });
    expect(desk.now()).toBe('2026-10-08T08:00:00.000Z');
    desk.wake();
    expect(desk.takeStep()).toMatchObject({ at: '2026-10-08T08:00:00.000Z', events: [{ kind: 'reminded', nth: 1, skipped: 0 }] });
  });

  test('that came with a step’s result counts too', () => {
    const { desk } = newDesk();
    void desk.ask(host, 'availability');
    written(desk, { clock: { offsetMs: 1_000, version: 2 } });
    expect(desk.editionClock).toEqual({ offsetMs: 1_000, version: 2 });
  });

  test('reaches a date at its very instant, once', async () => {
    const { desk, time } = newDesk();
    const over = desk.until('visit-over');
    expect(desk.until('visit-over')).toBe(over);
    written(desk, { moments: { 'visit-over': '2026-10-05T09:00:00.000Z' } });
    time.now = Date.parse('2026-10-05T08:59:59.999Z');
    desk.wake();
    expect(desk.hasStaged).toBe(false);
    time.now += 1;
    desk.wake();
    desk.wake();
    await over;
    expect(desk.takeStep()?.events).toEqual([{ kind: 'reached', moment: 'visit-over' }]);
    expect(desk.wakeAt()).toBeUndefined();
  });
});

describe('a change of the story', () => {
  test('holds for every run of a desk without a past, in its parts too', () => {
    const { desk } = newDesk();
    expect([desk.since('something'), desk.scope().since('something'), desk.scope().scope().since('something')]).toEqual([true, true, true]);
  });

  test('does not hold for a run that came past it before, in its parts neither', () => {
    const asked: string[] = [];
    const desk = new FrontDesk(ref, 'signing', { offsetMs: 0, version: 1 }, () => 0, (change) => asked.push(change) < 0);
    expect([desk.since('something'), desk.scope().scope().since('other')]).toEqual([false, false]);
    expect(asked).toEqual(['something', 'other']);
  });
});
