import { openDatabase } from '../../libs/platform/db/data-source.js';

/** Any number will do, as long as nothing else of ours locks it. */
const walkthroughLock = 7_305_201;

/**
 * Does something while no other walkthrough runs on the same system: the office's robots share one mailbox, and would
 * use up each other's sign-in links. `waits` is called when another one has to be waited for.
 */
export async function oneAtATime<T>(databaseUrl: string, waits: () => void, work: () => Promise<T>): Promise<T> {
  const source = await openDatabase(databaseUrl, { connections: 1, statementMs: 0, lockMs: 0, idleInTransactionMs: 0 });
  const runner = source.createQueryRunner();
  try {
    const [taken] = (await runner.query('select pg_try_advisory_lock($1) as free', [walkthroughLock])) as { free: boolean }[];
    if (!taken?.free) {
      waits();
      await runner.query('select pg_advisory_lock($1)', [walkthroughLock]);
    }
    return await work();
  } finally {
    // Closing the connection gives the lock free, also when the work failed or this process is killed.
    await runner.release();
    await source.destroy();
  }
}

/** Whoever signs in by a mailbox now, in this process. */
const turns = new Map<string, Promise<unknown>>();

/** Does something while no other robot of this process signs in by the same mailbox. */
export async function inTurn<T>(address: string, work: () => Promise<T>): Promise<T> {
  const turn = (turns.get(address) ?? Promise.resolve()).then(work, work);
  turns.set(address, turn.catch(() => undefined));
  return turn;
}
