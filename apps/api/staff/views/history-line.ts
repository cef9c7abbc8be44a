import type { DomainEvent } from '../../../../libs/contracts/exchange/index.js';
import { formatCents } from '../../../../libs/domain/money/cents.js';
import { parsePromptId, type PromptId } from '../../../../libs/domain/exchange/reference.js';
import { say, type TextCatalogue } from '../../../../libs/domain/texts/catalogue.js';
import type { ExchangeRecord } from '../../../../libs/intake/exchange-record.js';
import { nameOfParty, spokenParams, type SpokenParams } from '../../../../libs/intake/say-exchange.js';
import type { HistoryEntry } from '../../../../libs/staffing/exchange-file.js';

/** What sentences of the history are said with. */
export interface HistoryWords {
  texts: TextCatalogue;
  record: ExchangeRecord;
  /** Names by contact or staff id. */
  people: ReadonlyMap<string, string>;
}

/** One entry of the history in a sentence; undefined for entries that say nothing new to people. */
export function historyLine(entry: HistoryEntry, words: HistoryWords): string | undefined {
  if (entry.source === 'journal') return journalLine(entry.detail as DomainEvent, words);
  const who = words.people.get(entry.who) ?? (entry.who === 'system' ? '' : entry.who);
  const { code } = entry.detail as { code?: unknown };
  return [deskWords[entry.kind] ?? entry.kind, who, typeof code === 'string' ? `(${code})` : ''].filter(Boolean).join(' ');
}

const deskWords: Readonly<Record<string, string>> = {
  'code-locked': 'Too many wrong codes were typed:',
  'mail-refused': 'A mail could not be delivered',
  'mail-ambiguous': 'A mail may not have arrived',
  'staff-refused': 'Not allowed to do this:',
  'step-retried': 'The stopped step was tried again by',
};

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
    case 'payment-requested':
      return `${nameOfParty(record, event.party)}: € ${formatCents(event.cents, texts.language)} for payment`;
    case 'nothing-claimed':
      return `${nameOfParty(record, event.party)} claimed nothing`;
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
