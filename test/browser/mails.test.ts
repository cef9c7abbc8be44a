import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { startTestStack, type TestStack } from '../../infra/testing/test-stack.js';
import { MailboxClient, type Mail } from '../../infra/walkthrough/mailbox-client.js';
import { prepareRehearsal } from '../../infra/walkthrough/prepare-rehearsal.js';
import { Rehearsal } from '../../infra/walkthrough/rehearsal.js';
import { readProgramme, shippedProgrammes } from '../../infra/programme-files/read-programme.js';
import { ContactEntity, SignedLinkEntity, StaffMemberEntity, type OutboxEntity } from '../../libs/platform/db/entities/index.js';
import type { MailKind } from '../../libs/domain/programme/vocabulary.js';
import { mailParams } from '../../libs/domain/texts/mail-params.js';
import { composeLetter } from '../../libs/mail/letters/compose-letter.js';
import { messageIdsOf, newMail, type LetterData } from '../../libs/mail/letters/new-mail.js';
import { edition, Scene } from '../integration/public/scene.js';
import { endChromium, openWindow, startChromium } from './real-chromium.js';
import { Watch } from './watch.js';

const read = readProgramme(shippedProgrammes[0]!);
if (!read.ok) throw new Error('the shipped programme cannot be read');
const { definition: { languages }, texts } = read;
const officeKinds: readonly MailKind[] = ['sign-in', 'digest', 'monday', 'payment-run', 'staff-invitation'];
/** A small phone, and the widest that a mail becomes. */
const widths = [360, 600];

let chromium: Browser;
let page: Page;

beforeAll(async () => {
  chromium = await startChromium();
  page = await (await openWindow(chromium, 'phone')).newPage();
}, 60_000);

afterAll(() => endChromium(chromium), 60_000);

describe('a mail of every kind', () => {
  let scene: Scene;
  let ref: string;
  let linkId: string;
  let watch: Watch;

  beforeAll(async () => {
    scene = await Scene.open();
    watch = new Watch(scene.origin, { axe: true, pictures: 'mails' });
    ref = await scene.confirmedExchange({ theme: 'Mails' });
    const prompt = `${ref}/1/hosting/availability/manager/1`;
    await scene.publish(ref, 'host-asked', { kind: 'asked', prompt });
    linkId = (await scene.db.manager.findOneByOrFail(SignedLinkEntity, { subjectId: prompt })).id;
  }, 60_000);

  afterAll(() => scene?.close());

  test.each(languages)('can be read in %s on a small phone and on a desk, without a barrier', async (language) => {
    for (const { name, html } of await everyMail(language)) {
      await page.setContent(html);
      for (const width of widths) {
        await page.setViewportSize({ width, height: 740 });
        await watch.measure(page, `${language} ${name}`);
        if (language === 'en') await watch.takePicture(page, `${width} ${name}`);
      }
      if (language === 'en' || language === 'sr-Latn') await watch.askAxe(page, `${language} ${name}`);
    }
    expect(watch.findings).toEqual([]);
  }, 200_000);

  /** Every kind to each party, with values as long as they come. */
  async function everyMail(language: string): Promise<{ name: string; html: string }[]> {
    const { manager } = scene.db;
    const host = await manager.findOneByOrFail(ContactEntity, { hubId: 'cru' });
    const reader = await manager.save(ContactEntity, { ...host, id: `reader-${language}`, email: `reader-${language}@cru.example`, language, name: 'Maximiliane Featherstonehaugh-Wojciechowska' });
    const staff = await manager.findOneByOrFail(StaffMemberEntity, {});
    const mails = [];
    for (const version of Object.keys(texts[0]!.mails)) {
      const [kind, variant] = version.split('.') as [MailKind, string | undefined];
      if (kind === 'confirm-address') continue; // it goes to no contact
      const isOffice = officeKinds.includes(kind);
      const row: OutboxEntity = newMail(
        { businessKey: randomUUID(), kind, recipientId: isOffice ? staff.id : reader.id, audience: isOffice ? 'staff' : 'hosting', edition, ref: isOffice ? null : ref, data: dataOf(kind, variant), linkId, plannedAt: '2027-01-13T10:00:00.000Z' },
        messageIdsOf(scene.config),
      );
      const { html } = await composeLetter(manager, scene.config, row);
      mails.push({ name: version, html: String(html) });
    }
    return mails;
  }

  function dataOf(kind: MailKind, variant: string | undefined): LetterData {
    const long = 'Kulturni centar Ćuprija za savremeni ples i cirkus (Donaudampfschifffahrtsgesellschaft), +32 2 555 01 40';
    const params = Object.fromEntries(mailParams[kind].map((name): [string, string | number] => [name, name === 'count' ? 3 : name === 'silent' ? 'yes' : name === 'code' ? '123456' : long]));
    const items = [
      { text: long, detail: `${ref} · ${long}`, linkId, button: 'Answer' },
      { text: long, detail: ref, path: `/staff/exchanges/${ref}` },
      { text: long },
    ];
    const lists = [{ title: 'Decide: 3', items }, { title: 'Broken: nothing', items: [] }];
    return { params, ...(variant && { variant }), ...(kind === 'reminder' || kind === 'choose-host' ? { items } : {}), ...(kind === 'digest' || kind === 'monday' ? { lists, path: '/staff' } : {}) };
  }
});

describe('every mail of a whole exchange, opened in the mailbox', () => {
  let stack: TestStack;
  let mails: Mail[];
  let watch: Watch;

  beforeAll(async () => {
    stack = await startTestStack();
    watch = new Watch(stack.publicUrl, { axe: true, pictures: 'mailbox' });
    const rehearsal = await prepareRehearsal({ ...stack, mailboxUrl: stack.mailboxUrl ?? '' }, { patienceMs: 60_000 });
    await new Rehearsal(rehearsal).play().finally(() => rehearsal.end());
    mails = await new MailboxClient(stack.mailboxUrl ?? '').after(0);
  }, 200_000);

  afterAll(() => stack?.stop(), 60_000);

  test('is as wide as a small phone, has no barrier, and its button opens a page', async () => {
    expect(mails.length).toBeGreaterThan(20);
    const bare = await page.context().newPage();
    for (const each of [page, bare]) await each.setViewportSize({ width: 360, height: 740 });
    const pressed: string[] = [];
    for (const { seq, subject, html, links } of mails) {
      await page.goto(`${stack.mailboxUrl}/messages/${seq}/html`);
      await watch.measure(page, subject);
      await watch.takePicture(page, subject);
      const button = page.locator('a.button-label').first();
      const hasPage = links.some((link) => link.startsWith(stack.publicUrl));
      expect({ subject, buttons: await button.count() }).toEqual({ subject, buttons: hasPage ? 1 : 0 });
      if (hasPage) pressed.push(await press(subject));
      // Axe brings scripts of its own, which the mailbox lets no mail run.
      await bare.setContent(html);
      await watch.askAxe(bare, subject);
    }
    expect(pressed.filter((each) => !each.startsWith('200 '))).toEqual([]);
    expect(pressed.length).toBeGreaterThan(20);
    expect(watch.findings).toEqual([]);
  }, 200_000);

  /** A sign-in link that was used says so kindly, with another status. */
  async function press(subject: string): Promise<string> {
    const [opened] = await Promise.all([page.waitForEvent('popup'), page.locator('a.button-label').first().tap()]);
    await opened.waitForLoadState('load');
    const heading = await opened.getByRole('heading', { level: 1 }).first().innerText();
    const isUsed = subject.includes('sign-in link') && heading === 'This link does not work';
    const path = new URL(opened.url()).pathname.replace(/^\/l\/.*/, '/l/…');
    await opened.close();
    return `${heading === 'This link does not work' && !isUsed ? 404 : 200} ${subject}: ${heading} (${path})`;
  }
});
