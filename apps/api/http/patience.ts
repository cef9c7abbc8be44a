import type { Server } from 'node:http';
import type { NextFunction, Request, Response } from 'express';
import { httpRefusals } from './refusals.js';

/** How long the head of a request and the whole of it may take, in milliseconds. */
const headMs = 15_000;
const wholeMs = 300_000;
/** So much has to arrive within a time, or the rest of the body, in bytes and milliseconds. */
const stepBytes = 16_000;
const patienceMs = 20_000;
/** Whoever needed so long for a step makes room where others wait, in milliseconds. */
const slowMs = 3_000;

/** How the body of a request arrives. */
export class Progress {
  /** Since when no whole step has arrived, by this process's clock. */
  since = performance.now();
  private counted: number;

  constructor(private readonly request: Request) {
    this.counted = request.socket.bytesRead;
  }

  /** Whether it may make room for others. */
  isSlow(): boolean {
    return this.heldFor() > slowMs;
  }

  /** Whether nobody waits for it any longer. */
  isStalled(): boolean {
    return this.heldFor() > patienceMs;
  }

  /** Ends the connection: who sends next to nothing reads no answer either. */
  giveUp(): void {
    this.request.destroy();
  }

  /** Looks how much has arrived meanwhile. */
  look(): void {
    const { bytesRead } = this.request.socket;
    if (bytesRead - this.counted < stepBytes) return;
    this.counted = bytesRead;
    this.since = performance.now();
  }

  private heldFor(): number {
    this.look();
    return performance.now() - this.since;
  }
}

const underWay = new WeakMap<Request, Progress>();

/** How the body of this request arrives. */
export function progressOf(request: Request): Progress {
  const progress = underWay.get(request) ?? new Progress(request);
  underWay.set(request, progress);
  return progress;
}

/** Ends requests whose bodies come too slowly, so that they hold no connection, memory or place. */
export function patience(request: Request, response: Response, next: NextFunction): void {
  if (Number(request.headers['content-length'] ?? 0) === 0 && request.headers['transfer-encoding'] === undefined) return next();
  const progress = progressOf(request);
  const look = setInterval(() => {
    if (request.complete) return clearInterval(look);
    if (!progress.isStalled()) return;
    clearInterval(look);
    if (!response.headersSent) response.status(httpRefusals['too-slow']).setHeader('Connection', 'close').end(() => progress.giveUp());
    else progress.giveUp();
  }, slowMs / 3);
  look.unref();
  request.once('close', () => clearInterval(look));
  next();
}

/** How long a server waits for requests: heads first, then all of it. */
export function limitWaiting(server: Server): void {
  server.headersTimeout = headMs;
  server.requestTimeout = wholeMs;
}
