import { randomUUID } from 'node:crypto';
import { In, type EntityManager } from 'typeorm';
import { OutboxEntity } from '../../platform/db/entities/index.js';
import type { MailKind } from '../../domain/programme/vocabulary.js';

/** A row that one sender has taken: until its lease is over nobody else sends it, and only its holder says what came of it. */
export type ClaimedMail = OutboxEntity & { lease: string };

/** How long a claim lasts, in milliseconds: longer than one attempt can take. */
const leaseMs = 75_000;
/** Mails that somebody sits and waits for: they overtake all others. */
const awaitedNow: readonly MailKind[] = ['code', 'sign-in', 'new-link', 'confirm-address'];

/** SQL, of an outbox row `o`: it is to be sent, and nobody is at it. */
const isFree = `(o.status = 'planned' or (o.status = 'sending' and o.lease_until <= now()))`;
/** It was tried long enough ago, if at all. */
const isRested = `(o.status = 'sending' or o.next_try_at <= now())`;
/** Its hour has come by the edition's clock. */
const isDue = `o.not_before <= now() + coalesce((select clock_offset_ms from edition where id = o.edition), 0) * interval '1 millisecond'`;
const rank = `(o.kind in (${awaitedNow.map((kind) => `'${kind}'`).join(', ')})) desc, o.next_try_at, o.not_before`;

/** Takes one row that may go now, whether or not it was tried a moment ago; undefined where it may not, or somebody else has it. */
export async function claimMail(db: EntityManager, outboxId: string): Promise<ClaimedMail | undefined> {
  const [mail] = await claim(db, `select o.id from outbox o where o.id = $3 and ${isFree} and ${isDue} for no key update skip locked`, [outboxId]);
  return mail;
}

/**
 * Takes rows that are due and rested, at most so many: first what somebody waits for, then what has waited longest. Each
 * is taken by one only, however many look at the same time.
 */
export async function claimDueMails(db: EntityManager, limit: number): Promise<ClaimedMail[]> {
  // Others may have just locked the first of them: look at more than are wanted.
  const due = `(${dueWhere('o.edition = e.id', 'e.clock_offset_ms')} order by ${rank} limit $3 * 4)`;
  const outside = `(${dueWhere('o.edition is null', '0')} order by ${rank} limit $3 * 4)`;
  return claim(
    db,
    `select o.id from outbox o
     where o.id in (select due.id from edition e cross join lateral ${due} due union all select outside.id from ${outside} outside)
       and ${isFree} and ${isRested} and ${isDue}
     order by ${rank} limit $3 for no key update skip locked`,
    [limit],
  );
}

/** Whether any row is due and rested. */
export async function anyMailDue(db: EntityManager): Promise<boolean> {
  const rows: unknown[] = await db.query(
    `select 1 from edition e cross join lateral (${dueWhere('o.edition = e.id', 'e.clock_offset_ms')} limit 1) due
     union all select 1 from (${dueWhere('o.edition is null', '0')} limit 1) outside limit 1`,
  );
  return rows.length > 0;
}

/** One edition after the other, because each has a clock: so the index finds what is due among all that waits. */
function dueWhere(edition: string, offsetMs: string): string {
  return `select o.id from outbox o where ${edition} and o.status in ('planned', 'sending')
    and o.not_before <= now() + ${offsetMs} * interval '1 millisecond' and ${isFree} and ${isRested}`;
}

async function claim(db: EntityManager, taken: string, params: unknown[]): Promise<ClaimedMail[]> {
  const lease = randomUUID();
  const [rows] = (await db.query(
    `with taken as materialized (${taken})
     update outbox set status = 'sending', lease = $1, lease_until = now() + $2 * interval '1 millisecond', attempts = attempts + 1
     from taken where outbox.id = taken.id returning outbox.id`,
    [lease, leaseMs, ...params],
  )) as [{ id: string }[], number];
  if (rows.length === 0) return [];
  return (await db.findBy(OutboxEntity, { id: In(rows.map(({ id }) => id)), lease })) as ClaimedMail[];
}
