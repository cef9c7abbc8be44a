import { createServer, type Server } from 'node:net';
import { StackError } from './stack-error.js';

/** A port that the stack is about to use: what for, and the variable that changes it. */
export interface PortUse {
  port: number;
  what: string;
  variable: string;
}

/**
 * Makes sure that every port can be had.
 * @throws StackError with one sentence per port that cannot.
 */
export async function requireFreePorts(uses: readonly PortUse[]): Promise<void> {
  const sentences = await Promise.all(uses.map(async (use) => sentenceAbout(use, await tryPort(use.port))));
  if (sentences.some(Boolean)) throw new StackError(sentences.filter(Boolean).join('\n'));
}

/** Ports of 127.0.0.1 that nobody uses right now, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listen(0)));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map(close));
  return ports;
}

function sentenceAbout({ port, what, variable }: PortUse, found: 'free' | 'taken' | 'forbidden'): string | undefined {
  if (found === 'taken') return `Port ${port} for ${what} is taken by another program: stop that program, or choose another port with ${variable}.`;
  if (found === 'forbidden') return `Port ${port} for ${what} may not be opened by this account: choose a port above 1023 with ${variable}.`;
  return undefined;
}

async function tryPort(port: number): Promise<'free' | 'taken' | 'forbidden'> {
  try {
    await close(await listen(port));
    return 'free';
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EADDRINUSE') return 'taken';
    if (code === 'EACCES') return 'forbidden';
    throw error;
  }
}

function listen(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => resolve(server));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
