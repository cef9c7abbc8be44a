import { loadConfig } from '../../libs/platform/config/config.js';
import { readRunningStack } from '../stack/running-stack.js';
import { prepareRehearsal, type WalkedStack } from '../walkthrough/prepare-rehearsal.js';
import { Rehearsal } from '../walkthrough/rehearsal.js';
import { cpuOfTree } from './cpu.js';

/** How fast complete exchanges go through pages, Postgres, Temporal and mail of the running system. */
export interface WholePath {
  exchanges: number;
  perSecond: number;
  /** CPU of the whole system for one exchange, in milliseconds: api, worker, Temporal, Postgres, mailbox. */
  cpuMs?: number;
}

/**
 * Lets the walkthrough's robots play some exchanges on the system that `npm start` runs, one after another: the same
 * people play in all of them, and would read each other's codes. Undefined when no system runs here, or one that sends
 * its mail to a server outside.
 */
export async function measureWholePath(exchanges: number): Promise<WholePath | undefined> {
  const stack = readRunningStack(loadConfig().dataDir);
  if (!stack?.mailboxUrl) return undefined;
  const cpuBefore = cpuOfTree(stack.pid);
  const began = performance.now();
  for (let nth = 0; nth < exchanges; nth += 1) await playOne({ ...stack, mailboxUrl: stack.mailboxUrl });
  const seconds = (performance.now() - began) / 1000;
  const cpuAfter = cpuOfTree(stack.pid);
  return {
    exchanges,
    perSecond: exchanges / seconds,
    ...(cpuBefore !== undefined && cpuAfter !== undefined && { cpuMs: (cpuAfter - cpuBefore) / exchanges }),
  };
}

async function playOne(stack: WalkedStack): Promise<void> {
  const rehearsal = await prepareRehearsal(stack);
  try {
    await new Rehearsal(rehearsal).play();
  } finally {
    await rehearsal.end();
  }
}
