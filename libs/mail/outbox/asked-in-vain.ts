/**
 * SQL, of an outbox row that the query calls `o`: the mail asked a question that is no longer open. Whether such a mail
 * arrived matters to nobody any more.
 */
export const askedInVain = `exists (select 1 from signed_link k join prompt p on p.id = k.subject_id
  where k.id = o.link_id::uuid and p.kind = o.kind and p.status <> 'open')`;
