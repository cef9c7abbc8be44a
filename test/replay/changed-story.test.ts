import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DeterminismViolationError } from '@temporalio/workflow';
import { ChangedStories, failuresOf, replaced, swapped, type Change } from './changed-story.js';
import { recordedHistories, recordedHistory } from './histories.js';
import { quietRuntime } from './quiet-runtime.js';

const story = 'workflows/exchange/exchange.story.ts';
const stories = new ChangedStories();

beforeAll(quietRuntime);
afterAll(() => stories.remove());

const happy = () => [recordedHistory('164b378', 'happy')];
const violation = expect.objectContaining({ error: expect.any(DeterminismViolationError) });

describe('replay notices', () => {
  test('nothing where only a comment changed', async () => {
    const bundle = await stories.bundleWith({ file: story, instead: (source) => `// a remark\n${source}` });
    expect(await failuresOf(bundle, happy())).toEqual([]);
  });

  test.each<[string, Change]>([
    ['an application before its review', swapped(story, "'application'", "'review'")],
    ['a review before the signatures', swapped(story, "'review'", "'sign'")],
    ['the payment before its approval', swapped('workflows/exchange/payment.ts', "'approve-payment'", "'booking'")],
    ['the wrap-up of the other side', swapped('workflows/exchange/obligations.ts', "'host-wrap-up'", "'visitor-wrap-up'")],
  ])('two questions that changed places (%s)', async (_what, change) => {
    expect(await failuresOf(await stories.bundleWith(change), happy())).toEqual([violation]);
  });

  test('a question left out', async () => {
    const change = replaced(story, "await desk.until('follow-up');", "await desk.until('follow-up');\n  if (input.parties.length > 0) return 'completed';");
    expect(await failuresOf(await stories.bundleWith(change), happy())).toEqual([violation]);
  });
});

describe('a question inserted into the story', () => {
  const asked = "await desk.ask({ leg: input.leg, role: 'lead' }, 'review');";
  const insert = (question: string) => replaced(story, "const signatories = input.parties", `${question}\n  const signatories = input.parties`);

  test('breaks the exchanges that came past it', async () => {
    const failures = await failuresOf(await stories.bundleWith(insert(asked)), recordedHistories());
    expect(failures.map(({ of }) => of)).toEqual(expect.arrayContaining(['164b378/happy', '164b378/settled']));
  });

  test('breaks nobody behind desk.since: whoever came past it goes on without', async () => {
    const bundle = await stories.bundleWith(insert(`if (desk.since('asked-twice')) ${asked}`));
    expect(await failuresOf(bundle, recordedHistories())).toEqual([]);
  });
});
