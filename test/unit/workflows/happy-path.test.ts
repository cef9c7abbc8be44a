import { expect, test } from '@jest/globals';
import { exchangeInputOf, PaperOffice, readProgramme } from '../../../infra/bench/paper-office.js';
import { happyScript, peopleOf } from '../../../infra/bench/people.js';
import { tell } from './virtual-desk.js';

test('happy', async () => {
  const definition = readProgramme();
  const office = new PaperOffice(definition, { visit: { firstDay: '2027-03-08', lastDay: '2027-03-11' } });
  const told = await tell(exchangeInputOf(definition, 'P2P-2026-0001'), office, peopleOf(happyScript));
  for (const s of told.steps) console.log(s.seq, s.at, s.stage, JSON.stringify(s.events));
  expect(told.ending).toBe('completed');
});
