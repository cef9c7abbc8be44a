import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { processIdentity } from './process-identity.js';

const runningStack = z.object({
  /** Process of `npm start`, and what tells it from a later one with the same id. */
  pid: z.number().int().positive(),
  identity: z.string(),
  publicUrl: z.string(),
  staffUrl: z.string(),
  /** Absent when SMTP_URL names a mail server outside. */
  mailboxUrl: z.string().optional(),
  /** Absent when TEMPORAL_ADDRESS names a server outside. */
  temporalUiUrl: z.string().optional(),
  temporalAddress: z.string(),
  /** What api and worker were given; enough for `loadServiceConfig`. Holds keys and passwords. */
  env: z.record(z.string(), z.string()),
});

/** What another command needs to know to work with the system that `npm start` runs. */
export type RunningStack = z.infer<typeof runningStack>;

/** Notes the running system in `<dataDir>/run/stack.json`, readable by its owner only. */
export function writeRunningStack(runDir: string, stack: Omit<RunningStack, 'pid' | 'identity'>): void {
  const path = join(runDir, 'stack.json');
  const note: RunningStack = { pid: process.pid, identity: processIdentity(process.pid) ?? '', ...stack };
  rmSync(`${path}.new`, { force: true });
  writeFileSync(`${path}.new`, `${JSON.stringify(note, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

export function removeRunningStack(runDir: string): void {
  rmSync(join(runDir, 'stack.json'), { force: true });
}

/** The system that runs on this data folder; undefined when none does (also when it was killed and left its note behind). */
export function readRunningStack(dataDir: string): RunningStack | undefined {
  let text: string;
  try {
    text = readFileSync(join(dataDir, 'run', 'stack.json'), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const stack = runningStack.parse(JSON.parse(text));
  return processIdentity(stack.pid) === stack.identity ? stack : undefined;
}
