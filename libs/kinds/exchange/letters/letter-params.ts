import type { Facts, PaymentPurpose } from '../../../contracts/dossier/index.js';
import { InboxEntity, JournalEntity, PaymentEntity, PlaceHoldEntity, PromptEntity, type ContactEntity } from '../../../platform/db/entities/index.js';
import { localDay } from '../../../domain/calendar/days.js';
import { promptInstants } from '../../../domain/calendar/deadlines.js';
import { editionClosesAt } from '../../../domain/calendar/moments.js';
import { parsePromptId } from '../../../domain/dossier/reference.js';
import type { FormValue } from '../../../domain/forms/read-form.js';
import { formatCents } from '../../../domain/money/cents.js';
import type { Field } from '../../../domain/programme/form-schema.js';
import type { MailKind, PromptKind } from '../../../domain/programme/vocabulary.js';
import { catalogueFor, say } from '../../../domain/texts/catalogue.js';
import { mailParams } from '../../../domain/texts/mail-params.js';
import { formatDay, formatInstant } from '../../../domain/texts/say-values.js';
import { reservedFor, spokenParams } from '../../../dossier/record/say-dossier.js';
import { unknownManager } from '../../../dossier/people/colleagues.js';
import { amountAskedBack } from '../claims/settlement-claim.js';
import { commentsIn } from '../../../dossier/prompts/sent-back.js';
import { hostChoices, sayReasons } from '../matching/host-choices.js';
import { askerOf, changeInWords, wordsOf, wordsOfExtension, wordsOfPause, wordsOfStop, whoStepped } from './act-words.js';
import type { LetterContext } from './letter-context.js';

/** What a mail is about, beside the exchange itself. */
export interface LetterSubject {
  kind: MailKind;
  party: string;
  contact: ContactEntity;
  /** The question that the mail asks. */
  prompt?: PromptEntity;
  /** What the story said with a notice. */
  facts?: Facts;
}

type Params = Record<string, string | number>;
type Value = (context: LetterContext, subject: LetterSubject) => Promise<string | number> | string | number;

/** The values that a mail of this kind names, formatted for its reader, fixed from now on. */
export async function letterParams(context: LetterContext, about: LetterSubject): Promise<Params> {
  const { language } = catalogueFor(context.programme.texts, about.contact.language); // dates speak the mail's language
  const subject = { ...about, contact: { ...about.contact, language } };
  const params: Params = exchangeParams(context, language);
  for (const name of mailParams[subject.kind]) {
    if (name in params) continue;
    params[name] = (await values[name]?.(context, subject)) ?? '';
  }
  return params;
}

/** What every mail may name; a host who is not known yet is called so. */
function exchangeParams(context: LetterContext, language: string): Params {
  const { reference, visitingHub, hostingHub, firstDay, lastDay, theme } = spokenParams(context, language);
  return { reference, visitingHub, hostingHub: hostingHub || say(catalogueFor(context.programme.texts, language), 'words.hostOpen'), firstDay, lastDay, theme };
}

const values: Record<string, Value> = {
  due: (context, { prompt, contact }) => (prompt ? dueInWords(context, prompt, contact) : ''),
  closes: (_, { prompt, contact }) => (prompt ? formatInstant(prompt.closesAt, contact.zone, contact.language) : ''),
  visitor: ({ parties }) => parties['visiting']?.contacts['manager']?.name ?? '',
  addressNotOnFile,
  amount: amountOf,
  otherFirstDay: async (context, subject) => proposedDay(context, subject, 'from'),
  otherLastDay: async (context, subject) => proposedDay(context, subject, 'to'),
  message: async (context, { prompt }) => text(await payloadOf(context, prompt?.about), 'message'),
  comments: async (context, { prompt }) => text(await payloadOf(context, prompt?.about), 'reason'),
  remarks: async (context, { prompt }) => (prompt ? (await fieldsWithRemarks(context, prompt)).length : 0),
  reason: reasonOf,
  party: ({ parties }, { party }) => parties[party]?.hub?.name ?? '',
  slot: ({ programme }, { facts, contact }) => say(catalogueFor(programme.texts, contact.language), `slots.${factText(facts, 'slot')}`),
  by: async (context, { kind, facts, prompt, contact }) =>
    kind === 'took-over'
      ? (factText(facts, 'by') ?? '')
      : kind === 'withdrawn'
      ? whoStepped(context, { notice: factText(facts, 'notice'), answer: factText(facts, 'answer') }, contact.language)
      : askerOf(context, factText(facts, 'change') ?? prompt?.about ?? undefined, contact.language),
  change: async (context, { facts, prompt, contact }) =>
    changeInWords(context, factText(facts, 'change') ?? prompt?.about ?? undefined, contact.language),
  question: questionOf,
  otherHubs: otherHubs,
  queueNumber: queueNumber,
  decisionBy: (context, { contact }) => staffDate(context, 'review', contact),
  checkedBy: (context, { contact }) => staffDate(context, 'check', contact),
  silent: async (context, { kind, facts }) => ((kind === 'choose-host' ? await isHostSilent(context) : facts?.['lapsed'] === true) ? 'yes' : 'no'),
  place: placeOf,
  closedFor: (_context, { facts }) => factText(facts, 'why') ?? 'ended',
  purpose: purposeOf,
  otherContact: ({ parties }, { party }) => otherManager(parties, party)?.name ?? '',
  otherPhone: ({ parties }, { party }) => otherManager(parties, party)?.phone ?? '',
  bookedOn: ({ now }, { contact }) => formatDay(localDay(contact.zone, now), contact.language),
  explanation: async ({ tx, exchange }, { party }) => {
    const payment = await tx.findOne(PaymentEntity, { where: { ref: exchange.ref, party }, order: { requestedAt: 'DESC' } });
    return ((payment?.explanation ?? []) as string[]).join('\n');
  },
};

/** The date by which a question is to be answered; while the exchange is postponed there is none yet. */
function dueInWords({ programme }: LetterContext, { frozen, dueAt }: PromptEntity, { zone, language }: ContactEntity): string {
  return frozen ? say(catalogueFor(programme.texts, language), 'words.dateToCome') : formatInstant(dueAt, zone, language);
}

/** The fields of a question's form that the office wrote beside when it sent the form back, in the form's order. */
export async function fieldsWithRemarks(context: LetterContext, { kind, about }: PromptEntity): Promise<Field[]> {
  const remarks = commentsIn(await payloadOf(context, about));
  const { forms, prompts } = context.programme.definition;
  return (forms[prompts[kind as PromptKind].form ?? '']?.fields ?? []).filter(({ key }) => key in remarks);
}

/** Who asks has an address that is not on file for the hub: whoever is asked may know better than we do. */
async function addressNotOnFile({ tx, parties: { visiting }, programme }: LetterContext, { contact }: LetterSubject): Promise<string> {
  const unknown = visiting && (await unknownManager(tx, visiting));
  if (!unknown) return '';
  const about = { visitor: unknown.name, email: unknown.email, visitingHub: visiting.hub?.name ?? '', phone: programme.definition.brand.officePhone };
  return say(catalogueFor(programme.texts, contact.language), 'pages.question.addressNotOnFile', about);
}

/** What whoever acted wrote: why it was declined, withdrawn, changed, postponed, or has to be paid back. */
async function reasonOf(context: LetterContext, { kind, facts, prompt }: LetterSubject): Promise<string> {
  switch (kind) {
    case 'consent':
      return wordsOf(context, prompt?.about ?? undefined);
    case 'settlement':
      return wordsOfStop(context);
    case 'repayment':
      return context.exchange.correction ? wordsOf(context, context.exchange.correction.notice) : wordsOfStop(context);
    case 'paused':
      return wordsOfPause(context, 'pause');
    case 'resumed':
      return wordsOfPause(context, 'resume');
    case 'extended':
      return wordsOfExtension(context, prompt?.id ?? '');
    default:
      return wordsOf(context, factText(facts, 'notice') ?? factText(facts, 'answer'));
  }
}

/** The question that a mail speaks of: the one that got more time, or the one that nobody answered. */
async function questionOf(context: LetterContext, { facts, prompt, contact, party }: LetterSubject): Promise<string> {
  const id = prompt?.id ?? factText(facts, 'prompt');
  if (!id || parsePromptId(id).kind === 'place') return ''; // nobody was asked: no place became free
  const asked = prompt ?? (await context.tx.findOneBy(PromptEntity, { id }));
  const about = asked?.party ?? party;
  return say(catalogueFor(context.programme.texts, contact.language), `prompts.${parsePromptId(id).kind}.question`, {
    ...exchangeParams(context, contact.language),
    party: context.parties[about]?.hub?.name ?? '',
    due: asked ? dueInWords(context, asked, contact) : '',
    amount: await amountOf(context, { kind: 'extended', party: about, contact, ...(asked && { prompt: asked }) }),
  });
}

/** Hubs that a candidate may ask next, one in each line, with the reasons. */
async function otherHubs({ tx, exchange, programme, parties }: LetterContext, { contact }: LetterSubject): Promise<string> {
  const texts = catalogueFor(programme.texts, contact.language);
  const { suggested } = await hostChoices(tx, { ref: exchange.ref, definition: programme.definition, parties });
  return suggested.map((each) => `${each.hub.name}, ${each.hub.city}: ${sayReasons(texts, each)}`).join('\n');
}

/** Whether the hub that was asked last has not answered yet. */
async function isHostSilent({ tx, exchange }: LetterContext): Promise<boolean> {
  const asked = await tx.findOne(PromptEntity, { where: { ref: exchange.ref, kind: 'availability' }, order: { askedAt: 'DESC' } });
  return asked?.status === 'open' || asked?.status === 'lapsed';
}

/** What the party claimed, was paid or has to pay back, where that is what it is about; else the most that it can get by the plan. */
async function amountOf(context: LetterContext, { kind, party, facts, contact, prompt }: LetterSubject): Promise<string> {
  const checked = kind === 'claim-refused' ? await amountChecked(context, factText(facts, 'answer')) : undefined;
  const said = facts?.['cents'] ?? checked ?? (prompt && (await amountAskedBack(context.tx, prompt)));
  const cents = typeof said === 'number' ? said : reservedFor(context, party);
  return formatCents(cents, contact.language);
}

/** Whether a place is or was held for the exchange, or it has only a number in the queue, or not even that. */
async function placeOf({ tx, exchange }: LetterContext): Promise<'held' | 'waited' | 'none'> {
  const hold = await tx.findOneBy(PlaceHoldEntity, { ref: exchange.ref });
  if (!hold) return 'none';
  return hold.heldAt === null ? 'waited' : 'held';
}

/** What the payment is for that was just booked, and whether the exchange goes on after it. */
async function purposeOf({ tx, exchange, step }: LetterContext, { party }: LetterSubject): Promise<PaymentPurpose | 'ended'> {
  const booked = step.events.findLast((event) => event.kind === 'payment-booked' && event.party === party);
  const purpose = booked?.kind === 'payment-booked' ? booked.purpose : 'claim';
  if (purpose !== 'claim') return purpose;
  const stopped = step.events.some(({ kind }) => kind === 'stopped') || (await tx.existsBy(JournalEntity, { ref: exchange.ref, kind: 'stopped' }));
  return stopped ? 'ended' : 'claim';
}

/** What was asked for in the report or the costs that staff checked in this answer; a report may name no sum. */
async function amountChecked({ tx }: LetterContext, answer: string | undefined): Promise<number | undefined> {
  const check = answer === undefined ? null : await tx.findOneBy(InboxEntity, { id: answer });
  const asked = check && (await tx.findOneBy(PromptEntity, { id: check.promptId }));
  const claim = asked?.about ? await tx.findOneBy(InboxEntity, { id: asked.about }) : null;
  const { cents } = (claim?.facts ?? {}) as Facts;
  return typeof cents === 'number' ? cents : undefined;
}

/** The number in the queue that people read: how many applications of the edition came before, plus one. */
async function queueNumber({ tx, exchange }: LetterContext): Promise<number> {
  const own = await tx.findOneByOrFail(PlaceHoldEntity, { ref: exchange.ref });
  return tx
    .createQueryBuilder(PlaceHoldEntity, 'hold')
    .where('hold.edition = :edition and hold.queueOrder <= :order', { edition: own.edition, order: own.queueOrder })
    .getCount();
}

/** Until when staff will have answered a question that is asked now. */
function staffDate({ programme: { definition }, now }: LetterContext, kind: 'review' | 'check', contact: ContactEntity): string {
  const { dueAt } = promptInstants(definition.prompts[kind], definition.calendar, definition.zone, now, editionClosesAt(definition.edition));
  return formatDay(localDay(contact.zone, dueAt), contact.language);
}

async function proposedDay(context: LetterContext, { prompt, contact }: LetterSubject, end: 'from' | 'to'): Promise<string> {
  const dates = (await payloadOf(context, prompt?.about))?.['otherDates'] as { from: string; to: string } | undefined;
  return dates ? formatDay(dates[end], contact.language) : '';
}

async function payloadOf({ tx }: LetterContext, answer: string | null | undefined): Promise<FormValue | undefined> {
  if (!answer) return undefined;
  return (await tx.findOneBy(InboxEntity, { id: answer }))?.payload as FormValue | undefined;
}

function otherManager(parties: LetterContext['parties'], party: string): ContactEntity | undefined {
  return Object.values(parties).find((one) => one.id !== party)?.contacts['manager'];
}

function text(payload: FormValue | undefined, key: string): string {
  const value = payload?.[key];
  return typeof value === 'string' ? value : '';
}

function factText(facts: Facts | undefined, key: string): string | undefined {
  const value = facts?.[key];
  return typeof value === 'string' ? value : undefined;
}
