import { mkdir, mkdtemp, open, readdir, rm, stat, truncate } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { BadRequestException, HttpException, Inject, Injectable, PayloadTooLargeException, type OnModuleInit } from '@nestjs/common';
import type { Request, Response } from 'express';
import multer from 'multer';
import { CONFIG } from '../../../../libs/platform/config/config.module.js';
import type { ServiceConfig } from '../../../../libs/platform/config/config.js';
import { fileFolders } from '../../../../libs/files/file-store.js';
import type { ArrivedFile } from '../../../../libs/files/take-uploads.js';
import { uploadLimits } from '../../../../libs/files/upload-limits.js';
import { TooManyRequests } from '../../http/door.js';
import { progressOf, type Progress } from '../../http/patience.js';

const megabyte = 1_000_000;
/** What may come over the wire at once. Beyond a form's own limit it is read and thrown away, so that the rest of the form is not lost. */
const mostOnTheWire = 300 * megabyte;
/** Forms with files that this process reads at the same time, in all and through one link. */
export const mostAtOnce = 12;
const mostOfOneLink = 2;
/** After so long one of those that are read has ended or is slow enough to make room, in milliseconds. */
const waitMs = 5_000;
/** No upload takes longer: what is older was left behind by a process that was killed. */
const leftBehindMs = 3_600_000;

/** A form that came with files. */
export interface ArrivedForm {
  /** The fields, as Express would have read them. */
  body: unknown;
  files: ArrivedFile[];
}

/**
 * Reads forms that come with files, once somebody has decided that the sender may send any. Bytes go to a folder of the
 * request's own, never into memory, and the folder goes with the request.
 */
@Injectable()
export class UploadDoor implements OnModuleInit {
  private readonly folder: string;
  private readonly reading = new Set<Reading>();

  constructor(@Inject(CONFIG) config: ServiceConfig) {
    this.folder = fileFolders(config.dataDir).incoming;
  }

  async onModuleInit(): Promise<void> {
    const names = await readdir(this.folder).catch(() => []);
    for (const path of names.map((name) => join(this.folder, name))) {
      const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
      if (Date.now() - mtimeMs > leftBehindMs) await rm(path, { recursive: true, force: true });
    }
  }

  /** Whether a request is a form that may hold files. */
  static holdsFiles(request: Request): boolean {
    return request.is('multipart/form-data') === 'multipart/form-data';
  }

  /**
   * Reads a form and hands it on; its files are gone when `use` has ended.
   * @throws HttpException when it is no form, far too large, or too many are read at the same time.
   */
  async read<T>(link: string, request: Request, response: Response, use: (form: ArrivedForm) => Promise<T>): Promise<T> {
    if (Number(request.headers['content-length'] ?? 0) > mostOnTheWire) throw new PayloadTooLargeException();
    const reading = this.enter(link, request);
    try {
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
      const folder = await mkdtemp(join(this.folder, 'form-'));
      try {
        return await use(await readForm(request, response, folder));
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    } finally {
      this.reading.delete(reading);
    }
  }

  /** Whoever comes takes the place of the slowest when all are taken: somebody who sends next to nothing holds up nobody. */
  private enter(link: string, request: Request): Reading {
    const all = [...this.reading];
    const full = all.length >= mostAtOnce;
    const slowest = full ? all.toSorted((a, b) => a.progress.since - b.progress.since).find(({ progress }) => progress.isSlow()) : undefined;
    if (all.filter((each) => each.link === link).length >= mostOfOneLink || (full && !slowest)) throw new TooManyRequests(waitMs / 1_000);
    if (slowest) {
      this.reading.delete(slowest);
      slowest.progress.giveUp();
    }
    const reading = { link, progress: progressOf(request) };
    this.reading.add(reading);
    return reading;
  }
}

/** A form that is being read. */
interface Reading {
  link: string;
  progress: Progress;
}

async function readForm(request: Request, response: Response, folder: string): Promise<ArrivedForm> {
  const files: ArrivedFile[] = [];
  const reader = multer({
    storage: new Folder(folder, files),
    limits: { fields: 600, fieldSize: 50_000, fieldNameSize: 100, fieldNestingDepth: 0, files: 60, parts: 660, headerPairs: 20 },
    defParamCharset: 'utf8', // as browsers send names
  });
  await new Promise<void>((resolve, reject) => {
    // Whoever is given up, or goes away, sends no more: nobody waits for the rest.
    request.once('close', () => request.complete || reject(new BadRequestException()));
    void reader.any()(request, response, (error: unknown) => {
      if (error === undefined || error === null) resolve();
      else reject(refusalOf(error));
    });
  });
  return { body: request.body as unknown, files };
}

function refusalOf(error: unknown): Error {
  if (error instanceof multer.MulterError) return new PayloadTooLargeException();
  if (error instanceof HttpException) return error;
  // The disk, not the sender.
  if (error instanceof Error && 'syscall' in error) return error;
  // A form that breaks off, or is none.
  return new BadRequestException();
}

/** Writes each file of one form to a folder, up to the limits; the rest of a file that is too large is thrown away. */
class Folder implements multer.StorageEngine {
  private kept = 0;
  private seen = 0;

  constructor(
    private readonly folder: string,
    private readonly files: ArrivedFile[],
  ) {}

  _handleFile(_request: Request, file: Express.Multer.File, done: (error?: unknown, info?: Partial<Express.Multer.File>) => void): void {
    const arrived: ArrivedFile = { field: file.fieldname, claimedName: file.originalname, path: join(this.folder, randomUUID()) };
    this.files.push(arrived);
    this.write(file.stream, arrived).then(() => done(null, { path: arrived.path }), done);
  }

  /** The folder is removed as a whole. */
  _removeFile(_request: Request, _file: Express.Multer.File, done: (error: Error | null) => void): void {
    done(null);
  }

  private async write(stream: Readable, arrived: ArrivedFile): Promise<void> {
    const out = await open(arrived.path, 'wx', 0o600);
    let size = 0;
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        this.seen += chunk.length;
        if (this.seen > mostOnTheWire) throw new PayloadTooLargeException();
        if (arrived.tooLarge) continue;
        size += chunk.length;
        this.kept += chunk.length;
        if (size > uploadLimits.fileMegabytes * megabyte) arrived.tooLarge = 'file';
        else if (this.kept > uploadLimits.formMegabytes * megabyte) arrived.tooLarge = 'together';
        else await out.writeFile(chunk);
      }
    } finally {
      await out.close();
    }
    if (!arrived.tooLarge) return;
    this.kept -= size;
    await truncate(arrived.path, 0);
  }
}
