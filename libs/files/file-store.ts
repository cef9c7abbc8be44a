import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** SHA-256 of a content, 64 characters of hex. */
export type ContentHash = string;

/**
 * Where contents of files are kept, found by their hash and by nothing else: the same content is kept once, and what
 * comes back is proven to be what was put in. One implementation keeps them in a folder; one for a store that speaks S3
 * needs these three calls and no more.
 */
export interface FileStore {
  /** Keeps a content for good; when this returns it survives a power cut. One that was damaged meanwhile is whole again. */
  put(content: Buffer): Promise<ContentHash>;
  /**
   * The content, or undefined when there is none under this hash.
   * @throws DamagedFileError when it is no longer what was put in.
   */
  get(sha256: ContentHash): Promise<Buffer | undefined>;
  /** Forgets a content; one that is not there is no error. */
  remove(sha256: ContentHash): Promise<void>;
}

/** A kept content no longer has its hash: a disk or a person changed it. */
export class DamagedFileError extends Error {
  constructor(readonly sha256: ContentHash) {
    super(`the content of ${sha256} was changed`);
    this.name = 'DamagedFileError';
  }
}

/** The hash under which a content is kept. */
export function hashOf(content: Buffer): ContentHash {
  return createHash('sha256').update(content).digest('hex');
}

/** The folder of the file store and of what is on its way into it, below the data folder. */
export function fileFolders(dataDir: string): { kept: string; incoming: string } {
  return { kept: join(dataDir, 'files'), incoming: join(dataDir, 'files', 'incoming') };
}

/** Keeps contents in a folder, `ab/cd/abcd…`, so that no folder gets long. */
export class FolderFileStore implements FileStore {
  constructor(private readonly folder: string) {}

  async put(content: Buffer): Promise<ContentHash> {
    const sha256 = hashOf(content);
    const path = this.pathOf(sha256);
    if ((await readFile(path).catch(absent))?.equals(content)) return sha256;
    const folder = dirname(path);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const temporary = join(folder, `${randomUUID()}.part`);
    try {
      await writeThrough(temporary, content);
      await rename(temporary, path);
      await syncFolder(folder);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    return sha256;
  }

  async get(sha256: ContentHash): Promise<Buffer | undefined> {
    const content = await readFile(this.pathOf(sha256)).catch(absent);
    if (content !== undefined && hashOf(content) !== sha256) throw new DamagedFileError(sha256);
    return content;
  }

  async remove(sha256: ContentHash): Promise<void> {
    await rm(this.pathOf(sha256), { force: true });
  }

  private pathOf(sha256: ContentHash): string {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error('a content is found by its SHA-256 only');
    return join(this.folder, sha256.slice(0, 2), sha256.slice(2, 4), sha256);
  }
}

async function writeThrough(path: string, content: Buffer): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The name of a file is durable when its folder is. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
