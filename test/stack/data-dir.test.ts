import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataFormat, openDataDir } from '../../infra/stack/data-dir.js';
import { processIdentity } from '../../infra/stack/process-identity.js';
import { StackError } from '../../infra/stack/stack-error.js';
import { makeTestFolder, type TestFolder } from '../../infra/testing/test-folder.js';

let folder: TestFolder;
let dataDir: string;
let other: ChildProcess | undefined;

beforeEach(() => {
  folder = makeTestFolder();
  dataDir = join(folder.path, 'data');
});
afterEach(() => {
  other?.kill('SIGKILL');
  other = undefined;
  folder.remove();
});

const noPatience = { noticeMs: 0, stopMs: 0 };

async function refusal(patience = noPatience): Promise<string> {
  const error: unknown = await openDataDir(dataDir, patience).then(() => undefined, (reason: unknown) => reason);
  if (!(error instanceof StackError)) throw new Error('the folder was not refused', { cause: error });
  return error.message;
}

/** A lock as another, living process would hold it. */
function lockedByAnother(note: { stopping?: boolean; identity?: string } = {}): number {
  other = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });
  const pid = other.pid!;
  mkdirSync(join(dataDir, 'run'), { recursive: true });
  writeFileSync(join(dataDir, 'sojourn.json'), JSON.stringify({ format: dataFormat, id: randomUUID() }));
  writeFileSync(join(dataDir, 'run', 'lock.json'), JSON.stringify({ pid, identity: processIdentity(pid), ...note }));
  return pid;
}

test('a new folder is made, marked and locked', async () => {
  const opened = await openDataDir(dataDir);
  expect(JSON.parse(readFileSync(join(dataDir, 'sojourn.json'), 'utf8'))).toEqual({ format: dataFormat, id: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  expect(await refusal()).toContain(`in use by process ${process.pid}`);
  opened.release();
  (await openDataDir(dataDir)).release();
});

test('a folder in use names the process and the ways out', async () => {
  const pid = lockedByAnother();
  expect(await refusal()).toBe(`The data folder ${dataDir} is in use by process ${pid}: stop it (Ctrl-C in its terminal, or kill ${pid}), or set DATA_DIR to another folder.`);
});

test('a lock of a killed process is taken over', async () => {
  const pid = lockedByAnother();
  const ended = new Promise((resolve) => other?.once('exit', resolve));
  other?.kill('SIGKILL');
  await ended;
  const opened = await openDataDir(dataDir, noPatience);
  expect(JSON.parse(readFileSync(join(dataDir, 'run', 'lock.json'), 'utf8'))).toMatchObject({ pid: process.pid });
  expect(pid).not.toBe(process.pid);
  opened.release();
});

test('a lock whose process id now belongs to another program is taken over', async () => {
  lockedByAnother({ identity: 'an earlier boot/1' });
  (await openDataDir(dataDir, noPatience)).release();
});

test('a system that is just stopping is waited for', async () => {
  const first = await openDataDir(dataDir);
  first.announceStop();
  const second = openDataDir(dataDir, { noticeMs: 0, stopMs: 60_000 });
  first.release();
  (await second).release();
  expect(existsSync(join(dataDir, 'run', 'lock.json'))).toBe(false);
});

test('a folder with files of others is refused and left alone', async () => {
  mkdirSync(dataDir);
  writeFileSync(join(dataDir, 'thesis.txt'), 'mine');
  expect(await refusal()).toBe(`The data folder ${dataDir} holds files that are not ours: set DATA_DIR to an empty or a new folder.`);
  expect(existsSync(join(dataDir, 'run'))).toBe(false);
});

test('a folder of a newer version is refused', async () => {
  mkdirSync(dataDir);
  writeFileSync(join(dataDir, 'sojourn.json'), JSON.stringify({ format: dataFormat + 1, id: randomUUID() }));
  expect(await refusal()).toBe(`The data folder ${dataDir} was written by a newer version (format ${dataFormat + 1}, this one reads up to ${dataFormat}): run that version again, or set DATA_DIR to another folder.`);
});

test('a folder that cannot be made is refused', async () => {
  writeFileSync(dataDir, 'a file');
  expect(await refusal()).toContain(`The data folder ${dataDir} cannot be made (EEXIST)`);
});
