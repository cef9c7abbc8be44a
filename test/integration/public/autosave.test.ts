import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { filledForm, fillForm, type Filling } from '../../../infra/walkthrough/fill-form.js';
import { samplePdf } from '../../../infra/walkthrough/sample-files.js';
import { ActivityLogEntity, DraftEntity, InboxEntity, PromptEntity, SignedLinkEntity, UploadedFileEntity } from '../../../libs/platform/db/entities/index.js';
import { readSheet, writeSheet } from '../../../libs/domain/forms/sheet.js';
import type { LetterData } from '../../../libs/mail/letters/new-mail.js';
import { Scene, wednesday, type Got } from './scene.js';

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
  ref = await scene.confirmedExchange({ theme: `Autosave ${(number += 1)}` });
  ({ prompt, link } = await ask('visiting', 'visitor-wrap-up', 'wrapping-up'));
});

const button = (value: string) => ({ name: '_act', value });
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
} satisfies Filling;

/** A page with its script, as far as the server can tell: it names itself and counts its saves. */
class OpenPage {
  private saves = 0;
  private constructor(
    private page: Got,
    private readonly name: string,
  ) {}

  static async open(name: string): Promise<OpenPage> {
    return new OpenPage(await scene.get(link), name.padEnd(8, '0'));
  }

  /** What the script posts when somebody typed; the body goes out whenever the caller sends it. */
  typed(filling: Filling): () => Promise<{ status: number; body: Record<string, string> }> {
    this.saves += 1;
    const body = this.form(filling);
    body.append('_act', 'save');
    return () => postByScript(link, body);
  }

  async press(value: string, filling: Filling = {}): Promise<Got> {
    const body = this.form(filling);
    body.append('_act', value);
    this.page = await scene.post(link, body);
    this.saves = 0;
    return this.page;
  }

  async addRow(list: string, filling: Filling = {}): Promise<Got> {
    const body = this.form(filling);
    body.append('_add', list);
    this.page = await scene.post(link, body);
    this.saves = 0;
    return this.page;
  }

  private form(filling: Filling): URLSearchParams {
    const body = fillForm(this.page.forms[0]!, filling);
    const sheet = readSheet(body.get('_sheet') ?? '');
    body.set('_sheet', writeSheet({ ...sheet, id: this.name, nth: sheet.nth + this.saves }));
    return body;
  }
}

describe('a long form that is saved as it is typed', () => {
  it('is there when the link is opened again, with its rows, and the answer says when, and nothing else', async () => {
    const page = await OpenPage.open('desk');
    const saved = await page.typed({ outcomes: 'Half a sentence', 'costs.0.what': 'Train', 'costs.1.what': 'Bus', 'costs.1.amount': '1.234' })();
    expect(saved).toEqual({ status: 200, body: { said: 'Saved at 12:00.' } }); // Chișinău
    const again = await scene.get(link);
    expect(again.html).toContain('Half a sentence');
    expect(again.html).toContain('>Bus</textarea>');
    expect(again.html).toContain('value="1.234"');
    expect(again.text).toContain('Saved at Wednesday 13 January 2027, 12:00 (UTC+2). You can close this page');
  });

  it('speaks the reader’s language', async () => {
    await speak('fr');
    expect((await (await OpenPage.open('desk')).typed({ outcomes: 'Une phrase' })()).body).toEqual({ said: 'Enregistré à 12:00.' });
    expect((await scene.get(link)).html).toContain('data-later="Pas encore enregistré');
    await speak('en');
  });

  it('sends nothing, opens nothing and writes no history', async () => {
    await scene.get(link);
    const before = await traces();
    const page = await OpenPage.open('desk');
    for (let n = 0; n < 30; n += 1) expect((await page.typed({ outcomes: `Sentence ${n}` })()).status).toBe(200);
    expect(await traces()).toEqual(before);
    expect(await drafts()).toBe(1);
  });

  it('is not saved by being opened, however often', async () => {
    const pages = await Promise.all(Array.from({ length: 50 }, () => scene.get(link)));
    expect(new Set(pages.map(({ html }) => html)).size).toBe(1);
    expect(await drafts()).toBe(0);
  });

  it('keeps the files that a button brought', async () => {
    const page = await OpenPage.open('desk');
    const form = (await scene.get(link)).forms[0]!;
    const uploaded = await scene.post(link, filledForm(form, { outcomes: 'With a receipt', receipts: [samplePdf()] }, button('save')));
    expect((await page.typed({ outcomes: 'Older' })()).status).toBe(409);
    const body = fillForm(uploaded.forms[0]!, { outcomes: 'With a receipt, still' });
    body.append('_act', 'save');
    expect((await postByScript(link, body)).status).toBe(200);
    const again = await scene.get(link);
    expect(again.text).toContain('ticket.pdf');
    expect(again.html).toContain('With a receipt, still');
    expect(await scene.db.manager.countBy(UploadedFileEntity, { ref })).toBe(1);
  });
});

describe('a save that comes late', () => {
  it('never takes the place of a later one of the same page', async () => {
    const page = await OpenPage.open('desk');
    const [first, second, third] = ['One', 'One two', 'One two three'].map((outcomes) => page.typed({ outcomes })) as [Post, Post, Post];
    expect((await third()).status).toBe(200);
    expect([(await first()).status, (await second()).status]).toEqual([409, 409]);
    expect(await kept()).toBe('One two three');
  });

  it('never takes the place of what a button saved afterwards', async () => {
    const page = await OpenPage.open('desk');
    await page.typed({ outcomes: 'One' })();
    const late = page.typed({ outcomes: 'One two' });
    expect((await page.press('save', { outcomes: 'One two three' })).status).toBe(200);
    expect(await late()).toEqual({ status: 409, body: { code: 'changed-elsewhere' } });
    expect(await kept()).toBe('One two three');
    expect((await page.typed({ outcomes: 'One two three four' })()).status).toBe(200);
    expect(await kept()).toBe('One two three four');
  });

  it.each<[string, (page: OpenPage) => Promise<unknown>, number]>([
    ['a row is added', (page) => page.addRow('costs', { outcomes: 'One' }), 200],
    // Looking it over saves: what was on its way is older.
    ['the answer is looked over', (page) => page.press('preview', { ...claim, outcomes: 'One', noCosts: true, 'costs.0.what': '', 'costs.0.date': '', 'costs.0.amount': '' }), 409],
    ['somebody goes back', (page) => page.press('back'), 200],
  ])('sent while %s does not keep the page from going on', async (_what, press, status) => {
    const page = await OpenPage.open('desk');
    const onTheWayOut = page.typed({});
    await press(page);
    expect((await onTheWayOut()).status).toBe(status);
    expect((await page.typed({})()).status).toBe(200);
  });

  it('after the answer was sent changes nothing: the receipt stays', async () => {
    const page = await OpenPage.open('desk');
    await page.typed({ outcomes: 'One' })();
    const late = page.typed({ outcomes: 'One two' });
    const form = (await scene.get(link)).forms[0]!;
    expect((await scene.post(link, filledForm(form, { ...claim, receipts: [samplePdf()] }))).status).toBe(200);
    expect(await late()).toEqual({ status: 410, body: { code: 'closed' } });
    expect(await drafts()).toBe(0);
    expect((await scene.get(link)).heading).toBe('Thank you');
  });

  it.each<[string, (now: PromptEntity) => Promise<unknown>, number]>([
    ['the question closed', ({ closesAt }) => scene.setClock(new Date(Date.parse(closesAt) + 1_000).toISOString()), 410],
    ['the question became pointless', ({ id }) => scene.db.manager.update(PromptEntity, { id }, { status: 'closed' }), 410],
    ['a colleague took over', ({ id }) => scene.db.manager.update(SignedLinkEntity, { subjectId: id }, { handedOverAt: wednesday }), 410],
    ['the link was revoked', ({ id }) => scene.db.manager.update(SignedLinkEntity, { subjectId: id }, { revokedAt: wednesday }), 404],
  ])('after %s is refused', async (_what, happen, status) => {
    const late = (await OpenPage.open('desk')).typed({ outcomes: 'One' });
    await happen(await scene.db.manager.findOneByOrFail(PromptEntity, { id: prompt }));
    expect((await late()).status).toBe(status);
    expect(await drafts()).toBe(0);
  });
});

describe('two pages', () => {
  it('of which one was written on: the other does not save over it by itself, but does when somebody presses save', async () => {
    const [desk, phone] = [await OpenPage.open('desk'), await OpenPage.open('phone')];
    await desk.typed({ outcomes: 'An hour of work' })();
    expect(await phone.typed({ outcomes: 'A word' })()).toEqual({ status: 409, body: { code: 'changed-elsewhere' } });
    expect(await kept()).toBe('An hour of work');
    expect((await phone.press('save', { outcomes: 'A word' })).text).toContain('Saved at');
    expect(await kept()).toBe('A word');
    expect((await desk.typed({ outcomes: 'An hour and a minute' })()).status).toBe(409);
    expect(await kept()).toBe('A word');
    expect((await (await OpenPage.open('desk2')).typed({ outcomes: 'Read first' })()).status).toBe(200);
  });

  it('of which the older one adds a row still stand for what they began with', async () => {
    const [desk, phone] = [await OpenPage.open('desk'), await OpenPage.open('phone')];
    await desk.typed({ outcomes: 'An hour of work' })();
    await phone.addRow('costs', { outcomes: 'A word' });
    expect((await phone.typed({ outcomes: 'A word more' })()).status).toBe(409);
    expect(await kept()).toBe('An hour of work');
  });

  it('saving at the same moment: one of them is kept, the other is told', async () => {
    for (let round = 0; round < 6; round += 1) {
      const pages = await Promise.all(Array.from({ length: 6 }, (_, n) => OpenPage.open(`page${round}${n}`)));
      const posts = pages.map((page, n) => page.typed({ outcomes: `By page ${n} of round ${round}` }));
      const answers = await Promise.all(posts.map((post) => post()));
      expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409, 409, 409, 409, 409]);
      expect(await kept()).toBe(`By page ${answers.findIndex(({ status }) => status === 200)} of round ${round}`);
    }
    expect(await drafts()).toBe(1);
  });

  it('saves of one page that overtake each other end with the last one', async () => {
    const page = await OpenPage.open('desk');
    const posts = Array.from({ length: 20 }, (_, n) => page.typed({ outcomes: `Sentence ${n}` }));
    const answers = await Promise.all(posts.toReversed().map((post) => post()));
    expect(answers.every(({ status }) => status === 200 || status === 409)).toBe(true);
    expect(await kept()).toBe('Sentence 19');
  });

  it('saving while the answer is sent: the answer stands and nothing is kept beside it', async () => {
    const page = await OpenPage.open('desk');
    const form = (await scene.get(link)).forms[0]!;
    const saves = Array.from({ length: 12 }, (_, n) => page.typed({ outcomes: `Sentence ${n}` }));
    const sent = filledForm(form, { ...claim, receipts: [samplePdf()] });
    const [receipt, ...answers] = await Promise.all([scene.post(link, sent), ...saves.map((post) => post())]);
    expect(receipt.status).toBe(200);
    expect(answers.filter(({ status }) => ![200, 409, 410].includes(status))).toEqual([]);
    expect(await drafts()).toBe(0);
    expect(await scene.db.manager.findBy(InboxEntity, { promptId: prompt })).toMatchObject([{ status: 'received', payload: { outcomes: claim.outcomes } }]);
  });
});

describe('what is never saved by itself', () => {
  it('is a short form, nor anything behind a code: no script is on their pages, and none is let in', async () => {
    const short = await ask('hosting', 'availability', 'host-asked');
    const sign = await ask('hosting', 'sign', 'signing', 'signatory');
    const bank = await ask('hosting', 'bank-details', 'preparing', 'accountant');
    for (const { link: path } of [sign, bank]) {
      await scene.post(path, { _act: 'code' });
      const { params } = (await scene.mail('code')).data as unknown as LetterData;
      await scene.post(path, { _act: 'check', code: String(params['code']) });
    }
    const before = await scene.db.manager.count(DraftEntity);
    for (const { link: path } of [short, sign, bank]) {
      const page = await scene.get(path);
      expect(page.html).not.toMatch(/<script|_sheet|data-autosave/);
      expect(page.headers.get('content-security-policy')).not.toMatch(/script-src|connect-src/);
      const body = new URLSearchParams({ choice: 'signed', iban: 'BE68539007547034', message: 'Typed', _act: 'save' });
      expect(await postByScript(path, body)).toEqual({ status: 403, body: { code: 'not-allowed' } });
      await scene.post(path, body); // nor by a button that is not on the page
    }
    expect(await scene.db.manager.count(DraftEntity)).toBe(before);
  });

  it('is more than a form can hold', async () => {
    const body = new URLSearchParams({ outcomes: 'x'.repeat(250_000), _act: 'save', _sheet: '0' });
    expect((await fetch(scene.origin + link, { method: 'POST', body, headers: { accept: 'application/json' } })).status).toBe(413);
    expect(await drafts()).toBe(0);
  });
});

describe('the page of a long form', () => {
  it('allows its own script and to talk to us, and has no other', async () => {
    const page = await scene.get(link);
    const policy = page.headers.get('content-security-policy');
    expect(policy).toBe("default-src 'none';style-src 'self';img-src 'self' data:;form-action 'self';frame-ancestors 'none';base-uri 'none';script-src 'self';connect-src 'self'");
    const [, path = '', ...more] = [...page.html.matchAll(/<script src="([^"]+)" defer=""><\/script>/g)].flat();
    expect(more).toEqual([]);
    expect(page.html.match(/<script/g)).toHaveLength(1);
    expect(page.html).not.toMatch(/\son\w+=|javascript:/);
    const script = await fetch(scene.origin + path);
    expect(script.headers.get('content-type')).toContain('javascript');
    expect(script.headers.get('cache-control')).toContain('immutable');
    expect((await script.arrayBuffer()).byteLength).toBeLessThan(4_000);
    expect((await scene.get('/script/autosave-00000000.js')).status).toBe(404);
  });

  it('has no script any more once it is answered, looked over, or seen by a colleague', async () => {
    const form = (await scene.get(link)).forms[0]!;
    const body = filledForm(form, { ...claim, receipts: [samplePdf()] });
    (body as FormData).append('_act', 'preview');
    const preview = await scene.post(link, body);
    expect(preview.heading).toBe('Is everything right?');
    await scene.answer(link, { ...claim, receipts: [samplePdf('other.pdf')] });
    const receipt = await scene.get(link);
    expect(receipt.heading).toBe('Thank you');
    for (const { html, headers } of [preview, receipt, await scene.get('/'), await scene.get(`${link}/exchange`)]) {
      expect(html).not.toContain('<script');
      expect(headers.get('content-security-policy')).not.toContain('script-src');
    }
  });
});

async function speak(language: string): Promise<void> {
  await scene.db.query('update contact set language = $2 where id = (select contact_id from prompt where id = $1)', [prompt, language]);
}

type Post = ReturnType<OpenPage['typed']>;

async function ask(party: string, kind: string, stage: 'wrapping-up' | 'host-asked' | 'signing' | 'preparing', slot = 'manager'): Promise<{ prompt: string; link: string }> {
  const id = `${ref}/1/${party}/${kind}/${slot}/1`;
  await scene.publish(ref, stage, { kind: 'asked', prompt: id });
  return { prompt: id, link: await scene.linkTo(id) };
}

async function postByScript(path: string, body: URLSearchParams): Promise<{ status: number; body: Record<string, string> }> {
  const response = await fetch(scene.origin + path, { method: 'POST', body, headers: { accept: 'application/json' } });
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  const text = await response.text();
  return { status: response.status, body: isJson ? (JSON.parse(text) as Record<string, string>) : {} };
}

async function draftRows(): Promise<{ value: Record<string, unknown> }[]> {
  const all = await scene.db.manager.find(DraftEntity);
  return all.map(({ payload }) => payload as { prompt?: string; value: Record<string, unknown> }).filter((each) => each.prompt === prompt);
}

async function drafts(): Promise<number> {
  return (await draftRows()).length;
}

async function kept(): Promise<unknown> {
  return (await draftRows())[0]?.value['outcomes'];
}

/** Everything but the draft itself that a save could have left behind. */
async function traces(): Promise<unknown> {
  const tables = ['inbox', 'prompt', 'outbox', 'signed_link', 'exchange', 'mailed_code', 'journal', 'uploaded_file'];
  return Promise.all([scene.db.manager.find(ActivityLogEntity), ...tables.map((table) => scene.db.query(`select * from ${table} order by 1`))]);
}
