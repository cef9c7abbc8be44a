import type { Client } from '@temporalio/client';
import { cpuOf } from './cpu.js';
import { driveExchange, type Driving, type Kind } from './drive.js';

/** What a number of exchanges of one kind took. */
export interface Measured {
  exchanges: number;
  seconds: number;
  /** CPU of workflows and activities, in milliseconds. */
  workerCpuMs: number;
  /** CPU of the Temporal server, in milliseconds; absent where it cannot be read. */
  serverCpuMs?: number;
}

/** One round: both kinds twice, in the order A B B A, so that what changes slowly on the machine meets both alike. */
export interface Round {
  ours: Measured;
  bare: Measured;
}

export interface RoundOptions extends Driving {
  /** Exchanges of each kind at each of its two times. */
  exchanges: number;
  atATime: number;
  serverPid: number | undefined;
}

/** Runs one round; `a` comes first and last. */
export async function runRound(a: Kind, b: Kind, round: string, client: Client, options: RoundOptions): Promise<Round> {
  const first = await runExchanges(a, `${round}-1`, client, options);
  const other = together(await runExchanges(b, `${round}-1`, client, options), await runExchanges(b, `${round}-2`, client, options));
  const same = together(first, await runExchanges(a, `${round}-2`, client, options));
  return a.name === 'ours' ? { ours: same, bare: other } : { ours: other, bare: same };
}

async function runExchanges(kind: Kind, name: string, client: Client, options: RoundOptions): Promise<Measured> {
  const { workers, exchanges, atATime, serverPid } = options;
  const workerBefore = await workers.cpuMs();
  const serverBefore = cpuOf(serverPid);
  const began = performance.now();
  let next = 0;
  const oneAfterAnother = async (): Promise<void> => {
    while (next < exchanges) await driveExchange(kind, `${kind.name}-${name}-${(next += 1)}`, client, options);
  };
  await Promise.all(Array.from({ length: atATime }, oneAfterAnother));
  const seconds = (performance.now() - began) / 1000;
  const serverAfter = cpuOf(serverPid);
  const serverCpuMs = serverBefore !== undefined && serverAfter !== undefined ? serverAfter - serverBefore : undefined;
  return { exchanges, seconds, workerCpuMs: (await workers.cpuMs()) - workerBefore, ...(serverCpuMs !== undefined && { serverCpuMs }) };
}

function together(one: Measured, two: Measured): Measured {
  const server = one.serverCpuMs === undefined || two.serverCpuMs === undefined ? undefined : one.serverCpuMs + two.serverCpuMs;
  return {
    exchanges: one.exchanges + two.exchanges,
    seconds: one.seconds + two.seconds,
    workerCpuMs: one.workerCpuMs + two.workerCpuMs,
    ...(server !== undefined && { serverCpuMs: server }),
  };
}

/** Complete exchanges a second. */
export function perSecond({ exchanges, seconds }: Measured): number {
  return exchanges / seconds;
}

/** CPU of workers and of the server for one exchange, in milliseconds; not a number where it cannot be read. */
export function cpuOfOne({ exchanges, workerCpuMs, serverCpuMs = Number.NaN }: Measured): { workers: number; server: number } {
  return { workers: workerCpuMs / exchanges, server: serverCpuMs / exchanges };
}

/** The middle one, and the least and the greatest. */
export interface Spread {
  median: number;
  least: number;
  greatest: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number) => sorted[index] ?? Number.NaN;
  const middle = (sorted.length - 1) / 2;
  return { median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2, least: at(0), greatest: at(sorted.length - 1) };
}
