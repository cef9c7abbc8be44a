import { chmodSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { generateKey, parseLinkKeys, parseSessionKey } from './keys.js';

/** What an embedded stack must keep to itself; made on the first start and kept for good, because old links need the same key. */
export interface Secrets {
  /** In the form of `LINK_KEYS`. */
  linkKeys: string;
  /** In the form of `SESSION_KEY`. */
  sessionKey: string;
  /** Password of the embedded Postgres. */
  postgresPassword: string;
}

const secretsFile = z.object({
  linkKeys: z.string().refine(accepts(parseLinkKeys)),
  sessionKey: z.string().refine(accepts(parseSessionKey)),
  postgresPassword: z.string().min(1),
});

/**
 * The secrets in `<dataDir>/secrets.json` (mode 0600), made when there are none yet.
 * @throws Error with one sentence when the file is there but cannot be used: it is never overwritten,
 *   because every link that was mailed depends on it.
 */
export function loadSecrets(dataDir: string): Secrets {
  const path = join(dataDir, 'secrets.json');
  const existing = read(path);
  if (existing !== undefined) return parse(existing, path);
  writeOnce(path, JSON.stringify({ linkKeys: `k1:${generateKey()}`, sessionKey: generateKey(), postgresPassword: generateKey() } satisfies Secrets, null, 2));
  return parse(read(path) ?? '', path);
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

// Linking is atomic and fails if the file is there: a crash never leaves half a file, two starts never two sets of keys.
function writeOnce(path: string, text: string): void {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${text}\n`, { mode: 0o600 });
  chmodSync(draft, 0o600);
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function parse(text: string, path: string): Secrets {
  try {
    return secretsFile.parse(JSON.parse(text));
  } catch {
    throw new Error(`${path} does not hold usable keys: put back the copy from your backup, or delete the file to make new keys (links mailed so far will stop working).`);
  }
}

function accepts(parser: (text: string) => unknown): (text: string) => boolean {
  return (text) => {
    try {
      parser(text);
      return true;
    } catch {
      return false;
    }
  };
}
