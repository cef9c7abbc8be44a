import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRunningStack, removeRunningStack, writeRunningStack } from '../../infra/stack/running-stack.js';
import { makeTestFolder, type TestFolder } from '../../infra/testing/test-folder.js';

let folder: TestFolder;
beforeEach(() => {
  folder = makeTestFolder();
  mkdirSync(folder.runDir, { recursive: true });
});
afterEach(() => folder.remove());

const stack = { publicUrl: 'http://127.0.0.1:3000', staffUrl: 'http://127.0.0.1:3000/staff', temporalAddress: '127.0.0.1:7233', env: { PORT: '3000' } };

test('other commands find the running system, in a file that only the owner can read', () => {
  writeRunningStack(folder.runDir, stack);
  expect(readRunningStack(folder.path)).toMatchObject({ ...stack, pid: process.pid });
  expect(statSync(join(folder.runDir, 'stack.json')).mode & 0o777).toBe(0o600);
  removeRunningStack(folder.runDir);
  expect(readRunningStack(folder.path)).toBeUndefined();
});

test('a system that was killed is not taken for running', () => {
  writeRunningStack(folder.runDir, stack);
  const path = join(folder.runDir, 'stack.json');
  writeFileSync(path, JSON.stringify({ ...(JSON.parse(readFileSync(path, 'utf8')) as object), identity: 'an earlier boot/1' }));
  expect(readRunningStack(folder.path)).toBeUndefined();
});
