import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { exchangeInputOf, PaperOffice } from '../../../infra/bench/paper-office.js';
import { happyScript, peopleOf, type People } from '../../../infra/bench/people.js';
import { openStages, type Stage } from '../../../libs/domain/exchange/lifecycle.js';
import { parsePromptId } from '../../../libs/domain/exchange/reference.js';
import { promptChoices, stopReasons, type StopReason } from '../../../libs/domain/programme/vocabulary.js';
import { breaches } from './breaches.js';
import { act, advanceProgramme, change, extendAll, programme, reply, stop } from './scenarios.js';
import { tell, type Act } from './virtual-desk.js';

/** What each next question meets: a choice (by number), silence, and how long it takes. */
const reaction = fc.record({
  silent: fc.boolean(),
  choice: fc.nat(3),
  afterDays: fc.double({ min: 0.01, max: 70, noNaN: true }),
  cents: fc.constantFrom(0, 1, 50_000, 101_000),
  bank: fc.constantFrom('now', 'later', 'accountant'),
});
type Reaction = typeof reaction extends fc.Arbitrary<infer T> ? T : never;

const world = fc.record({
  reactions: fc.array(reaction, { maxLength: 40 }),
  startAt: fc.constantFrom('host-asked' as const, 'matching' as const),
  place: fc.constantFrom('held' as const, 'waiting' as const),
  hostPaidInAdvance: fc.boolean(),
  acts: fc.array(
    fc.record({
      what: fc.constantFrom('withdraw' as const, 'cancel' as const, 'change' as const, 'pause' as const, 'resume' as const, 'extend' as const),
      stage: fc.constantFrom(...openStages),
      afterDays: fc.double({ min: 0, max: 60, noNaN: true }),
      reason: fc.constantFrom(...stopReasons),
    }),
    { maxLength: 4 },
  ),
  outage: fc.option(fc.record({ fromDay: fc.nat(400), days: fc.integer({ min: 1, max: 200 }) })),
});

test('whatever people answer or leave unanswered: every exchange is legal, and ends', async () => {
  await fc.assert(
    fc.asyncProperty(world, async ({ reactions, startAt, place, hostPaidInAdvance, outage, acts }) => {
      const definition = hostPaidInAdvance ? advanceProgramme : programme;
      const office = new PaperOffice(definition, { visit: { firstDay: '2027-03-08', lastDay: '2027-03-11' }, place });
      const told = await tell(exchangeInputOf(definition, 'P2P-2026-0001', { startAt }), office, peopleWith(reactions), {
        acts: acts.map(drawnAct),
        ...(outage && { outage: { from: day(outage.fromDay), until: day(outage.fromDay + outage.days) } }),
      });
      expect(breaches(told)).toEqual([]);
      expect(told.desk.wakeAt()).toBeUndefined();
    }),
    { numRuns: 3_000 },
  );
}, 120_000);

function drawnAct({ what, stage, afterDays, reason }: { what: string; stage: Stage; afterDays: number; reason: StopReason }): Act {
  switch (what) {
    case 'withdraw':
      return stop(stage, 'withdrawn', { reason, party: 'visiting' }, afterDays);
    case 'cancel':
      return stop(stage, 'cancelled', { reason }, afterDays);
    case 'change':
      return change(stage, afterDays);
    case 'pause':
      return act(stage, afterDays, (control) => control.pauseRefusal() ?? void control.pause({ by: 'lead' }));
    case 'resume':
      return act(stage, afterDays, (control) => control.resumeRefusal() ?? void control.resume({ by: 'lead' }));
    default:
      return extendAll(stage, afterDays);
  }
}

/** People who react as drawn, and once nothing is left do what brings an exchange to its end. */
function peopleWith(reactions: readonly Reaction[]): People {
  const left = [...reactions];
  const sensible = peopleOf({ ...happyScript, 'pick-host': [reply('give-up')] });
  return (prompt) => {
    const drawn = left.shift();
    if (!drawn) return sensible(prompt);
    const { kind } = parsePromptId(prompt);
    if (drawn.silent) return 'silent';
    const choice = promptChoices[kind][drawn.choice % promptChoices[kind].length] ?? '';
    return { choice, afterDays: drawn.afterDays, facts: { cents: drawn.cents, bank: drawn.bank } };
  };
}

function day(count: number): string {
  return new Date(Date.parse('2026-10-05T12:00:00.000Z') + count * 24 * 3_600_000).toISOString();
}
