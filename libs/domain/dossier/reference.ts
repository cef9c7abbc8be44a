import type { PartyId, PromptKind, Role, Slot } from '../programme/vocabulary.js';

/** What people write on a letter to name an exchange, e.g. `P2P-2026-0042`. Also the workflow's id. */
export type ExchangeReference = string;

/** The reference of the n-th exchange of a programme in a year. */
export function exchangeReference(prefix: string, year: number, n: number): ExchangeReference {
  return `${prefix}-${year}-${String(n).padStart(4, '0')}`;
}

/** One direction of an exchange; a twinning has two. */
export type LegId = string;

/**
 * Names one question: `<reference>/<leg>/<party>/<kind>/<slot>/<round>`. Replacing a contact keeps the id, asking
 * the same thing again raises the round. `-` stands for "no party": a question about the exchange as a whole.
 */
export type PromptId = string;

/** A prompt id taken apart. `slot` is a party's slot, or the staff role that is asked. */
export interface PromptKey {
  ref: ExchangeReference;
  leg: LegId;
  party: PartyId | '-';
  kind: PromptKind;
  slot: Slot | Role;
  round: number;
}

/** The id of a prompt. */
export function promptId(key: PromptKey): PromptId {
  return [key.ref, key.leg, key.party, key.kind, key.slot, key.round].join('/');
}

/** The inverse of {@link promptId}. Throws a RangeError on anything else than a prompt id. */
export function parsePromptId(id: PromptId): PromptKey {
  const [ref, leg, party, kind, slot, round, ...rest] = id.split('/');
  if (!ref || !leg || !party || !kind || !slot || !/^[1-9]\d*$/.test(round ?? '') || rest.length > 0) {
    throw new RangeError('not a prompt id');
  }
  return { ref, leg, party, kind: kind as PromptKind, slot: slot as Slot | Role, round: Number(round) };
}
