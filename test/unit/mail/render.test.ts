import { describe, expect, test } from '@jest/globals';
import type { MailContent } from '../../../libs/mail/compose/content.js';
import { renderHtml } from '../../../libs/mail/compose/html.js';
import { renderText } from '../../../libs/mail/compose/text.js';
import { brand, content, LONG_LINK } from './sample-mail.js';

function withBlocks(...blocks: MailContent['blocks']): MailContent {
  return { ...content, blocks };
}

describe('the plain text part', () => {
  const text = renderText(content, brand);

  test('has no line beyond 76 characters but the link, which stands whole on its own line', () => {
    const long = text.split('\n').filter((line) => line.length > 76);
    expect(long).toEqual([LONG_LINK]);
  });

  test('aligns facts and wraps their values below each other', () => {
    const value = 'a residency for circus artists with a team of three and what it asks from neighbours';
    const lines = renderText(withBlocks({ kind: 'facts', rows: [{ label: 'Who', value: 'Hub' }, { label: 'Theme', value }] }), brand).split('\n');
    expect(lines.slice(2, 5)).toEqual([
      'Who:    Hub',
      'Theme:  a residency for circus artists with a team of three and what it asks',
      '        from neighbours',
    ]);
  });

  test('never breaks a telephone number, wherever the line ends', () => {
    for (let before = 30; before < 75; before += 1) {
      const words = 'x'.repeat(before);
      expect(renderText(withBlocks({ kind: 'text', text: `${words} call us at +32 2 555 01 40. Or write.` }), brand)).toContain('+32 2 555 01 40');
    }
  });

  test('prints the address of each of several things, behind the words of its button', () => {
    const items = [{ text: 'Sign the agreement', url: 'https://hub.example/l/1', button: 'Answer' }, { text: 'Guide', url: 'https://hub.example/2' }];
    expect(renderText(withBlocks({ kind: 'list', title: 'Decide: 2', items }), brand)).toContain(
      'Decide: 2\n- Sign the agreement\n  Answer:\n  https://hub.example/l/1\n- Guide\n  https://hub.example/2\n',
    );
  });

  test('keeps the order of the content, the office last', () => {
    const order = ['Dear host contact,', 'They would', 'Who:', 'Answer now:', '! Please answer', 'Next', '- They apply', '  You see it first.', '  https://programme.example/guide', 'With kind regards', '-- ', 'Network office'];
    const positions = order.map((piece) => `\n${text}`.indexOf(`\n${piece}`));
    expect(positions).toEqual(positions.toSorted((a, b) => a - b));
    expect(positions).not.toContain(-1);
  });
});

describe('the HTML part', () => {
  test('escapes what people typed, in text and in attributes', () => {
    const evil = `<script>alert(1)</script>" onmouseover="x`;
    const html = renderHtml(
      {
        ...content,
        subject: evil,
        preheader: evil,
        greeting: evil,
        language: 'en" onload="x',
        blocks: [
          { kind: 'text', text: evil },
          { kind: 'button', label: evil, url: 'https://hub.example/?a=1&b="x"'.replaceAll('"', '%22') },
          { kind: 'facts', rows: [{ label: evil, value: evil }] },
          { kind: 'list', title: evil, items: [{ text: evil, detail: evil, url: 'https://hub.example/' }] },
          { kind: 'notice', text: evil },
        ],
        closing: [evil],
      },
      { ...brand, programmeName: evil, logoText: evil, officeName: evil, officePhone: evil, officeAddressLine: evil, accentColour: '#fff;}</style><script>' },
    );
    expect(html).not.toMatch(/<script/i);
    expect(html.replaceAll(/="[^"]*"/g, '')).not.toMatch(/<[^>]*\son(?:mouseover|load)/i);
    expect(html).toContain('href="https://hub.example/?a=1&amp;b=%22x%22"');
  });

  test('links only web addresses; a button elsewhere is a mistake of ours', () => {
    const html = renderHtml(withBlocks({ kind: 'list', items: [{ text: 'site', url: 'javascript:alert(1)' }] }), brand);
    expect(html).not.toContain('javascript:');
    expect(html).toContain('site');
    expect(() => renderHtml(withBlocks({ kind: 'button', label: 'x', url: 'javascript:alert(1)' }), brand)).toThrow(TypeError);
  });

  test('drops marks that turn the reading direction and control characters', () => {
    const html = renderHtml(withBlocks({ kind: 'text', text: 'a\u202Eb\u0007c\u2066d' }), brand);
    expect(html).toContain('abcd');
  });

  test('shows button and the plain link, fetches nothing, runs nothing', () => {
    const html = renderHtml(content, brand);
    const link = LONG_LINK.replace('&', '&amp;');
    expect(html.split(`href="${link}"`)).toHaveLength(3);
    expect(html).toContain(`>${link}</a>`);
    expect(html).not.toMatch(/<(?:img|link|script|iframe|form)\b|url\(|@import/i);
  });

  test('gives each of several things its own button or link, and the address in print', () => {
    const items = [{ text: 'Sign', url: 'https://hub.example/l/1', button: 'Answer' }, { text: 'Guide', url: 'https://hub.example/2' }, { text: 'No link' }];
    const html = renderHtml(withBlocks({ kind: 'list', title: 'Decide: 3', items }, { kind: 'list', title: 'Broken: nothing', items: [] }), brand);
    expect(html).toMatch(/<a href="https:\/\/hub\.example\/l\/1" class="button-label"[^>]*>Answer<\/a>/);
    expect(html).toContain('>https://hub.example/l/1</a>');
    expect(html).toMatch(/<a href="https:\/\/hub\.example\/2" class="accent"[^>]*>Guide<\/a>/);
    expect(html).toContain('>https://hub.example/2</a>');
    expect(html).toContain('Broken: nothing</p>');
    expect(html).not.toContain('<ul style="margin:0 0 20px;padding:0 0 0 22px;"></ul>');
  });

  test('dials at a touch wherever a telephone number stands', () => {
    const phone = '+32 2 555 01 40';
    const html = renderHtml(
      withBlocks(
        { kind: 'text', text: `Call ${phone}. Budget: 1,010.00 euro.` },
        { kind: 'facts', rows: [{ label: 'Phone', value: phone }] },
        { kind: 'list', items: [{ text: `Call the host at ${phone}`, url: 'https://hub.example/', button: 'Open' }] },
      ),
      brand,
    );
    expect(html.split('href="tel:+3225550140"')).toHaveLength(4);
    expect(html).not.toContain('telephone=no');
  });

  test.each([
    ['#ffdd00', '#000000'],
    ['#1f4e79', '#ffffff'],
    ['red', '#ffffff'],
  ])('writes on the accent %s in a colour that can be read', (accentColour, ink) => {
    expect(renderHtml(content, { ...brand, accentColour })).toMatch(new RegExp(`class="button-label" style="[^"]*;color:${ink};`));
  });
});
