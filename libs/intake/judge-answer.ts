import type { EntityManager } from 'typeorm';
import type { Facts } from '../contracts/exchange/index.js';
import { ContactEntity, ExchangeEntity, HubEntity, OrganisationEntity, StaffMemberEntity, type PromptEntity } from '../db/entities/index.js';
import { lengthInDays } from '../domain/calendar/days.js';
import { checkEligibility, checkSubstitute } from '../domain/eligibility/eligibility.js';
import type { FieldError } from '../domain/forms/field-errors.js';
import type { FormValue } from '../domain/forms/read-form.js';
import { decimalText } from '../domain/money/cents.js';
import type { PromptKind } from '../domain/programme/vocabulary.js';
import { catalogueFor } from '../domain/texts/catalogue.js';
import { sayEntitlement } from '../domain/texts/say-values.js';
import { currentAgreement, isContradicted, keepAgreement } from './agreement.js';
import { partiesAsJudged } from './eligibility-facts.js';
import { entitlementBy, entitlementFor, rowsOf, wrapUpsOf } from './entitlement-for.js';
import type { ExchangeRecord } from './exchange-record.js';
import type { Objection } from './objections.js';
import { receivedAt } from './received-at.js';
import { textOf } from './text-of.js';

/** An answer whose form is in order. */
export interface FilledAnswer {
  prompt: PromptEntity;
  by: string;
  raw: Readonly<Record<string, unknown>>;
  choice: string;
  value: FormValue;
}

/** What came of judging it. Without errors and refusals it is taken, with these facts; `adds` goes along in the payload. */
export interface Judged {
  errors?: readonly FieldError[];
  refusals?: readonly Objection[];
  facts?: Facts;
  adds?: FormValue;
}

type Judge = (db: EntityManager, record: ExchangeRecord, answer: FilledAnswer) => Judged | Promise<Judged>;

/** Judges an answer by what its kind of question asks for. */
export async function judgeAnswer(db: EntityManager, record: ExchangeRecord, answer: FilledAnswer): Promise<Judged> {
  return (await judges[answer.prompt.kind]?.(db, record, answer)) ?? {};
}

const judges: Partial<Record<PromptKind, Judge>> = {
  availability: judgeAvailability,
  application: judgeApplication,
  sign: judgeSignature,
  'host-wrap-up': judgeHostWrapUp,
  'visitor-wrap-up': judgeVisitorWrapUp,
  check: judgeCheck,
  'pick-host': judgeHost,
};

/** Other dates must be ones that the programme could approve. */
function judgeAvailability(_db: EntityManager, { programme }: ExchangeRecord, { choice, value }: FilledAnswer): Judged {
  if (choice !== 'other-dates') return {};
  const plan = daysOf(value['otherDates']);
  return { refusals: checkEligibility(programme.definition, { parties: {}, plan }) };
}

function judgeApplication(_db: EntityManager, record: ExchangeRecord, { value }: FilledAnswer): Judged {
  const plan = daysOf(value['dates']);
  const people = rowsOf(value['participants']);
  const refusals: Objection[] = checkEligibility(record.programme.definition, {
    parties: partiesAsJudged(record.parties, { visiting: people.map((person) => textOf(person['position'])) }),
    plan,
    noDoubleFunding: value['noDoubleFunding'] === true,
  });
  const event = value['eventDate'];
  if (typeof event === 'string' && (event < plan.firstDay || event > plan.lastDay)) refusals.push({ code: 'event-outside-visit' });
  return { refusals, facts: { days: lengthInDays(plan.firstDay, plan.lastDay), participants: people.length } };
}

/** Whoever signs signs the text that is in force now; a text that changed since the page was opened is shown again. */
async function judgeSignature(db: EntityManager, record: ExchangeRecord, { choice, value, raw }: FilledAnswer): Promise<Judged> {
  if (choice !== 'signed') return {};
  const { ref, edition } = record.exchange;
  // Both sides at the same moment are put in an order, so that the second is judged by what the first has signed.
  await db.findOneOrFail(ExchangeEntity, { where: { ref }, lock: { mode: 'pessimistic_write' } });
  const agreement = await currentAgreement(db, record);
  const { sha256, version } = agreement;
  if (raw['agreement'] !== sha256) return { refusals: [{ code: 'agreement-changed' }] };
  if (await isContradicted(db, ref, agreement)) return { refusals: [{ code: 'agreement-differs' }] };
  await keepAgreement(db, ref, agreement, await receivedAt(db, edition));
  return {
    facts: { bank: value['bank'] === 'now' ? 'now' : 'later', sha256 },
    adds: { agreement: sha256, agreementVersion: version },
  };
}

function judgeHostWrapUp(_db: EntityManager, { programme }: ExchangeRecord, { value }: FilledAnswer): Judged {
  if (value['tookPlace'] !== 'another-person') return {};
  return { refusals: checkSubstitute(programme.definition, 'visiting', textOf(value['substitutePosition'])) };
}

async function judgeVisitorWrapUp(db: EntityManager, record: ExchangeRecord, { choice, value, prompt }: FilledAnswer): Promise<Judged> {
  if (choice !== 'claimed') return {};
  if (rowsOf(value['costs']).length === 0 && value['noCosts'] !== true) {
    return { errors: [{ field: 'costs', code: 'required', params: {} }] };
  }
  const traveller = rowsOf(value['costs']).findIndex((row) => Number(row['traveller'] ?? 1) > record.plan.participants);
  if (traveller >= 0) {
    return { errors: [{ field: `costs.${traveller}.traveller`, code: 'too-large', params: { max: record.plan.participants } }] };
  }
  const { host } = await wrapUpsOf(db, record.exchange.ref);
  const { entitlement } = entitlementBy(record, prompt.party, { host, visitor: value });
  return { facts: { cents: entitlement.totalCents } };
}

/** An amount is accepted as computed, or lowered with a reason; never raised. */
async function judgeCheck(db: EntityManager, record: ExchangeRecord, { choice, value, prompt }: FilledAnswer): Promise<Judged> {
  if (choice !== 'accept') return {};
  const { entitlement } = await entitlementFor(db, record.exchange.ref, prompt.party);
  const cents = Number(value['cents']);
  if (cents > entitlement.totalCents) {
    return { errors: [{ field: 'cents', code: 'amount-too-large', params: { maxCents: entitlement.totalCents } }] };
  }
  if (cents < entitlement.totalCents && !value['reason']) {
    return { errors: [{ field: 'reason', code: 'required', params: {} }] };
  }
  const reader = record.parties[prompt.party]?.contacts['manager'];
  const texts = catalogueFor(record.programme.texts, reader?.language ?? record.programme.definition.languages[0] ?? 'en');
  const lowered = cents < entitlement.totalCents ? [`${textOf(value['reason'])}: ${decimalText(cents)}`] : [];
  return { facts: { cents }, adds: { explanation: [...sayEntitlement(texts, entitlement), ...lowered] } };
}

/** The chosen hub must be one that may host this visitor, and has somebody to ask. */
async function judgeHost(db: EntityManager, record: ExchangeRecord, { choice, value, by }: FilledAnswer): Promise<Judged> {
  if (choice !== 'picked') return {};
  const hub = await db.findOneBy(HubEntity, { id: textOf(value['hub']) });
  if (!hub) return { errors: [{ field: 'hub', code: 'bad-hub', params: {} }] };
  const organisation = await db.findOneByOrFail(OrganisationEntity, { id: hub.organisationId });
  const host = { id: 'hosting', leg: record.parties['visiting']?.leg ?? '1', organisation, hub, contacts: {} };
  const refusals: Objection[] = checkEligibility(record.programme.definition, {
    parties: partiesAsJudged({ ...record.parties, hosting: host }),
  });
  const staff = await db.findOneBy(StaffMemberEntity, { id: by });
  if (staff?.conflicts.includes(organisation.id)) refusals.push({ code: 'conflict-of-interest' });
  const people = await db.countBy(ContactEntity, { organisationId: organisation.id });
  if (people === 0) refusals.push({ code: 'nobody-to-ask' });
  return { refusals, facts: { hub: hub.id } };
}

function daysOf(value: FormValue[string] | undefined): { firstDay: string; lastDay: string } {
  const { from = '', to = '' } = (value ?? {}) as { from?: string; to?: string };
  return { firstDay: from, lastDay: to };
}
