import { request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ExpressAdapter } from '@nestjs/platform-express';
import type { Express, Response } from 'express';
import { OpenedLinks } from '../../../apps/api/http/opened-links.js';
import { rateLimit, tokenOfPath, trustProxies } from '../../../apps/api/http/rate-limit.js';
import { UnknownLinks } from '../../../apps/api/http/unknown-links.js';
import { ErrorPage } from '../../../apps/api/http/error.view.js';
import { frameOf } from '../../../apps/api/http/site.js';
import { render } from '../../../libs/ui/index.js';
import { programmeA } from '../domain/shipped.js';

const [perLink, perAddress] = [{ times: 40, seconds: 3_600 }, { times: 400, seconds: 3_600 }];
const token = (letter: string): string => letter.repeat(43);
const [own, neighbour, stranger] = [token('a'), token('b'), token('c')];

let server: Server | undefined;
let unknown: UnknownLinks;
afterEach(() => void server?.close());

/** A house with limits that time does not give back, in which the first two links were opened. Says 200 or 429. */
async function house({ proxies = [] }: { proxies?: string[] } = {}): Promise<void> {
  server?.close();
  const opened = new OpenedLinks();
  for (const each of [own, neighbour]) opened.add(each);
  const app = new ExpressAdapter().getInstance<Express>();
  trustProxies(app, proxies);
  unknown = new UnknownLinks();
  app.use(rateLimit(opened, unknown, (_request, response: Response) => void response.status(429).end(), { link: perLink, address: perAddress }));
  app.use((_request, response) => void response.end());
  server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server!.once('listening', resolve));
}

/** What so many posts to a path were answered with. */
async function post(path: string, { times = 1, from }: { times?: number; from?: string } = {}): Promise<{ taken: number; refused: number }> {
  const { port } = server!.address() as AddressInfo;
  const statuses: number[] = [];
  const one = () =>
    new Promise<void>((resolve, reject) => {
      const sent = request({ port, host: '127.0.0.1', path, method: 'POST', headers: from === undefined ? {} : { 'x-forwarded-for': from } }, (response) => {
        statuses.push(response.statusCode ?? 0);
        response.resume().on('end', resolve);
      });
      sent.on('error', reject).end();
    });
  while (statuses.length < times) await Promise.all(Array.from({ length: Math.min(40, times - statuses.length) }, one));
  return { taken: statuses.filter((status) => status === 200).length, refused: statuses.filter((status) => status === 429).length };
}

const [taken, refused] = [{ taken: 1, refused: 0 }, { taken: 0, refused: 1 }];
const flood = { times: perAddress.times + 20 };

describe('behind one address', () => {
  it('whoever floods waits for each refusal, whoever is let in does not', async () => {
    await house();
    await post('/e/2026/enquiry', flood);
    const before = performance.now();
    expect(await post('/e/2026/enquiry', { times: 4 })).toEqual({ taken: 0, refused: 4 });
    const held = performance.now() - before;
    expect(held).toBeGreaterThan(240);
    await Promise.all([post(`/l/${own}`), post(`/l/${neighbour}`)]);
    expect(performance.now() - before - held).toBeLessThan(240);
  });

  it('where too many links were tried that lead nowhere, those that were opened are answered, and a new one can be asked for', async () => {
    await house();
    for (let tries = 0; tries < 100; tries += 1) await unknown.enter('127.0.0.1');
    for (const path of [`/l/${stranger}`, `/L/${'x'.repeat(10_000)}`, '/l/newest', `/l/${token('d')}/exchange`]) expect(await post(path)).toEqual(refused);
    for (const path of [`/l/${own}`, `/l/${neighbour}/hand-over`, '/l/new', '/e/2026/enquiry']) expect(await post(path)).toEqual(taken);
  });

  it('links that were opened are answered in the middle of a flood, nothing else is', async () => {
    await house();
    expect(await post(`/l/${stranger}`, { times: perLink.times + 5 })).toEqual({ taken: perLink.times, refused: 5 });
    expect((await post('/e/2026/enquiry', flood)).refused).toBeGreaterThan(0);
    expect(await post('/')).toEqual(refused);
    expect(await post(`/l/${token('d')}`)).toEqual(refused);
    expect(await post(`/l/${own}`)).toEqual(taken);
    expect(await post(`/l/${neighbour}/hand-over`)).toEqual(taken);
  });

  it('a noisy link uses up its own turn, its neighbour’s and the address’s stay', async () => {
    await house();
    expect(await post(`/l/${own}`, { times: 200 })).toEqual({ taken: perLink.times, refused: 200 - perLink.times });
    expect(await post(`/l/${neighbour}`)).toEqual(taken);
    expect(await post('/e/2026/enquiry', { times: perAddress.times })).toEqual({ taken: perAddress.times, refused: 0 });
  });

  it('a link has one allowance, however its address is written', async () => {
    await house();
    await post(`/l/${own}`, { times: perLink.times });
    const encoded = [...own].map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join('');
    for (const path of [`/L/${own}`, `/l/${own}/`, `/l/${own}/change`, `/l/${own}?x=1`, `/l/%61${own.slice(1)}`, `/l/${encoded}`]) {
      expect([path, await post(path)]).toEqual([path, refused]);
    }
  });

  it('a header that names another address neither escapes the limit nor uses up the other’s', async () => {
    await house();
    expect((await post('/', { ...flood, from: '192.0.2.7' })).refused).toBeGreaterThan(0);
    expect(await post('/', { from: '192.0.2.8' })).toEqual(refused);
    expect(await post(`/l/${own}`, { from: '192.0.2.7' })).toEqual(taken);
  });
});

describe('behind a proxy', () => {
  it('that is trusted each sender has an allowance, by what the proxy added and not by what the sender wrote', async () => {
    await house({ proxies: ['10.0.0.0/8', '127.0.0.1'] });
    expect((await post('/', { ...flood, from: '192.0.2.7' })).refused).toBeGreaterThan(0);
    expect(await post('/', { from: '192.0.2.9, 192.0.2.7' })).toEqual(refused);
    expect(await post('/', { from: '192.0.2.7, 192.0.2.8' })).toEqual(taken);
    expect(await post('/', { from: '192.0.2.8, 10.1.2.3' })).toEqual(taken);
    expect(await post('/', { from: '192.0.2.7, 10.1.2.3' })).toEqual(refused);
  });

  it('that is not in the list nobody is believed', async () => {
    await house({ proxies: ['192.0.2.1'] });
    await post('/', { ...flood, from: '192.0.2.7' });
    expect(await post('/', { from: '192.0.2.8' })).toEqual(refused);
  });
});

describe('the secret part of a link’s address', () => {
  it('is found however it is written, and nowhere else', () => {
    for (const path of [`/l/${own}`, `/L/${own}/exchange`, `/l/%61${own.slice(1)}`]) expect(tokenOfPath(path)).toBe(own);
    for (const path of ['/l/new', '/l/%zz', `/l/${own}a`, `/l/${'%61'.repeat(44)}`, `/x/${own}`, '/l/', `/l/${'a'.repeat(10_000)}`, `/l/${own.slice(1)}%00`]) expect([path, tokenOfPath(path)]).toEqual([path, undefined]);
  });
});

it('whoever comes too soon reads how long to wait in truth, and that what was typed is still there, in each language', () => {
  const { definition, languages } = programmeA();
  const said = {
    en: ['again in 1 second.', 'again in 42 seconds.', 'again in 20 minutes.'],
    fr: ['dans 1 seconde.', 'dans 42 secondes.', 'dans 20 minutes.'],
    es: ['dentro de 1 segundo.', 'dentro de 42 segundos.', 'dentro de 20 minutos.'],
    it: ['tra 1 secondo.', 'tra 42 secondi.', 'tra 20 minuti.'],
    'sr-Latn': ['za 1 sekundu.', 'za 42 sekunde.', 'za 20 minuta.'],
  };
  for (const [language, sentences] of Object.entries(said)) {
    for (const [at, seconds] of [1, 42, 1_200].entries()) {
      expect(render(<ErrorPage frame={frameOf({ definition, texts: languages }, language)} code="too-many" seconds={seconds} />)).toContain(sentences[at]);
    }
  }
});
