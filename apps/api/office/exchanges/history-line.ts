import type { DomainEvent } from '../../../../libs/contracts/dossier/index.js';
import { formatCents } from '../../../../libs/domain/money/cents.js';
import { parsePromptId, type PromptId } from '../../../../libs/domain/dossier/reference.js';
import type { ActEntity, RecoveryEntity } from '../../../../libs/platform/db/entities/index.js';
import type { FormValue } from '../../../../libs/domain/forms/read-form.js';
import type { ChangeKind } from '../../../../libs/domain/programme/vocabulary.js';
import { formatInstant } from '../../../../libs/domain/texts/say-values.js';
import { sayChange } from '../../../../libs/dossier/record/plan-change.js';
import { say, type TextCatalogue } from '../../../../libs/domain/texts/catalogue.js';
import type { DossierRecord } from '../../../../libs/dossier/record/dossier-record.js';
import { nameOfParty, spokenParams, type SpokenParams } from '../../../../libs/dossier/record/say-dossier.js';
import type { HistoryEntry } from '../../../../libs/dossier/record/dossier-file.js';

/** What sentences of the history are said with. */
export interface HistoryWords {
  texts: TextCatalogue;
  record: DossierRecord;
  /** Names by contact or staff id. */
  people: ReadonlyMap<string, string>;
  /** What staff and parties did beside answering, by id. */
  acts: ReadonlyMap<string, ActEntity>;
  /** What parties had to pay back. */
  recoveries: readonly RecoveryEntity[];
}

/** Everybody whom an entry of the history names. */
export function namedIn({ who, detail }: HistoryEntry): string[] {
  const { contact, recipient } = detail as { contact?: unknown; recipient?: unknown };
  return [who, ...[contact, recipient].filter((each) => typeof each === 'string')];
}

/** One entry of the history in a sentence; undefined for entries that say nothing new to people. */
export function historyLine(entry: HistoryEntry, words: HistoryWords): string | undefined {
  if (entry.source === 'journal') return journalLine(entry.detail as DomainEvent, words);
  if (toldByJournal.includes(entry.kind)) return undefined;
  const who = words.people.get(entry.who) ?? (entry.who === 'system' ? '' : entry.who);
  const { code } = entry.detail as { code?: unknown };
  return [deskWords[entry.kind] ?? entry.kind, who, whom(entry, words), typeof code === 'string' ? `(${code})` : ''].filter(Boolean).join(' ');
}

/** The person whom an entry of the desk is about. */
function whom({ kind, detail }: HistoryEntry, { people }: HistoryWords): string {
  if (!['mail-bounced', 'mail-delayed', 'mail-overtaken', 'address-works'].includes(kind)) return '';
  const { contact, recipient } = detail as { contact?: string; recipient?: string };
  const name = people.get(contact ?? recipient ?? '') ?? '';
  return kind === 'address-works' && name ? `(${name})` : name;
}

const deskWords: Readonly<Record<string, string>> = {
  'code-locked': 'Too many wrong codes were typed:',
  'hold-short': 'The edition had less money left than the plan can cost; what was left is held',
  'mail-refused': 'A mail could not be delivered',
  'mail-ambiguous': 'A mail may not have arrived',
  'mail-overtaken': 'A mail that was still waiting was not sent, because its question was no longer open for',
  'mail-bounced': 'A mail came back, the address does not work:',
  'mail-delayed': 'A mail is late and still on its way to',
  'mail-auto-reply': 'An automatic reply came in; nobody needs to read it',
  'conversation-seen': 'Answers by mail were read by',
  'address-works': 'The address works again, says',
  'links-sent-anew': 'Links were revoked and sent anew by',
  'staff-refused': 'Not allowed to do this:',
  'step-retried': 'The stopped step was tried again by',
  'correction-opened': 'Opened again to correct an amount by',
  'address-not-on-file': 'Asked from an address that is not on file for the hub:',
  'hand-over-proposed': 'A hand-over to somebody elsewhere was proposed by',
  'hand-over-approved': 'The hand-over was approved by',
  'hand-over-declined': 'The hand-over was turned down by',
};
/** The journal tells of these in its own words, as soon as the exchange has taken them. */
const toldByJournal: readonly string[] = ['staff-acted'];

function journalLine(event: DomainEvent, words: HistoryWords): string | undefined {
  const { texts, record } = words;
  switch (event.kind) {
    case 'entered':
      return `${say(texts, `stages.${event.stage}.name`)}`;
    case 'asked':
      return `Asked ${addressee(event.prompt, words)}: ${question(event.prompt, words)}`;
    case 'answered':
      return say(texts, `prompts.${parsePromptId(event.prompt).kind}.history.${event.choice}`, {
        ...params(event.prompt, words),
        by: words.people.get(event.by) ?? event.by,
      });
    case 'reminded':
      return `Reminded ${addressee(event.prompt, words)}: ${question(event.prompt, words)}`;
    case 'escalated':
      return `Past its date: ${question(event.prompt, words)}`;
    case 'lapsed':
      return say(texts, `prompts.${parsePromptId(event.prompt).kind}.lapsed`, params(event.prompt, words));
    case 'closed':
      return `Closed without an answer: ${question(event.prompt, words)}`;
    case 'host-chosen':
    case 'contradiction-decided':
      return told(event.kind, words);
    case 'contact-replaced':
      return told(event.kind, words, { party: event.party, name: words.people.get(event.contact ?? '') ?? '', slot: say(texts, `slots.${event.slot}`), by: event.by });
    case 'extended':
      return told(event.kind, words, { ...params(event.prompt, words), question: question(event.prompt, words), due: officeTime(event.until, words), by: event.by });
    case 'change-asked':
    case 'plan-changed':
    case 'change-refused':
      return told(event.kind, words, { change: changeSentence(event.change, words), by: 'by' in event ? event.by : undefined });
    case 'paused':
    case 'resumed':
      return told(event.kind, words, { by: event.by });
    case 'stopped':
      return [told(event.ending, words, { reason: say(texts, `stopReasons.${event.reason}`), by: event.by }), wordsOf(event.notice, words)].filter(Boolean).join(' ');
    case 'recovery-requested':
      return told(event.kind, words, { party: event.party, amount: formatCents(event.cents, texts.language) });
    case 'recovery-ended':
      return told(`recovery-${event.outcome}`, words, { party: event.party, amount: askedBack(event.party, words) });
    case 'payment-requested':
      return `${nameOfParty(record, event.party)}: € ${formatCents(event.cents, texts.language)} for payment`;
    case 'nothing-claimed':
      return told(event.kind, words, { party: event.party });
    case 'reached':
      return say(texts, `moments.${event.moment}`);
    case 'agreement-signed':
      return 'Signed by all';
    case 'place-released':
      return 'The place was given back';
    default:
      return undefined; // mails and effects stand in lists of their own
  }
}

/** A sentence of `events`; `party` is given by its id and said by its name, `by` by id too. */
function told(event: string, words: HistoryWords, values: Record<string, string | undefined> = {}): string {
  const { texts, record, people } = words;
  const { party, by, ...others } = values;
  return say(texts, `events.${event}`, {
    ...spokenParams(record, texts.language, party && record.parties[party] ? { party } : {}),
    by: (by === undefined ? undefined : people.get(by)) ?? by ?? '',
    ...Object.fromEntries(Object.entries(others).map(([name, value]) => [name, value ?? ''])),
  });
}

/** What was to change, as the act says it. */
function changeSentence(id: string, { texts, record, acts }: HistoryWords): string {
  const act = acts.get(id);
  if (!act) return '';
  const { what } = act.input as { what: ChangeKind };
  return sayChange(texts, record.plan, what, act.payload as FormValue);
}

/** What people read of why. */
function wordsOf(id: string | undefined, { acts }: HistoryWords): string {
  const { words } = (acts.get(id ?? '')?.payload ?? {}) as { words?: unknown };
  return typeof words === 'string' ? words : '';
}

function askedBack(party: string, { texts, recoveries }: HistoryWords): string {
  const asked = recoveries.findLast((recovery) => recovery.party === party);
  return asked ? formatCents(asked.cents, texts.language) : '';
}

function officeTime(at: string, { texts, record }: HistoryWords): string {
  return formatInstant(at, record.programme.definition.zone, texts.language);
}

function addressee(prompt: PromptId, { texts, record }: HistoryWords): string {
  const { party, slot } = parsePromptId(prompt);
  return party === '-' || texts.messages[`roles.${slot}`] !== undefined ? say(texts, `roles.${slot}`) : nameOfParty(record, party);
}

function question(prompt: PromptId, words: HistoryWords): string {
  return say(words.texts, `prompts.${parsePromptId(prompt).kind}.question`, params(prompt, words));
}

function params(prompt: PromptId, { texts, record }: HistoryWords): SpokenParams {
  const { party } = parsePromptId(prompt);
  return spokenParams(record, texts.language, party === '-' ? {} : { party });
}
