import { Client } from '@temporalio/client';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { printedProgress } from '../stack/progress.js';
import { anatomyOf, type Anatomy } from './anatomy.js';
import { happyActs, happySteps, type Act } from './acts.js';
import { startBenchServer } from './bench-server.js';
import { benchLists } from './lists.js';
import { bare, driveExchange, ours, type Kind } from './drive.js';
import { readProgramme } from '../rehearse/paper-office.js';
import { cpuOfOne, perSecond, runRound, spreadOf, type Measured, type Round, type RoundOptions } from './rounds.js';
import { measureWholePath } from './whole-path.js';
import { WorkerProcess } from './worker-process.js';

// `npm run bench [-- --exchanges 40 --at-a-time 25 --rounds 5 --pause 20 --whole 4]`; what the numbers mean stands in docs/benchmarks.md.
// `npm run bench -- lists`: how long the office's lists take by how many exchanges there are.

/** Our exchange reaches at least this part of the bare workflow's rate. */
const goal = 0.8;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    exchanges: { type: 'string', default: '40' },
    'at-a-time': { type: 'string', default: '25' },
    rounds: { type: 'string', default: '5' },
    pause: { type: 'string', default: '20' },
    whole: { type: 'string', default: '4' },
  },
});
const say = (line = ''): void => void process.stdout.write(`${line}\n`);

const folder = mkdtempSync(join(tmpdir(), 'sojourn-bench-'));
try {
  if (positionals.includes('lists')) await benchLists(say);
  else await main();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function main(): Promise<void> {
  const server = await startBenchServer(folder, printedProgress((text) => void process.stderr.write(text)));
  try {
    const startedAt = Date.now();
    const client = new Client({ connection: server.connection });
    const workers = await WorkerProcess.start(server.address, startedAt);
    try {
      const options: RoundOptions = {
        workers,
        serverPid: server.pid,
        exchanges: Number(values.exchanges),
        atATime: Number(values['at-a-time']),
        pauseMs: Number(values.pause),
      };
      say(`One complete exchange: ${count('answer')} answers, ${count('date')} dates, ${happySteps} steps`);
      const mine = ours(client, readProgramme(), startedAt);
      const { byType } = await reportAnatomy(mine, client, options);
      const plain = bare(client, byType['timer started'] ?? 0);
      await reportAnatomy(plain, client, options);
      await reportRounds([mine, plain], client, options);
    } finally {
      await workers.stop();
    }
  } finally {
    await server.stop();
  }
  await reportWholePath();
}

async function reportWholePath(): Promise<void> {
  say();
  const measured = await measureWholePath(Number(values.whole));
  if (!measured) return say('Whole path with pages, Postgres and mail: not measured, because no system runs here (npm start, in another terminal)');
  const { exchanges, perSecond: rate, cpuMs } = measured;
  const cpu = cpuMs === undefined ? '' : `, ${cpuMs.toFixed(0)} ms CPU an exchange in all processes of the system`;
  say(`Whole path with pages, Postgres and mail: ${exchanges} exchanges one after another, ${rate.toFixed(2)}/s${cpu}`);
}

async function reportAnatomy(kind: Kind, client: Client, options: RoundOptions): Promise<Anatomy> {
  const ref = `${kind.name}-anatomy`;
  // Alone and with long pauses, so that each answer has its task for itself.
  await driveExchange(kind, ref, client, { ...options, pauseMs: 200 });
  const anatomy = await anatomyOf(client, ref);
  sayAnatomy(kind.name, anatomy);
  return anatomy;
}

function count(wakes: Act['wakes']): number {
  return happyActs.filter((act) => act.wakes === wakes).length;
}

function sayAnatomy(name: string, { events, bytes, byType, tasks }: Anatomy): void {
  const listed = (counts: Record<string, number>) => Object.entries(counts).map(([what, count]) => `${what} ${count}`).join(', ');
  say(`  ${name}: ${events} events, ${(bytes / 1024).toFixed(1)} KB`);
  say(`    workflow tasks: ${listed(tasks)}`);
  say(`    events: ${listed(byType)}`);
}

async function reportRounds([mine, plain]: [Kind, Kind], client: Client, options: RoundOptions): Promise<void> {
  say();
  say(`${values.rounds} rounds of twice ${options.exchanges} exchanges of each kind, ${options.atATime} at a time, interleaved, on ${availableParallelism()} cores`);
  // What is measured first would pay for warming up.
  await runRound(mine, plain, 'warm', client, { ...options, exchanges: Math.ceil(options.exchanges / 4) });
  const rounds: Round[] = [];
  for (let nth = 1; nth <= Number(values.rounds); nth += 1) {
    const [first, second] = nth % 2 === 1 ? [mine, plain] : [plain, mine];
    const round = await runRound(first, second, String(nth), client, options);
    rounds.push(round);
    say(`  round ${nth}: ours ${describe(round.ours)}; bare ${describe(round.bare)}; ratio ${ratioOf(round).toFixed(2)}`);
  }
  const both = (what: string, digits: number, of: (measured: Measured) => number): void =>
    say(`  ${what}: ours ${spreadText(rounds.map(({ ours: each }) => of(each)), digits)}, bare ${spreadText(rounds.map(({ bare: each }) => of(each)), digits)}`);
  both('exchanges a second', 1, perSecond);
  both('CPU of workers, ms an exchange', 0, (measured) => cpuOfOne(measured).workers);
  both('CPU of the server, ms an exchange', 0, (measured) => cpuOfOne(measured).server);
  const ratios = rounds.map(ratioOf);
  const reached = spreadOf(ratios).median >= goal;
  say(`  ratio of rates: ${spreadText(ratios, 2)}; goal at least ${goal}: ${reached ? 'reached' : 'MISSED'}`);
  if (!reached) process.exitCode = 1;
}

function ratioOf(round: Round): number {
  return perSecond(round.ours) / perSecond(round.bare);
}

function describe(measured: Measured): string {
  const { workers, server } = cpuOfOne(measured);
  return `${perSecond(measured).toFixed(1)}/s, ${workers.toFixed(0)} + ${server.toFixed(0)} ms CPU`;
}

function spreadText(numbers: readonly number[], digits: number): string {
  const { median, least, greatest } = spreadOf(numbers);
  return `${median.toFixed(digits)} (${least.toFixed(digits)} to ${greatest.toFixed(digits)})`;
}
