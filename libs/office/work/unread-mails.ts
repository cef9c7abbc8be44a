import type { EntityManager } from 'typeorm';
import { say } from '../../domain/texts/catalogue.js';
import type { LetterItem } from '../../mail/letters/new-mail.js';
import type { Office } from '../office.js';
import { deskPath } from './task-item.js';
import { exchangePath } from './troubles.js';

/** Answers by mail that nobody in the office has seen yet. */
export interface UnreadMails {
  count: number;
  /** The exchanges they are about, the one that waits longest first. */
  refs: string[];
}

/** Exchanges that a line of a mail names; the desk shows them all. */
const mostNamed = 10;

/** What came in by mail until an instant of the edition's clock (and after another one) and is unread. */
export async function unreadMails(db: EntityManager, edition: string, until: string, after = '-infinity'): Promise<UnreadMails> {
  const rows: { ref: string; n: number }[] = await db.query(
    `select c.ref, count(*)::int as n from conversation c join dossier e on e.ref = c.ref
     where e.edition = $1 and c.seen_by_staff_at is null and c.received_at <= $2 and c.received_at > $3
     group by c.ref order by min(c.received_at), c.ref`,
    [edition, until, after],
  );
  return { count: rows.reduce((sum, { n }) => sum + n, 0), refs: rows.map(({ ref }) => ref) };
}

/** Unread mails as a line of the digest. */
export function unreadItem({ texts }: Pick<Office, 'texts'>, { count, refs }: UnreadMails): LetterItem {
  const more = refs.length > mostNamed ? ' …' : '';
  return { text: say(texts, 'pages.staff.unreadMails', { count }), detail: refs.slice(0, mostNamed).join(', ') + more, path: refs.length === 1 ? exchangePath(refs[0]!) : deskPath };
}
