import { Client } from '@temporalio/client';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { printedProgress } from '../stack/progress.js';
import { anatomyOf, type Anatomy } from './anatomy.js';
import { happyActs, happySteps, type Act } from './acts.js';
import { startBenchServer } from './bench-server.js';
import { bare, driveExchange, ours, type Kind } from './drive.js';
import { readProgramme } from './paper-office.js';
import { runRound, spreadOf, type Round, type RoundOptions } from './rounds.js';
import { WorkerProcess } from './worker-process.js';

// `npm run bench [-- --exchanges 80 --at-a-time 40 --rounds 5 --pause 20]`; what the numbers mean stands in docs/benchmarks.md.

/** Our exchange reaches at least this part of the bare workflow's rate. */
const goal = 0.8;

const { values } = parseArgs({
  options: {
    exchanges: { type: 'string', default: '80' },
    'at-a-time': { type: 'string', default: '40' },
    rounds: { type: 'string', default: '5' },
    pause: { type: 'string', default: '20' },
  },
});
const say = (line = ''): void => void process.stdout.write(`${line}\n`);

const folder = mkdtempSync(join(tmpdir(), 'sojourn-bench-'));
try {
  await main();
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

async function reportRounds(kinds: [Kind, Kind], client: Client, options: RoundOptions): Promise<void> {
  say();
  say(`${values.rounds} rounds of ${options.exchanges} exchanges each, ${options.atATime} at a time, interleaved, on ${availableParallelism()} cores`);
  const [first, second] = kinds;
  // What is measured first would pay for warming up.
  for (const kind of kinds) await runRound(kind, 'warm', client, { ...options, exchanges: Math.ceil(options.exchanges / 3) });
  const rounds: { ours: Round; bare: Round }[] = [];
  for (let nth = 1; nth <= Number(values.rounds); nth += 1) {
    const inOrder = nth % 2 === 1 ? [first, second] : [second, first];
    const round: Partial<Record<Kind['name'], Round>> = {};
    for (const kind of inOrder) round[kind.name] = await runRound(kind, String(nth), client, options);
    const both = round as { ours: Round; bare: Round };
    rounds.push(both);
    say(`  round ${nth}: ours ${describe(both.ours)}; bare ${describe(both.bare)}; ratio ${(both.ours.perSecond / both.bare.perSecond).toFixed(2)}`);
  }
  const rate = (name: Kind['name']) => spreadText(rounds.map((round) => round[name].perSecond), 1);
  const cpu = (name: Kind['name']) => spreadText(rounds.map((round) => round[name].workerCpuMs), 0);
  const serverCpu = (name: Kind['name']) => spreadText(rounds.map((round) => round[name].serverCpuMs ?? Number.NaN), 0);
  say(`  exchanges a second: ours ${rate('ours')}, bare ${rate('bare')}`);
  say(`  CPU of workers, ms an exchange: ours ${cpu('ours')}, bare ${cpu('bare')}`);
  say(`  CPU of the server, ms an exchange: ours ${serverCpu('ours')}, bare ${serverCpu('bare')}`);
  const ratios = rounds.map((round) => round.ours.perSecond / round.bare.perSecond);
  const { median } = spreadOf(ratios);
  say(`  ratio of rates: ${spreadText(ratios, 2)}; goal at least ${goal}: ${median >= goal ? 'reached' : 'MISSED'}`);
  if (median < goal) process.exitCode = 1;
}

function describe({ perSecond, workerCpuMs, serverCpuMs }: Round): string {
  const server = serverCpuMs === undefined ? '' : ` + ${serverCpuMs.toFixed(0)} server`;
  return `${perSecond.toFixed(1)}/s, ${workerCpuMs.toFixed(0)}${server} ms CPU`;
}

function spreadText(values: readonly number[], digits: number): string {
  const { median, least, greatest } = spreadOf(values);
  return `${median.toFixed(digits)} (${least.toFixed(digits)} to ${greatest.toFixed(digits)})`;
}
