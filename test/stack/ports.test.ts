import { expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { freePorts, requireFreePorts } from '../../infra/stack/ports.js';

test('a busy port is named together with the variable that changes it', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const [free] = await freePorts(1);
  const uses = [
    { port, what: 'the pages', variable: 'PORT' },
    { port: free!, what: 'Postgres', variable: 'POSTGRES_PORT' },
  ];
  await expect(requireFreePorts(uses)).rejects.toThrow(new Error(`Port ${port} for the pages is taken by another program: stop that program, or choose another port with PORT.`));
  server.close();
  await once(server, 'close');
  await expect(requireFreePorts(uses)).resolves.toBeUndefined();
});

test('free ports are all different', async () => {
  const ports = await freePorts(6);
  expect(new Set(ports).size).toBe(6);
});
