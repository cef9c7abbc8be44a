import { fork, type ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { VisitDays } from '../../libs/domain/calendar/moments.js';

/** What the bench asks of its worker process. */
export type ToWorker = 'cpu' | 'stop';
/** What the worker process tells. */
export type ToBench = { kind: 'ready' } | { kind: 'written'; ref: string; seq: number } | { kind: 'cpu'; micros: number };

const dayMs = 24 * 3_600_000;

/** The visit of every exchange of a bench that started at an instant: two months later, four days. */
export function visitOf(startedAt: number): VisitDays {
  const day = (count: number) => new Date(startedAt + count * dayMs).toISOString().slice(0, 10);
  return { firstDay: day(60), lastDay: day(63) };
}

/** The process that hosts the workers of both kinds. */
export class WorkerProcess {
  private readonly news = new EventEmitter().setMaxListeners(0);
  private readonly written = new Map<string, number>();

  private constructor(private readonly child: ChildProcess) {
    child.on('message', (message: ToBench) => {
      if (message.kind === 'written') this.written.set(message.ref, message.seq);
      this.news.emit(message.kind === 'written' ? message.ref : message.kind, message);
    });
  }

  static async start(address: string, startedAt: number): Promise<WorkerProcess> {
    const child = fork(fileURLToPath(new URL('./worker.js', import.meta.url)), [address, String(startedAt)]);
    const workers = new WorkerProcess(child);
    const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`the worker process ended (exit code ${code})`)));
    ended.catch(() => undefined); // it may end after everything
    await Promise.race([once(workers.news, 'ready'), ended]);
    return workers;
  }

  /** Waits until a step of an exchange was carried out. */
  async untilWritten(ref: string, seq: number): Promise<void> {
    while ((this.written.get(ref) ?? 0) < seq) await once(this.news, ref);
  }

  /** CPU time that the process has used so far, in milliseconds. */
  async cpuMs(): Promise<number> {
    const answer = once(this.news, 'cpu') as Promise<[{ micros: number }]>;
    this.child.send('cpu' satisfies ToWorker);
    return (await answer)[0].micros / 1000;
  }

  async stop(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.send('stop' satisfies ToWorker);
    await ended;
  }
}
