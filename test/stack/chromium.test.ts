import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findChromium, NoChromium } from '../../infra/testing/chromium.js';
import { makeTestFolder, type TestFolder } from '../../infra/testing/test-folder.js';

let folder: TestFolder;
beforeEach(() => void (folder = makeTestFolder()));
afterEach(() => folder.remove());

describe('the Chromium for tests', () => {
  test('is the one that is named, else the first on the PATH, by any of its names', () => {
    const [first, second] = [join(folder.path, 'first'), join(folder.path, 'second')];
    for (const path of [first, second]) mkdirSync(path);
    const program = join(second, 'google-chrome');
    writeFileSync(program, '');
    chmodSync(program, 0o755);
    expect(findChromium({ PATH: `${first}:${second}` })).toBe(program);
    expect(findChromium({ PATH: first, CHROMIUM_PATH: program })).toBe(program);
    expect(findChromium({ PATH: first })).toBeUndefined();
  });

  test('that is named and not there is said in a sentence with the way out', () => {
    const named = { CHROMIUM_PATH: join(folder.path, 'nowhere') };
    expect(() => findChromium(named)).toThrow(NoChromium);
    expect(() => findChromium(named)).toThrow(/nowhere, which is not there\. Install Chromium/);
  });
});
