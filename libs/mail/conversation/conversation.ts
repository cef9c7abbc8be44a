import { randomUUID } from 'node:crypto';
import { In, IsNull, LessThanOrEqual, type EntityManager } from 'typeorm';
import { editionNow } from '../../platform/clock/edition-clock.js';
import { ConversationEntity, DossierEntity, type ListedFile, type MissingWhy } from '../../platform/db/entities/index.js';

/** What somebody wrote about an exchange. */
export interface NewMessage {
  ref: string;
  /** Null where the sender's address is no contact's of the exchange. */
  contactId: string | null;
  sender: string;
  senderKnown: boolean;
  /** The mail of ours that it answers. */
  outboxId: string | null;
  subject: string;
  text: string;
  raw: string;
  messageId: string;
  attachments: ListedFile[];
  /** Why not all of it is here; null where it is. */
  missing: MissingWhy | null;
}

/** Puts a message into its exchange's conversation; false when it stands there already. */
export async function addToConversation(tx: EntityManager, message: NewMessage): Promise<boolean> {
  const { edition } = await tx.findOneOrFail(DossierEntity, { where: { ref: message.ref }, select: { ref: true, edition: true } });
  const { raw: rows } = await tx
    .createQueryBuilder()
    .insert()
    .into(ConversationEntity)
    .values({
      ...message,
      id: randomUUID(),
      direction: 'in',
      receivedAt: await editionNow(tx, edition),
      receivedRealAt: new Date().toISOString(),
      seenByStaffAt: null,
    })
    .orIgnore()
    .returning('id')
    .execute();
  return (rows as unknown[]).length > 0;
}

/** The conversation of an exchange, and of those that correct it when they are named too; the oldest first. */
export async function conversationOf(db: EntityManager, ...refs: string[]): Promise<ConversationEntity[]> {
  return db.find(ConversationEntity, { where: { ref: In(refs) }, order: { receivedAt: 'ASC', receivedRealAt: 'ASC', id: 'ASC' } });
}

/** How many messages of an edition nobody in the office has seen, by exchange. */
export async function unseenByExchange(db: EntityManager, edition: string): Promise<Map<string, number>> {
  const rows: { ref: string; n: number }[] = await db.query(
    `select c.ref, count(*)::int as n from conversation c join dossier e on e.ref = c.ref
     where e.edition = $1 and c.seen_by_staff_at is null group by c.ref order by min(c.received_at), c.ref`,
    [edition],
  );
  return new Map(rows.map(({ ref, n }) => [ref, n]));
}

/**
 * Notes that the office has seen what came in up to an instant (the newest message that was shown): what arrives
 * while somebody reads stays unseen. Returns how many became seen.
 */
export async function markSeen(db: EntityManager, ref: string, upTo: string): Promise<number> {
  const { affected } = await db.update(
    ConversationEntity,
    { ref, seenByStaffAt: IsNull(), receivedRealAt: LessThanOrEqual(upTo) },
    { seenByStaffAt: new Date().toISOString() },
  );
  return affected ?? 0;
}
