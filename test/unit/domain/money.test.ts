import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decimalText, formatCents, parseCents } from '../../../libs/domain/money/cents.js';
import { maskIban, parseBic, parseIban } from '../../../libs/domain/money/iban.js';

describe('an amount that a person typed', () => {
  it.each([
    ['1010', 101000],
    ['1010.5', 101050],
    ['1010.00', 101000],
    ['1010,00', 101000],
    ['1,010.00', 101000],
    ['1.010,00', 101000],
    ['1 010,00', 101000],
    ['1.234,50', 123450],
    ['1.234.567', 123456700],
    ["1'010.00", 101000],
    ['€ 12.34', 1234],
    ['12,34 EUR', 1234],
    ['0', 0],
    ['0.00', 0],
    ['0.1', 10],
    ['  7 ', 700],
  ])('%s is exact', (text, cents) => {
    expect(parseCents(text)).toEqual({ ok: true, cents });
  });

  it.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['-1', 'negative'],
    ['−1', 'negative'],
    ['0.1+0.2', 'not-an-amount'],
    ['12.345', 'ambiguous'],
    ['0.345', 'too-precise'],
    ['1234.567', 'too-precise'],
    ['1,010', 'ambiguous'],
    ['1.010', 'ambiguous'],
    ['1e9', 'not-an-amount'],
    ['NaN', 'not-an-amount'],
    ['Infinity', 'not-an-amount'],
    ['0x10', 'not-an-amount'],
    ['1,010,00', 'not-an-amount'],
    ['1.2.3', 'not-an-amount'],
    ['１０', 'not-an-amount'],
    ['12\u0000', 'not-an-amount'],
    ['10000000.01', 'too-large'],
    ['99999999999999999999', 'too-large'],
  ])('%s is refused', (text, code) => {
    expect(parseCents(text)).toEqual({ ok: false, code });
  });

  it('comes back to the same cents from every way of writing it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000_000 }), (cents) => {
        for (const text of [decimalText(cents), ...['en', 'fr', 'es', 'it', 'sr-Latn'].map((language) => formatCents(cents, language))]) {
          expect(parseCents(text)).toEqual({ ok: true, cents });
        }
      }),
    );
  });
});

describe('an amount for people', () => {
  it.each([
    [101000, 'en', '1,010.00'],
    [101000, 'it', '1.010,00'],
    [5, 'en', '0.05'],
    [117500, 'fr', '1\u202f175,00'],
    [117500, 'es', '1.175,00'],
    [117500, 'sr-Latn', '1.175,00'],
    [-1250, 'en', '-12.50'],
  ])('%i in %s is %s', (cents, language, text) => {
    expect(formatCents(cents, language)).toBe(text);
  });

  it('refuses what is no amount in cents', () => {
    expect(() => decimalText(0.1 + 0.2)).toThrow();
    expect(() => formatCents(Number.NaN, 'en')).toThrow();
  });
});

describe('an account', () => {
  it.each(['BE68539007547034', 'be68 5390 0754 7034', ' SE45 5000 0000 0583 9825 7466 ', 'MD24AG000225100013104168', 'RS35260005601001611379', 'GB29NWBK60161331926819', 'IT60X0542811101000000123456', 'MT84MALT011000012345MTLCAST001S'])(
    '%s is taken',
    (text) => {
      expect(parseIban(text)).toEqual({ ok: true, iban: text.replace(/ /g, '').toUpperCase(), country: text.trim().slice(0, 2).toUpperCase() });
    },
  );

  it.each([
    ['', 'empty'],
    ['BE68539007547035', 'wrong-check-digits'],
    ['BE6853900754703', 'wrong-length'],
    ['US64SVBKUS6S3300958879', 'unknown-country'],
    ['BE68\u00005390 0754 7034', 'bad-characters'],
    ['ＢＥ68539007547034', 'bad-characters'],
    ['BE68-5390-0754-7034', 'bad-characters'],
    ['12345678', 'bad-characters'],
  ])('%s is refused', (text, code) => {
    expect(parseIban(text)).toEqual({ ok: false, code });
  });

  it('notices every single wrong digit and every swap of neighbours', () => {
    const iban = 'BE68539007547034';
    for (let at = 2; at < iban.length; at += 1) {
      const digit = String((Number(iban[at]) + 1) % 10);
      expect(parseIban(iban.slice(0, at) + digit + iban.slice(at + 1)).ok).toBe(false);
      const swapped = iban.slice(0, at) + (iban[at + 1] ?? '') + iban[at] + iban.slice(at + 2);
      if (swapped !== iban && at + 1 < iban.length) expect(parseIban(swapped).ok).toBe(false);
    }
  });

  it('is shown masked', () => {
    expect(maskIban('BE68539007547034')).toBe('BE68 … 7034');
  });

  it('reads a BIC', () => {
    expect([parseBic('gkccbebb'), parseBic('GKCCBEBBXXX'), parseBic('GKCC'), parseBic('GKCCBEBB\n1')]).toEqual(['GKCCBEBB', 'GKCCBEBBXXX', undefined, undefined]);
  });
});
