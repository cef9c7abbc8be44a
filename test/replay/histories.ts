import type { WorkflowHandle } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { projectRoot } from '../../infra/stack/project-files.js';

const { History } = temporal.api.history.v1;
const folder = join(import.meta.dirname, 'histories');
/** In a release's folder: its histories' hashes, as `sha256sum *.json` prints them. Once it is there, they are frozen. */
const seal = 'SHA256SUMS';

/** A complete history as it was recorded. */
export interface RecordedHistory {
  release: string;
  workflowId: string;
  history: temporal.api.history.v1.History;
}

/** The release that is being made: `version` of package.json. */
export function currentRelease(): string {
  return (JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as { version: string }).version;
}

/** Every release of which histories are kept; exchanges that began under it may still run. */
export function recordedReleases(): string[] {
  return readdirSync(folder).toSorted();
}

/** Whether a release's histories are frozen: it is out, and exchanges of its kind run somewhere. */
export function isFrozen(release: string): boolean {
  return existsSync(join(folder, release, seal));
}

/** What is not as it was when a release's histories were frozen: files changed, gone, or added later. */
export function changedSinceFrozen(release: string): string[] {
  const frozen = new Map(readFileSync(join(folder, release, seal), 'utf8').trimEnd().split('\n').map((line) => line.split('  ').toReversed() as [string, string]));
  const found = new Map(filesOf(release).map((file) => [file, createHash('sha256').update(readFileSync(join(folder, release, file))).digest('hex')]));
  return [...new Set([...frozen.keys(), ...found.keys()])].filter((file) => frozen.get(file) !== found.get(file)).toSorted();
}

/**
 * Keeps an exchange's history for the replay tests when the workflow tests run with `RECORD=1`, in the folder of the
 * release that is being made: `RECORD=1 npm test -- workflow`. What is frozen is never written again.
 */
export async function recordIfAsked(name: string, handle: WorkflowHandle): Promise<void> {
  if (process.env['RECORD'] !== '1') return;
  const release = currentRelease();
  if (isFrozen(release)) throw new Error(`the histories of ${release} are frozen; a later release records its own`);
  const { events } = History.toObject(History.fromObject(await handle.fetchHistory()), { enums: String, longs: String, bytes: String });
  // Stack traces name the folder of whoever recorded: nobody else's business.
  const lines = (events as unknown[]).map((event) => JSON.stringify(event).replaceAll(`${process.cwd()}/`, '')).join(',\n');
  mkdirSync(join(folder, release), { recursive: true });
  writeFileSync(join(folder, release, `${name}.json`), `{"events":[\n${lines}\n]}\n`);
}

/** Every recorded history, by release and name. */
export function recordedHistories(): RecordedHistory[] {
  return recordedReleases().flatMap((release) => filesOf(release).map((file) => recordedHistory(release, basename(file, '.json'))));
}

/** One recorded history. */
export function recordedHistory(release: string, workflowId: string): RecordedHistory {
  const recorded = JSON.parse(readFileSync(join(folder, release, `${workflowId}.json`), 'utf8')) as object;
  return { release, workflowId, history: History.fromObject(recorded) };
}

function filesOf(release: string): string[] {
  return globSync('*.json', { cwd: join(folder, release) }).toSorted();
}
