import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fileName, plainName } from '../../../libs/files/file-name.js';

describe('the name of an uploaded file', () => {
  it.each([
    ['Ticket Lyon – Porto.pdf', 'Ticket Lyon – Porto.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\me\\boarding.pdf', 'boarding.pdf'],
    ['invoice\u202egnp.exe', 'invoicegnp.exe'],
    ['a\u0000b\r\nSet-Cookie: x.pdf', 'abSet-Cookie x.pdf'],
    ['"><script>.jpg', 'script.jpg'],
    ['...', 'file'],
    ['', 'file'],
    ['con.pdf', 'file-con.pdf'],
    ['\ud800.pdf', 'pdf'],
    ['счёт №7.pdf', 'счёт №7.pdf'],
  ])('%j is shown as %j', (claimed, shown) => {
    expect(plainName(claimed)).toBe(shown);
  });

  it('ends in what the file is, whatever it said', () => {
    expect(fileName('page.html', 'image/jpeg')).toBe('page.jpg');
    expect(fileName('photo.jpg.exe', 'image/png')).toBe('photo.jpg.png');
    expect(fileName('scan', 'application/pdf')).toBe('scan.pdf');
  });

  it('is short and plain for any name at all', () => {
    expect(fileName(`${'x'.repeat(300)}.pdf`, 'application/pdf')).toBe(`${'x'.repeat(80)}.pdf`);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (claimed) => {
        const name = fileName(claimed, 'application/pdf');
        expect([...name].length).toBeLessThanOrEqual(90);
        expect(name).toMatch(/^[^\p{Cc}\p{Cf}/\\<>"]+\.pdf$/u);
      }),
    );
  });
});
