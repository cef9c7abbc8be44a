import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DomainEvent } from '../../../libs/contracts/dossier/index.js';
import { DueReminderEntity, OutboxEntity, PlaceHoldEntity, PromptEntity } from '../../../libs/platform/db/entities/index.js';
import type { PromptId } from '../../../libs/domain/dossier/reference.js';
import { noticeKinds, type PromptKind, type Slot } from '../../../libs/domain/programme/vocabulary.js';
import { composeLetter } from '../../../libs/mail/letters/compose-letter.js';
import { openOffice } from '../../../libs/office/office.js';
import { planReminders } from '../../../libs/office/reminders/merged-reminders.js';
import { readProgramme, shippedProgrammes } from '../../../infra/programme-files/read-programme.js';
import { EnglishFinder, shownBy } from '../../unit/texts/english.js';
import { edition, enquiry, Scene } from './scene.js';

const read = readProgramme(shippedProgrammes[0]!);
if (!read.ok) throw new Error('the shipped programme is not sound');
const { definition, texts } = read;

let scene: Scene;
beforeAll(async () => {
  scene = await Scene.open();
});
afterAll(() => scene.close());

describe.each(texts.map((catalogue) => [catalogue.language, catalogue] as const))('the mails of an exchange whose people read %s', (language, catalogue) => {
  let mails: OutboxEntity[];
  beforeAll(async () => {
    await scene.db.query('update contact set language = $1', [language]);
    await scene.db.query('delete from due_reminder');
    await scene.db.query('delete from outbox');
    const ref = await scene.confirmedExchange({ theme: `Xyz ${texts.indexOf(catalogue)}`, language });
    await scene.db.query('update contact set language = $1', [language]);
    await sendEverything(ref);
    mails = (await scene.db.manager.find(OutboxEntity)).filter(({ audience }) => audience !== 'staff');
  });

  it('hold no English, no empty amount and no second full stop, as they go out', async () => {
    const finder = new EnglishFinder(texts[0]!, catalogue);
    const given = await namesAndWords();
    const wrong: string[] = [];
    for (const mail of mails) {
      const { subject, text, html } = await composeLetter(scene.db.manager, scene.config, mail);
      const shown = `${String(subject)} ${String(text)} ${shownBy(String(html))}`;
      const empty = [...shown.matchAll(/.{20}(?<![\d.,])\s(?:euro|€|evra)(?!\p{L}).{10}|undefined|\bnull\b/gu)].map(([found]) => found);
      wrong.push(...[...finder.findings(shown.replace(/https?:\S+/g, ''), given), ...empty].map((finding) => `${mail.kind}: ${finding}`));
    }
    expect(wrong).toEqual([]);
    expect(new Set(mails.map(({ kind }) => kind)).size).toBeGreaterThan(35);
  });

  it('say in reminders and new links how much is to be paid back', async () => {
    const amount = new Intl.NumberFormat(language === 'en' ? 'en-GB' : language, { minimumFractionDigits: 2 }).format(120.5);
    for (const kind of ['repayment', 'reminder', 'new-link']) {
      const texts = await Promise.all(mails.filter((mail) => mail.kind === kind).map(async (mail) => String((await composeLetter(scene.db.manager, scene.config, mail)).text)));
      expect([kind, texts.some((text) => text.includes(amount))]).toEqual([kind, true]);
    }
  });
});

/** Asks every question and tells every notice, whether or not a story would. */
async function sendEverything(ref: string): Promise<void> {
  const at = '2027-01-13T10:00:00.000Z';
  await scene.db.manager.insert(PlaceHoldEntity, { ref, edition, queueOrder: Number(ref.slice(-4)), cents: 151_000, status: 'held', askedAt: at, heldAt: at, releasedAt: null });
  for (const party of ['visiting', 'hosting']) await scene.publish(ref, 'correcting', { kind: 'recovery-requested', leg: '1', party, cents: 12_050 });
  const asked = Object.entries(definition.prompts).flatMap(([kind, { to }]) => promptsOf(ref, kind as PromptKind, to));
  for (const prompt of asked) await scene.publish(ref, 'correcting', { kind: 'asked', prompt });
  const wrapUp = `${ref}/1/visiting/visitor-wrap-up/manager/1`;
  await scene.publish(ref, 'correcting', { kind: 'warned', prompt: wrapUp }, { kind: 'extended', prompt: wrapUp, until: '2027-06-01T15:00:00.000Z', by: 'office' });
  for (const notice of noticeKinds) {
    for (const party of ['visiting', 'hosting'] as const) {
      const told: DomainEvent = { kind: 'informed', leg: '1', party, slot: 'manager', notice, facts: { cents: 12_050, lapsed: true, prompt: wrapUp, slot: 'manager', by: enquiry.name } };
      await scene.publish(ref, 'correcting', told);
    }
  }
  await scene.post(await scene.linkTo(`${ref}/1/hosting/sign/signatory/1`), { _act: 'code' });
  const repayment = await scene.db.manager.findOneByOrFail(PromptEntity, { ref, kind: 'repayment' });
  await scene.db.query(`update prompt set status = 'closed' where ref = $1 and contact_id = $2 and id <> $3`, [ref, repayment.contactId, repayment.id]);
  const [{ email }] = (await scene.db.query('select email from contact where id = $1', [repayment.contactId])) as [{ email: string }];
  await scene.post('/l/new', { email, reference: ref });
  await eventually(() => scene.db.manager.findOneBy(OutboxEntity, { kind: 'new-link', ref })); // planned after the reply
  await scene.db.manager.insert(DueReminderEntity, { promptId: repayment.id, nth: 1, contactId: repayment.contactId!, edition, dueAt: at, outboxId: null });
  await planReminders(await openOffice({ db: scene.db.manager, config: scene.config }, edition));
}

function promptsOf(ref: string, kind: PromptKind, to: object): PromptId[] {
  if (!('party' in to)) return [];
  const { party, slot } = to as { party: string; slot: Slot };
  const parties = party === 'each' ? ['visiting', 'hosting'] : [party === 'visiting' ? 'visiting' : 'hosting'];
  return parties.map((one) => `${ref}/1/${one}/${kind}/${slot}/1`);
}

async function namesAndWords(): Promise<string[]> {
  const { programmeName, logoText } = definition.brand;
  const rows: object[] = await scene.db.query('select name, city as more from hub union select legal_name, null from organisation union select name, email from contact');
  return [programmeName, logoText, enquiry.name, randomUUID(), ...rows.flatMap((row) => Object.values(row) as (string | null)[]).filter((text) => text !== null)];
}

async function eventually<T>(look: () => Promise<T | null>): Promise<T> {
  for (const end = Date.now() + 10_000; Date.now() < end; ) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error('it did not happen within ten seconds');
}
