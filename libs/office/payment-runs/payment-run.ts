import { In, type EntityManager } from 'typeorm';
import { PaymentEntity, PaymentRunEntity } from '../../platform/db/entities/index.js';
import { localDay } from '../../domain/calendar/days.js';
import { mailInstant, nextPaymentRunAt } from '../../domain/calendar/moments.js';
import { formatCents } from '../../domain/money/cents.js';
import { formatDay } from '../../domain/texts/say-values.js';
import { planMail } from '../../mail/outbox/plan-mail.js';
import { activeStaff } from '../../staff/sign-in/staff-members.js';
import { latestOf, type Office } from '../office.js';
import { takeOnce, wasDone } from '../once.js';
import { reusedLink } from '../staff-links.js';

/**
 * Opens the weekly payment run: every payment that waits for approval or for the bank's booking goes onto its list, and
 * finance get a mail that leads to it. Returns the outbox ids. A week without payments has no run.
 */
export async function openPaymentRun(office: Office): Promise<string[]> {
  const at = latestRun(office);
  if (at === undefined || (await wasDone(office.db, runKey(office, at)))) return [];
  return office.db.transaction(async (tx) => {
    const payments = await unpaid(tx, office.edition.id, at);
    if (payments.length === 0 || !(await takeOnce(tx, runKey(office, at), office.edition.id, office.now))) return [];
    const run = runId(office.edition.id, localDay(office.zone, at));
    await tx.insert(PaymentRunEntity, { id: run, edition: office.edition.id, openedAt: office.now, bookedAt: null, bookedBy: null });
    await tx.update(PaymentEntity, { id: In(payments.map((payment) => payment.id)) }, { runId: run });
    return mailFinance(office, tx, run, payments);
  });
}

/** When the next run opens; undefined when there is nothing to pay. */
export async function nextRunDue(office: Office): Promise<string | undefined> {
  const latest = latestRun(office);
  if (latest && !(await wasDone(office.db, runKey(office, latest))) && (await unpaid(office.db, office.edition.id, latest)).length > 0) {
    return latest;
  }
  const next = nextPaymentRunAt(office.programme.definition, office.now);
  return (await unpaid(office.db, office.edition.id, next)).length > 0 ? next : undefined;
}

/** A run is named by its edition and its day. */
export function runId(edition: string, day: string): string {
  return `${edition}/${day}`;
}

async function mailFinance(office: Office, tx: EntityManager, run: string, payments: PaymentEntity[]): Promise<string[]> {
  const { config, edition, now, zone, texts, programme } = office;
  const planned: string[] = [];
  for (const staff of await activeStaff(tx)) {
    if (!staff.roles.includes('finance')) continue;
    const link = await reusedLink(tx, config, { purpose: 'payment-run', subjectId: run, holderId: staff.id, at: now });
    planned.push(
      await planMail(tx, config, {
        businessKey: `payment-run/${run}/${staff.id}`,
        kind: 'payment-run',
        recipientId: staff.id,
        audience: 'staff',
        edition: edition.id,
        data: {
          params: {
            date: formatDay(localDay(zone, now), texts.language),
            count: payments.length,
            total: formatCents(payments.reduce((sum, payment) => sum + payment.cents, 0), texts.language),
          },
        },
        linkId: link.id,
        plannedAt: now,
        notBefore: mailInstant(programme.definition.calendar, staff.zone, now, 'staff'),
      }),
    );
  }
  return planned;
}

/** Payments asked for by an instant that finance still has to approve or to see booked: their question is open. */
async function unpaid(db: EntityManager, edition: string, at: string): Promise<PaymentEntity[]> {
  return db
    .createQueryBuilder(PaymentEntity, 'payment')
    .where(`payment.edition = :edition and payment.requestedAt <= :at`, { edition, at })
    .andWhere(
      `exists (select 1 from prompt p where p.ref = payment.ref and p.leg = payment.leg and p.party = payment.party and p.status = 'open'
         and ((payment.status = 'requested' and p.kind = 'approve-payment') or (payment.status = 'approved' and p.kind = 'booking')))`,
    )
    .orderBy('payment.requestedAt')
    .addOrderBy('payment.id')
    .getMany();
}

function latestRun({ programme, now }: Office): string | undefined {
  return latestOf((after) => nextPaymentRunAt(programme.definition, after), now);
}

function runKey({ edition, zone }: Office, at: string): string {
  return `payment-run/${edition.id}/${localDay(zone, at)}`;
}
