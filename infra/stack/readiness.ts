import type { ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

/** Resolves when a child can be used; gives up by rejecting when the signal is aborted. */
export type Readiness = (child: ChildProcess, giveUp: AbortSignal) => Promise<void>;

const lookAgainMs = 50;

/** Ready when a GET of the address answers 200. */
export function whenAnswering(url: string): Readiness {
  return (_child, giveUp) =>
    pollUntil(async () => {
      const response = await fetch(url, { signal: AbortSignal.any([giveUp, AbortSignal.timeout(5_000)]) });
      await response.body?.cancel();
      return response.status === 200;
    }, giveUp);
}

/** Ready when the child sends the message `ready`. */
export function whenSaid(expected: string): Readiness {
  return (child, giveUp) =>
    new Promise((resolve, reject) => {
      const onMessage = (message: unknown): void => {
        if (message === expected) settle(resolve);
      };
      const onGiveUp = (): void => settle(() => reject(giveUp.reason as Error));
      const settle = (act: () => void): void => {
        child.removeListener('message', onMessage);
        giveUp.removeEventListener('abort', onGiveUp);
        act();
      };
      child.on('message', onMessage);
      giveUp.addEventListener('abort', onGiveUp);
      if (giveUp.aborted) onGiveUp();
    });
}

/** Ready when `attempt` returns true; an attempt that fails is simply made again. */
export function whenSucceeding(attempt: () => Promise<boolean>): Readiness {
  return (_child, giveUp) => pollUntil(attempt, giveUp);
}

async function pollUntil(attempt: () => Promise<boolean>, giveUp: AbortSignal): Promise<void> {
  for (;;) {
    giveUp.throwIfAborted();
    if (await attempt().catch(() => false)) return;
    await delay(lookAgainMs, undefined, { signal: giveUp });
  }
}
