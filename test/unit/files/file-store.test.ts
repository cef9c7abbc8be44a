import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { DamagedFileError, FolderFileStore, hashOf } from '../../../libs/files/file-store.js';

let folder: string;
let store: FolderFileStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sojourn-files-'));
  store = new FolderFileStore(folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const content = Buffer.from('a receipt');
const sha256 = hashOf(content);
const path = (): string => join(folder, sha256.slice(0, 2), sha256.slice(2, 4), sha256);
const files = (): string[] => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => entry.name);

it('keeps a content under its hash and gives back what was put in', async () => {
  expect(await store.put(content)).toBe(sha256);
  expect(readFileSync(path())).toEqual(content);
  expect(await store.get(sha256)).toEqual(content);
});

it('keeps the same content once, also when it is put twenty times at once', async () => {
  await Promise.all(Array.from({ length: 20 }, () => store.put(content)));
  expect(files()).toEqual([sha256]);
});

it('notices a content that was changed, and mends it with the next upload', async () => {
  await store.put(content);
  writeFileSync(path(), 'a Receipt');
  await expect(store.get(sha256)).rejects.toThrow(DamagedFileError);
  await store.put(content);
  expect(await store.get(sha256)).toEqual(content);
});

it('forgets a content, and knows nothing of one that was never there', async () => {
  await store.put(content);
  await store.remove(sha256);
  await store.remove(sha256);
  expect(await store.get(sha256)).toBeUndefined();
  expect(files()).toEqual([]);
});

it('looks for nothing but hashes', async () => {
  await expect(store.get('../../etc/passwd')).rejects.toThrow();
});
