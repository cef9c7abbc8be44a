import { createServer, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterEach, expect, it } from '@jest/globals';
import { securityHeaders } from '../../../apps/api/http/security.js';

let server: Server | undefined;
afterEach(() => void server?.close());

/** What a browser is told of https, by the public address of the house. */
async function transportSecurity(publicUrl: string): Promise<string | undefined> {
  const headers = securityHeaders({ publicUrl });
  server = createServer((request, response) => headers(request, response, () => response.end())).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const sent = get({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' });
  const [response] = (await once(sent, 'response')) as [{ headers: Record<string, string | undefined>; resume(): void }];
  response.resume();
  return response.headers['strict-transport-security'];
}

it('a browser that came by https comes by https again; one that came by http is not shut out', async () => {
  expect(await transportSecurity('https://exchanges.example')).toMatch(/^max-age=[1-9]\d{6,}/);
  server?.close();
  expect(await transportSecurity('http://exchanges.example')).toBeUndefined();
});
