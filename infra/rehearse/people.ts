import type { Facts } from '../../libs/contracts/dossier/index.js';
import { parsePromptId, type PromptId } from '../../libs/domain/dossier/reference.js';
import type { PartyId, PromptKind } from '../../libs/domain/programme/vocabulary.js';

/** What somebody answers, and how many days after being asked. */
export interface Reply {
  choice: string;
  afterDays: number;
  facts?: Facts;
}

/** Who says what: for each question, or for one party's, the replies to the first, second, ... time of asking; the last one repeats. */
export type Script = Partial<Record<PromptKind | `${PromptKind}.${PartyId}`, (Reply | 'silent')[]>>;

/** Everybody who can be asked in one exchange. Remembers how often each was asked. */
export type People = (prompt: PromptId) => Reply | 'silent';

/** People who answer by a script, and are silent where it says nothing. */
export function peopleOf(script: Script): People {
  const times = new Map<string, number>();
  return (prompt) => {
    const { kind, party } = parsePromptId(prompt);
    const own = `${kind}.${party}` as const;
    const replies = script[own] ?? script[kind] ?? [];
    const nth = times.get(own) ?? 0;
    times.set(own, nth + 1);
    return replies[Math.min(nth, replies.length - 1)] ?? 'silent';
  };
}

const sayAfter = (afterDays: number, choice: string, facts?: Facts): [Reply] => [
  { choice, afterDays, ...(facts && { facts }) },
];

/** Everybody does what the happy exchange expects, on its usual days. */
export const happyScript: Script = {
  'pick-host': sayAfter(1, 'picked'),
  availability: sayAfter(2, 'yes'),
  dates: sayAfter(2, 'accept'),
  application: sayAfter(5, 'submitted'),
  review: sayAfter(1, 'approve'),
  place: sayAfter(20, 'held'),
  'sign.visiting': sayAfter(1, 'signed', { bank: 'now' }),
  'sign.hosting': sayAfter(3, 'signed', { bank: 'now' }),
  'bank-details': sayAfter(3, 'given'),
  'host-wrap-up': sayAfter(3, 'reported', { tookPlace: 'as-planned', days: 4 }),
  'visitor-wrap-up': sayAfter(8, 'claimed', { days: 4, travelCents: 35_000 }),
  'check.hosting': sayAfter(1, 'accept', { cents: 50_000 }),
  'check.visiting': sayAfter(1, 'accept', { cents: 101_000 }),
  'approve-payment': sayAfter(4, 'approve'),
  booking: sayAfter(3, 'booked'),
  'choose-host': sayAfter(2, 'chosen'),
  consent: sayAfter(2, 'agree'),
  contradiction: sayAfter(2, 'decided'),
  settlement: sayAfter(5, 'claimed'),
  repayment: sayAfter(5, 'repaid'),
  recovery: sayAfter(20, 'received'),
  'pause-check': sayAfter(20, 'resume'),
  'follow-up.visiting': sayAfter(2, 'answered'),
  'follow-up.hosting': sayAfter(6, 'answered'),
};
