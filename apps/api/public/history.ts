import { In, type EntityManager } from 'typeorm';
import type { DomainEvent } from '../../../libs/contracts/exchange/index.js';
import { ContactEntity, type JournalEntity } from '../../../libs/db/entities/index.js';
import { parsePromptId } from '../../../libs/domain/exchange/reference.js';
import type { PromptKind } from '../../../libs/domain/programme/vocabulary.js';
import { say } from '../../../libs/domain/texts/catalogue.js';
import { spokenParams } from '../../../libs/intake/index.js';
import type { OpenPrompt } from './open-prompt.js';

/** One line of the history that a party reads. */
export interface HistoryEntry {
  at: string;
  text: string;
}

/** Questions that concern one party's money: the other party does not read about them. */
const ownMoney: readonly PromptKind[] = ['bank-details', 'check', 'approve-payment', 'booking'];
/** Stages whose beginning is an event of its own; the others follow from an answer that is told already. */
const toldStages: readonly string[] = ['preparing', 'travelling', 'wrapping-up', 'completed', 'expired', 'cancelled'];

/** The journal in the reader's words, without what only concerns the other side. */
export async function historyOf(db: EntityManager, open: OpenPrompt, journal: readonly JournalEntity[]): Promise<HistoryEntry[]> {
  const events = journal.map((row) => ({ at: row.at, event: row.event as unknown as DomainEvent }));
  const people = await namesOf(db, events.map(({ event }) => (event.kind === 'answered' ? event.by : '')));
  const cents = new Map<string, number>();
  return events.flatMap(({ at, event }): HistoryEntry[] => {
    if (event.kind === 'payment-requested') cents.set(event.party, event.cents);
    const text = sentence(open, event, people, cents);
    return text === undefined ? [] : [{ at: event.kind === 'answered' ? event.at : at, text }];
  });
}

function sentence(
  open: OpenPrompt,
  event: DomainEvent,
  people: ReadonlyMap<string, string>,
  cents: ReadonlyMap<string, number>,
): string | undefined {
  const { record, frame } = open;
  const { texts, brand } = frame;
  const params = (party: string) => {
    const amount = cents.get(party);
    return spokenParams(record, texts.language, { ...(party === '-' ? {} : { party }), ...(amount === undefined ? {} : { cents: amount }) });
  };
  switch (event.kind) {
    case 'entered':
      return toldStages.includes(event.stage) ? say(texts, `stages.${event.stage}.explain`, params('-')) : undefined;
    case 'answered': {
      const { kind, party } = parsePromptId(event.prompt);
      if (isOthers(open, kind, party)) return undefined;
      const by = people.get(event.by) ?? brand.officeName;
      return say(texts, `prompts.${kind}.history.${event.choice}`, { ...params(party), by });
    }
    case 'lapsed': {
      const { kind, party } = parsePromptId(event.prompt);
      return isOthers(open, kind, party) ? undefined : say(texts, `prompts.${kind}.lapsed`, params(party));
    }
    default:
      return undefined;
  }
}

function isOthers({ prompt }: OpenPrompt, kind: PromptKind, party: string): boolean {
  return ownMoney.includes(kind) && party !== prompt.party;
}

/** Names of the parties' people; staff speak for the office. */
async function namesOf(db: EntityManager, ids: readonly string[]): Promise<Map<string, string>> {
  const contacts = await db.findBy(ContactEntity, { id: In([...new Set(ids)]) });
  return new Map(contacts.map((contact) => [contact.id, contact.name]));
}
