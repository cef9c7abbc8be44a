import type { Client } from '@temporalio/client';
import { readFileSync } from 'node:fs';
import { driveExchange, type Driving, type Kind } from './drive.js';

/** One round: many exchanges of one kind, several at a time. */
export interface Round {
  perSecond: number;
  /** CPU of workflows and activities for one exchange, in milliseconds. */
  workerCpuMs: number;
  /** CPU of the Temporal server for one exchange, in milliseconds; absent where it cannot be read. */
  serverCpuMs?: number;
}

export interface RoundOptions extends Driving {
  exchanges: number;
  atATime: number;
  serverPid: number | undefined;
}

/** Runs one round. */
export async function runRound(kind: Kind, round: string, client: Client, options: RoundOptions): Promise<Round> {
  const { workers, exchanges, atATime, serverPid } = options;
  const workerBefore = await workers.cpuMs();
  const serverBefore = cpuOf(serverPid);
  const began = performance.now();
  let next = 0;
  const oneAfterAnother = async (): Promise<void> => {
    while (next < exchanges) await driveExchange(kind, `${kind.name}-${round}-${(next += 1)}`, client, options);
  };
  await Promise.all(Array.from({ length: atATime }, oneAfterAnother));
  const seconds = (performance.now() - began) / 1000;
  const serverAfter = cpuOf(serverPid);
  return {
    perSecond: exchanges / seconds,
    workerCpuMs: ((await workers.cpuMs()) - workerBefore) / exchanges,
    ...(serverBefore !== undefined && serverAfter !== undefined && { serverCpuMs: (serverAfter - serverBefore) / exchanges }),
  };
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

/** CPU time of a process in milliseconds, where /proc tells it; its clock ticks a hundred times a second. */
function cpuOf(pid: number | undefined): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return undefined;
  }
}
