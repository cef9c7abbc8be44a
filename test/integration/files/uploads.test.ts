import { existsSync, readdirSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import type { Client } from '@temporalio/client';
import { samplePdf } from '../../../infra/walkthrough/sample-files.js';
import { DraftEntity, InboxEntity, PromptEntity, UploadedFileEntity } from '../../../libs/platform/db/entities/index.js';
import { hashOf } from '../../../libs/files/file-store.js';
import { openFileStore } from '../../../libs/files/files.module.js';
import { deleteUnsent, keepFile } from '../../../libs/files/uploaded-files.js';
import { runDue } from '../../../libs/office/due/run-due.js';
import { edition, Scene, wednesday, type Got } from '../public/scene.js';

let scene: Scene;
let ref: string;
let prompt: string;
let link: string;
let number = 0;
beforeAll(async () => {
  scene = await Scene.open();
});
afterAll(() => scene.close());
beforeEach(async () => {
  await scene.setClock(wednesday);
  ref = await scene.confirmedExchange({ theme: `Files ${(number += 1)}` });
  ({ prompt, link } = await ask('visiting', 'visitor-wrap-up'));
});

const save = { name: '_act', value: 'save' };
const preview = { name: '_act', value: 'preview' };
const claim = {
  choice: 'claimed',
  'daysPresent.0.participant': 'Visiting Manager',
  'daysPresent.0.days': '4',
  outcomes: 'We share our workshops since.',
  learned: '5',
  welcomed: '5',
  recommend: '4',
  'costs.0.what': 'Train to Porto',
  'costs.0.date': '2027-01-08',
  'costs.0.amount': '120.00',
};

describe('uploaded files', () => {
  it('are kept with an answer that is continued later, listed by their names, and gone when ticked', async () => {
    const saved = await scene.answer(link, { outcomes: 'Half a sentence', receipts: [samplePdf('../../Zug nach Porto.pdf'), await photo('boarding\u202egpj.exe.jpg')] }, save);
    expect(saved.status).toBe(200);
    const page = await scene.get(link);
    expect(page.text).toContain('Zug nach Porto.pdf');
    expect(page.text).toContain('boardinggpj.exe.jpg');
    expect(page.html).toContain('Half a sentence');
    expect(page.html).not.toMatch(/\.\.\/|\u202e/);
    const [first] = idsOn(page);
    const removed = await scene.answer(link, { 'receipts.remove': [first!] }, save);
    expect(removed.text).not.toContain('Zug nach Porto.pdf');
    expect(idsOn(await scene.get(link))).toHaveLength(1);
    expect(await rows()).toMatchObject([{ name: 'boardinggpj.exe.jpg', mediaType: 'image/jpeg', answerId: null }]);
    expect(await kept()).toEqual((await rows()).map(({ sha256 }) => sha256));
  });

  it('survive adding a row, and are chosen once', async () => {
    const added = await scene.answer(link, { ...claim, receipts: [samplePdf()] }, { name: '_add', value: 'costs' });
    expect(idsOn(added)).toHaveLength(1);
    expect(added.html).toContain('Train to Porto');
    await scene.answer(link, { receipts: [samplePdf('the same again.pdf')] }, save);
    expect(await rows()).toHaveLength(1);
  });

  it('go through the preview into the answer as ids, and to no workflow', async () => {
    const shown = await scene.answer(link, { ...claim, receipts: [samplePdf()] }, preview);
    expect(shown.heading).toBe('Is everything right?');
    expect(shown.text).toContain('ticket.pdf');
    const form = shown.forms[0]!;
    const body = new URLSearchParams(form.fields.map(({ name, value }): [string, string] => [name, value]));
    body.append('_act', 'send');
    const receipt = await scene.post(link, body);
    expect(receipt.status).toBe(200);
    const { id, payload, facts } = await scene.db.manager.findOneByOrFail(InboxEntity, { promptId: prompt });
    const [file] = await rows();
    expect((payload as Record<string, unknown>)['receipts']).toEqual([file!.id]);
    expect(JSON.stringify(facts)).not.toContain(file!.id);
    expect(file!.answerId).toBe(id);
    expect((await scene.get(link)).text).toContain('ticket.pdf');
    expect(await drafts()).toBe(0);
  });

  it('are needed where travel costs are claimed, and nowhere else', async () => {
    const without = await scene.answer(link, claim);
    expect(without.status).toBe(422);
    expect(without.problems).toEqual(['Receipts: Please choose.']);
    expect((await scene.answer(link, { ...claim, 'costs.0.what': '', 'costs.0.date': '', 'costs.0.amount': '', noCosts: true })).status).toBe(200);
  });

  it('are stripped of place and person before anything is stored', async () => {
    await scene.answer(link, { receipts: [await photo('holiday.jpg')] }, save);
    const [file] = await rows();
    const content = await openFileStore(scene.config).get(file!.sha256);
    expect((await sharp(content!).metadata()).exif).toBeUndefined();
    expect(content!.toString('latin1')).not.toContain('Owner of the phone');
  });
});

describe('a file that is refused', () => {
  it.each<[string, () => File | Promise<File>, string]>([
    ['a web page that is called a photo', () => new File(['<!doctype html><script>alert(1)</script>'], 'photo.jpg', { type: 'image/jpeg' }), '“photo.jpg” is not a PDF or a JPEG, PNG or WebP photo.'],
    ['a drawing with script', () => new File(['<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'], 'logo.png'), '“logo.png” is not a PDF'],
    ['a damaged photo', () => new File([Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3])], 'photo.jpg'), '“photo.jpg” cannot be opened.'],
    ['an empty file', () => new File([], 'nothing.pdf'), '“nothing.pdf” is empty.'],
    ['a file that is too large', () => new File([Buffer.alloc(10_000_001, '%PDF-1.7 ')], 'scan.pdf'), '“scan.pdf” is larger than 10 MB.'],
    ['a name that is code', () => new File(['x'], '<img src=x onerror=alert(1)>.pdf'), '“img src=x onerror=alert(1).pdf” is not a PDF'],
  ])('%s: is named next to the field, and everything else is kept', async (_what, make, sentence) => {
    const page = await scene.answer(link, { ...claim, receipts: [await make(), samplePdf('good.pdf')] }, preview);
    expect(page.status).toBe(422);
    expect(page.problems).toHaveLength(1);
    expect(page.problems[0]).toContain(`Receipts: ${sentence}`);
    expect(page.html).toContain('Train to Porto');
    expect(page.html).not.toContain('<img src=x');
    expect(page.text).toContain('good.pdf');
    expect((await rows()).map(({ name }) => name)).toEqual(['good.pdf']);
    expect(await scene.db.manager.countBy(InboxEntity, { promptId: prompt })).toBe(0);
    await until(() => incoming().length === 0);
  });

  it('is one of too many: the first ones are kept', async () => {
    const files = await Promise.all(Array.from({ length: 12 }, (_, n) => photo(`${n}.jpg`, n)));
    const page = await scene.answer(link, { ...claim, receipts: files }, save);
    expect(page.status).toBe(422);
    expect(page.problems).toEqual([expect.stringContaining('At most 10 files; you gave 12.')]);
    expect(await rows()).toHaveLength(10);
    const more = await scene.answer(link, { receipts: [samplePdf()] }, save);
    expect(more.problems[0]).toContain('At most 10 files; you gave 11.');
  });

  it('takes no photo where a document is sent instead', async () => {
    const host = await ask('hosting', 'host-wrap-up');
    const page = await scene.answer(host.link, { photos: [samplePdf('poster.pdf')] }, save);
    expect(page.problems[0]).toContain('“poster.pdf” is not a JPEG, PNG or WebP photo.');
  });
});

describe('nobody else', () => {
  it('reads a file: only those whose link asks this question of their own organisation', async () => {
    await scene.answer(link, { receipts: [samplePdf()] }, save);
    const [file] = await rows();
    const own = await scene.get(`${link}/files/${file!.id}`);
    expect(own.status).toBe(200);
    expect(own.headers.get('content-disposition')).toBe('attachment; filename=ticket.pdf');
    expect(own.headers.get('content-type')).toBe('application/pdf');
    expect(own.headers.get('x-content-type-options')).toBe('nosniff');
    expect(own.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
    expect(own.headers.get('cache-control')).toBe('no-store');
    const host = await ask('hosting', 'host-wrap-up');
    const other = await scene.confirmedExchange({ theme: `Other ${number}`, visitingHub: 'the-spark', email: 'manager@the-spark.example' });
    await scene.publish(other, 'wrapping-up', { kind: 'asked', prompt: `${other}/1/visiting/visitor-wrap-up/manager/1` });
    const strangers = [host.link, await scene.linkTo(`${other}/1/visiting/visitor-wrap-up/manager/1`), `/l/${'A'.repeat(43)}`];
    for (const stranger of strangers) expect((await scene.get(`${stranger}/files/${file!.id}`)).status).toBe(404);
    for (const id of ['..%2f..%2fetc%2fpasswd', file!.sha256, 'x', '00000000-0000-4000-8000-000000000000']) expect((await scene.get(`${link}/files/${id}`)).status).toBe(404);
  });

  it('sends a file that is not theirs', async () => {
    const host = await ask('hosting', 'host-wrap-up');
    await scene.answer(host.link, { photos: [await photo('team.jpg')] }, save);
    const [foreign] = await rows();
    const page = await scene.post(link, { ...claim, receipts: foreign!.id });
    expect(page.status).toBe(422);
    expect(page.problems).toEqual(['Receipts: One of the files did not arrive with this answer. Please choose it again.']);
    expect(page.text).not.toContain('team.jpg');
  });

  it('uploads by a link that answers nothing, or that is none', async () => {
    const body = (): FormData => {
      const form = new FormData();
      form.append('receipts', samplePdf());
      form.append('_act', 'save');
      return form;
    };
    expect((await scene.post(`/l/${'B'.repeat(43)}`, body())).status).toBe(404);
    expect((await scene.answer(link, { ...claim, receipts: [samplePdf()] })).status).toBe(200);
    const before = await rows();
    expect((await scene.post(link, body())).status).toBe(200);
    expect(await rows()).toEqual(before);
    await until(() => incoming().length === 0);
  });
});

describe('a body', () => {
  it('of more than any form holds is refused, and leaves nothing behind', async () => {
    const many = new FormData();
    for (let n = 0; n < 700; n += 1) many.append(`field${n}`, 'x');
    expect((await scene.post(link, many)).status).toBe(413);
    const long = new FormData();
    long.append('outcomes', 'x'.repeat(60_000));
    expect((await scene.post(link, long)).status).toBe(413);
    const nested = new FormData();
    nested.append('costs[99999999]', 'x');
    expect((await scene.post(link, nested)).status).toBe(413);
    await until(() => incoming().length === 0);
  });

  it('that claims to be huge is refused before it is read', async () => {
    expect(await rawPost({ 'content-type': 'multipart/form-data; boundary=x', 'content-length': '400000000' }, '--x\r\n')).toBe(413);
    expect(await rawPost({ 'content-type': 'multipart/form-data' }, 'x')).toBe(400);
    await until(() => incoming().length === 0);
  });

  it('that breaks off leaves nothing behind', async () => {
    await rawPost({ 'content-type': 'multipart/form-data; boundary=x', 'content-length': '4000' }, '--x\r\nContent-Disposition: form-data; name="receipts"; filename="a.pdf"\r\n\r\n%PDF-1.4', true);
    await until(() => incoming().length === 0);
    expect(await rows()).toEqual([]);
    expect((await scene.get(link)).status).toBe(200);
  });

  it('of files that are too large together keeps those that fit, and the rest of the form', async () => {
    const large = (n: number): File => new File([`%PDF-1.7 ${n} `, Buffer.alloc(9_900_000, 'x'), '\n%%EOF\n'], `${n}.pdf`);
    const page = await scene.answer(link, { ...claim, receipts: Array.from({ length: 7 }, (_, n) => large(n)) }, preview);
    expect(page.status).toBe(422);
    expect(page.problems).toEqual(['Receipts: “6.pdf” was not taken: all files together may have 60 MB.']);
    expect(page.html).toContain('Train to Porto');
    expect(await rows()).toHaveLength(6);
  });
});

describe('what nobody sent', () => {
  it('is deleted when the question has ended without it; what was sent stays', async () => {
    await scene.answer(link, { receipts: [samplePdf()] }, save);
    const host = await ask('hosting', 'host-wrap-up');
    const report = { tookPlace: 'did-not-happen', event: 'not-held', report: 'It rained.' };
    expect((await scene.answer(host.link, { ...report, photos: [await photo('rain.jpg', 12)] })).status).toBe(200);
    await upkeep();
    expect(await rows()).toHaveLength(2);
    await scene.db.manager.update(PromptEntity, { ref }, { status: 'closed' });
    await upkeep();
    expect(await rows()).toMatchObject([{ name: 'rain.jpg' }]);
    expect(await kept()).toEqual((await rows()).map(({ sha256 }) => sha256));
  });

  it('leaves a content alone that somebody else uploads at the same moment', async () => {
    const store = openFileStore(scene.config);
    const content = Buffer.from('the same receipt');
    const file = { name: 'a.pdf', mediaType: 'application/pdf', content, holderId: 'cru-manager', promptId: prompt, ref, at: wednesday };
    for (let round = 0; round < 10; round += 1) {
      const before = await keepFile(scene.db, store, file);
      const [after] = await Promise.all([keepFile(scene.db, store, file), deleteUnsent(scene.db, store, [before.id])]);
      expect(await store.get(hashOf(content))).toEqual(content);
      await deleteUnsent(scene.db, store, [after.id]);
      expect(await store.get(hashOf(content))).toBeUndefined();
    }
  });
});

async function ask(party: string, kind: string): Promise<{ prompt: string; link: string }> {
  const id = `${ref}/1/${party}/${kind}/manager/1`;
  await scene.publish(ref, 'wrapping-up', { kind: 'asked', prompt: id });
  return { prompt: id, link: await scene.linkTo(id) };
}

function rows(): Promise<UploadedFileEntity[]> {
  return scene.db.manager.find(UploadedFileEntity, { where: { ref }, order: { uploadedAt: 'ASC', name: 'ASC' } });
}

/** Answers to the question that are saved to be continued later. */
async function drafts(): Promise<number> {
  const all = await scene.db.manager.find(DraftEntity);
  return all.filter(({ payload }) => (payload as { prompt?: string }).prompt === prompt).length;
}

function idsOn(page: Got): string[] {
  return page.forms.flatMap(({ fields }) => fields).flatMap(({ name, kind, value }) => (name === 'receipts' && kind === 'hidden' ? [value] : []));
}

/** The contents of this exchange's files that are in the store. */
async function kept(): Promise<string[]> {
  const here = new Set(readdirSync(join(scene.config.dataDir, 'files'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map(({ name }) => name));
  const elsewhere = new Set((await scene.db.manager.find(UploadedFileEntity)).filter((row) => row.ref !== ref).map(({ sha256 }) => sha256));
  return [...here].filter((sha256) => !elsewhere.has(sha256));
}

/** What is on its way into the store. */
function incoming(): string[] {
  const folder = join(scene.config.dataDir, 'files', 'incoming');
  return existsSync(folder) ? readdirSync(folder) : [];
}

/** A photo that knows where it was taken and whose phone it was. */
async function photo(name: string, shade = 0): Promise<File> {
  const bytes = await sharp({ create: { width: 30, height: 20, channels: 3, background: { r: shade * 20, g: 90, b: 90 } } })
    .withExif({ IFD0: { Artist: 'Owner of the phone' }, IFD3: { GPSLatitude: '47/1 1/1 0/1', GPSLatitudeRef: 'N' } })
    .jpeg()
    .toBuffer();
  return new File([new Uint8Array(bytes)], name, { type: 'image/jpeg' });
}

async function upkeep(): Promise<void> {
  const client = { withDeadline: (_at: number, work: () => Promise<unknown>) => work(), workflow: { start: () => Promise.reject(new Error('away')) } };
  await runDue({ db: scene.db.manager, client: client as unknown as Client, config: scene.config }, edition);
}

/** Posts bytes as no browser would; `breakOff` hangs up in the middle. */
function rawPost(headers: Record<string, string>, body: string, breakOff = false): Promise<number | undefined> {
  return new Promise((resolve) => {
    const request = httpRequest(scene.origin + link, { method: 'POST', headers }, (response) => {
      resolve(response.statusCode);
      request.destroy();
    });
    request.on('error', () => resolve(undefined));
    request.write(body);
    if (breakOff) setTimeout(() => request.destroy(), 200);
    else if (!headers['content-length']) request.end();
  });
}

async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error('it never came true');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
