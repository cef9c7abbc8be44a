import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ChangedStories, replaced } from '../replay/changed-story.js';
import { CopiedProgram } from './copied-program.js';
import { KillableSystem } from './killable-system.js';
import { openExchange } from './open-exchange.js';

// Builds are tried before a release against a running system, on the real Temporal server.

const asked = "await desk.ask({ leg: input.leg, role: 'lead' }, 'review');";
const beforeTheHost = "const request = desk.open(contactOf(input, hosting, 'manager'), 'availability');";
const withQuestion = (question: string) => replaced('workflows/exchange/host.story.ts', beforeTheHost, `${question}\n  ${beforeTheHost}`);

const stories = new ChangedStories();
const nextBuild = new CopiedProgram();
const system = new KillableSystem();
let ref: string;

beforeAll(async () => {
  await system.start();
  ref = await openExchange(system);
}, 200_000);

afterAll(async () => {
  await system.stop();
  nextBuild.remove();
  stories.remove();
}, 60_000);

interface Said {
  code: number;
  lines: string[];
}

/** What `npm run replay-open` of the next build says. */
function replayOpen(...args: string[]): Promise<Said> {
  const command = join(nextBuild.path, 'dist', 'infra', 'commands', 'replay-open.js');
  const env = { ...process.env, NODE_OPTIONS: '', DATA_DIR: system.dataDir };
  return new Promise((resolve) => {
    execFile(process.execPath, [command, ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, lines: `${stderr}${stdout}`.trimEnd().split('\n') });
    });
  });
}

test('a build that tells the same story can go on with everything that runs', async () => {
  const { code, lines } = await replayOpen();
  expect(lines).toEqual([expect.stringMatching(/^This build can go on with all \d+ running workflows\.$/)]);
  expect(code).toBe(0);
}, 60_000);

test('one whose story has a question more is refused before it is deployed, with the exchange it would break', async () => {
  nextBuild.carry(await stories.bundleWith(withQuestion(asked)));
  const { code, lines } = await replayOpen('--namespace', 'default');
  expect(lines).toEqual([
    expect.stringMatching(new RegExp(`^${ref}: .*Nondeterminism error: .*availability`)),
    expect.stringMatching(/^This build cannot go on with 1 of \d+ running workflows: do not deploy it\./),
  ]);
  expect(code).toBe(1);
}, 60_000);

test('the same question behind desk.since breaks nobody', async () => {
  nextBuild.carry(await stories.bundleWith(withQuestion(`if (desk.since('asked-before-the-host')) ${asked}`)));
  expect(await replayOpen()).toMatchObject({ code: 0 });
}, 60_000);

test('a namespace that is not there is no good news', async () => {
  const { code, lines } = await replayOpen('--namespace', 'elsewhere');
  expect(lines).toEqual([expect.stringMatching(/^Temporal does not tell of the namespace elsewhere: .*not found/i)]);
  expect(code).toBe(1);
}, 60_000);
