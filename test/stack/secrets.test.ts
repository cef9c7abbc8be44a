import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTestFolder, type TestFolder } from '../../infra/testing/test-folder.js';
import { parseLinkKeys, parseSessionKey } from '../../libs/platform/config/keys.js';
import { loadSecrets } from '../../libs/platform/config/secrets.js';

let folder: TestFolder;
beforeEach(() => {
  folder = makeTestFolder();
});
afterEach(() => folder.remove());

test('the first start makes usable keys that only the owner can read', () => {
  const secrets = loadSecrets(folder.path);
  expect(parseLinkKeys(secrets.linkKeys)[0].key).toHaveLength(32);
  expect(parseSessionKey(secrets.sessionKey)).toHaveLength(32);
  expect(statSync(join(folder.path, 'secrets.json')).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder.path).filter((name) => name.startsWith('secrets'))).toEqual(['secrets.json']);
});

test('later starts use the same keys', () => {
  expect(loadSecrets(folder.path)).toEqual(loadSecrets(folder.path));
});

test('a damaged file is refused and left as it is', () => {
  const path = join(folder.path, 'secrets.json');
  writeFileSync(path, '{"linkKeys": "k1:abc"}');
  expect(() => loadSecrets(folder.path)).toThrow('does not hold usable keys: put back the copy from your backup, or delete the file');
  expect(readFileSync(path, 'utf8')).toBe('{"linkKeys": "k1:abc"}');
});
