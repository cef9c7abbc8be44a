import { describe, expect, test } from '@jest/globals';
import { parseMailAddress, parsePersonName } from '../../../libs/mail/compose/address.js';

describe('a person’s name', () => {
  test.each(['Ana Živković', "Siobhán O'Brien", 'Jean-Luc d’Aubigné', 'J. R. Smith Jr.', 'Νίκος', '李 小龙', 'محمد', 'Host contact 2'])('is taken: %s', (name) => {
    expect(parsePersonName(name)).toEqual({ ok: true, value: name });
  });

  test('has one spelling: blanks tidied, letters composed', () => {
    expect(parsePersonName('  Ana   Z\u030civković ')).toEqual({ ok: true, value: 'Ana Živković' });
  });

  test.each([
    ['', 'name-missing'],
    ['   ', 'name-missing'],
    [undefined, 'name-missing'],
    [['Ana'], 'name-missing'],
    ['Ana\r\nBcc: all@hub.example', 'name-control-character'],
    ['Ana\n', 'name-control-character'],
    ['Ana\u0000', 'name-control-character'],
    ['Ana\u2028B', 'name-control-character'],
    ['Ana \u202Egnp.exe', 'name-control-character'],
    ['Ana \ud800', 'name-control-character'],
    ['a'.repeat(101), 'name-too-long'],
    ['Živković, Ana', 'name-character'],
    ['"Ana"', 'name-character'],
    ['Ana <ana@hub.example>', 'name-character'],
    ['<script>', 'name-character'],
    ['{{7*7}}', 'name-character'],
    ['=cmd()', 'name-character'],
    ['---', 'name-without-letter'],
  ])('is refused: %j', (name, code) => {
    expect(parsePersonName(name)).toEqual({ ok: false, code });
  });
});

describe('an e-mail address', () => {
  test.each([
    ['host@hub.example', 'host@hub.example'],
    ['  First.Last+exchange@Hub.EXAMPLE ', 'First.Last+exchange@hub.example'],
    ["o'brien@hub.example", "o'brien@hub.example"],
    ['info@čačak.example', 'info@xn--aak-eqab.example'],
  ])('is taken: %s', (typed, value) => {
    expect(parseMailAddress(typed)).toEqual({ ok: true, value });
  });

  test.each([
    ['', 'address-missing'],
    [null, 'address-missing'],
    ['host@hub.example\r\nBcc: all@hub.example', 'address-control-character'],
    ['host@hub.example\n', 'address-control-character'],
    ['host@hub.example\u0000', 'address-control-character'],
    ['a@hub.example,b@hub.example', 'address-character'],
    ['a@hub.example;b@hub.example', 'address-character'],
    ['"a b"@hub.example', 'address-character'],
    ['a b@hub.example', 'address-character'],
    ['Ana <ana@hub.example>', 'address-character'],
    ['a@[127.0.0.1]', 'address-character'],
    ['host', 'address-at-sign'],
    ['a@b@hub.example', 'address-at-sign'],
    ['@hub.example', 'address-local-part'],
    ['.a@hub.example', 'address-local-part'],
    ['a..b@hub.example', 'address-local-part'],
    ['živko@hub.example', 'address-local-part'],
    [`${'a'.repeat(65)}@hub.example`, 'address-too-long'],
    [`a@${'abcdefghi.'.repeat(26)}example`, 'address-too-long'],
    ['a@', 'address-domain'],
    ['a@localhost', 'address-domain'],
    ['a@hub..example', 'address-domain'],
    ['a@-hub.example', 'address-domain'],
    ['a@127.0.0.1', 'address-domain'],
    ['a@ｈｕｂ.example', 'address-domain'],
    ['a@hub.example/x', 'address-domain'],
  ])('is refused: %j', (typed, code) => {
    expect(parseMailAddress(typed)).toEqual({ ok: false, code });
  });
});
