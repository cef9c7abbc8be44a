import type { DomainEvent, Step } from '../../libs/contracts/dossier/index.js';
import { parsePromptId } from '../../libs/domain/dossier/reference.js';

/** How the steps of a run are named: as its input says, and for as long as it lives. */
export type Naming = 2 | undefined;

/**
 * `<seq>-<what the step does>`, the id of the activity that writes the step down. Replay compares these names and
 * nothing else of a step, so a story that does something else than a run did is found out by them.
 */
export function stepName(step: Step, naming: Naming): string {
  return `${step.seq}-${naming === 2 ? upToWhatIsWaitedFor(step.events) : asNamedAtFirst(step.events)}`;
}

/**
 * Everything up to the last event that the story goes on from: a question, a date, a stage, a place. Where there is
 * none, what the step began with. What comes behind it, and what people are told anywhere, is free to change: no run
 * goes on from that.
 */
function upToWhatIsWaitedFor(events: readonly DomainEvent[]): string {
  const last = events.findLastIndex(({ kind }) => goneOnFrom.includes(kind));
  const told = events.slice(0, last + 1 || events.length).filter(({ kind }) => kind !== 'informed');
  const named = last < 0 ? told.slice(0, 1) : told;
  return named.map(eventName).join('+') || 'informed';
}

const goneOnFrom: readonly DomainEvent['kind'][] = ['asked', 'awaited', 'entered', 'place-asked', 'ended'];

function eventName(event: DomainEvent): string {
  if (event.kind === 'entered') return event.stage;
  if (event.kind === 'awaited') return `until-${event.moment}`;
  if (event.kind !== 'asked') return event.kind;
  const { party, kind, slot } = parsePromptId(event.prompt);
  return party === '-' ? `${kind}.${slot}` : `${kind}.${party}.${slot}`;
}

/** What is asked or, where nothing is, the last event of all: an event more at the end is another name. */
function asNamedAtFirst(events: readonly DomainEvent[]): string {
  const asked = events.flatMap((event) => {
    if (event.kind !== 'asked') return [];
    const { party, kind } = parsePromptId(event.prompt);
    return [party === '-' ? kind : `${kind}.${party}`];
  });
  return asked.length > 0 ? asked.join('+') : (events.at(-1)?.kind ?? 'nothing');
}
