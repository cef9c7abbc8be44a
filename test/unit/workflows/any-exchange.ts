import { expect } from '@jest/globals';
import fc from 'fast-check';
import { exchangeInputOf, PaperOffice } from '../../../infra/rehearse/paper-office.js';
import { breaches } from './breaches.js';
import { drawnExchange, drawnPeople } from './drawn-exchange.js';
import { overBudget } from './mail-budget.js';
import { day, performed } from './performed.js';
import { advanceProgramme, programme, visit } from './scenarios.js';
import { tell } from './virtual-desk.js';

/** Whatever people answer or leave unanswered, whenever the system is away: an exchange is legal, keeps to its mails, and ends. */
export const anyExchange = fc.asyncProperty(drawnExchange, async ({ reactions, startAt, place, hostPaidInAdvance, outage, acts, slow }) => {
  const definition = hostPaidInAdvance ? advanceProgramme : programme;
  const office = new PaperOffice(definition, { visit, place });
  const told = await tell(exchangeInputOf(definition, 'P2P-2026-0001', { startAt }), office, drawnPeople(reactions), {
    acts: acts.map(performed),
    slow,
    ...(outage && { outage: { from: day(outage.fromDay), until: day(outage.fromDay + outage.days) } }),
  });
  expect(breaches(told)).toEqual([]);
  expect(overBudget(definition, visit, told.steps)).toEqual([]);
  expect(told.desk.wakeAt()).toBeUndefined();
});
