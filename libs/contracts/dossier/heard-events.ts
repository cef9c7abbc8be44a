import type { LegId } from '../../domain/dossier/reference.js';
import { parsePromptId } from '../../domain/dossier/reference.js';
import type { PartyId } from '../../domain/programme/vocabulary.js';
import type { DomainEvent } from './events.js';
import type { StopInput } from './messages.js';

/** Kinds of events that can come to an exchange from outside: answers, acts, dates. */
const heardKinds = [
  'answered',
  'reminded',
  'escalated',
  'warned',
  'lapsed',
  'reached',
  'extended',
  'contact-replaced',
  'change-asked',
  'paused',
  'resumed',
  'stopped',
] as const;

/** An event that came from outside; all others are what the story makes of these. */
export type HeardEvent = Extract<DomainEvent, { kind: (typeof heardKinds)[number] }>;
/** An event that the passing of time brought about. */
export type DateEvent = Extract<DomainEvent, { kind: 'reminded' | 'escalated' | 'warned' | 'lapsed' | 'reached' }>;

/** Whether an event came from outside. A colleague named in an answer takes over by the story's own doing. */
export function isHeard(event: DomainEvent): event is HeardEvent {
  if (event.kind === 'contact-replaced') return event.answer === undefined;
  return (heardKinds as readonly string[]).includes(event.kind);
}

/**
 * The stop for which a postponed exchange went on, from the events after `resumed` in the same step; undefined when it went on
 * for another reason. Between the two stands at most the end of the question whether it stays postponed.
 */
export function stopAfter(after: readonly DomainEvent[]): StopInput | undefined {
  const stop = after.find(({ kind }) => kind !== 'closed');
  if (stop?.kind !== 'stopped') return undefined;
  const { ending, reason, by, party, notice } = stop;
  return { ending, reason, by, ...(party && { party }), ...(notice && { notice }) };
}

/** Whose consent a change of the plan asked for, from the events after it in the same step. */
export function consentAskedOf({ leg, change }: { leg: LegId; change: string }, after: readonly DomainEvent[]): PartyId[] {
  return after.flatMap((event) => {
    if (event.kind !== 'asked' || event.about !== change) return [];
    const { party, kind, leg: own } = parsePromptId(event.prompt);
    return kind === 'consent' && own === leg && party !== '-' ? [party] : [];
  });
}
