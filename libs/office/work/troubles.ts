import type { EntityManager } from 'typeorm';
import { askedInVain } from '../../mail/outbox/asked-in-vain.js';
import type { LetterItem } from '../../mail/letters/new-mail.js';
import { takeOnce } from '../once.js';

/** Something at the desk that mends itself for nobody: the office is told of it once, in the digest. */
export interface Trouble {
  /** Of the activity log. */
  id: string;
  kind: keyof typeof troubleWords;
  ref: string | null;
  /** Kind of the mail; empty where there is none. */
  what: string;
  /** Whom it concerns: the name, and how to reach the person. Empty where nobody is known. */
  who: string;
  phone: string;
  email: string;
}

/** Who joins the office later is not told of what went wrong long before. */
const toldFor = '30 days';

/** What people read of each. */
export const troubleWords = {
  'code-locked': ({ who }) => `${who || 'Somebody'} typed too many wrong codes and has not answered yet`,
  'mail-refused': ({ who }) => `A mail to ${who || 'somebody'} could not be delivered`,
  'mail-ambiguous': ({ who }) => `A mail to ${who || 'somebody'} may not have arrived`,
  'mail-bounced': ({ who }) => `A mail to ${who || 'somebody'} came back: the address does not work`,
  'address-not-on-file': ({ who }) => `${who || 'Somebody'} asked for a visit from an address that is not on file for the hub: do they work there?`,
} as const satisfies Record<string, (trouble: { who: string }) => string>;

/**
 * Troubles of an edition that a member of staff was not told of yet, the oldest first. Those that were overtaken are left
 * out: the question was answered or closed meanwhile, or the address was put right.
 */
export async function untoldTroubles(db: EntityManager, edition: string, staffId: string): Promise<Trouble[]> {
  return db.query(
    `select l.id::text as id, l.kind as kind, l.ref as ref, coalesce(l.detail->>'mail', '') as what,
            coalesce(c.name, s.name, '') as who, coalesce(c.phone, '') as phone, coalesce(c.email, s.email, '') as email
     from activity_log l
     left join outbox o on o.id = (l.detail->>'outbox')::uuid
     left join contact c on c.id = coalesce(l.detail->>'recipient', l.who)
     left join staff_member s on s.id = l.detail->>'recipient'
     where l.kind = any($1) and l.at > now() - interval '${toldFor}'
       and (o.edition = $2 or exists (select 1 from dossier e where e.ref = l.ref and e.edition = $2))
       and not exists (select 1 from upkeep_done d where d.key = 'told/' || $3 || '/' || l.id)
       and not (l.kind = 'code-locked' and exists (select 1 from prompt p where p.id = l.detail->>'prompt' and p.status <> 'open'))
       and not (l.kind in ('mail-refused', 'mail-ambiguous') and ${askedInVain})
       and not (l.kind = 'mail-bounced' and exists (select 1 from address_problem a where a.outbox_id = o.id and a.ended_at is not null))
     order by l.id limit 50`,
    [Object.keys(troubleWords), edition, staffId],
  );
}

/** Notes that a member of staff is told of a trouble now; false when that happened before. */
export async function tellOnce(tx: EntityManager, trouble: Trouble, staffId: string, edition: string, at: string): Promise<boolean> {
  return takeOnce(tx, `told/${staffId}/${trouble.id}`, edition, at);
}

/** A trouble as a line of the digest, with the way to the exchange. */
export function troubleItem(trouble: Trouble): LetterItem {
  const { kind, ref, what, phone, email } = trouble;
  const detail = [ref, what, phone || email].filter(Boolean).join(' · ');
  return { text: troubleWords[kind](trouble), ...(detail && { detail }), ...(ref && { path: exchangePath(ref) }) };
}

/** Where the office sees all of an exchange. */
export function exchangePath(ref: string): string {
  return `/staff/exchanges/${ref}`;
}
