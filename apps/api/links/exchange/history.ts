import { In, type EntityManager } from 'typeorm';
import type { DomainEvent } from '../../../../libs/contracts/dossier/index.js';
import { ActEntity, ContactEntity, HubEntity, PromptEntity, type JournalEntity } from '../../../../libs/platform/db/entities/index.js';
import { parsePromptId } from '../../../../libs/domain/dossier/reference.js';
import type { FormValue } from '../../../../libs/domain/forms/read-form.js';
import type { ChangeKind, PromptKind } from '../../../../libs/domain/programme/vocabulary.js';
import { say } from '../../../../libs/domain/texts/catalogue.js';
import { formatInstant } from '../../../../libs/domain/texts/say-values.js';
import { sayChange } from '../../../../libs/dossier/record/plan-change.js';
import { nameOfParty, spokenParams, type SpokenParams } from '../../../../libs/dossier/record/say-dossier.js';
import type { OpenExchange } from '../opening/open-exchange.js';

/** One line of the history that a party reads. */
export interface HistoryEntry {
  at: string;
  text: string;
}

/** Questions that concern one party's money: the other party does not read about them. */
const ownMoney: readonly PromptKind[] = ['bank-details', 'check', 'approve-payment', 'booking', 'settlement', 'repayment', 'recovery'];
/** Stages whose beginning is an event of its own; the others follow from an answer that is told already. */
const toldStages: readonly string[] = ['preparing', 'travelling', 'wrapping-up', 'settling', 'correcting', 'completed', 'expired', 'cancelled'];

/** What sentences of the history are made from, beside the events themselves. */
interface Told {
  open: OpenExchange;
  /** Names of the parties' people, by id. */
  people: ReadonlyMap<string, string>;
  acts: ReadonlyMap<string, ActEntity>;
  /** Which hub each question to a host went to. */
  asked: ReadonlyMap<string, string>;
}

/** What changes from one event to the next: who hosts, and which amounts are spoken of. */
interface Running {
  hostingHub: string;
  cents: Map<string, number>;
}

/** The journal in the reader's words, without what only concerns the other side. */
export async function historyOf(db: EntityManager, open: OpenExchange, journal: readonly JournalEntity[]): Promise<HistoryEntry[]> {
  const events = journal.map((row) => ({ at: row.at, event: row.event as unknown as DomainEvent }));
  const told: Told = { open, people: await namesOf(db, events), acts: await actsOf(db, open), asked: await hubsAsked(db, open) };
  const running: Running = { hostingHub: nameOfParty(open.record, 'hosting'), cents: new Map() };
  return events.slice(firstForReader(open, events)).flatMap(({ at, event }): HistoryEntry[] => {
    follow(told, running, event);
    const text = sentence(told, running, event);
    return text === undefined ? [] : [{ at: event.kind === 'answered' ? event.at : at, text }];
  });
}

/** A host reads from where it was asked itself: whom else the candidate asked is none of its business. */
function firstForReader({ prompt }: OpenExchange, events: readonly { event: DomainEvent }[]): number {
  if (prompt.party !== 'hosting') return 0;
  return events.findLastIndex(({ event }) => event.kind === 'host-picked' || event.kind === 'host-chosen') + 1;
}

function follow({ asked }: Told, running: Running, event: DomainEvent): void {
  if (event.kind === 'payment-requested' || event.kind === 'recovery-requested') running.cents.set(event.party, event.cents);
  if (event.kind === 'asked') running.hostingHub = asked.get(event.prompt) ?? running.hostingHub;
}

function sentence(told: Told, running: Running, event: DomainEvent): string | undefined {
  const { texts, brand } = told.open.frame;
  const params = (party = '-') => paramsOf(told, running, party);
  const by = (id: string): string => told.people.get(id) ?? brand.officeName;
  switch (event.kind) {
    case 'entered':
      return toldStages.includes(event.stage) ? say(texts, `stages.${event.stage}.explain`, params()) : undefined;
    case 'answered': {
      const { kind, party } = parsePromptId(event.prompt);
      if (isOthers(told.open, kind, party)) return undefined;
      return say(texts, `prompts.${kind}.history.${event.choice}`, { ...params(party), by: by(event.by) });
    }
    case 'lapsed': {
      const { kind, party } = parsePromptId(event.prompt);
      return isOthers(told.open, kind, party) ? undefined : say(texts, `prompts.${kind}.lapsed`, params(party));
    }
    case 'extended': {
      const { kind, party } = parsePromptId(event.prompt);
      if (isOthers(told.open, kind, party)) return undefined;
      const about = { ...params(party), due: formatInstant(event.until, told.open.holder.zone, texts.language) };
      return say(texts, 'events.extended', { ...about, question: say(texts, `prompts.${kind}.question`, about), by: by(event.by) });
    }
    case 'contact-replaced': {
      if (event.contact === undefined) return undefined; // the answer that names the colleague is told already
      const about = { name: told.people.get(event.contact) ?? '', slot: say(texts, `slots.${event.slot}`), by: by(event.by ?? '') };
      return say(texts, 'events.contact-replaced', { ...params(event.party), ...about });
    }
    case 'change-asked':
    case 'plan-changed':
    case 'change-refused': {
      const change = changeOf(told, event.change);
      const who = event.kind === 'change-asked' ? { by: by(event.by) } : {};
      return change === undefined ? undefined : say(texts, `events.${event.kind}`, { ...params(), change, ...who });
    }
    case 'paused':
    case 'resumed':
      return say(texts, `events.${event.kind}`, { ...params(), by: by(event.by) });
    case 'stopped':
      return say(texts, `events.${event.ending}`, { ...params(event.party), reason: say(texts, `stopReasons.${event.reason}`), by: by(event.by) });
    case 'recovery-requested':
      return event.party === told.open.prompt.party ? say(texts, 'events.recovery-requested', params(event.party)) : undefined;
    case 'recovery-ended':
      return event.party === told.open.prompt.party ? say(texts, `events.recovery-${event.outcome}`, params(event.party)) : undefined;
    default:
      return undefined;
  }
}

function paramsOf({ open }: Told, { hostingHub, cents }: Running, party: string): SpokenParams {
  const amount = cents.get(party);
  const about = { ...(party === '-' ? {} : { party }), ...(amount === undefined ? {} : { cents: amount }) };
  const params = spokenParams(open.record, open.frame.texts.language, about);
  return { ...params, hostingHub, ...(party === 'hosting' && { party: hostingHub }) };
}

function changeOf({ open, acts }: Told, change: string): string | undefined {
  const act = acts.get(change);
  if (!act) return undefined;
  return sayChange(open.frame.texts, open.record.plan, (act.input as { what: ChangeKind }).what, act.payload as FormValue);
}

function isOthers({ prompt }: OpenExchange, kind: PromptKind, party: string): boolean {
  return ownMoney.includes(kind) && party !== prompt.party;
}

/** Names of the parties' people; staff speak for the office. */
async function namesOf(db: EntityManager, events: readonly { event: DomainEvent }[]): Promise<Map<string, string>> {
  const ids = events.flatMap(({ event }) => [
    ...('by' in event && event.by ? [event.by] : []),
    ...('contact' in event && event.contact ? [event.contact] : []),
  ]);
  const contacts = await db.findBy(ContactEntity, { id: In([...new Set(ids)]) });
  return new Map(contacts.map((contact) => [contact.id, contact.name]));
}

async function actsOf(db: EntityManager, { prompt }: OpenExchange): Promise<Map<string, ActEntity>> {
  const acts = await db.findBy(ActEntity, { ref: prompt.ref, kind: 'change' });
  return new Map(acts.map((act) => [act.id, act]));
}

/** The hub behind each question to a host: another hub may have taken its place since. */
async function hubsAsked(db: EntityManager, { prompt: { ref } }: OpenExchange): Promise<Map<string, string>> {
  const prompts = await db.findBy(PromptEntity, { ref, kind: 'availability' });
  const contacts = new Map((await db.findBy(ContactEntity, { id: In(prompts.flatMap(({ contactId }) => contactId ?? [])) })).map((row) => [row.id, row]));
  const hubs = await db.findBy(HubEntity, { organisationId: In([...contacts.values()].map(({ organisationId }) => organisationId)) });
  return new Map(
    prompts.flatMap(({ id, contactId }): [string, string][] => {
      const contact = contacts.get(contactId ?? '');
      const hub = hubs.find((each) => each.id === contact?.hubId) ?? hubs.find((each) => each.organisationId === contact?.organisationId);
      return hub ? [[id, hub.name]] : [];
    }),
  );
}
