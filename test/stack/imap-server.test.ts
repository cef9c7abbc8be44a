import { afterEach, expect, test } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { processIdentity } from '../../infra/stack/process-identity.js';
import { builtFile } from '../../infra/stack/project-files.js';
import { ImapServer } from '../../infra/testing/imap-server.js';

let starter: ChildProcess | undefined;
afterEach(() => void starter?.kill('SIGKILL'));

const alive = (pids: readonly number[]): number[] => pids.filter((pid) => processIdentity(pid) !== undefined);

test('an IMAP server for tests leaves nothing behind, however whoever started it ends', async () => {
  const source = `const { ImapServer } = await import(${JSON.stringify(builtFile('infra/testing/imap-server.js'))}); const server = await ImapServer.start(); console.log(JSON.stringify(server.family)); setInterval(() => {}, 1000);`;
  starter = spawn(process.execPath, ['--input-type=module', '-e', source], { env: { ...process.env, NODE_OPTIONS: '' }, stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface({ input: starter.stdout! }), 'line')) as [string];
  const family = JSON.parse(line) as number[];
  expect(alive(family).length).toBeGreaterThan(1);
  starter.kill('SIGKILL');
  for (const deadline = Date.now() + 15_000; alive(family).length > 0; await pause(30)) expect(Date.now()).toBeLessThan(deadline);
});

test('it comes back on the same ports after it was killed, and stops whole', async () => {
  const server = await ImapServer.start();
  const first = server.family;
  await server.kill();
  expect(alive(first)).toEqual([]);
  await server.bringUp();
  const second = server.family;
  expect(second.length).toBeGreaterThan(1);
  await server.stop();
  expect(alive(second)).toEqual([]);
});
