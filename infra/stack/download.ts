import { spawnSync } from 'node:child_process';
import { chmodSync, createWriteStream, mkdirSync, renameSync, rmSync } from 'node:fs';
import { get, Agent } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';

/** What Temporal's download service offers: the command line with the development server, and the time-skipping test server. */
export type Artifact = 'cli' | 'temporal-test-server';

const offer = z.object({ archiveUrl: z.url({ protocol: /^https$/ }), fileToExtract: z.string() });

const answerTimeoutMs = 5_000;
const redirectLimit = 5;

/**
 * Fetches one of Temporal's official programs and puts it at `target`, whole or not at all.
 * @throws Error when the download service cannot be reached within 5 s or answers with something else.
 */
export async function downloadTemporal(artifact: Artifact, version: string, target: string): Promise<void> {
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  const { archiveUrl, fileToExtract } = offer.parse(await getJson(`https://temporal.download/${artifact}/${version}?arch=${arch}&platform=${process.platform}&format=tar.gz&sdk-name=sdk-typescript&sdk-version=1.24.0`));
  const draft = `${target}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  try {
    const archive = join(draft, 'archive.tar.gz');
    await pipeline(await request(archiveUrl), createWriteStream(archive));
    const unpacked = spawnSync('tar', ['-xzf', archive, '-C', draft, fileToExtract], { encoding: 'utf8' });
    if (unpacked.status !== 0) throw new Error(`tar: ${unpacked.error?.message ?? unpacked.stderr.trim()}`);
    chmodSync(join(draft, fileToExtract), 0o755);
    mkdirSync(dirname(target), { recursive: true });
    renameSync(join(draft, fileToExtract), target);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

async function getJson(url: string): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of await request(url)) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

async function request(url: string, redirects = 0): Promise<IncomingMessage> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    // HTTPS_PROXY and NO_PROXY are honoured.
    const sent = get(url, { agent: new Agent({ proxyEnv: process.env }) }, resolve);
    sent.setTimeout(answerTimeoutMs, () => sent.destroy(new Error(`no answer from ${new URL(url).host} within ${answerTimeoutMs / 1000} s`)));
    sent.once('error', reject);
  });
  const { statusCode = 0, headers } = response;
  if (statusCode === 200) return response;
  response.resume();
  if (statusCode >= 300 && statusCode < 400 && headers.location && redirects < redirectLimit) return request(new URL(headers.location, url).href, redirects + 1);
  throw new Error(`${new URL(url).host} answered ${statusCode}`);
}
