import type { Facts } from '../../libs/contracts/exchange/index.js';
import { InboxEntity, PaymentEntity, PlaceHoldEntity, type ContactEntity, type PlanEntity, type PromptEntity } from '../../libs/db/entities/index.js';
import { promptInstants } from '../../libs/domain/calendar/deadlines.js';
import { editionClosesAt } from '../../libs/domain/calendar/moments.js';
import type { FormValue } from '../../libs/domain/forms/read-form.js';
import { formatCents } from '../../libs/domain/money/cents.js';
import type { MailKind } from '../../libs/domain/programme/vocabulary.js';
import { mailParams } from '../../libs/domain/texts/mail-params.js';
import { formatDay, formatInstant } from '../../libs/domain/texts/say-values.js';
import { partyReservation } from './places.js';
import { latestPlan, type StepContext } from './step-context.js';

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
type Value = (context: StepContext, subject: LetterSubject) => Promise<string | number> | string | number;

/** The values that a mail of this kind names, formatted for its reader, fixed from now on. */
export async function letterParams(context: StepContext, subject: LetterSubject): Promise<Params> {
  const plan = await latestPlan(context.tx, context.exchange.ref, Object.values(context.parties)[0]?.leg ?? '1');
  const params: Params = exchangeParams(context, plan, subject.contact.language);
  for (const name of mailParams[subject.kind]) {
    if (name in params) continue;
    params[name] = (await values[name]?.(context, subject)) ?? '';
  }
  return params;
}

function exchangeParams({ exchange, parties }: StepContext, plan: PlanEntity, language: string): Params {
  const { theme } = plan.content as { theme?: string };
  return {
    reference: exchange.ref,
    visitingHub: parties['visiting']?.hub?.name ?? '',
    hostingHub: parties['hosting']?.hub?.name ?? '',
    firstDay: formatDay(plan.firstDay, language),
    lastDay: formatDay(plan.lastDay, language),
    theme: theme ?? '',
  };
}

const values: Record<string, Value> = {
  due: (_, { prompt, contact }) => (prompt ? formatInstant(prompt.dueAt, contact.zone, contact.language) : ''),
  closes: (_, { prompt, contact }) => (prompt ? formatInstant(prompt.closesAt, contact.zone, contact.language) : ''),
  visitor: ({ parties }) => parties['visiting']?.contacts['manager']?.name ?? '',
  amount: amountOf,
  otherFirstDay: async (context, subject) => proposedDay(context, subject, 'from'),
  otherLastDay: async (context, subject) => proposedDay(context, subject, 'to'),
  message: async (context, { prompt }) => text(await payloadOf(context, prompt?.about), 'message'),
  comments: async (context, { prompt }) => text(await payloadOf(context, prompt?.about), 'reason'),
  reason: async (context, { facts }) => text(await payloadOf(context, factText(facts, 'answer')), 'reason'),
  queueNumber: queueNumber,
  decisionBy: (context, { contact }) => staffDate(context, 'review', contact),
  checkedBy: (context, { contact }) => staffDate(context, 'check', contact),
  silent: (_, { facts }) => (facts?.['lapsed'] === true ? 'yes' : 'no'),
  otherContact: ({ parties }, { party }) => otherManager(parties, party)?.name ?? '',
  otherPhone: ({ parties }, { party }) => otherManager(parties, party)?.phone ?? '',
  bookedOn: ({ now }, { contact }) => formatInstant(now, contact.zone, contact.language).split(',')[0] ?? '',
  explanation: async ({ tx, exchange }, { party }) => {
    const payment = await tx.findOne(PaymentEntity, { where: { ref: exchange.ref, party }, order: { requestedAt: 'DESC' } });
    return ((payment?.explanation ?? []) as string[]).join('\n');
  },
};

/** What the party claimed or was paid, when the story said so; else the most that it can get by the plan. */
async function amountOf(context: StepContext, { party, facts, contact }: LetterSubject): Promise<string> {
  const said = facts?.['cents'];
  const cents = typeof said === 'number' ? said : await partyReservation(context, party);
  return formatCents(cents, contact.language);
}

/** The number in the queue that people read: how many applications of the edition came before, plus one. */
async function queueNumber({ tx, exchange }: StepContext): Promise<number> {
  const own = await tx.findOneByOrFail(PlaceHoldEntity, { ref: exchange.ref });
  return tx
    .createQueryBuilder(PlaceHoldEntity, 'hold')
    .where('hold.edition = :edition and hold.queueOrder <= :order', { edition: own.edition, order: own.queueOrder })
    .getCount();
}

/** Until when staff will have answered a question that is asked now. */
function staffDate({ programme: { definition }, now }: StepContext, kind: 'review' | 'check', contact: ContactEntity): string {
  const { dueAt } = promptInstants(definition.prompts[kind], definition.calendar, definition.zone, now, editionClosesAt(definition.edition));
  return formatInstant(dueAt, contact.zone, contact.language).split(',')[0] ?? '';
}

async function proposedDay(context: StepContext, { prompt, contact }: LetterSubject, end: 'from' | 'to'): Promise<string> {
  const dates = (await payloadOf(context, prompt?.about))?.['otherDates'] as { from: string; to: string } | undefined;
  return dates ? formatDay(dates[end], contact.language) : '';
}

async function payloadOf({ tx }: StepContext, answer: string | null | undefined): Promise<FormValue | undefined> {
  if (!answer) return undefined;
  return (await tx.findOneBy(InboxEntity, { id: answer }))?.payload as FormValue | undefined;
}

function otherManager(parties: StepContext['parties'], party: string): ContactEntity | undefined {
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
