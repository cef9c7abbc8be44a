import { randomUUID } from 'node:crypto';
import { In, IsNull, type EntityManager } from 'typeorm';
import { ActivityLogEntity, AddressProblemEntity } from '../../platform/db/entities/index.js';

/** A mail that came back. */
export interface Bounced {
  outboxId: string;
  /** Contact or staff id, and the address that the mail went to. */
  recipientId: string;
  address: string;
  /** Enhanced status code, such as `5.1.1`. */
  code: string;
  ref: string | null;
  /** Entry of the text catalogue. */
  kind: string;
}

/**
 * Marks an address as one that mail comes back from and gives the office one task for it, however many mails come back.
 * False when the address is marked already.
 */
export async function noteAddressProblem(tx: EntityManager, { outboxId, recipientId, address, code, ref, kind }: Bounced): Promise<boolean> {
  const at = new Date().toISOString();
  // A problem of an address that was corrected since is over.
  await tx.query('update address_problem set ended_at = $1 where contact_id = $2 and ended_at is null and address <> $3', [at, recipientId, address]);
  const marked: unknown[] = await tx.query(
    `insert into address_problem (id, contact_id, address, code, outbox_id, since) values ($1, $2, $3, $4, $5, $6)
     on conflict (contact_id) where ended_at is null do nothing returning id`,
    [randomUUID(), recipientId, address, code, outboxId, at],
  );
  if (marked.length === 0) return false;
  await tx.insert(ActivityLogEntity, { ref, kind: 'mail-bounced', who: 'system', detail: { outbox: outboxId, mail: kind, recipient: recipientId, code }, at });
  return true;
}

/** The open problems of people's addresses, by contact or staff id. */
export async function addressProblems(db: EntityManager, contactIds: string[]): Promise<Map<string, AddressProblemEntity>> {
  if (contactIds.length === 0) return new Map();
  const rows = await db.findBy(AddressProblemEntity, { contactId: In(contactIds), endedAt: IsNull() });
  return new Map(rows.map((row) => [row.contactId, row]));
}

/** Ends the problem of a person's address: it was corrected, or works again. A later bounce is a new task. False if there was none. */
export async function endAddressProblem(db: EntityManager, contactId: string): Promise<boolean> {
  const { affected } = await db.update(AddressProblemEntity, { contactId, endedAt: IsNull() }, { endedAt: new Date().toISOString() });
  return (affected ?? 0) > 0;
}
