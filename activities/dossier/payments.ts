import { In } from 'typeorm';
import type { DomainEvent } from '../../libs/contracts/dossier/index.js';
import { ActEntity, InboxEntity, JournalEntity, PaymentEntity } from '../../libs/platform/db/entities/index.js';
import { holdWhatItCanCost } from './places.js';
import type { StepContext } from './step-context.js';

type Event<K extends DomainEvent['kind']> = Extract<DomainEvent, { kind: K }>;
type Payment = { leg: string; party: string; purpose: string };

/** The business key of a payment: one for each party and purpose, however often it is asked for. */
export function paymentId(ref: string, { leg, party, purpose }: Payment): string {
  return [ref, leg, party, purpose].join('/');
}

/** A checked amount becomes a row for finance. Corrected after a return, it is the same row with the new amount. */
export async function requestPayment(context: StepContext, event: Event<'payment-requested'>): Promise<void> {
  const { tx, exchange, parties, now } = context;
  const check = event.answer ? await tx.findOneBy(InboxEntity, { id: event.answer }) : null;
  const correction = event.purpose === 'correction' ? await correctingAct(context) : null;
  const payment = {
    id: paymentId(exchange.ref, event),
    ref: exchange.ref,
    edition: exchange.edition,
    leg: event.leg,
    party: event.party,
    purpose: event.purpose,
    cents: event.cents,
    payeeOrganisationId: parties[event.party]?.organisation?.id ?? '',
    explanation: (check?.payload as { explanation?: unknown } | undefined)?.explanation ?? reasonOf(correction),
    status: 'requested' as const,
    checkAnswer: event.answer ?? null,
    checkedBy: check?.by ?? correction?.by ?? null, // whoever opened a correction never approves it
    approvedBy: null,
    runId: null,
    requestedAt: now,
    approvedAt: null,
    bookedAt: null,
  };
  await tx
    .createQueryBuilder()
    .insert()
    .into(PaymentEntity)
    .values(payment as never)
    .orUpdate([...renewed, ...(payment.checkedBy ? checkOfPayment : [])], ['id'])
    .execute();
}

/** What a payment that is asked for again has anew. */
const renewed = ['cents', 'status', 'approved_by', 'approved_at', 'run_id', 'requested_at'];
/** Who checked it and why it is that much: kept when the bank returned the payment, since nobody checked it anew. */
const checkOfPayment = ['check_answer', 'checked_by', 'explanation'];

/** Finance approved the amount. */
export async function approvePayment({ tx, exchange, now }: StepContext, event: Event<'payment-approved'>): Promise<void> {
  const approvedBy = await whoAnswered(tx, event.answer);
  await tx.update(PaymentEntity, { id: paymentId(exchange.ref, event) }, { status: 'approved', approvedBy, approvedAt: now });
}

/** Finance or the bank sent the amount back. */
export async function returnPayment({ tx, exchange }: StepContext, event: Event<'payment-returned'>): Promise<void> {
  await tx.update(PaymentEntity, { id: paymentId(exchange.ref, event) }, { status: 'returned', approvedBy: null, approvedAt: null });
}

/** The bank booked the payment: what was reserved beyond it is free again. */
export async function bookPayment(context: StepContext, event: Event<'payment-booked'>): Promise<void> {
  const { tx, exchange, now } = context;
  await tx.update(PaymentEntity, { id: paymentId(exchange.ref, event) }, { status: 'booked', bookedAt: now });
  await holdWhatItCanCost(context);
}

/**
 * The exchange was stopped: what finance had not approved is no longer paid, a settlement takes its place. What was
 * approved goes on, also where the bank returned it and it is asked for again.
 */
export async function voidUnapproved({ tx, exchange, writes }: StepContext): Promise<void> {
  const open = await tx.findBy(PaymentEntity, { ref: exchange.ref, status: In(['requested', 'returned']) });
  if (open.length === 0) return;
  const earlier = await tx.findBy(JournalEntity, { ref: exchange.ref, kind: 'payment-approved' });
  const approved = new Set([...earlier, ...writes.journal].flatMap(({ event }) => approvedPayment(exchange.ref, event as DomainEvent)));
  const given = open.filter(({ id }) => !approved.has(id));
  if (given.length > 0) await tx.update(PaymentEntity, { id: In(given.map(({ id }) => id)) }, { status: 'void' });
}

function approvedPayment(ref: string, event: DomainEvent): string[] {
  return event.kind === 'payment-approved' ? [paymentId(ref, event)] : [];
}

/** The act of staff that opened the exchange as a correction: who, and why in words. */
async function correctingAct({ tx, exchange }: StepContext): Promise<ActEntity | null> {
  return exchange.correction ? tx.findOneBy(ActEntity, { id: exchange.correction.notice }) : null;
}

function reasonOf(act: ActEntity | null): string[] {
  const { reason } = (act?.payload ?? {}) as { reason?: unknown };
  return typeof reason === 'string' ? [reason] : [];
}

async function whoAnswered(tx: StepContext['tx'], answer: string): Promise<string> {
  const { by } = await tx.findOneByOrFail(InboxEntity, { id: answer });
  return by;
}
