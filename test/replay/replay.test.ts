import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DeterminismViolationError } from '@temporalio/workflow';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../infra/stack/project-files.js';
import { workflowBundle } from '../workflow/workflow-bundle.js';
import { recordedHistories, type RecordedHistory } from './histories.js';

beforeAll(() => {
  Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { forward: {}, filter: 'OFF' } } });
});

test('there are histories of a happy exchange, a troubled one, and one on a moved clock', () => {
  const names = recordedHistories().map(({ workflowId }) => workflowId);
  expect(names).toEqual(expect.arrayContaining(['happy', 'host-silent', 'signature-declined', 'clock-moved', 'parked-step', 'money-returned']));
});

test('this code replays every recorded history', async () => {
  const codePath = await workflowBundle();
  expect(await failuresOf(codePath, recordedHistories())).toEqual([]);
});

describe('replay notices', () => {
  const copies: string[] = [];
  afterAll(() => copies.forEach((copy) => rmSync(copy, { recursive: true, force: true })));

  /** A clone of the workflows and what they import, with one file changed. */
  function cloneWith(file: string, change: (source: string) => string): { root: string } {
    const root = mkdtempSync(join(tmpdir(), 'sojourn-story-'));
    copies.push(root);
    for (const folder of ['workflows', 'libs/contracts', 'libs/domain']) cpSync(join(projectRoot, folder), join(root, folder), { recursive: true });
    symlinkSync(join(projectRoot, 'node_modules'), join(root, 'node_modules'));
    writeFileSync(join(root, 'package.json'), '{"type":"module"}\n');
    const before = readFileSync(join(root, file), 'utf8');
    const after = change(before);
    if (after === before) throw new Error(`the change does not fit ${file} any more`);
    writeFileSync(join(root, file), after);
    return { root };
  }

  const happy = () => recordedHistories().filter(({ workflowId }) => workflowId === 'happy');

  test('a clone that changes nothing but a comment: no violation', async () => {
    const clone = cloneWith('workflows/exchange/exchange.story.ts', (source) => `// a remark\n${source}`);
    expect(await failuresOf(await workflowBundle(clone), happy())).toEqual([]);
  });

  test.each([
    ['workflows/exchange/exchange.story.ts', "'availability'", "'application'"],
    ['workflows/exchange/exchange.story.ts', "'review'", "'sign'"],
    ['workflows/exchange/payment.ts', "'approve-payment'", "'booking'"],
    ['workflows/exchange/obligations.ts', "'host-wrap-up'", "'visitor-wrap-up'"],
  ])('two questions of the story swapped (%s: %s and %s)', async (file, one, other) => {
    const clone = cloneWith(file, (source) => source.replace(one, '@').replace(other, one).replace('@', other));
    const failures = await failuresOf(await workflowBundle(clone), happy());
    expect(failures).toEqual([expect.any(DeterminismViolationError)]);
  });

  test('a question left out', async () => {
    const clone = cloneWith('workflows/exchange/exchange.story.ts', (source) =>
      source.replace("await desk.until('follow-up');", "await desk.until('follow-up');\n  if (input.parties.length > 0) return 'completed';"),
    );
    expect(await failuresOf(await workflowBundle(clone), happy())).toEqual([expect.any(DeterminismViolationError)]);
  });
});

async function failuresOf(workflowBundle: { codePath: string }, histories: RecordedHistory[]): Promise<Error[]> {
  const failures: Error[] = [];
  for await (const { error } of Worker.runReplayHistories({ workflowBundle, replayName: 'replay' }, histories)) {
    if (error) failures.push(error);
  }
  return failures;
}
