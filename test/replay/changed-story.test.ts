import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DeterminismViolationError } from '@temporalio/workflow';
import { ChangedStories, failuresOf, replaced, swapped, type Change } from './changed-story.js';
import { currentRelease, recordedHistories, recordedHistory } from './histories.js';
import { quietRuntime } from './quiet-runtime.js';

const story = 'workflows/exchange/exchange.story.ts';
const host = 'workflows/exchange/host.story.ts';
const stories = new ChangedStories();

beforeAll(quietRuntime);
afterAll(() => stories.remove());

const old = (name: string) => [recordedHistory('164b378', name)];
const recent = (name: string) => [recordedHistory(currentRelease(), name)];
const named2 = () => recordedHistories().filter(({ release }) => release !== '164b378');
const violation = expect.objectContaining({ error: expect.any(DeterminismViolationError) });

describe('replay notices', () => {
  test('nothing where only a comment changed', async () => {
    const bundle = await stories.bundleWith({ file: story, instead: (source) => `// a remark\n${source}` });
    expect(await failuresOf(bundle, [...old('happy'), ...recent('happy')])).toEqual([]);
  });

  test.each<[string, string, Change]>([
    ['a review before the application', 'happy', swapped(story, "'application'", "'review'")],
    ['the signatures before the review', 'happy', swapped(story, "'review'", "'sign'")],
    ['the booking before its approval', 'happy', swapped('workflows/exchange/payment.ts', "'approve-payment'", "'booking'")],
    ['the wrap-up of the other side', 'happy', swapped('workflows/exchange/obligations.ts', "'host-wrap-up'", "'visitor-wrap-up'")],
    ['another host before the first', 'host-silent', swapped(host, "'availability'", "'choose-host'")],
    ['the candidate before the office', 'late-yes', swapped(host, "'pick-host'", "'choose-host'")],
  ])('two questions that changed places (%s)', async (_what, history, change) => {
    const bundle = await stories.bundleWith(change);
    expect(await failuresOf(bundle, [...old(history), ...recent(history)])).toEqual([violation, violation]);
  });

  test('two questions about the host that changed places (the dates, the host itself)', async () => {
    const bundle = await stories.bundleWith(swapped(host, "'availability'", "'dates'"));
    expect(await failuresOf(bundle, recent('other-dates'))).toEqual([violation]);
  });

  test('a question left out', async () => {
    const change = replaced(story, "await desk.until('follow-up');", "await desk.until('follow-up');\n  if (input.parties.length > 0) return 'completed';");
    expect(await failuresOf(await stories.bundleWith(change), [...old('happy'), ...recent('happy')])).toEqual([violation, violation]);
  });

  // What runs named in the second way tell more than those before them did.
  test.each<[string, string, Change]>([
    ['somebody else of the same side is asked', 'happy', replaced(story, "contactOf(input, visiting, 'manager'), 'application'", "contactOf(input, visiting, 'signatory'), 'application'")],
    ['something else is recorded beside a question', 'host-silent', replaced(host, "kind: 'host-chosen'", "kind: 'host-picked'")],
    ['nothing is recorded beside a question any more', 'other-dates', replaced(host, "desk.record({ kind: 'dates-agreed', leg: input.leg, answer: proposedDates });", '')],
    ['another date is waited for beside what is recorded', 'happy', swapped(story, "until('week-before-visit')", "until('visit-starts')")],
  ])('%s', async (_what, history, change) => {
    expect(await failuresOf(await stories.bundleWith(change), recent(history))).toEqual([violation]);
  });
});

describe('a notice or an event added at the end of a step', () => {
  const notice = "informManagers(story, 'next-week');";
  const event = "story.desk.record({ kind: 'agreement-signed' });";
  const change = replaced(story, "await story.desk.until('visit-over');", `${notice} ${event}\n  await story.desk.until('visit-over');`);

  test('breaks exchanges whose steps are named after their last event', async () => {
    expect(await failuresOf(await stories.bundleWith(change), old('happy'))).toEqual([violation]);
  });

  test('breaks none that began since: no violation in any history', async () => {
    expect(named2().length).toBeGreaterThan(10);
    expect(await failuresOf(await stories.bundleWith(change), named2())).toEqual([]);
  });
});

describe('a question inserted into the story', () => {
  const asked = "await desk.ask({ leg: input.leg, role: 'lead' }, 'review');";
  const insert = (question: string) => replaced(story, 'const signatories = input.parties', `${question}\n  const signatories = input.parties`);

  test('breaks the exchanges that came past it', async () => {
    const failures = await failuresOf(await stories.bundleWith(insert(asked)), recordedHistories());
    expect(failures.map(({ of }) => of)).toEqual(expect.arrayContaining(['164b378/happy', '164b378/settled', `${currentRelease()}/happy`]));
  });

  test('breaks nobody behind desk.since: whoever came past it goes on without', async () => {
    const bundle = await stories.bundleWith(insert(`if (desk.since('asked-twice')) ${asked}`));
    expect(await failuresOf(bundle, recordedHistories())).toEqual([]);
  });
});
