import type { EntityManager } from 'typeorm';
import type { LetterItem } from '../mail/outbox/new-mail.js';
import { takeOnce } from './once.js';

/** Something at the desk that mends itself for nobody: the office is told of it once, in the digest. */
export interface Trouble {
  /** Of the activity log. */
  id: string;
  kind: keyof typeof troubleWords;
  ref: string | null;
  /** Kind of the mail, or code; empty where there is none. */
  what: string;
}

/** What people read of each. */
export const troubleWords = {
  'code-locked': 'Too many wrong codes were typed: the person cannot sign for the moment',
  'mail-refused': 'A mail could not be delivered',
  'mail-ambiguous': 'A mail may not have arrived',
  'mail-bounced': 'A mail came back: the address does not work',
} as const;

/** Troubles of an edition that a member of staff was not told of yet, the oldest first. */
export async function untoldTroubles(db: EntityManager, edition: string, staffId: string): Promise<Trouble[]> {
  return db.query(
    `select l.id::text as id, l.kind as kind, l.ref as ref, coalesce(l.detail->>'mail', '') as what
     from activity_log l
     where l.kind = any($1)
       and (exists (select 1 from exchange e where e.ref = l.ref and e.edition = $2)
            or exists (select 1 from outbox o where o.id::text = l.detail->>'outbox' and o.edition = $2))
       and not exists (select 1 from upkeep_done d where d.key = 'told/' || $3 || '/' || l.id)
     order by l.id limit 50`,
    [Object.keys(troubleWords), edition, staffId],
  );
}

/** Notes that a member of staff is told of a trouble now; false when that happened before. */
export async function tellOnce(tx: EntityManager, trouble: Trouble, staffId: string, edition: string, at: string): Promise<boolean> {
  return takeOnce(tx, `told/${staffId}/${trouble.id}`, edition, at);
}

/** A trouble as a line of the digest. */
export function troubleItem({ kind, ref, what }: Trouble): LetterItem {
  const detail = [ref, what].filter(Boolean).join(' · ');
  return { text: troubleWords[kind], ...(detail && { detail }) };
}
