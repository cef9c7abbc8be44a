import type { DossierRecord } from '../../dossier/record/dossier-record.js';
import { nameOfParty, spokenParams, spokenPrompt } from '../../dossier/record/say-dossier.js';
import type { PromptEntity } from '../../platform/db/entities/index.js';
import type { Stage } from '../../domain/kinds/exchange/lifecycle.js';
import type { ProgrammeCalendar } from '../../domain/programme/definition.js';
import { brandIn } from '../../domain/programme/brand.js';
import type { MailKind, Slot } from '../../domain/programme/vocabulary.js';
import { catalogueFor, say, sayMail, type TextCatalogue } from '../../domain/texts/catalogue.js';
import { everyMail, mailParams } from '../../domain/texts/mail-params.js';
import { formatInstant } from '../../domain/texts/say-values.js';
import { editionClosesAt } from '../../domain/calendar/moments.js';
import { remainingOf, resumedInstants, type RemainingInstants } from '../../domain/calendar/pauses.js';

/** A mail that an act will bring about. */
export interface ForeseenMail {
  /** Who gets it, and for which hub. */
  name: string;
  hub: string;
  kind: MailKind;
  subject: string;
}

/** A date that an act moves: to another one, or to stand still with some working days left. */
export interface ForeseenDeadline {
  question: string;
  /** Formatted for the office. */
  from: string;
  to?: string;
  /** Working days. */
  left?: number;
}

/** What an act brings about, as far as it can be told before. */
export interface Consequences {
  mails: ForeseenMail[];
  deadlines: ForeseenDeadline[];
  /** Anything else that staff should know, in sentences. */
  notes: string[];
}

/** Nothing that could be told. */
export function noConsequences(): Consequences {
  return { mails: [], deadlines: [], notes: [] };
}

/** The mail of a kind to a party's contact; none where nobody is known. */
export function foreseenMail(record: DossierRecord, party: string, slot: Slot, kind: MailKind, said: Record<string, string> = {}): ForeseenMail[] {
  const contacts = record.parties[party]?.contacts ?? {};
  const contact = contacts[slot] ?? contacts['manager'];
  if (!contact) return [];
  const texts = catalogueFor(record.programme.texts, contact.language);
  const brand = brandIn(record.programme.definition, texts.language);
  const params = {
    ...Object.fromEntries([...everyMail, ...mailParams[kind]].map((param) => [param, ''])),
    ...spokenParams(record, contact.language, { party }),
    name: contact.name,
    programme: brand.programmeName,
    office: brand.officeName,
    phone: brand.officePhone,
    ...said,
  };
  return [{ name: contact.name, hub: nameOfParty(record, party), kind, subject: sayMail(texts, kind, party, params).subject }];
}

/**
 * A notice to the manager of every party. While another host is looked for, the hub that was asked last reads of the
 * exchange only as long as its question is open.
 */
export function foreseenNotices(record: DossierRecord, kind: MailKind, open: readonly PromptEntity[]): ForeseenMail[] {
  const isHostOut = lookingForHost.includes(record.exchange.stage) && !open.some((prompt) => prompt.kind === 'availability');
  const told = Object.keys(record.parties).filter((party) => !(isHostOut && party === 'hosting'));
  return told.flatMap((party) => foreseenMail(record, party, 'manager', kind));
}

const lookingForHost: readonly Stage[] = ['matching', 'choosing-host'];

/** Open questions whose deadlines an act may move: those that stand still while an exchange is postponed. */
export function movable(open: readonly PromptEntity[]): PromptEntity[] {
  return open.filter(({ kind, status }) => status === 'open' && kind !== 'pause-check');
}

/** Where a question's date goes when it is moved to an instant. */
export function movedDeadline(record: DossierRecord, texts: TextCatalogue, prompt: PromptEntity, until: string): ForeseenDeadline {
  return { ...standing(record, texts, prompt), to: officeTime(record, texts, until) };
}

/** How much is left of a question's date when the exchange is postponed now. */
export function frozenDeadline(record: DossierRecord, texts: TextCatalogue, prompt: PromptEntity, now: string): ForeseenDeadline {
  const { remindAt, dueAt, closesAt, noticeAt } = prompt;
  const rest = remainingOf({ remindAt, dueAt, closesAt, ...(noticeAt && { noticeAt }) }, calendarOf(record), zoneOf(record, prompt), now);
  return { ...standing(record, texts, prompt), left: rest.due.workingDays };
}

/** Where a question's date falls when the exchange goes on now. */
export function resumedDeadline(record: DossierRecord, texts: TextCatalogue, prompt: PromptEntity, now: string): ForeseenDeadline {
  if (!prompt.frozen) return movedDeadline(record, texts, prompt, prompt.dueAt);
  const { prompts, edition } = record.programme.definition;
  const rest = prompt.frozen as RemainingInstants;
  const { dueAt } = resumedInstants(rest, prompts[prompt.kind], calendarOf(record), zoneOf(record, prompt), now, editionClosesAt(edition));
  return movedDeadline(record, texts, prompt, dueAt);
}

/** The clock on which whoever is asked reads a deadline. */
export function zoneOf({ parties, programme }: DossierRecord, { contactId, party }: PromptEntity): string {
  const contact = Object.values(parties[party]?.contacts ?? {}).find(({ id }) => id === contactId);
  return contact?.zone ?? programme.definition.zone;
}

function standing(record: DossierRecord, texts: TextCatalogue, prompt: PromptEntity): Pick<ForeseenDeadline, 'question' | 'from'> {
  const { zone } = record.programme.definition;
  const question = say(texts, `prompts.${prompt.kind}.question`, spokenPrompt(record, prompt, texts.language, zone));
  return { question, from: officeTime(record, texts, prompt.dueAt) };
}

/** An instant as the office reads it. */
export function officeTime({ programme }: DossierRecord, { language }: TextCatalogue, at: string): string {
  return formatInstant(at, programme.definition.zone, language);
}

function calendarOf({ programme }: DossierRecord): ProgrammeCalendar {
  return programme.definition.calendar;
}
