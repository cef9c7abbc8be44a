import type { WorkflowHandle } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const folder = join(import.meta.dirname, 'histories');

/** A complete history as it was recorded. */
export interface RecordedHistory {
  workflowId: string;
  history: unknown;
}

/**
 * Keeps an exchange's history for the replay tests when the workflow tests run with `RECORD=1`. To be done only when a
 * change of the workflow is meant: `RECORD=1 npm test -- workflow`.
 */
export async function recordIfAsked(name: string, handle: WorkflowHandle): Promise<void> {
  if (process.env['RECORD'] !== '1') return;
  const history: unknown = JSON.parse(historyToJSON(await handle.fetchHistory()));
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(history)}\n`);
}

/** Every recorded history, by name. */
export function recordedHistories(): RecordedHistory[] {
  return globSync('*.json', { cwd: folder })
    .toSorted()
    .map((file) => ({ workflowId: basename(file, '.json'), history: JSON.parse(readFileSync(join(folder, file), 'utf8')) as unknown }));
}
