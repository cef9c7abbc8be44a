import { expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { builtFile, projectRoot } from '../../infra/stack/project-files.js';

/** Share of one-line faults that the tests must notice, in per cent. */
const leastNoticed = 85;

test(
  `of faults that are drawn by lot, the tests notice at least ${leastNoticed} in a hundred`,
  async () => {
    const command = [builtFile('infra/testing/mutants/run-mutants.js'), '--sample', '1'];
    const run = spawn(process.execPath, command, { cwd: projectRoot, env: { ...process.env, NODE_OPTIONS: '' }, stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    run.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      process.stderr.write(text); // seed and survivors, also when the test passes
    });
    expect(await once(run, 'close')).toEqual([0, null]);
    const [, noticed, tried, share] = /^noticed (\d+) of (\d+), (\d+) %$/m.exec(said.trimEnd().split('\n').at(-1)!)!.map(Number);
    expect(noticed).toBeGreaterThan(0);
    expect(tried).toBeGreaterThanOrEqual(noticed!);
    if (share! < leastNoticed) throw new Error(`Too many faults pass unnoticed:\n${said}`);
  },
  60 * 60_000, // five minutes on a quiet machine
);
