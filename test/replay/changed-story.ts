import { Worker } from '@temporalio/worker';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../infra/stack/project-files.js';
import { workflowBundle } from '../workflow/workflow-bundle.js';
import type { RecordedHistory } from './histories.js';

/** A change of a source: something that stands in it, and what stands there instead. */
export interface Change {
  file: string;
  instead: (source: string) => string;
}

/** What stands there once becomes something else. Throws when the source does not have it. */
export function replaced(file: string, before: string, after: string): Change {
  return {
    file,
    instead: (source) => {
      if (!source.includes(before)) throw new Error(`${before} is not in ${file} any more`);
      return source.replace(before, () => after);
    },
  };
}

/** The first of each of two texts change places. Throws when the source does not have both. */
export function swapped(file: string, one: string, other: string): Change {
  return {
    file,
    instead: (source) => {
      for (const text of [one, other]) if (!source.includes(text)) throw new Error(`${text} is not in ${file} any more`);
      return source.replace(one, '@').replace(other, () => one).replace('@', () => other);
    },
  };
}

/** Copies of the workflows and what they import, with something changed; they go when the test does. */
export class ChangedStories {
  private readonly roots: string[] = [];

  /** Path of the workflow bundle of a copy with the changes. */
  async bundleWith(...changes: Change[]): Promise<{ codePath: string }> {
    const root = mkdtempSync(join(tmpdir(), 'sojourn-story-'));
    this.roots.push(root);
    for (const folder of ['workflows', 'libs/contracts', 'libs/domain']) cpSync(join(projectRoot, folder), join(root, folder), { recursive: true });
    symlinkSync(join(projectRoot, 'node_modules'), join(root, 'node_modules'));
    writeFileSync(join(root, 'package.json'), '{"type":"module"}\n');
    for (const { file, instead } of changes) writeFileSync(join(root, file), instead(readFileSync(join(root, file), 'utf8')));
    return workflowBundle({ root });
  }

  remove(): void {
    for (const root of this.roots) rmSync(root, { recursive: true, force: true });
  }
}

/** The histories that a bundle cannot replay, and why. */
export async function failuresOf(workflowBundle: { codePath: string }, histories: RecordedHistory[]): Promise<{ of: string; error: Error }[]> {
  const failures: { of: string; error: Error }[] = [];
  for (const { release, workflowId, history } of histories) {
    for await (const { error } of Worker.runReplayHistories({ workflowBundle, replayName: 'replay' }, [{ workflowId, history }])) {
      if (error) failures.push({ of: `${release}/${workflowId}`, error });
    }
  }
  return failures;
}
