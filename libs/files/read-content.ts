import sharp, { type Metadata, type Sharp } from 'sharp';
import type { FileKind } from '../domain/programme/form-schema.js';

/** What a file really is, ready to be kept; or why it is refused. */
export type ReadContent =
  | { ok: true; mediaType: string; content: Buffer }
  | { ok: false; code: 'empty-file' | 'file-type' | 'broken-file' };

/** Bytes of an unpacked image: 130 megapixels of a photo, or half of that where colours are finer than a photo's. */
const mostBytes = 400_000_000;
/** An image that comes in several passes is held whole while it is read. No camera writes one so. */
const mostPixelsInPasses = 50_000_000;
/** Bytes of one channel of one pixel; whatever is not listed takes eight. */
const sampleBytes: Readonly<Record<string, number>> = { uchar: 1, char: 1, ushort: 2, short: 2, uint: 4, int: 4, float: 4 };

/** How long one image may be worked on, in seconds: the largest photo takes a tenth of it, and others wait for their turn. */
const mostSeconds = 20;

/** How images are written again: good enough to read the small print of a receipt. */
const quality = 90;

// Each image is seen once: keeping it unpacked would only fill memory.
sharp.cache(false);

/**
 * Reads a file by what is in it; its name and what the browser says about it count for nothing. An image is unpacked and
 * written anew, upright: so nothing is kept of where and when it was taken, by which phone and whose, and nothing that
 * was hidden behind its last pixel.
 */
export async function readContent(bytes: Buffer, accept: readonly FileKind[]): Promise<ReadContent> {
  if (bytes.length === 0) return { ok: false, code: 'empty-file' };
  const found = signatures.find(({ matches }) => matches(bytes));
  if (!found || !accept.includes(found.kind)) return { ok: false, code: 'file-type' };
  const content = await found.read(bytes);
  return content ? { ok: true, mediaType: found.mediaType, content } : { ok: false, code: 'broken-file' };
}

interface Signature {
  kind: FileKind;
  mediaType: string;
  matches: (bytes: Buffer) => boolean;
  /** What is kept of it; undefined when it cannot be read to its end. */
  read: (bytes: Buffer) => Promise<Buffer | undefined>;
}

const signatures: readonly Signature[] = [
  { kind: 'pdf', mediaType: 'application/pdf', matches: (bytes) => /^%PDF-[12]\.\d/.test(text(bytes, 0, 8)), read: readPdf },
  {
    kind: 'image',
    mediaType: 'image/jpeg',
    matches: (bytes) => text(bytes, 0, 3) === '\xff\xd8\xff',
    read: (bytes) => readImage(bytes, (image) => image.jpeg({ quality })),
  },
  {
    kind: 'image',
    mediaType: 'image/png',
    matches: (bytes) => text(bytes, 0, 8) === '\x89PNG\r\n\x1a\n',
    read: (bytes) => readImage(bytes, (image) => image.png()),
  },
  {
    kind: 'image',
    mediaType: 'image/webp',
    matches: (bytes) => text(bytes, 0, 4) === 'RIFF' && text(bytes, 8, 12) === 'WEBP',
    read: (bytes) => readImage(bytes, (image) => image.webp({ quality })),
  },
];

/** A document is kept as it is: its bytes may be signed. One that was cut off has no end. */
async function readPdf(bytes: Buffer): Promise<Buffer | undefined> {
  return text(bytes, Math.max(0, bytes.length - 2048), bytes.length).includes('%%EOF') ? bytes : undefined;
}

async function readImage(bytes: Buffer, write: (image: Sharp) => Sharp): Promise<Buffer | undefined> {
  return alone(async () => {
    try {
      // The header alone says how much memory it takes to unpack the rest.
      if (!fitsInMemory(await sharp(bytes, { limitInputPixels: false }).metadata())) return undefined;
      // No pixel takes less than a byte.
      return await write(sharp(bytes, { failOn: 'error', limitInputPixels: mostBytes }).autoOrient()).timeout({ seconds: mostSeconds }).toBuffer();
    } catch {
      return undefined;
    }
  });
}

function fitsInMemory({ width, height, channels, depth, isProgressive }: Metadata): boolean {
  const pixels = width * height;
  if (isProgressive && pixels > mostPixelsInPasses) return false;
  return pixels * channels * (sampleBytes[depth] ?? 8) <= mostBytes;
}

/** Ends when the image of before has been written. */
let before: Promise<unknown> = Promise.resolve();

/** Images take turns: many large ones at once would fill memory all the same. */
function alone<T>(work: () => Promise<T>): Promise<T> {
  const done = before.then(work);
  before = done.catch(() => undefined);
  return done;
}

function text(bytes: Buffer, from: number, to: number): string {
  return bytes.toString('latin1', from, to);
}
