import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ManagedProcess, runToEnd, type ProcessSpec, type ProcessSurroundings } from '../../infra/stack/child-process.js';
import { stopLeftovers, writePidFile } from '../../infra/stack/pid-files.js';
import { processIdentity } from '../../infra/stack/process-identity.js';
import { whenSaid } from '../../infra/stack/readiness.js';
import { makeTestFolder, type TestFolder } from '../../infra/testing/test-folder.js';

let folder: TestFolder;
let said: string[];
let stopping: AbortController;
let heard: { text: string; done: () => void }[];

beforeEach(() => {
  folder = makeTestFolder();
  said = [];
  heard = [];
  stopping = new AbortController();
});
afterEach(async () => {
  stopping.abort();
  await stopLeftovers(folder.runDir, []);
  folder.remove();
});

function surroundings(): ProcessSurroundings {
  const say = (line: string): void => {
    said.push(line);
    heard.filter(({ text }) => line.includes(text)).forEach(({ done }) => done());
  };
  return { dataDir: folder, stopping: stopping.signal, progress: { say, step: (_name, work) => work() } };
}

/** Resolves when the stack tells people a line with this text. */
function news(text: string): Promise<void> {
  return new Promise((done) => heard.push({ text, done }));
}

function node(script: string): ProcessSpec {
  return { name: 'part', command: process.execPath, args: ['-e', script], env: { PATH: process.env['PATH'] }, sendsMessages: true, isReady: whenSaid('ready') };
}

const steady = "process.on('SIGTERM', () => process.exit(0)); process.send('ready'); setInterval(() => {}, 1000);";
const stubborn = "process.on('SIGTERM', () => {}); process.send('ready'); setInterval(() => {}, 1000);";

test('a killed child comes back and is told about', async () => {
  const part = await ManagedProcess.start(node(steady), surroundings());
  const first = part.pid!;
  const back = news('part is back');
  process.kill(first, 'SIGKILL');
  await back;
  expect(part.pid).not.toBe(first);
  expect(said[0]).toBe('! part ended by itself (SIGKILL): starting it again in 0.5 s');
  await part.stop();
});

test('a stopped child stays stopped and leaves no pid file', async () => {
  const part = await ManagedProcess.start(node(steady), surroundings());
  const pid = part.pid!;
  await part.stop();
  expect(processIdentity(pid)).toBeUndefined();
  expect(existsSync(join(folder.runDir, 'part.pid.json'))).toBe(false);
  expect(said).toEqual([]);
});

test('a child that does not stop when asked is killed after its time', async () => {
  const part = await ManagedProcess.start({ ...node(stubborn), stopTimeoutMs: 50 }, surroundings());
  const pid = part.pid!;
  await part.stop();
  expect(processIdentity(pid)).toBeUndefined();
});

test('a child that ends before it is ready is reported with the end of its log', async () => {
  const start = ManagedProcess.start(node("console.error('no such table'); process.exit(3)"), surroundings());
  await expect(start).rejects.toThrow(/part ended before it was ready \(exit code 3\)[^]*no such table/);
});

test('a child that is never ready is stopped and reported', async () => {
  const silent = { ...node('process.title = "silent"; setInterval(() => {}, 1000)'), readyTimeoutMs: 200 };
  await expect(ManagedProcess.start(silent, surroundings())).rejects.toThrow('part was not ready within 0.2 s');
  expect(existsSync(join(folder.runDir, 'part.pid.json'))).toBe(false);
});

test('a command that runs to its end reports failure with the end of its log', async () => {
  await expect(runToEnd(node("console.log('done')"), surroundings())).resolves.toBeUndefined();
  const said: string[] = [];
  const progress = { say: (line: string) => void said.push(line), step: <T>(_name: string, work: () => Promise<T>) => work() };
  await runToEnd(node("process.send('sample data'); process.send('nobody works here yet')"), { ...surroundings(), progress });
  expect(said).toEqual(['sample data', 'nobody works here yet']);
  await expect(runToEnd(node("console.error('cannot migrate'); process.exit(1)"), surroundings())).rejects.toThrow(/part failed \(exit code 1\)[^]*cannot migrate/);
});

test('what a killed start left running is stopped, in order', async () => {
  const first = await ManagedProcess.start({ ...node(steady), name: 'api' }, surroundings());
  const second = await ManagedProcess.start({ ...node(steady), name: 'postgres' }, surroundings());
  stopping.abort(); // from here on nobody looks after them, as after a kill -9 of the parent
  expect(await stopLeftovers(folder.runDir, ['api', 'postgres'])).toEqual(['api', 'postgres']);
  expect([first.pid, second.pid].map((pid) => processIdentity(pid!))).toEqual([undefined, undefined]);
});

test('a pid file never stops a process that only got the same id', async () => {
  const bystander = spawn(process.execPath, ['-e', "process.send('ready'); setInterval(() => {}, 1000)"], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  await once(bystander, 'message');
  writePidFile(folder.runDir, 'api', { pid: bystander.pid!, identity: 'an earlier boot/1', stopSignal: 'SIGTERM', stopTimeoutMs: 1_000 });
  expect(await stopLeftovers(folder.runDir, [])).toEqual([]);
  expect(processIdentity(bystander.pid!)).toBeDefined();
  bystander.kill('SIGKILL');
  await once(bystander, 'exit');
});

test('the log of a child is kept apart from the terminal', async () => {
  await runToEnd(node("console.log('a secret of the child')"), surroundings());
  expect(readFileSync(join(folder.logDir, 'part.log'), 'utf8')).toBe('a secret of the child\n');
  expect(said).toEqual([]);
});
