import fc from 'fast-check';
import { happyScript, peopleOf, type People } from '../../../infra/rehearse/people.js';
import { openStages } from '../../../libs/domain/kinds/exchange/lifecycle.js';
import { parsePromptId } from '../../../libs/domain/dossier/reference.js';
import { promptChoices, stopReasons } from '../../../libs/domain/programme/vocabulary.js';
import { reply } from './scenarios.js';

/** What each next question meets: a choice (by number), silence, and how long it takes. */
const reaction = fc.record({
  silent: fc.boolean(),
  choice: fc.nat(3),
  afterDays: fc.double({ min: 0.01, max: 70, noNaN: true }),
  cents: fc.constantFrom(0, 1, 50_000, 101_000),
  bank: fc.constantFrom('now', 'later', 'accountant'),
});
/** How somebody reacts to a question, as drawn. */
type Reaction = typeof reaction extends fc.Arbitrary<infer T> ? T : never;

/** Something that staff or a party do some days after a stage was first entered. */
const drawnAct = fc.record({
  what: fc.constantFrom('withdraw' as const, 'cancel' as const, 'change' as const, 'pause' as const, 'resume' as const, 'extend' as const, 'replace' as const),
  stage: fc.constantFrom(...openStages),
  afterDays: fc.double({ min: 0, max: 60, noNaN: true }),
  reason: fc.constantFrom(...stopReasons),
});
/** One such act. */
export type DrawnAct = typeof drawnAct extends fc.Arbitrary<infer T> ? T : never;

/** Everything that may befall one exchange: what people answer or leave, what is done beside answering, what fails. */
export const drawnExchange = fc.record({
  reactions: fc.array(reaction, { maxLength: 40 }),
  startAt: fc.constantFrom('host-asked' as const, 'matching' as const),
  place: fc.constantFrom('held' as const, 'waiting' as const),
  hostPaidInAdvance: fc.boolean(),
  acts: fc.array(drawnAct, { maxLength: 4 }),
  /** How long each next step takes to be written down, in days: meanwhile people and staff go on. */
  slow: fc.array(fc.constantFrom(0, 0, 0, 0.01, 1, 3, 20), { maxLength: 25 }),
  outage: fc.option(fc.record({ fromDay: fc.nat(400), days: fc.integer({ min: 1, max: 200 }) })),
});
/** One exchange's fate. */
export type DrawnExchange = typeof drawnExchange extends fc.Arbitrary<infer T> ? T : never;

/** People who react as drawn, and once nothing is left do what brings an exchange to its end. */
export function drawnPeople(reactions: readonly Reaction[]): People {
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
