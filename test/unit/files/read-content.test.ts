import { describe, expect, it } from '@jest/globals';
import sharp, { type Sharp } from 'sharp';
import { readContent } from '../../../libs/files/read-content.js';

const any = ['pdf', 'image'] as const;
const pdf = Buffer.from('%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n');
const blank = { create: { width: 40, height: 20, channels: 3 as const, background: '#808080' } };

/** A photo as a phone makes it: it knows whose it is and where it was taken, and lies on its side. */
const photo = (): Sharp =>
  sharp(blank).withMetadata({ orientation: 6 }).withExif({
    IFD0: { Artist: 'Owner of the phone', Make: 'Phone' },
    IFD3: { GPSLatitude: '47/1 1/1 0/1', GPSLatitudeRef: 'N', GPSLongitude: '28/1 51/1 0/1', GPSLongitudeRef: 'E' },
  });

describe('the content of a file', () => {
  it.each([
    ['image/jpeg', () => photo().jpeg().toBuffer()],
    ['image/png', () => photo().png().toBuffer()],
    ['image/webp', () => photo().webp().toBuffer()],
  ])('loses what a photo knows of place and person (%s)', async (mediaType, make) => {
    const bytes = await make();
    expect((await sharp(bytes).metadata()).exif?.toString('latin1')).toContain('Owner of the phone');
    const read = await readContent(bytes, any);
    if (!read.ok) throw new Error(read.code);
    expect(read.mediaType).toBe(mediaType);
    const { exif, xmp, iptc, icc, orientation, width, height } = await sharp(read.content).metadata();
    expect([exif, xmp, iptc, icc, orientation]).toEqual([undefined, undefined, undefined, undefined, undefined]);
    expect([width, height]).toEqual([20, 40]); // upright all the same
    expect(read.content.toString('latin1')).not.toMatch(/Owner of the phone|Exif|GPS/);
  });

  it('loses what is hidden behind an image', async () => {
    const bytes = Buffer.concat([await sharp(blank).jpeg().toBuffer(), Buffer.from('<script>alert(1)</script>')]);
    const read = await readContent(bytes, any);
    expect(read.ok && read.content.toString('latin1').includes('<script>')).toBe(false);
    expect(read.ok).toBe(true);
  });

  it('is kept byte by byte for a document', async () => {
    expect(await readContent(pdf, any)).toEqual({ ok: true, mediaType: 'application/pdf', content: pdf });
  });

  it.each<[string, () => Buffer | Promise<Buffer>, string]>([
    ['nothing at all', () => Buffer.alloc(0), 'empty-file'],
    ['a web page', () => Buffer.from('<!doctype html><script>alert(1)</script>'), 'file-type'],
    ['a drawing with script', () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'), 'file-type'],
    ['an archive', () => Buffer.from('PK\x03\x04'), 'file-type'],
    ['a program', () => Buffer.from('MZ\x90\x00'), 'file-type'],
    ['an animation of another kind', () => sharp(blank).gif().toBuffer(), 'file-type'],
    ['a page that begins like a photo', () => Buffer.from('\xff\xd8\xff<html><script>alert(1)</script>', 'latin1'), 'broken-file'],
    ['a document without an end', () => pdf.subarray(0, 20), 'broken-file'],
    ['an image that was cut off', () => sharp({ create: { ...blank.create, width: 900, height: 900, noise: { type: 'gaussian', mean: 128, sigma: 40 } } }).png().toBuffer().then((bytes) => bytes.subarray(0, bytes.length / 2)), 'broken-file'],
    ['an image of more pixels than fit', hugePng, 'broken-file'],
  ])('is refused: %s', async (_what, make, code) => {
    expect(await readContent(await make(), any)).toEqual({ ok: false, code });
  });

  it.each<[string, () => Promise<Buffer>]>([
    ['finer colours than memory holds', () => sharp({ create: { width: 9_000, height: 9_000, channels: 3, background: '#808080' } }).toColourspace('rgb16').png({ compressionLevel: 1 }).toBuffer()],
    ['large and in several passes', () => sharp({ create: { width: 7_200, height: 7_200, channels: 3, background: '#808080' } }).toColourspace('b-w').png({ progressive: true, compressionLevel: 1 }).toBuffer()],
  ])('is refused without being unpacked: %s', async (_what, make) => {
    const bytes = await make();
    expect(bytes.length).toBeLessThan(10_000_000);
    expect(await readContent(bytes, any)).toEqual({ ok: false, code: 'broken-file' });
  });

  it('is unpacked one image at a time, also after one that is broken', async () => {
    const large = await sharp({ create: { width: 2_000, height: 2_000, channels: 3, background: '#808080' } }).jpeg().toBuffer();
    let most = 0;
    // One that is done is still counted while its caller goes on; two that are unpacked at once still are a moment later.
    const look = (): void =>
      void setImmediate(() => {
        const { queue, process } = sharp.counters();
        most = Math.max(most, queue + process);
      });
    sharp.queue.on('change', look); // whenever an image is handed over to be unpacked, and whenever one is done
    const read = await Promise.all([large, large.subarray(0, 300), large, large, large].map((bytes) => readContent(bytes, any)));
    sharp.queue.off('change', look);
    expect(read.map(({ ok }) => ok)).toEqual([true, false, true, true, true]);
    expect(most).toBe(1);
  });

  it('is refused where something else is asked for', async () => {
    expect(await readContent(pdf, ['image'])).toEqual({ ok: false, code: 'file-type' });
    expect(await readContent(await sharp(blank).png().toBuffer(), ['pdf'])).toEqual({ ok: false, code: 'file-type' });
  });
});

/** A few bytes that say they are 60,000 by 60,000 pixels. */
async function hugePng(): Promise<Buffer> {
  const bytes = await sharp(blank).png().toBuffer();
  bytes.writeUInt32BE(60_000, 16);
  bytes.writeUInt32BE(60_000, 20);
  return bytes;
}
