import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

const cleanups: (() => Promise<void>)[] = [];

/** Has something done by {@link closeServers}; what was begun last is ended first. */
export function afterwards(cleanup: () => Promise<void>): void {
  cleanups.push(cleanup);
}

/** Ends what a test has begun. */
export async function closeServers(): Promise<void> {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
}

/** A real mail server that takes everything but for what the test changes. */
export async function mailServer(options: SMTPServerOptions = {}): Promise<{ port: number; received: string[]; hangUp: () => void }> {
  const received: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    onData: (stream, _session, done) => {
      void buffer(stream).then((bytes) => {
        received.push(bytes.toString());
        done();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const hangUp = () => server.connections.forEach((connection) => connection.close());
  afterwards(async () => {
    hangUp();
    await new Promise<void>((resolve) => server.close(resolve));
  });
  return { port: (server.server.address() as AddressInfo).port, received, hangUp };
}

/** A server that speaks line by line as the script says; what it says to the mail's final dot is the test. */
export async function scriptedServer(script: { greeting?: string; onDot?: (socket: Socket) => void; inBody?: (socket: Socket) => void }): Promise<{ port: number; connections: () => number }> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server: Server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    let inBody = false;
    let pending = '';
    if (script.greeting !== '') socket.write(script.greeting ?? '220 test\r\n');
    socket.on('data', (chunk) => {
      pending += chunk.toString('latin1');
      if (inBody && script.inBody) return script.inBody(socket);
      for (let end = pending.indexOf('\r\n'); end >= 0; end = pending.indexOf('\r\n')) {
        const line = pending.slice(0, end);
        pending = pending.slice(end + 2);
        if (inBody && line === '.') {
          inBody = false;
          script.onDot?.(socket);
        } else if (!inBody) {
          inBody = line === 'DATA';
          socket.write(inBody ? '354 go\r\n' : '250 ok\r\n');
        }
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  afterwards(async () => {
    sockets.forEach((socket) => socket.destroy());
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return { port: (server.address() as AddressInfo).port, connections: () => connections };
}

/** What a server says no with. */
export function refusal(responseCode: number): Error {
  // Words with an address: they must never come out of the transport.
  return Object.assign(new Error('<host@hub.example> says no'), { responseCode });
}
