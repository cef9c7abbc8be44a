import { MailGateEntity } from '../../platform/db/entities/index.js';
import { askedInVain } from '../../mail/outbox/asked-in-vain.js';
import { agoMs, broken, type BrokenCase, type HealthTools } from './condition.js';

interface Row {
  text: string;
  ref: string | null;
  since: Date;
  /** For how long, by the clock that the row goes by. */
  lasting: string;
}

/** Answers, acts and starts that were received more than a minute ago and have not reached their exchange. */
export async function relayBacklog({ db }: HealthTools): Promise<BrokenCase[]> {
  const rows: Row[] = await db.query(
    `select * from (
       select i.ref, 'answer' as text, i.received_real_at as since, extract(epoch from now() - i.received_real_at) * 1000 as lasting
         from inbox i where i.status = 'received' and i.received_real_at < now() - interval '1 minute'
       union all
       select a.ref, a.kind, a.real_at, extract(epoch from now() - a.real_at) * 1000
         from act a where a.status = 'received' and a.real_at < now() - interval '1 minute'
       union all
       select e.ref, 'start', e.start_next_at, greatest(60000, extract(epoch from now() - e.start_next_at) * 1000)
         from dossier e where e.start_status = 'planned' and (e.start_next_at < now() - interval '1 minute' or e.start_attempts >= 7)
     ) waiting order by since limit 500`,
  );
  return broken('relay-backlog', rows.map(caseOf));
}

/** Mails that should have gone, a shut gate, and mails of open exchanges that did not arrive, as long as their question is open. */
export async function mailBacklog({ db }: HealthTools): Promise<BrokenCase[]> {
  const rows: Row[] = await db.query(
    `select o.ref, o.kind || case when o.status in ('refused', 'ambiguous') then ': ' || o.status || coalesce(' ' || o.last_code, '') else '' end as text,
            o.not_before as since,
            extract(epoch from now() + coalesce(d.clock_offset_ms, 0) * interval '1 millisecond' - o.not_before) * 1000 as lasting
     from outbox o left join edition d on d.id = o.edition left join dossier e on e.ref = o.ref
     where (o.status in ('planned', 'sending')
            and o.not_before < now() + coalesce(d.clock_offset_ms, 0) * interval '1 millisecond' - interval '5 minutes'
            and o.planned_real_at < now() - interval '5 minutes')
        or (o.status in ('refused', 'ambiguous') and e.ended_at is null and o.planned_real_at > now() - interval '7 days' and not ${askedInVain})
     order by since limit 500`,
  );
  const gate = await db.findOneBy(MailGateEntity, { id: 1 });
  const shut = gate?.closedSince ? [{ text: `The mail server refuses all mail (${gate.code ?? ''})`, since: gate.closedSince, lastingMs: agoMs(gate.closedSince) }] : [];
  return broken('mail-backlog', [...shut, ...rows.map(caseOf)]);
}

/** Work that failed again and again within the last hour, by what it was and why. */
export async function failingActivities({ db }: HealthTools): Promise<BrokenCase[]> {
  const rows: Row[] = await db.query(
    `select null as ref, activity || ' (' || code || '), ' || count(*) || ' times in the last hour' as text, min(at) as since,
            extract(epoch from now() - min(at)) * 1000 as lasting
     from error_report where at > now() - interval '1 hour' group by activity, code having count(*) >= 5 order by min(at)`,
  );
  return broken('exhausted-activities', rows.map(caseOf));
}

function caseOf({ text, ref, since, lasting }: Row) {
  return { text: ref ? `${ref}: ${text}` : text, ...(ref && { ref }), since: since.toISOString(), lastingMs: Number(lasting) };
}
