import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { afterButton, firstSheet, mayReplace, readSheet, writeSheet, type DraftMark, type Sheet } from '../../../libs/domain/forms/sheet.js';

const desk: Sheet = { id: 'desk0001', nth: 1, base: 0 };
const phone: Sheet = { id: 'phone001', nth: 1, base: 0 };
const keptFrom = ({ id, nth }: Sheet, revision: number): DraftMark => ({ sheet: id, nth, revision });

describe('a page that saves by itself', () => {
  it('may always save where nothing is kept', () => {
    expect(mayReplace(undefined, { ...desk, base: 7 })).toBe(true);
  });

  it('goes on over what it saved itself, and never back', () => {
    expect(mayReplace(keptFrom(desk, 1), { ...desk, nth: 2 })).toBe(true);
    expect(mayReplace(keptFrom({ ...desk, nth: 5 }, 5), { ...desk, nth: 4 })).toBe(false);
    expect(mayReplace(keptFrom(desk, 1), desk)).toBe(false);
  });

  it('replaces what it was opened with, and nothing that was written elsewhere since', () => {
    expect(mayReplace(keptFrom(phone, 3), { ...desk, base: 3 })).toBe(true);
    expect(mayReplace(keptFrom(phone, 4), { ...desk, base: 3 })).toBe(false);
    expect(mayReplace(keptFrom(phone, 1), desk)).toBe(false);
  });

  it('is never taken for another one because neither has a name', () => {
    expect(mayReplace({ sheet: null, nth: 0, revision: 2 }, { id: null, nth: 50, base: 1 })).toBe(false);
  });

  it('is older than everything that came by a button of it', () => {
    const pressed = afterButton(desk);
    for (const late of [2, 3, 50]) expect(mayReplace(keptFrom(pressed, 2), { ...desk, nth: late })).toBe(false);
    expect(mayReplace(keptFrom(pressed, 2), { ...pressed, nth: pressed.nth + 1 })).toBe(true);
  });

  it('of several, in whatever order saves arrive, the kept one is the latest of its page and nobody else’s is lost', () => {
    const save = fc.record({ id: fc.constantFrom('desk0001', 'phone001', 'tablet01'), nth: fc.integer({ min: 1, max: 9 }), base: fc.constant(0) });
    fc.assert(
      fc.property(fc.array(save, { maxLength: 30 }), (saves) => {
        let kept: DraftMark | undefined;
        for (const each of saves) if (mayReplace(kept, each)) kept = keptFrom(each, (kept?.revision ?? 0) + 1);
        const first = saves[0]?.id;
        const own = saves.filter(({ id }) => id === first).map(({ nth }) => nth);
        return first === undefined ? kept === undefined : kept?.sheet === first && kept.nth === Math.max(...own);
      }),
    );
  });
});

describe('a page as its form carries it', () => {
  it.each<[string, Sheet]>([
    ['0', firstSheet],
    ['12', { ...firstSheet, base: 12 }],
    ['12.7.abcdefgh01', { id: 'abcdefgh01', nth: 7, base: 12 }],
  ])('%s', (text, sheet) => {
    expect(readSheet(text)).toEqual(sheet);
    expect(writeSheet(sheet)).toBe(text);
  });

  it.each([undefined, '', '-1', '1.2', '1.2.', '1.2.UPPER123', '1.2.short', '1e9', '1.2.abcdefgh.3', ' 1', `1.2.${'a'.repeat(41)}`])('is a page that began with nothing when it is %j', (text) => {
    expect(readSheet(text)).toEqual(firstSheet);
  });
});
