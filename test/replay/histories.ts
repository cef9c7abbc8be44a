import type { WorkflowHandle } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const { History } = temporal.api.history.v1;
const folder = join(import.meta.dirname, 'histories');

/** A complete history as it was recorded. */
export interface RecordedHistory {
  workflowId: string;
  history: temporal.api.history.v1.History;
}

/**
 * Keeps an exchange's history for the replay tests when the workflow tests run with `RECORD=1`. To be done only when a
 * change of the workflow is meant: `RECORD=1 npm test -- workflow`.
 */
export async function recordIfAsked(name: string, handle: WorkflowHandle): Promise<void> {
  if (process.env['RECORD'] !== '1') return;
  const { events } = History.toObject(History.fromObject(await handle.fetchHistory()), { enums: String, longs: String, bytes: String });
  // Stack traces name the folder of whoever recorded: nobody else's business.
  const lines = (events as unknown[]).map((event) => JSON.stringify(event).replaceAll(`${process.cwd()}/`, '')).join(',\n');
  writeFileSync(join(folder, `${name}.json`), `{"events":[\n${lines}\n]}\n`);
}

/** Every recorded history, by name. */
export function recordedHistories(): RecordedHistory[] {
  return globSync('*.json', { cwd: folder })
    .toSorted()
    .map((file) => ({ workflowId: basename(file, '.json'), history: History.fromObject(JSON.parse(readFileSync(join(folder, file), 'utf8')) as object) }));
}
