import { describe, expect, it } from '@jest/globals';
import { readProgramme, shippedProgrammes } from '../../../infra/programme-files/read-programme.js';
import { brandIn } from '../../../libs/domain/programme/brand.js';
import { mailKinds } from '../../../libs/domain/programme/vocabulary.js';
import { say, sayMail, type TextCatalogue } from '../../../libs/domain/texts/catalogue.js';
import { everyMail, mailParams } from '../../../libs/domain/texts/mail-params.js';
import { formatDay, formatInstant } from '../../../libs/domain/texts/say-values.js';
import { renderHtml } from '../../../libs/mail/compose/html.js';
import { renderText } from '../../../libs/mail/compose/text.js';
import { EnglishFinder, shownBy } from '../texts/english.js';

const read = readProgramme(shippedProgrammes[0]!);
if (!read.ok) throw new Error('the shipped programme is not sound');
const { definition, texts } = read;
/** Mails of the office; it works in the programme's first language. */
const ofStaff = ['sign-in', 'digest', 'monday', 'payment-run', 'staff-invitation'];
const toHubs = mailKinds.filter((kind) => !ofStaff.includes(kind));
const days = ['firstDay', 'lastDay', 'otherFirstDay', 'otherLastDay', 'bookedOn', 'keptUntil', 'decisionBy', 'checkedBy', 'date'];

describe.each(texts.map((catalogue) => [catalogue.language, catalogue] as const))('every mail to a hub in %s', (language, catalogue) => {
  const brand = brandIn(definition, language);
  const finder = new EnglishFinder(texts[0]!, catalogue);

  it.each(toHubs)('%s: neither part, nor the subject, holds English or two full stops', (kind) => {
    for (const silent of ['yes', 'no']) {
      for (const variant of [...Object.keys(definition.parties), 'changes', undefined]) {
        if (variant === undefined ? catalogue.mails[kind] === undefined : catalogue.mails[`${kind}.${variant}`] === undefined) continue;
        const params = Object.fromEntries([...everyMail, ...mailParams[kind]].map((name) => [name, valueOf(name, silent, catalogue, brand)]));
        const said = sayMail(catalogue, kind, variant, params);
        const content = {
          language,
          subject: said.subject,
          preheader: said.preheader,
          greeting: say(catalogue, 'mail.greeting', params),
          blocks: [
            ...said.paragraphs.map((text) => ({ kind: 'text' as const, text })),
            { kind: 'facts' as const, rows: [...said.facts] },
            { kind: 'button' as const, label: said.button ?? 'X', url: 'https://x.example/l/x' },
          ],
          closing: [said.closing ?? say(catalogue, 'mail.closing', params), brand.officeName],
        };
        expect(finder.findings(`${said.subject} ${renderText(content, brand)}`, [definition.brand.programmeName, definition.brand.logoText])).toEqual([]);
        expect(finder.findings(shownBy(renderHtml(content, brand)), [definition.brand.programmeName, definition.brand.logoText])).toEqual([]);
      }
    }
  });
});

/** What the code fills in, in the reader's language; what people write ends like a sentence. */
function valueOf(name: string, silent: string, catalogue: TextCatalogue, brand: { programmeName: string; officeName: string; officePhone: string }): string | number {
  const { language } = catalogue;
  if (name === 'programme') return brand.programmeName;
  if (name === 'office') return brand.officeName;
  if (name === 'phone') return brand.officePhone;
  if (name === 'silent') return silent;
  if (name === 'count' || name === 'minutes' || name === 'queueNumber') return 2;
  if (name === 'due' || name === 'closes') return formatInstant('2026-11-19T17:00:00Z', 'Europe/Chisinau', language);
  if (days.includes(name)) return formatDay('2026-11-19', language);
  if (name === 'question') return say(catalogue, 'prompts.bank-details.question', Object.fromEntries(['reference', 'visitingHub', 'hostingHub', 'firstDay', 'lastDay', 'theme', 'party', 'due', 'amount'].map((each) => [each, 'Xx'])));
  if (name === 'hostingHub') return say(catalogue, 'words.hostOpen');
  return ['reason', 'message', 'comments', 'change'].includes(name) ? 'Xx.' : 'Xx';
}
