import { parsePromptId } from '../../libs/domain/dossier/reference.js';
import { budgetOf, type DetourTaken } from '../../libs/domain/programme/message-budget.js';
import type { Definition, MessageBudget } from '../../libs/domain/programme/definition.js';
import { staffRoles, type Detour, type PromptKind, type Road } from '../../libs/domain/programme/vocabulary.js';
import type { JournalEntry } from './staff-api.js';

/** The way that an exchange took, as its journal tells it. */
export interface WayTaken {
  road: Road | 'happy';
  detours: DetourTaken[];
}

/** What an exchange may have taken in mails, questions and acts on the way that it took. */
export function budgetOfWay(messages: Definition['messages'], { road, detours }: WayTaken): MessageBudget {
  return budgetOf(messages, road, detours);
}

/** Reads the road and every detour out of a journal. */
export function wayTaken(journal: readonly JournalEntry[]): WayTaken {
  const road = roadOf(journal);
  const detours = journal.flatMap((entry, at) => detourOf(entry, journal.slice(0, at)) ?? []);
  // The road itself holds the first postponement.
  const first = road === 'postponed' ? detours.findIndex(({ detour }) => detour === 'pause') : -1;
  return { road, detours: detours.filter((_, at) => at !== first) };
}

function roadOf(journal: readonly JournalEntry[]): Road | 'happy' {
  const has = (kind: string): boolean => journal.some((entry) => entry.kind === kind);
  if (has('stopped') && has('agreement-signed')) return 'settled';
  const ending = journal.find(({ kind }) => kind === 'ended')?.detail['ending'];
  if (ending !== undefined && ending !== 'completed') return ending as Road;
  return has('paused') ? 'postponed' : 'happy';
}

/** Questions whose asking is a detour. */
const asking: Partial<Record<PromptKind, Detour>> = { dates: 'other-dates', 'choose-host': 'choosing-host', 'bank-details': 'bank-details', contradiction: 'contradiction' };
/** Notices whose sending is a detour. */
const telling: Readonly<Record<string, Detour>> = { 'place-waiting': 'place-waiting', 'check-delayed': 'staff-late', 'claim-refused': 'claim-refused' };
/** Events that are a detour, whomever they concern. */
const happening: Readonly<Record<string, Detour>> = {
  'change-asked': 'change',
  paused: 'pause',
  'payment-returned': 'payment-returned',
  'recovery-requested': 'recovery',
};

function detourOf({ kind, detail }: JournalEntry, before: readonly JournalEntry[]): DetourTaken | undefined {
  const known = happening[kind];
  if (known) return { detour: known };
  const { party = '-', kind: question, slot } = typeof detail['prompt'] === 'string' ? parsePromptId(detail['prompt']) : {};
  const forParty = (detour: Detour, whom = party): DetourTaken => ({ detour, ...(whom !== '-' && { party: whom }) });
  switch (kind) {
    case 'asked':
      return question && asking[question] ? forParty(asking[question]) : undefined;
    case 'informed': {
      const told = telling[String(detail['notice'])];
      return told && forParty(told, String(detail['party']));
    }
    case 'reminded':
      return forParty('reminder');
    case 'warned':
      return forParty('closing-notice');
    case 'extended':
      return forParty('extension');
    case 'contact-replaced':
      return forParty('other-contact', String(detail['party']));
    case 'host-chosen':
    case 'host-picked':
      return before.some((entry) => asks(entry, 'availability')) ? { detour: 'other-host' } : undefined;
    case 'answered':
      if (detail['choice'] === 'request-changes') return forParty('request-changes');
      return question === 'booking' && detail['choice'] === 'returned' ? { detour: 'payment-returned' } : undefined;
    case 'lapsed':
      return (staffRoles as readonly string[]).includes(slot ?? '') ? { detour: 'asked-staff-again' } : undefined;
    default:
      return undefined;
  }
}

function asks({ kind, detail }: JournalEntry, question: PromptKind): boolean {
  return kind === 'asked' && parsePromptId(String(detail['prompt'])).kind === question;
}
