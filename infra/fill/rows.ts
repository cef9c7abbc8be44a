/** The edition that nine of ten exchanges belong to; the programme's own. */
export const bigEdition = 'p2p-learning-2026';
/** The edition of the rest. */
export const smallEdition = 'p2p-learning-2025';

/** What a full exchange asks, in order: party, kind, slot; a role's questions have no party. */
const asked = [
  ['hosting', 'availability', 'manager'],
  ['visiting', 'dates', 'manager'],
  ['visiting', 'application', 'manager'],
  ['-', 'review', 'coordinator'],
  ['-', 'place', 'programme'],
  ['visiting', 'sign', 'signatory'],
  ['hosting', 'sign', 'signatory'],
  ['visiting', 'bank-details', 'accountant'],
  ['hosting', 'bank-details', 'accountant'],
  ['hosting', 'host-wrap-up', 'manager'],
  ['visiting', 'visitor-wrap-up', 'manager'],
  ['hosting', 'check', 'coordinator'],
  ['visiting', 'check', 'coordinator'],
  ['hosting', 'approve-payment', 'finance'],
  ['visiting', 'approve-payment', 'finance'],
  ['hosting', 'booking', 'finance'],
  ['visiting', 'booking', 'finance'],
  ['visiting', 'follow-up', 'manager'],
  ['hosting', 'follow-up', 'manager'],
  ['visiting', 'choose-host', 'manager'],
] as const;

const questions = `(values ${asked.map(([party, kind, slot], n) => `(${n + 1}, '${party}', '${kind}', '${slot}')`).join(', ')}) q (k, party, kind, slot)`;
const isRole = `q.slot in ('coordinator', 'finance', 'programme')`;
const contactOf = (party: string, slot: string): string => `'fc-' || (case ${party} when 'hosting' then d.host else d.visitor end) || '-' || ${slot}`;
const promptOf = `d.ref || '/1/' || q.party || '/' || q.kind || '/' || q.slot || '/1'`;
/** An id that can be said again: of a text, so that an answer and whatever names it agree. */
const idOf = (text: string): string => `md5(${text})::uuid`;
/** Questions that the exchange has come to. */
const cameTo = `q.k <= d.reached`;

/**
 * Rows of a grown network, in the order in which they name each other. `filled` is one row an exchange: 5 % are open and
 * have come to different questions; of the others seven of ten were completed. All else follows from it.
 */
export const fillStatements: readonly string[] = [
  `insert into organisation (id, legal_name, type, membership) select 'fo-' || n, 'Organisation ' || n, 'ngo', 'member' from generate_series(0, $hubs - 1) n`,
  `insert into hub (id, organisation_id, name, city, country, lat, lon, zone, available_for_mobility)
   select 'fh-' || n, 'fo-' || n, 'Hub ' || n, 'City ' || (n % 97), (array['BE', 'FR', 'IT', 'RS', 'ES', 'PT'])[1 + n % 6], 45, 10, 'Europe/Brussels', n % 3 <> 0 from generate_series(0, $hubs - 1) n`,
  `insert into contact (id, organisation_id, hub_id, name, email, language, zone, roles, origin, created_at)
   select 'fc-' || n || '-' || s, 'fo-' || n, 'fh-' || n, initcap(s) || ' of hub ' || n, s || '@hub-' || n || '.example', 'en', 'Europe/Brussels', array[s], 'directory', now() - interval '6 years'
   from generate_series(0, $hubs - 1) n, unnest(array['manager', 'participant', 'signatory', 'accountant']) s`,
  `insert into edition (id, definition_id, definition_version, name, budget_cents, places, created_at)
   select '${smallEdition}', definition_id, definition_version, 'The year before', 100000000000, 100000, now() - interval '2 years' from edition where id = '${bigEdition}'`,
  `update edition set budget_cents = 100000000000, places = 1000000`,
  `create unlogged table filled as
   select n, 'P2P-' || (2000 + n / 10000) || '-' || lpad((n % 10000)::text, 4, '0') as ref,
          case when n % 10 = 0 then '${smallEdition}' else '${bigEdition}' end as edition,
          n % $hubs as visitor, (n * 7 + 1) % $hubs as host,
          n > $dossiers * 0.95 as open,
          case when n > $dossiers * 0.95 then 1 + n % 18 else 20 end as reached,
          now() - interval '30 days' - ($dossiers - n) * (interval '5 years' / $dossiers) as created_at,
          (case when n > $dossiers * 0.95 then current_date + (n % 200)::int - 60 else current_date - 120 - (($dossiers - n) * (1800.0 / $dossiers))::int end) as first_day
   from generate_series(1, $dossiers) n`,
  `insert into dossier (ref, edition, definition_id, definition_version, start_at, start_status, start_next_at, created_at, seq, stage, stage_since, waiting_for, wake_at, updated_at, ended_at, archived_at)
   select d.ref, d.edition, e.definition_id, e.definition_version, 'host-asked', 'started', d.created_at, d.created_at, 20,
          case when d.open then (array['host-asked', 'agreeing-dates', 'applying', 'in-review', 'queued', 'signing', 'signing', 'signing', 'preparing', 'travelling'])[least(10, d.reached)]
               when d.n % 10 < 7 then 'completed' when d.n % 10 = 7 then 'declined' when d.n % 10 = 8 then 'expired' else 'withdrawn' end,
          d.created_at + interval '20 days',
          case when d.open then '[{"prompt": "x", "dueAt": "2026-12-01T17:00:00.000Z", "closesAt": "2026-12-15T17:00:00.000Z", "escalated": false}]'::jsonb else '[]'::jsonb end,
          case when d.open then now() + interval '3 days' end, d.created_at + interval '20 days',
          case when not d.open then d.created_at + interval '90 days' end, case when not d.open then d.created_at + interval '90 days' end
   from filled d join edition e on e.id = d.edition`,
  `insert into party (ref, leg, party, organisation_id, hub_id) select d.ref, '1', p, 'fo-' || h, 'fh-' || h
   from filled d, lateral (values ('visiting', d.visitor), ('hosting', d.host)) v (p, h)`,
  `insert into party_contact (ref, leg, party, slot, contact_id) select d.ref, '1', p, s, 'fc-' || h || '-' || s
   from filled d, lateral (values ('visiting', d.visitor), ('hosting', d.host)) v (p, h), unnest(array['manager', 'signatory', 'accountant']) s`,
  `insert into plan (ref, leg, version, first_day, last_day, participants, content, created_at)
   select d.ref, '1', v, d.first_day, d.first_day + 4, 2, '{"theme": "Shared tools"}', d.created_at from filled d, generate_series(1, 2) v`,
  `insert into agreement (ref, version, sha256, language, content, created_at) select d.ref, 1, md5(d.ref), 'en', '{}', d.created_at from filled d where d.reached >= 6`,
  `insert into visit_data (ref, edition, delete_on) select d.ref, d.edition, d.first_day + 34 from filled d where d.open`,
  `insert into prompt (id, ref, edition, leg, party, kind, slot, role, contact_id, status, asked_at, remind_at, due_at, closes_at, decided, escalated_at, ended_at)
   select ${promptOf}, d.ref, d.edition, '1', q.party, q.kind, q.slot, case when ${isRole} then q.slot end, case when not (${isRole}) then ${contactOf('q.party', 'q.slot')} end,
          case when d.open and q.k = d.reached then 'open' else 'answered' end,
          d.created_at + q.k * interval '1 day', '[]',
          case when d.open and q.k = d.reached then now() + (d.n % 20 - 2) * interval '1 day' else d.created_at + (q.k + 7) * interval '1 day' end,
          case when d.open and q.k = d.reached then now() + (d.n % 20 + 14) * interval '1 day' else d.created_at + (q.k + 21) * interval '1 day' end,
          not (d.open and q.k = d.reached), null, case when not (d.open and q.k = d.reached) then d.created_at + (q.k + 1) * interval '1 day' end
   from filled d, ${questions} where ${cameTo}`,
  `insert into inbox (id, prompt_id, ref, choice, payload, payload_hash, facts, "by", received_at, received_real_at, status, next_attempt_at)
   select ${idOf(`'inbox' || ${promptOf}`)}, ${promptOf}, d.ref, 'submitted', '{"theme": "Shared tools", "report": "All went well."}', md5(q.kind), '{}',
          case when ${isRole} then 'system' else ${contactOf('q.party', 'q.slot')} end, d.created_at + q.k * interval '1 day', d.created_at + q.k * interval '1 day', 'accepted', d.created_at
   from filled d, ${questions} where ${cameTo} and not (d.open and q.k = d.reached)`,
  `insert into signed_link (id, purpose, subject_id, holder_id, generation, kid, token_hash, ref, created_at)
   select ${idOf(`'link' || ${promptOf}`)}, case when ${isRole} then 'staff-prompt' else 'prompt' end, ${promptOf},
          case when ${isRole} then 'coordinator' else ${contactOf('q.party', 'q.slot')} end, 1, 'k1', md5('a' || ${promptOf}) || md5('b' || ${promptOf}), d.ref, d.created_at
   from filled d, ${questions} where ${cameTo} and q.kind <> 'place'`,
  `insert into outbox (id, business_key, ref, edition, kind, recipient_id, audience, data, link_id, message_id, thread_id, status, planned_at, planned_real_at, not_before, attempts, sent_at)
   select ${idOf(`'mail' || d.ref || '/' || m`)}, d.ref || '/mail/' || m, d.ref, d.edition, (array['application', 'sign', 'reminder', 'completed'])[1 + m % 4],
          ${contactOf(`(case when m % 2 = 0 then 'hosting' else 'visiting' end)`, `'manager'`)}, case when m % 2 = 0 then 'hosting' else 'visiting' end,
          '{"params": {"reference": "P2P"}}', null, md5('m' || d.ref || m) || '@office.example', md5('t' || d.ref) || '@office.example',
          case when m = 30 and d.n % 500 = 0 then 'refused' else 'sent' end, t, t, t, 1, t
   from filled d, generate_series(1, 30) m, lateral (select d.created_at + m * interval '1 day' as t) at where m <= d.reached * 3 / 2`,
  `insert into journal (ref, seq, n, kind, event, at, real_at)
   select d.ref, s, e, (array['asked', 'answered'])[1 + e], '{"kind": "asked", "prompt": "x", "by": "system"}', t, t
   from filled d, generate_series(1, 20) s, generate_series(0, 1) e, lateral (select d.created_at + s * interval '1 day' as t) at where s <= d.reached`,
  `insert into step (ref, seq, sha256, result) select d.ref, s, md5(d.ref || s), '{"prompts": {}, "unsent": []}' from filled d, generate_series(1, 20) s where s <= d.reached and d.n % 2 = 0`,
  `insert into activity_log (ref, kind, who, detail, at)
   select d.ref, case when d.n % 100 = 0 and s <= 3 then (array['code-locked', 'mail-refused', 'mail-bounced'])[s] else (array['link-opened', 'link-opened', 'mail-sent', 'staff-saw', 'sign-in', 'link-fetched'])[1 + s % 6] end,
          'system', jsonb_build_object('prompt', d.ref || '/1/visiting/application/manager/1', 'outbox', ${idOf(`'mail' || d.ref || '/1'`)}), d.created_at + s * interval '1 day'
   from filled d, generate_series(1, 10) s`,
  `insert into payment_run (id, edition, opened_at, booked_at)
   select '${bigEdition}/' || (current_date - w * 7), '${bigEdition}', now() - w * interval '7 days', case when w > 0 then now() - w * interval '7 days' end from generate_series(0, 200) w`,
  `insert into payment (id, ref, edition, leg, party, purpose, cents, payee_organisation_id, explanation, status, run_id, requested_at, booked_at)
   select d.ref || '/1/' || p || '/claim', d.ref, d.edition, '1', p, 'claim', 50000, 'fo-' || h, '[]', case when d.open then 'requested' else 'booked' end,
          '${bigEdition}/' || (current_date - (case when d.open then 0 else 1 + d.n % 200 end) * 7), d.created_at, case when not d.open then d.created_at end
   from filled d, lateral (values ('visiting', d.visitor), ('hosting', d.host)) v (p, h) where d.reached >= 14`,
  `insert into bank_details (answer_id, ref, party, organisation_id, account_holder, iban, given_by, given_at)
   select md5(d.ref || p), d.ref, p, 'fo-' || h, 'Organisation', 'BE68539007547034', 'fc-' || h || '-accountant', d.created_at
   from filled d, lateral (values ('visiting', d.visitor), ('hosting', d.host)) v (p, h) where d.reached >= 9`,
  `insert into place_hold (ref, edition, queue_order, cents, status, asked_at, held_at)
   select d.ref, d.edition, d.n, 150000, case when d.open and d.reached = 5 then 'waiting' when not d.open and d.n % 10 >= 7 then 'released' else 'held' end, d.created_at, d.created_at
   from filled d where d.reached >= 4`,
  `update edition e set places_held = h.n, reserved_cents = h.cents, last_reference = 9000
   from (select edition, count(*) as n, sum(cents) as cents from place_hold where status = 'held' group by edition) h where h.edition = e.id`,
  `insert into uploaded_file (id, sha256, name, size, media_type, holder_id, prompt_id, ref, uploaded_at, answer_id)
   select ${idOf(`'file' || d.ref || f`)}, md5(d.ref || f) || md5(f::text), 'receipt.pdf', 1000, 'application/pdf', 'fc-' || d.visitor || '-manager',
          d.ref || '/1/visiting/visitor-wrap-up/manager/1', d.ref, d.created_at, ${idOf(`'inbox' || d.ref || '/1/visiting/visitor-wrap-up/manager/1'`)}
   from filled d, generate_series(1, 2) f where d.reached > 11`,
  `insert into conversation (id, ref, contact_id, direction, sender, sender_known, outbox_id, subject, text, raw, message_id, received_at, received_real_at, seen_by_staff_at)
   select ${idOf(`'talk' || d.ref || c`)}, d.ref, 'fc-' || d.visitor || '-manager', 'in', 'manager@hub.example', true, null, 'Re: your exchange', 'Thank you.', 'Thank you.', md5('c' || d.ref || c), d.created_at, d.created_at,
          case when d.n % 1000 <> 0 then d.created_at end
   from filled d, generate_series(1, 2) c where d.n % 3 = 0`,
  `insert into act (id, ref, kind, input, payload, "by", at, real_at, status, next_attempt_at)
   select ${idOf(`'act' || d.ref`)}, d.ref, 'extend', '{}', '{}', 'coordinator', d.created_at, d.created_at, 'done', d.created_at from filled d where d.n % 2 = 0`,
  `insert into due_reminder (prompt_id, nth, edition, contact_id, due_at, outbox_id)
   select ${promptOf}, 1, d.edition, ${contactOf('q.party', 'q.slot')}, d.created_at + q.k * interval '1 day', ${idOf(`'mail' || d.ref || '/1'`)}
   from filled d, ${questions} where q.k in (1, 3, 10) and ${cameTo} and not (d.open and q.k = d.reached)`,
  `insert into draft (id, edition, payload, language, created_at, delete_at, ref)
   select ${idOf(`'draft' || d.ref`)}, d.edition, '{"name": "Somebody", "email": "manager@hub.example"}', 'en', d.created_at, d.created_at + interval '14 days', d.ref from filled d`,
  `insert into incoming_mail (id, sender_hash, outcome, at) select md5(d.ref), md5(d.visitor::text), 'conversation', now() - d.n * (interval '80 days' / $dossiers) from filled d`,
  `insert into upkeep_done (key, edition, at) select 'digest/${bigEdition}/coordinator/' || n, '${bigEdition}', now() from generate_series(1, 5000) n`,
  `insert into error_report (id, code, activity, detail, at) select ${idOf(`'error' || n`)}, 'unreachable', 'publish', '{}', now() - n * interval '10 minutes' from generate_series(1, 20000) n`,
  `insert into mailed_code (id, link_id, code_hash, sent_at, ends_at, used_at, ref, holder_id)
   select ${idOf(`'code' || d.ref`)}, ${idOf(`'link' || d.ref || '/1/visiting/sign/signatory/1'`)}, 'x', now(), now(), now(), d.ref, 'fc-' || d.visitor || '-signatory' from filled d where d.reached >= 7`,
  `insert into archived_history (ref, run_id, sha256, events, document, archived_at) select d.ref, 'x', md5(d.ref), 250, '\\x00', d.created_at from filled d where not d.open`,
  'drop table filled',
];
