/** What the story of an exchange does with each question, whatever a definition says: a definition is held to it. */
import type { LapseOutcome, PromptKind, Role, Slot } from './vocabulary.js';

/**
 * Whom the story of an exchange asks, by question: `party/slot`, where `each` stands for every party that it concerns, or
 * the staff role that is asked first. A definition says the same in `to`, which pages, permissions and rehearsals read.
 */
export const addressees = {
  availability: 'hosting/manager',
  dates: 'visiting/manager',
  application: 'visiting/manager',
  review: 'coordinator',
  place: 'programme',
  sign: 'each/signatory',
  'bank-details': 'each/accountant',
  'host-wrap-up': 'hosting/manager',
  'visitor-wrap-up': 'visiting/manager',
  check: 'coordinator',
  'approve-payment': 'finance',
  booking: 'finance',
  'pick-host': 'coordinator',
  'follow-up': 'each/manager',
  'choose-host': 'visiting/manager',
  consent: 'each/manager',
  contradiction: 'coordinator',
  settlement: 'each/manager',
  repayment: 'each/accountant',
  recovery: 'finance',
  'pause-check': 'lead',
} as const satisfies Record<PromptKind, Role | `${string}/${Slot}`>;

/** What silence can lead to, by question: what the story of an exchange knows how to do. */
export const possibleLapses = {
  availability: 'offer-hosts',
  dates: 'offer-hosts',
  application: 'expire',
  review: 'ask-again',
  place: 'expire',
  sign: 'expire',
  'bank-details': 'ask-again',
  'host-wrap-up': 'settle-without',
  'visitor-wrap-up': 'settle-without',
  check: 'ask-again',
  'approve-payment': 'ask-again',
  booking: 'ask-again',
  'pick-host': 'ask-again',
  'follow-up': 'close-quietly',
  'choose-host': 'expire',
  consent: 'close-quietly',
  contradiction: 'ask-again',
  settlement: 'settle-without',
  repayment: 'ask-again',
  recovery: 'ask-again',
  'pause-check': 'ask-again',
} as const satisfies Record<PromptKind, LapseOutcome>;
