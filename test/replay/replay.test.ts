import { beforeAll, describe, expect, test } from '@jest/globals';
import { workflowBundle } from '../workflow/workflow-bundle.js';
import { failuresOf } from './changed-story.js';
import { changedSinceFrozen, currentRelease, isFrozen, recordedHistories, recordedReleases } from './histories.js';
import { quietRuntime } from './quiet-runtime.js';

beforeAll(quietRuntime);

test('there are histories of a happy exchange, a troubled one, and one on a moved clock', () => {
  const names = recordedHistories().map(({ workflowId }) => workflowId);
  expect(names).toEqual(expect.arrayContaining(['happy', 'host-silent', 'signature-declined', 'clock-moved', 'parked-step', 'money-returned']));
});

test('this code replays every recorded history of every release', async () => {
  expect(await failuresOf(await workflowBundle(), recordedHistories())).toEqual([]);
});

describe('nobody records histories anew that exchanges out there may have', () => {
  test('those of every release but the one that is being made are frozen', () => {
    expect(recordedReleases()).toContain('164b378');
    expect(recordedReleases().filter((release) => !isFrozen(release) && release !== currentRelease())).toEqual([]);
  });

  test.each(recordedReleases().filter(isFrozen))('%s: what was frozen is as it was', (release) => {
    expect(changedSinceFrozen(release)).toEqual([]);
  });
});
