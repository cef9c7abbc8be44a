import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { ContactEntity, OutboxEntity } from '../../../libs/platform/db/entities/index.js';
import { catalogueFor } from '../../../libs/domain/texts/catalogue.js';
import type { MailKind } from '../../../libs/domain/programme/vocabulary.js';
import { composeLetter } from '../../../libs/mail/letters/compose-letter.js';
import { programmeVersion } from '../../../libs/programmes/definition-store.js';
import { ExchangeInDatabase } from './exchange-in-database.js';
import { anEdition, databaseWithProgramme } from './programme-database.js';
import { testConfig } from './test-app.js';

/** Some programs cut a mail that is longer than this, in bytes. */
const longestHtml = 100_000;

let db: DataSource;
let close: () => Promise<void>;
let edition: string;
beforeAll(async () => {
  ({ db, close } = await databaseWithProgramme());
  edition = await anEdition(db);
});
afterAll(() => close());

const config = testConfig('postgres://nobody@127.0.0.1:1/none', '/nowhere');

/** The mail of a form that came back with remarks, in a language of its reader. */
async function mailOf(language: string, comments: Record<string, string>, kind: MailKind = 'application'): Promise<{ text: string; html: string }> {
  const exchange = await ExchangeInDatabase.between(db, edition);
  await db.manager.update(ContactEntity, { email: 'manager@artcor.example' }, { language });
  const review = exchange.prompt('-', 'review', 'coordinator');
  const about = await exchange.received(review, 'request-changes', { choice: 'request-changes', reason: 'Almost there.', comments });
  const again = exchange.prompt('visiting', kind, 'manager', 2);
  await exchange.publish(exchange.step([{ kind: 'asked', prompt: again, about }]));
  const { text, html } = await composeLetter(db.manager, config, await db.manager.findOneByOrFail(OutboxEntity, { ref: exchange.ref, kind }));
  return { text: String(text), html: String(html) };
}

function inOneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}

describe('the mail of a form that the office sent back', () => {
  test('names the parts that have a remark, in the form’s order, and leaves the remarks to the page', async () => {
    const { text, html } = await mailOf('en', { activities: 'Which day?', objectives: 'Say much more.', gone: 'A field of an older form.' });
    expect(text).toContain('Almost there.');
    expect(inOneLine(text)).toMatch(/2 parts of the form have a remark of ours beside them: - What would you like to achieve\? - What you do, day by day /);
    for (const remark of ['Which day?', 'Say much more.', 'older form']) expect(text + html).not.toContain(remark);
  });

  test('says nothing of remarks where the office only wrote on the whole', async () => {
    const { text } = await mailOf('en', {});
    expect(text).toContain('Almost there.');
    expect(text).not.toContain('remark');
  });

  test('names the parts of a report', async () => {
    const { text } = await mailOf('en', { costs: 'The way back?' }, 'visitor-wrap-up');
    expect(inOneLine(text)).toContain('One part of the form has a remark of ours beside it:');
  });

  test.each(['en', 'fr', 'es', 'it', 'sr-Latn'])('with a remark on every part speaks %s and is no longer than mail programs show', async (language) => {
    const { definition, texts } = await programmeVersion(db.manager, 'p2p-learning', 1);
    const keys = definition.forms['application']!.fields.map(({ key }) => key);
    const { text, html } = await mailOf(language, Object.fromEntries(keys.map((key) => [key, 'x'.repeat(500)])));
    const flat = inOneLine(text);
    const { messages } = catalogueFor(texts, language);
    for (const key of keys) expect(flat).toContain(inOneLine(messages[`forms.application.fields.${key}.label`]!.split('{')[0]!).trim());
    expect(flat).toContain(String(keys.length));
    expect(Buffer.byteLength(html)).toBeLessThan(longestHtml);
  });
});
