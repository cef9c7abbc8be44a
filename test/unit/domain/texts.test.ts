import { describe, expect, it } from '@jest/globals';
import { fieldErrorCodes, fieldErrorParams } from '../../../libs/domain/forms/field-errors.js';
import { mailKinds } from '../../../libs/domain/programme/vocabulary.js';
import { say, sayMail, type TextCatalogue } from '../../../libs/domain/texts/catalogue.js';
import { argumentsOf } from '../../../libs/domain/texts/check-texts.js';
import { expectedTexts } from '../../../libs/domain/texts/expected-texts.js';
import { everyMail, mailParams } from '../../../libs/domain/texts/mail-params.js';
import { formatDay, formatInstant, sayFieldError } from '../../../libs/domain/texts/say-values.js';
import { programmeA } from './shipped.js';

const { definition, texts, languages } = programmeA();
const filled = (names: readonly string[]): Record<string, string | number> =>
  Object.fromEntries(names.map((name) => [name, name === 'count' || name === 'units' || name === 'days' ? 2 : `[${name}]`]));

describe('the English texts', () => {
  it('say every sentence with the values that are declared for it', () => {
    for (const [key, { params, optional }] of expectedTexts(definition)) {
      if (optional && texts.messages[key] === undefined) continue;
      expect(say(texts, key, filled(params))).not.toBe('');
    }
  });

  it('say every mail to every party, with a subject, something to read and nothing left unfilled', () => {
    for (const kind of mailKinds) {
      for (const variant of [...Object.keys(definition.parties), 'changes', undefined]) {
        const known = variant === undefined ? texts.mails[kind] : (texts.mails[`${kind}.${variant}`] ?? texts.mails[kind]);
        if (known === undefined) continue;
        const mail = sayMail(texts, kind, variant, filled([...everyMail, ...mailParams[kind]]));
        expect(mail.subject.length).toBeGreaterThan(3);
        expect(mail.subject).not.toMatch(/[\r\n]/);
        expect(mail.paragraphs.length).toBeGreaterThan(0);
        expect([mail.subject, ...mail.paragraphs].join(' ')).not.toMatch(/undefined|\{[a-z]/);
      }
    }
  });

  it('use the words of people, not those of the code', () => {
    const said = [...Object.values(texts.messages), ...Object.values(texts.mails).flatMap((mail) => [mail.subject, ...mail.paragraphs])];
    for (const word of [/\bprompt/i, /\bobligation/i, /\blapse/i, /\bescalat/i, /\bentitlement/i, /\bworkflow/i, /\bclaimant/i, /\bsojourn\b/i]) {
      expect(said.filter((sentence) => word.test(sentence))).toEqual([]);
    }
  });

  it('leave out a paragraph whose value is not known', () => {
    const params = { ...filled([...everyMail, ...mailParams.availability]), message: '', addressNotOnFile: '' };
    expect(sayMail(texts, 'availability', 'hosting', params).paragraphs).toHaveLength(3);
  });

  it('name the hub that did not answer when others are offered', () => {
    const params = filled([...everyMail, ...mailParams['choose-host']]);
    expect(sayMail(texts, 'choose-host', 'visiting', { ...params, silent: 'yes' }).subject).toMatch(/^No answer from/);
    expect(sayMail(texts, 'choose-host', 'visiting', { ...params, silent: 'no' }).subject).toMatch(/^Not this time at/);
  });

  it('throw on a key that does not exist and on a value that is missing', () => {
    expect(() => say(texts, 'words.nowhere')).toThrow(/no "words.nowhere"/);
    expect(() => say(texts, 'words.euro')).toThrow();
    expect(() => sayMail(texts, 'sign', 'visiting', {})).toThrow();
  });

  it('have a sentence for each wrong field, with amounts written for people', () => {
    for (const code of fieldErrorCodes) {
      const params = Object.fromEntries(fieldErrorParams[code].map((name) => [name, 123456]));
      expect(sayFieldError(texts, { field: 'x', code, params })).toMatch(/\.$/);
    }
    expect(sayFieldError(texts, { field: 'x', code: 'amount-too-large', params: { maxCents: 101000 } })).toBe('This must be at most 1,010.00 euro.');
  });
});

describe.each(languages.map((each) => [each.language, each] as const))('what mails in %s promise', (_language, catalogue) => {
  const said = (mail: string): string => {
    const { subject, preheader = '', paragraphs } = catalogue.mails[mail]!;
    return [subject, preheader, ...paragraphs].join(' ');
  };

  it('is there: no poster is on anybody’s page, and no certificate', () => {
    for (const mail of Object.keys(catalogue.mails)) expect(said(mail)).not.toMatch(/poster|affiche |cartel |locandina|plakat|certificat|certificado|sertifikat/i);
  });

  it('comes to whom it is said: the mail that one may book goes to managers, the agreement to those who sign', () => {
    expect(said('sign.visiting')).toContain('{visitingHub}');
    expect(catalogue.messages['prompts.sign.receipts.signed']).toContain('{party}');
    expect(catalogue.messages['prompts.availability.receipts.yes']).toContain('{hostingHub}');
  });

  it('is not said of every question: that the office calls stands beside the questions where it does', () => {
    expect(said('reminder')).not.toMatch(/we call you|nous vous appellerons|le llamaremos|la chiamiamo|pozvati Vas/i);
    expect(said('reminder')).toContain('{reference}');
  });
});

describe('saying', () => {
  it('finds the values of nested messages', () => {
    expect(argumentsOf('{a, plural, one {{b}} other {# of {c}}} and {d, select, x {{e}} other {}}').toSorted()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('takes values as they are: no markup, no placeholder of their own', () => {
    const params = { ...filled([...everyMail, ...mailParams.availability]), visitor: "<script> {x} 'y'" };
    expect(sayMail(texts, 'availability', 'hosting', params).paragraphs[0]).toMatch(/^<script> \{x\} 'y' from/);
  });

  it('says the offset of the reader’s clock, in summer and in winter', () => {
    expect(formatInstant('2027-07-12T17:00:00.000Z', 'Europe/Chisinau', 'fr')).toBe('lundi 12 juillet 2027, 20:00 (UTC+3)');
    expect(formatInstant('2027-01-12T17:00:00.000Z', 'Europe/Chisinau', 'fr')).toBe('mardi 12 janvier 2027, 19:00 (UTC+2)');
    expect(formatInstant('2027-01-12T17:00:00.000Z', 'Europe/London', 'fr')).toMatch(/17:00 \(UTC\)$/);
  });

  it('ends a sentence with one full stop where its last value ends with one', () => {
    const serbian: TextCatalogue = { language: 'sr-Latn', revision: 1, mails: {}, messages: { end: 'Rok je {day}.', mid: 'Od {day} do {day}...', select: '{day, select, other {Rok je {day}.}}' } };
    const day = formatDay('2026-11-19', 'sr-Latn');
    expect(day).toMatch(/2026\.$/);
    expect(say(serbian, 'end', { day })).toBe('Rok je četvrtak 19. novembar 2026.');
    expect(say(serbian, 'select', { day })).toBe('Rok je četvrtak 19. novembar 2026.');
    expect(say(serbian, 'mid', { day: 'petak.' })).toBe('Od petak. do petak...');
    expect(say(serbian, 'end', { day: 'danas' })).toBe('Rok je danas.');
  });

  it('writes days and instants for the reader', () => {
    expect(formatDay('2027-03-12', 'en')).toBe('Friday 12 March 2027');
    expect(formatInstant('2027-03-12T17:00:00.000Z', 'Europe/Brussels', 'en')).toBe('Friday 12 March 2027, 18:00 (UTC+1)');
  });

  it.each([
    ['en', 'Friday 12 March 2027', 'Friday 1 January 2027, 00:05 (UTC+1)'],
    ['fr', 'vendredi 12 mars 2027', 'vendredi 1er janvier 2027, 00:05 (UTC+1)'],
    ['es', 'viernes 12 de marzo de 2027', 'viernes 1 de enero de 2027, 00:05 (UTC+1)'],
    ['it', 'venerdì 12 marzo 2027', 'venerdì 1 gennaio 2027, 00:05 (UTC+1)'],
    ['sr-Latn', 'petak 12. mart 2027.', 'petak 1. januar 2027, 00:05 (UTC+1)'],
  ])('writes days and instants in %s, with a comma before the time only', (language, day, instant) => {
    expect(formatDay('2027-03-12', language)).toBe(day);
    expect(formatInstant('2026-12-31T23:05:00.000Z', 'Europe/Brussels', language)).toBe(instant);
  });
});
