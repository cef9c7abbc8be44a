import { expect, it } from '@jest/globals';
import { openLog } from '../../../libs/platform/log/log.js';

const secrets = ['Maria Manager', 'maria@hub.example', '+32 2 555 01 40', '483920', 'BE68539007547034', 'A1_-'.repeat(11).slice(0, 43)];

/** What is written of a line. */
function written(line: object): string {
  const lines: string[] = [];
  openLog('test', 'info', { write: (text) => void lines.push(text) }).info(line, 'a mail came in');
  return lines.join('');
}

it('a log line says codes and ids, and of people nothing, however deep and under whatever name it is handed in', () => {
  const [name, email, phone, mailedCode, iban, token] = secrets;
  const error = Object.assign(new Error(`${name} <${email}>`), { detail: iban });
  const lines = [
    { name_: name, phone, mailedCode, contact: { name, person: { email, phone } } },
    { code: { code: mailedCode }, path: ['/l', { token }], errorId: { iban } },
    { err: error, error, cause: error, code: `${'x'.repeat(300)}${email}` },
    { rows: [{ typed: name, iban, list: [[token]] }] },
  ];
  for (const line of lines) for (const secret of secrets) expect(written(line)).not.toContain(secret);
  expect(written(error)).not.toContain(email);
});

it('what helps to find a fault stays', () => {
  const line = { errorId: 'a1', code: 'ECONNREFUSED', activity: 'publish', method: 'POST', path: '/l/…', status: 500, ms: 12, kind: 'TypeError', driverCode: '22021', stack: ['    at x (a.ts:1)'] };
  expect(JSON.parse(written(line))).toMatchObject({ ...line, msg: 'a mail came in' });
});
