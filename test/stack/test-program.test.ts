import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '../../infra/testing/chromium.js';
import { dovecot } from '../../infra/testing/dovecot.js';
import { makeTestFolder, type TestFolder } from '../../infra/testing/test-folder.js';
import { findProgram, NoTestProgram } from '../../infra/testing/test-program.js';

let folder: TestFolder;
beforeEach(() => void (folder = makeTestFolder()));
afterEach(() => folder.remove());

describe('a program for tests, such as Chromium,', () => {
  test('is the one that is named, else the first on the PATH, by any of its names', () => {
    const [first, second] = [join(folder.path, 'first'), join(folder.path, 'second')];
    for (const path of [first, second]) mkdirSync(path);
    const program = join(second, 'google-chrome');
    writeFileSync(program, '');
    chmodSync(program, 0o755);
    expect(findProgram(chromium, { PATH: `${first}:${second}` })).toBe(program);
    expect(findProgram(chromium, { PATH: first, CHROMIUM_PATH: program })).toBe(program);
    expect(findProgram(chromium, { PATH: first })).toBeUndefined();
  });

  test('that is named and not there is said in a sentence with the way out', () => {
    const named = { CHROMIUM_PATH: join(folder.path, 'nowhere') };
    expect(() => findProgram(chromium, named)).toThrow(NoTestProgram);
    expect(() => findProgram(chromium, named)).toThrow(/nowhere, which is not there\. Install Chromium/);
    expect(() => findProgram(dovecot, { DOVECOT_PATH: join(folder.path, 'nowhere') })).toThrow(/Install Dovecot \(on Debian: apt-get install dovecot-imapd and stop the service that it starts\), or name one in DOVECOT_PATH/);
  });

  test('is also looked for where servers are', () => {
    const program = join(folder.path, 'dovecot');
    writeFileSync(program, '');
    expect(findProgram({ ...dovecot, folders: [folder.path] }, { PATH: '' })).toBe(program);
  });
});
