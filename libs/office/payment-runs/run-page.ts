import { In, type EntityManager } from 'typeorm';
import { PaymentEntity, PaymentRunEntity, type StaffMemberEntity } from '../../platform/db/entities/index.js';
import { editionNow } from '../../platform/clock/edition-clock.js';
import { localDay } from '../../domain/calendar/days.js';
import { formatCents, type Cents } from '../../domain/money/cents.js';
import type { Section, TableSection } from '../../domain/sections/section.js';
import { catalogueFor, say, type TextCatalogue } from '../../domain/texts/catalogue.js';
import { formatDay, formatInstant } from '../../domain/texts/say-values.js';
import { seenOf, type Seen, type SeenFact } from '../../dossier/seen/facts-seen.js';
import { listPayment, namesOf, paymentsOfRun, type ListedPayment } from '../../money/payments/payment-list.js';
import { explanationOf, paymentFact, paymentRows } from '../../money/payments/payment-sections.js';
import { programmeOfEdition, type Programme } from '../../programmes/definition-store.js';
import type { DecisionRefusal } from '../../staff/permissions/may-decide.js';

/** A payment run as one member of staff may read it and act on it. */
export interface RunPage {
  run: PaymentRunEntity;
  programme: Programme;
  texts: TextCatalogue;
  title: string;
  sections: Section[];
  payments: RunPayment[];
  /** The one act for all that is approved; absent where nothing is. */
  booking?: RunBooking;
}

/** One payment of a run, with what it is approved by. */
export interface RunPayment {
  payment: PaymentEntity;
  sections: Section[];
  /** The question whether it is paid, where this reader may answer it. */
  approval?: { prompt: string; seen: Seen };
  /** Why the reader may not. */
  refusal?: string;
}

/** What "book all" stands for: exactly these payments. */
export interface RunBooking {
  sentence: string;
  count: number;
  cents: Cents;
  /** Local day of the edition's clock: what the booking date begins with. */
  today: string;
  seen: Seen;
}

/** Opens a payment run; undefined when there is none. */
export async function openRunPage(db: EntityManager, id: string, staff: StaffMemberEntity): Promise<RunPage | undefined> {
  const run = await db.findOneBy(PaymentRunEntity, { id });
  if (!run) return undefined;
  const programme = await programmeOfEdition(db, run.edition);
  const texts = officeTexts(programme);
  const payments = await paymentsOfRun(db, id, staff);
  const booking = bookingOf(programme, texts, payments);
  const today = localDay(programme.definition.zone, await editionNow(db, run.edition));
  return {
    run,
    programme,
    texts,
    title: runTitle(texts, run),
    sections: [...(await bookedNotice(db, run, programme, texts)), ...totals(texts, payments)],
    payments: payments.map((listed) => runPayment(programme, texts, listed, staff)),
    ...(booking && { booking: { ...booking, today } }),
  };
}

/** Every run, the newest first. */
export async function runsTable(db: EntityManager, texts: TextCatalogue): Promise<Section[]> {
  const runs = await db.find(PaymentRunEntity, { order: { openedAt: 'DESC' }, take: 60 });
  if (runs.length === 0) return [{ type: 'words', words: ['There has been no payment run yet.'] }];
  const names = await namesOf(db, runs.map((run) => run.bookedBy));
  const totals = await totalsOf(db, runs.map(({ id }) => id));
  const title = say(texts, 'pages.staff.payments');
  const rows = runs.map((run): TableSection['rows'][number] => {
    const { count, cents } = totals.get(run.id) ?? { count: 0, cents: 0 };
    const by = run.bookedBy === null ? 'open' : (names.get(run.bookedBy) ?? '');
    return [{ text: runTitle(texts, run), to: { kind: 'run', id: run.id } }, String(count), { text: `€ ${formatCents(cents, texts.language)}`, cents }, by];
  });
  const head = [{ label: 'Run' }, { label: 'Payments', num: true }, { label: 'Total', num: true }, { label: 'Booked by' }];
  return [{ type: 'table', caption: title, head, rows }];
}

/** How many payments each run holds, and how much it pays; added up in the database as far as they stand alike. */
async function totalsOf(db: EntityManager, runs: readonly string[]): Promise<Map<string, { count: number; cents: Cents }>> {
  const sums: { run: string; status: PaymentEntity['status']; count: number; cents: string }[] = await db.query(
    `select run_id as run, status, count(*)::int as count, sum(cents)::bigint as cents from payment where run_id = any($1) group by run_id, status`,
    [runs],
  );
  const byRun = Map.groupBy(sums, ({ run }) => run);
  return new Map(
    [...byRun].map(([run, own]) => [
      run,
      { count: own.reduce((all, { count }) => all + count, 0), cents: totalOf(own.map(({ status, cents }) => ({ status, cents: Number(cents) }))) },
    ]),
  );
}

/** What is booked when a whole run is: every payment of it that was approved, whether or not somebody marked it meanwhile. */
export async function bookingFacts(db: EntityManager, runId: string, staff: StaffMemberEntity, { definition, texts }: Programme): Promise<SeenFact[]> {
  const payments = await db.find(PaymentEntity, { where: { runId, status: In(['approved', 'booked']) }, order: { id: 'ASC' } });
  const catalogue = catalogueFor(texts, definition.languages[0] ?? 'en');
  return Promise.all(payments.map(async (payment) => paymentFact(await listPayment(db, payment, staff), definition, catalogue)));
}

/** What a run is called. */
export function runTitle(texts: TextCatalogue, { id }: PaymentRunEntity): string {
  return `${say(texts, 'pages.staff.payments')}: ${formatDay(id.slice(id.lastIndexOf('/') + 1), texts.language)}`;
}

/** What a run pays: without what is not paid any more. */
export function totalOf(payments: readonly Pick<PaymentEntity, 'status' | 'cents'>[]): Cents {
  return payments.reduce((sum, { status, cents }) => sum + (status === 'void' ? 0 : cents), 0);
}

/** How many payments, and how much. */
export function countAndSum(texts: TextCatalogue, count: number, cents: Cents): string {
  return `${count} ${count === 1 ? 'payment' : 'payments'}, ${say(texts, 'words.euro', { amount: formatCents(cents, texts.language) })}`;
}

async function bookedNotice(db: EntityManager, run: PaymentRunEntity, { definition }: Programme, { language }: TextCatalogue): Promise<Section[]> {
  if (run.bookedAt === null) return [];
  const by = (await namesOf(db, [run.bookedBy])).get(run.bookedBy ?? '') ?? '';
  return [{ type: 'notice', tone: 'good', words: [`Marked as booked by ${by}, ${formatInstant(run.bookedAt, definition.zone, language)}.`] }];
}

function totals(texts: TextCatalogue, listed: readonly ListedPayment[]): Section[] {
  const cents = totalOf(listed.map(({ payment }) => payment));
  return [{ type: 'words', words: [{ lead: countAndSum(texts, listed.length, cents) }, say(texts, 'pages.staff.paymentsIntro')] }];
}

function runPayment({ definition }: Programme, texts: TextCatalogue, listed: ListedPayment, staff: StaffMemberEntity): RunPayment {
  const { payment, payee, question, refusal } = listed;
  const isAsked = payment.status === 'requested';
  const title = { text: `${payee.legalName}: € ${formatCents(payment.cents, texts.language)}`, cents: payment.cents };
  return {
    payment,
    sections: [
      {
        type: 'facts',
        title,
        rows: [
          { label: 'Exchange', value: { text: payment.ref, to: { kind: 'dossier', id: payment.ref } } },
          ...paymentRows(listed, definition, staff.roles),
          { label: 'State', value: stateWords[payment.status] },
        ],
      },
      ...explanationOf(listed),
    ],
    ...(isAsked && question && !refusal && { approval: { prompt: question.id, seen: seenOf([paymentFact(listed, definition, texts)]) } }),
    ...(isAsked && refusal && { refusal: say(texts, refusalSentences[refusal]) }),
  };
}

function bookingOf({ definition }: Programme, texts: TextCatalogue, listed: readonly ListedPayment[]): Omit<RunBooking, 'today'> | undefined {
  const approved = listed.filter(({ payment }) => payment.status === 'approved');
  if (approved.length === 0) return undefined;
  const cents = totalOf(approved.map(({ payment }) => payment));
  const counted = listed.filter(({ payment }) => payment.status === 'approved' || payment.status === 'booked').toSorted((a, b) => (a.payment.id < b.payment.id ? -1 : 1));
  const amount = `${approved.length} ${approved.length === 1 ? 'payment' : 'payments'}, € ${formatCents(cents, texts.language)}`;
  return {
    sentence: `One act for all that is approved: ${amount}. Each payee is told.`,
    count: approved.length,
    cents,
    seen: seenOf(counted.map((each) => paymentFact(each, definition, texts))),
  };
}

const stateWords: Record<PaymentEntity['status'], string> = {
  requested: 'to be approved',
  approved: 'approved, to be booked',
  booked: 'booked',
  returned: 'sent back',
  void: 'not paid: the exchange was ended before it was approved',
};

const refusalSentences: Record<DecisionRefusal, string> = {
  role: 'pages.staff.notAllowed',
  'conflict-of-interest': 'pages.staff.ownOrganisation',
  'checked-by-you': 'pages.staff.fourEyes',
  'paid-to-you': 'pages.staff.ownOrganisation',
};

function officeTexts({ definition, texts }: Programme): TextCatalogue {
  return catalogueFor(texts, definition.languages[0] ?? 'en');
}
