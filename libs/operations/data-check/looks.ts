/** One thing that should be true of all rows together, and that no key of the database can hold. */
export interface Look {
  /** Where it is looked at, as people who mend it know the place. */
  what: string;
  /** Answers one text a case: what it is about. */
  sql: string;
}

const isSomebody = (column: string): string =>
  `(${column} = 'system' or exists (select 1 from contact c where c.id = ${column}) or exists (select 1 from staff_member s where s.id = ${column}))`;

const isDraft = (column: string): string => `exists (select 1 from draft d where d.id::text = ${column})`;

/** Ids that may be of several kinds, ids inside of JSON, and sums that are kept beside what they sum up. */
export const looks: readonly Look[] = [
  { what: 'signed_link.holder_id', sql: `select l.id::text from signed_link l where not (${isSomebody('l.holder_id')} or ${isDraft('l.holder_id')})` },
  {
    what: 'signed_link.subject_id',
    sql: `select l.id::text from signed_link l
      where (l.purpose in ('prompt', 'staff-prompt') and not exists (select 1 from prompt p where p.id = l.subject_id))
         or (l.purpose = 'payment-run' and not exists (select 1 from payment_run r where r.id = l.subject_id))
         or (l.purpose = 'confirm' and not ${isDraft('l.subject_id')})`,
  },
  {
    what: 'outbox.recipient_id',
    sql: `select o.id::text from outbox o where o.status in ('planned', 'sending') and not (${isSomebody('o.recipient_id')} or ${isDraft('o.recipient_id')})`,
  },
  { what: 'inbox.by', sql: `select i.id::text from inbox i where not ${isSomebody('i.by')}` },
  // A place may be offered before its question is asked: soon after, the question is there.
  {
    what: 'inbox.prompt_id',
    sql: `select i.id::text from inbox i where i.received_real_at < now() - interval '1 day' and not exists (select 1 from prompt p where p.id = i.prompt_id)
      and exists (select 1 from dossier d where d.ref = i.ref and d.ended_at is null)`,
  },
  { what: 'act.by', sql: `select a.id::text from act a where not ${isSomebody('a.by')}` },
  { what: 'activity_log.ref', sql: `select l.id::text from activity_log l where l.ref is not null and not exists (select 1 from dossier d where d.ref = l.ref)` },
  {
    what: 'payment.check_answer',
    sql: `select p.id from payment p where p.check_answer is not null and not exists (select 1 from inbox i where i.id::text = p.check_answer)`,
  },
  {
    what: 'edition.places_held',
    sql: `select e.id || ': ' || e.places_held || ', not ' || h.n from edition e
      join lateral (select count(*) as n from place_hold p where p.edition = e.id and p.status = 'held') h on true where e.places_held <> h.n`,
  },
  {
    what: 'edition.reserved_cents',
    sql: `select e.id || ': ' || e.reserved_cents || ', not ' || h.cents from edition e
      join lateral (select coalesce(sum(p.cents), 0) as cents from place_hold p where p.edition = e.id and p.status = 'held') h on true where e.reserved_cents <> h.cents`,
  },
];
