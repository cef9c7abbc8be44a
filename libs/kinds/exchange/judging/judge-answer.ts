import { IsNull, type EntityManager } from 'typeorm';
import type { Facts } from '../../../contracts/dossier/index.js';
import { DossierEntity, HubEntity, OrganisationEntity, StaffMemberEntity, type PromptEntity } from '../../../platform/db/entities/index.js';
import { lengthInDays, localDay } from '../../../domain/calendar/days.js';
import { checkEligibility, checkSubstitute } from '../../../domain/eligibility/eligibility.js';
import type { FieldError } from '../../../domain/forms/field-errors.js';
import type { FormValue } from '../../../domain/forms/read-form.js';
import { formatCents } from '../../../domain/money/cents.js';
import type { PromptKind } from '../../../domain/programme/vocabulary.js';
import { catalogueFor, say, type TextCatalogue } from '../../../domain/texts/catalogue.js';
import { colleagueRefusal, isOfOrganisation } from '../../../dossier/people/colleagues.js';
import { peopleOnFile } from '../../../network/contacts.js';
import { askedBefore } from '../matching/asked-before.js';
import { currentAgreement, isContradicted, keepAgreement } from '../agreement/agreement.js';
import { daysGoneBy, judgeApplicationDays, judgeDaysPresent, judgePaidDay, judgePaidDays } from '../visit/days-named.js';
import { partiesAsJudged } from '../matching/eligibility-facts.js';
import { countedDays, entitlementBy, rowsOf, wrapUpsOf } from '../claims/entitlement-for.js';
import { latestAnswer, type DossierRecord } from '../../../dossier/record/dossier-record.js';
import { objectionToPrice, planOfApplication } from '../claims/hold-for-answer.js';
import type { Objection } from '../../../staff/objections/objections.js';
import { receivedAt } from '../../../dossier/prompts/received-at.js';
import { checkable, heldFor, settlementOf } from '../claims/settlement-claim.js';
import { textOf } from '../../../dossier/record/text-of.js';
import { todayOfHost, visitWentBy } from '../visit/visit-days-past.js';

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

type Judge = (db: EntityManager, record: DossierRecord, answer: FilledAnswer) => Judged | Promise<Judged>;

/** Judges an answer by what its kind of question asks for. */
export async function judgeAnswer(db: EntityManager, record: DossierRecord, answer: FilledAnswer): Promise<Judged> {
  return (await judges[answer.prompt.kind]?.(db, record, answer)) ?? {};
}

const judges: Partial<Record<PromptKind, Judge>> = {
  availability: judgeAvailability,
  dates: judgeOfferedDates,
  application: judgeApplication,
  review: judgeReview,
  sign: judgeSignature,
  'host-wrap-up': judgeHostWrapUp,
  'visitor-wrap-up': judgeVisitorWrapUp,
  check: judgeCheck,
  'pick-host': judgeHost,
  'choose-host': judgeHost,
  contradiction: judgeContradiction,
  settlement: judgeSettlement,
  booking: judgeBooking,
  repayment: judgeBankDay,
  recovery: judgeBankDay,
  'pause-check': judgePauseCheck,
};

/** Other dates must be ones that the programme could approve; a colleague must be one of the host's own people. */
async function judgeAvailability(db: EntityManager, record: DossierRecord, { prompt, choice, value }: FilledAnswer): Promise<Judged> {
  if (choice === 'not-me') return { refusals: await objectionsToColleague(db, record, prompt, textOf(value['colleagueEmail'])) };
  if (choice === 'yes') return judgeYes(db, record);
  if (choice !== 'other-dates') return {};
  const plan = daysOf(value['otherDates']);
  const today = todayOfHost(record, await receivedAt(db, record.exchange.edition));
  return {
    errors: daysGoneBy('otherDates', plan, today),
    refusals: checkEligibility(record.programme.definition, { parties: {}, plan }),
  };
}

/** Nobody agrees to days that have gone by: others are offered instead. */
async function judgeYes(db: EntityManager, record: DossierRecord): Promise<Judged> {
  const today = todayOfHost(record, await receivedAt(db, record.exchange.edition));
  return record.plan.firstDay > today ? {} : { refusals: [{ code: 'in-the-past' }] };
}

/** The candidate takes the days that the host offered, as long as they lie ahead. */
async function judgeOfferedDates(db: EntityManager, record: DossierRecord, { choice }: FilledAnswer): Promise<Judged> {
  if (choice !== 'accept') return {};
  const offer = await latestAnswer(db, record.exchange.ref, 'availability');
  const today = todayOfHost(record, await receivedAt(db, record.exchange.edition));
  return offer && daysOf(offer.payload['otherDates']).firstDay <= today ? { refusals: [{ code: 'in-the-past' }] } : {};
}

async function objectionsToColleague(db: EntityManager, { parties }: DossierRecord, { party, slot }: PromptEntity, email: string): Promise<Objection[]> {
  const refusal = await colleagueRefusal(db, parties, { party, slot, email });
  if (refusal) return [{ code: refusal }];
  const organisation = parties[party]?.organisation;
  return organisation && (await isOfOrganisation(db, organisation.id, email)) ? [] : [{ code: 'other-domain' }];
}

async function judgeApplication(db: EntityManager, record: DossierRecord, { value }: FilledAnswer): Promise<Judged> {
  const plan = daysOf(value['dates']);
  const people = rowsOf(value['participants']);
  const refusals: Objection[] = checkEligibility(record.programme.definition, {
    parties: partiesAsJudged(record.parties, { visiting: people.map((person) => textOf(person['position'])) }),
    plan,
    noDoubleFunding: value['noDoubleFunding'] === true,
  });
  const event = value['eventDate'];
  if (typeof event === 'string' && (event < plan.firstDay || event > plan.lastDay)) refusals.push({ code: 'event-outside-visit' });
  const errors = await judgeApplicationDays(db, record, value, plan, await receivedAt(db, record.exchange.edition));
  if (errors.length + refusals.length === 0) refusals.push(...(await objectionToPrice(db, record, planOfApplication(value))));
  return { errors, refusals, facts: { days: lengthInDays(plan.firstDay, plan.lastDay), participants: people.length } };
}

/** Nothing is approved that the edition cannot pay: an application that could not be held in full is held now, or waits. */
async function judgeReview(db: EntityManager, record: DossierRecord, { choice }: FilledAnswer): Promise<Judged> {
  return choice === 'approve' ? { refusals: await objectionToPrice(db, record, record.plan) } : {};
}

/** Whoever signs signs the text that is in force now; a text that changed since the page was opened is shown again. */
async function judgeSignature(db: EntityManager, record: DossierRecord, { choice, value, raw }: FilledAnswer): Promise<Judged> {
  if (choice !== 'signed') return {};
  const { ref, edition } = record.exchange;
  // Both sides at the same moment are put in an order, so that the second is judged by what the first has signed.
  await db.findOneOrFail(DossierEntity, { where: { ref }, lock: { mode: 'for_no_key_update' } });
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

function judgeHostWrapUp(_db: EntityManager, record: DossierRecord, { value }: FilledAnswer): Judged {
  const errors = judgeDaysPresent(record, value);
  const facts = { tookPlace: textOf(value['tookPlace']), ...daysAsFacts(record, value) };
  if (value['tookPlace'] !== 'another-person') return { errors, facts };
  return { errors, refusals: checkSubstitute(record.programme.definition, 'visiting', textOf(value['substitutePosition'])), facts };
}

async function judgeVisitorWrapUp(db: EntityManager, record: DossierRecord, { choice, value, prompt }: FilledAnswer): Promise<Judged> {
  if (choice !== 'claimed') return {};
  if (rowsOf(value['costs']).length === 0 && value['noCosts'] !== true) {
    return { errors: [{ field: 'costs', code: 'required', params: {} }] };
  }
  const traveller = rowsOf(value['costs']).findIndex((row) => Number(row['traveller'] ?? 1) > record.plan.participants);
  if (traveller >= 0) {
    return { errors: [{ field: `costs.${traveller}.traveller`, code: 'too-large', params: { max: record.plan.participants } }] };
  }
  const errors = [...judgeDaysPresent(record, value), ...judgePaidDays(record, prompt.party, value, await receivedAt(db, record.exchange.edition))];
  const { host, decided } = await wrapUpsOf(db, record.exchange.ref);
  const { entitlement } = entitlementBy(record, prompt.party, { host, decided, visitor: value });
  return { errors, facts: { cents: entitlement.totalCents, ...daysAsFacts(record, value) } };
}

/** The days of a report as the story compares them: only days in person count. */
function daysAsFacts({ plan }: DossierRecord, report: FormValue): Facts {
  const days = countedDays(report, lengthInDays(plan.firstDay, plan.lastDay)) ?? [];
  return Object.fromEntries(days.map((count, n) => [`daysPresent.${n}.days`, count]));
}

/** Staff decide between two reports: nobody is given more days than the plan has. */
function judgeContradiction(_db: EntityManager, record: DossierRecord, { value }: FilledAnswer): Judged {
  const facts = Object.fromEntries(rowsOf(value['daysPresent']).map((row, n) => [`daysPresent.${n}.days`, Number(row['days'])]));
  return { errors: judgeDaysPresent(record, value), facts };
}

/** Only what nobody gives back is claimed, and only what was paid by today. */
async function judgeSettlement(db: EntityManager, record: DossierRecord, { choice, value, prompt }: FilledAnswer): Promise<Judged> {
  if (choice !== 'claimed') return {};
  const errors = judgePaidDays(record, prompt.party, value, await receivedAt(db, record.exchange.edition));
  const { cents } = settlementOf(value, await heldFor(db, record, prompt.party), readersTexts(record, prompt.party));
  return { errors, facts: { cents } };
}

/** What a bank did cannot lie in the future, nor before there was anything to pay. */
async function judgeBankDay(db: EntityManager, record: DossierRecord, { value, prompt }: FilledAnswer): Promise<Judged> {
  const day = textOf(value['date']);
  const errors = judgePaidDay(record, { field: 'date', day, party: prompt.party }, await receivedAt(db, record.exchange.edition));
  return errors.length === 0 && day ? { facts: { date: day } } : { errors };
}

async function judgeBooking(db: EntityManager, record: DossierRecord, answer: FilledAnswer): Promise<Judged> {
  const { errors = [] } = await judgeBankDay(db, record, answer);
  return { errors };
}

/** An exchange whose visit went by does not go on by itself: its dates are moved first, or staff say that it took place. */
async function judgePauseCheck(db: EntityManager, record: DossierRecord, { choice }: FilledAnswer): Promise<Judged> {
  const goesOn = choice === 'resume' && visitWentBy(record, await receivedAt(db, record.exchange.edition));
  return goesOn ? { refusals: [{ code: 'visit-over-move-dates-first' }] } : {};
}

/** An amount is accepted as computed, or lowered with a reason; never raised. */
async function judgeCheck(db: EntityManager, record: DossierRecord, { choice, value, prompt }: FilledAnswer): Promise<Judged> {
  if (choice !== 'accept') return {};
  const texts = readersTexts(record, prompt.party);
  const most = await checkable(db, record, prompt, texts);
  const cents = Number(value['cents']);
  if (cents > most.cents) return { errors: [{ field: 'cents', code: 'amount-too-large', params: { maxCents: most.cents } }] };
  if (cents < most.cents && !value['reason']) return { errors: [{ field: 'reason', code: 'required', params: {} }] };
  const lowered = cents < most.cents ? [`${textOf(value['reason'])}: ${say(texts, 'words.euro', { amount: formatCents(cents, texts.language) })}`] : [];
  return { facts: { cents }, adds: { explanation: [...most.explanation, ...lowered] } };
}

/** The texts in the language of a party's manager. */
function readersTexts({ parties, programme }: DossierRecord, party: string): TextCatalogue {
  const reader = parties[party]?.contacts['manager'];
  return catalogueFor(programme.texts, reader?.language ?? programme.definition.languages[0] ?? 'en');
}

/** The chosen hub must be one that may host this visitor, was not asked yet, and has somebody to ask. */
async function judgeHost(db: EntityManager, record: DossierRecord, { choice, value, by, prompt }: FilledAnswer): Promise<Judged> {
  if (choice !== 'picked' && choice !== 'chosen') return {};
  const hub = await db.findOneBy(HubEntity, { id: textOf(value['hub']), retiredAt: IsNull() });
  if (!hub) return { errors: [{ field: 'hub', code: 'bad-hub', params: {} }] };
  const organisation = await db.findOneByOrFail(OrganisationEntity, { id: hub.organisationId });
  const host = { id: 'hosting', leg: record.parties['visiting']?.leg ?? '1', organisation, hub, contacts: {} };
  const refusals: Objection[] = checkEligibility(record.programme.definition, {
    parties: partiesAsJudged({ ...record.parties, hosting: host }),
    ...(value['dates'] ? { plan: daysOf(value['dates']) } : {}),
  });
  const staff = await db.findOneBy(StaffMemberEntity, { id: by });
  if (staff?.conflicts.includes(organisation.id)) refusals.push({ code: 'conflict-of-interest' });
  if ((await peopleOnFile(db, organisation.id)).length === 0) refusals.push({ code: 'nobody-to-ask' });
  if (prompt.role === null && (await askedBefore(db, record.exchange.ref)).includes(organisation.id)) refusals.push({ code: 'asked-before' });
  const today = localDay(hub.zone, await receivedAt(db, record.exchange.edition));
  // Staff name no days: whom they pick can still offer others.
  const errors = prompt.role === null ? daysGoneBy('dates', value['dates'] ? daysOf(value['dates']) : record.plan, today) : [];
  return { errors, refusals, facts: { hub: hub.id } };
}

function daysOf(value: FormValue[string] | undefined): { firstDay: string; lastDay: string } {
  const { from = '', to = '' } = (value ?? {}) as { from?: string; to?: string };
  return { firstDay: from, lastDay: to };
}
