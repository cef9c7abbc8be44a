import type { EntityManager } from 'typeorm';

/** How many mails that nobody answered by the click go to one mailbox within a day of the real clock. */
export const mostConfirmMails = 3;

/**
 * Whether one more mail that asks to confirm may go to an address: whoever types somebody else's address again and again
 * must not flood that mailbox. What was confirmed does not count. Enquiries for one mailbox are counted one by one, until
 * the caller's transaction ends.
 */
export async function mayMailConfirm(tx: EntityManager, email: string): Promise<boolean> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('confirm-mail/' || ${mailboxSql('$1')}, 0))`, [email]);
  const [row]: { n: number }[] = await tx.query(
    `select count(*)::int as n from outbox o join draft d on d.id::text = o.recipient_id
     where o.kind = 'confirm-address' and o.planned_real_at > now() - interval '1 day'
       and d.ref is null and ${mailboxSql(`d.payload->>'email'`)} = ${mailboxSql('$1')}`,
    [email],
  );
  return row!.n < mostConfirmMails;
}

/** The SQL of `mailboxOf`: capitals, and what stands behind a plus sign, lead to the same mailbox. */
export function mailboxSql(address: string): string {
  return `regexp_replace(lower(btrim(${address})), '\\+[^@]*@', '@')`;
}
