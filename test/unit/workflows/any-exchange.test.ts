import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { exchangeInputOf, PaperOffice } from '../../../infra/rehearse/paper-office.js';
import { breaches } from './breaches.js';
import { drawnExchange, drawnPeople, type DrawnAct } from './drawn-exchange.js';
import { overBudget } from './mail-budget.js';
import { act, advanceProgramme, change, extendAll, programme, stop, visit } from './scenarios.js';
import { tell, type Act } from './virtual-desk.js';

test('whatever people answer or leave unanswered: every exchange is legal, keeps to its mails, and ends', async () => {
  await fc.assert(
    fc.asyncProperty(drawnExchange, async ({ reactions, startAt, place, hostPaidInAdvance, outage, acts, slow }) => {
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
    }),
    { numRuns: 3_000 },
  );
}, 120_000);

function performed({ what, stage, afterDays, reason }: DrawnAct): Act {
  switch (what) {
    case 'withdraw':
      return stop(stage, 'withdrawn', { reason, party: 'visiting' }, afterDays);
    case 'cancel':
      return stop(stage, 'cancelled', { reason }, afterDays);
    case 'change':
      return change(stage, afterDays);
    case 'pause':
      return act(stage, afterDays, (control) => control.refusal({ kind: 'pause' }) ?? void control.pause({ by: 'lead' }));
    case 'resume':
      return act(stage, afterDays, (control) => control.refusal({ kind: 'resume' }) ?? void control.resume({ by: 'lead' }));
    case 'extend':
      return extendAll(stage, afterDays);
    case 'replace': {
      const replaced = { leg: '1', party: 'hosting', slot: 'manager', contact: 'colleague', by: 'staff' } as const;
      return act(stage, afterDays, (control) => control.refusal({ kind: 'replace-contact' }) ?? void control.replaceContact(replaced));
    }
  }
}

function day(count: number): string {
  return new Date(Date.parse('2026-10-05T12:00:00.000Z') + count * 24 * 3_600_000).toISOString();
}
