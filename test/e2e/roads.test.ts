import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { builtFile } from '../../infra/stack/project-files.js';
import { playNames, type PlayName } from '../../infra/walkthrough/plays.js';
import { KillableSystem } from './killable-system.js';

const execute = promisify(execFile);
const system = new KillableSystem();

beforeAll(() => system.start(), 150_000);

afterAll(() => system.stop(), 60_000);

/** Runs the command as people do, and returns its exit code and all that it printed. */
async function walk(args: string[], dataDir = system.dataDir): Promise<{ code: number; said: string }> {
  const options = { env: { ...process.env, NODE_OPTIONS: '', DATA_DIR: dataDir } };
  return execute(process.execPath, [builtFile('infra/walkthrough/main.js'), ...args], options).then(
    ({ stdout }) => ({ code: 0, said: stdout }),
    (error: { code: number; stdout: string; stderr: string }) => ({ code: error.code, said: error.stdout + error.stderr }),
  );
}

/** The two sides are settled side by side: either may be booked first. */
const bothSettled = /240\.50 booked for the visiting[^]*120\.00 booked for the hosting|120\.00 booked for the hosting[^]*240\.50 booked for the visiting/;

/** What the timeline of each ending shows, in this order. */
const shows: Record<PlayName, RegExp[]> = {
  completed: [/1,010\.00 booked for the visiting party/, /stage +completed/, /on the road happy\n/, /visiting +mails +\d+ of 11\n/],
  declined: [/availability: no/, /choose-host: sent/, /availability: yes/, /review: decline/, /stage +declined/, /on the road declined, other-host\n/],
  expired: [/sign \((visiting|hosting)\): closed without an answer/, /stage +expired/, /on the road expired, 2 x reminder/],
  withdrawn: [/visiting manager +does +withdraw/, /stage +stopped/, /stage +withdrawn/, /on the road withdrawn\n/],
  cancelled: [/coordinator +does +cancel/, /stage +stopped/, /stage +cancelled/, /on the road cancelled\n/],
  settled: [/stage +preparing/, /coordinator +does +cancel/, /stage +settling/, /settlement: claimed/, bothSettled, /stage +cancelled/, /road settled\n/],
  postponed: [/lead +does +pause/, /pause-check: keep/, /pause-check: resume/, /stage +resumed/, /does +change/, /consent: agree/, /stage +plan changed/, /stage +completed/, /road postponed, change\n/],
};

describe('npm run walkthrough -- --ending', () => {
  // Each exits with 0 only if ending, payments and budget are as they should be, and nothing leaked.
  test.each(playNames)('%s plays to its end on the running system', async (name) => {
    const { code, said } = await walk(name === 'completed' ? [] : ['--ending', name]);
    expect([code, code === 0 ? '' : said]).toEqual([0, '']);
    let from = 0;
    for (const what of shows[name]) {
      const at = said.slice(from).search(what);
      expect([String(what), at >= 0]).toEqual([String(what), true]);
      from += at;
    }
    expect(said).toMatch(/nothing found\nworkflow http:\/\/127\.0\.0\.1:\d+\/namespaces\/default\/workflows\/P2P-\d{4}-\d{4}\n\w+ in \d+ s\n$/);
  }, 90_000);

  test('knows no other endings or options, and says so in one sentence', async () => {
    for (const args of [['--ending', 'happily'], ['--ending'], ['--please'], ['--ending', 'declined', 'twice']]) {
      expect(await walk(args)).toEqual({ code: 1, said: expect.stringMatching(/^npm run walkthrough knows no "[^\n]+\.\n$/) });
    }
  });

  test('says how to start the system when none runs', async () => {
    expect(await walk([], `${system.dataDir}-of-nobody`)).toEqual({ code: 1, said: expect.stringMatching(/start it with npm start/) });
  });
});
