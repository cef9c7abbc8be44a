import type { Facts } from '../../libs/contracts/dossier/index.js';
import type { PartyId, PromptKind } from '../../libs/domain/programme/vocabulary.js';

/** One thing that wakes an exchange: somebody's answer, or a date that comes. */
export type Act =
  | { wakes: 'answer'; kind: PromptKind; party: PartyId | '-'; slot: string; choice: string; facts?: Facts; steps: number }
  | { wakes: 'date'; dayOfVisit: number; steps: number };

const answer = (kind: PromptKind, party: PartyId | '-', slot: string, choice: string, more: { facts?: Facts; steps?: number } = {}): Act => ({
  wakes: 'answer',
  ...{ kind, party, slot, choice, steps: more.steps ?? 1 },
  ...(more.facts && { facts: more.facts }),
});
const date = (dayOfVisit: number): Act => ({ wakes: 'date', dayOfVisit, steps: 1 });

/** Steps that the start itself takes. */
export const stepsOfStart = 1;

/**
 * The happy exchange from the host's consent to the last question: fifteen answers and four dates, each with the number
 * of steps that follow from it. Days count from the first day of the visit.
 */
export const happyActs: readonly Act[] = [
  answer('availability', 'hosting', 'manager', 'yes'),
  answer('application', 'visiting', 'manager', 'submitted', { steps: 2 }),
  answer('review', '-', 'coordinator', 'approve'),
  answer('sign', 'visiting', 'signatory', 'signed', { facts: { bank: 'now' } }),
  answer('sign', 'hosting', 'signatory', 'signed', { facts: { bank: 'now' } }),
  date(-6),
  date(1),
  date(5),
  answer('host-wrap-up', 'hosting', 'manager', 'reported', { facts: { days: 4 } }),
  answer('check', 'hosting', 'coordinator', 'accept', { facts: { cents: 50_000 } }),
  answer('visitor-wrap-up', 'visiting', 'manager', 'claimed', { facts: { days: 4, travelCents: 35_000 } }),
  answer('approve-payment', 'hosting', 'finance', 'approve'),
  answer('check', 'visiting', 'coordinator', 'accept', { facts: { cents: 101_000 } }),
  answer('booking', 'hosting', 'finance', 'booked'),
  answer('approve-payment', 'visiting', 'finance', 'approve'),
  answer('booking', 'visiting', 'finance', 'booked'),
  date(230),
  answer('follow-up', 'visiting', 'manager', 'answered'),
  answer('follow-up', 'hosting', 'manager', 'answered'),
];

/** Steps of a complete happy exchange. */
export const happySteps = happyActs.reduce((sum, { steps }) => sum + steps, stepsOfStart);
