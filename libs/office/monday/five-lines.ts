import { In, IsNull, LessThan, type FindOptionsWhere } from 'typeorm';
import { DossierEntity, IncomingWatchEntity, MailGateEntity, PaymentEntity } from '../../platform/db/entities/index.js';
import { addDays, localDay } from '../../domain/calendar/days.js';
import { formatCents } from '../../domain/money/cents.js';
import { formatDay } from '../../domain/texts/say-values.js';
import { askedInVain } from '../../mail/outbox/asked-in-vain.js';
import type { Office } from '../office.js';
import { openDecisions, proposedHandOvers, silentPeople, type HandOverTask, type OfficeTask } from '../work/office-work.js';
import { joined, listed, mostListed, type Listed } from '../work/listed.js';
import { troubleWords } from '../work/troubles.js';
import { pairOf, spokenExchanges } from '../../dossier/record/spoken-dossier.js';

/** One thing on a line: what it is, and the exchange that it belongs to. */
export interface LineItem {
  text: string;
  detail: string;
  ref?: string;
}

/** The office's week in five lines. */
export interface FiveLines {
  /** Questions that wait for the office. */
  decide: Listed<OfficeTask | HandOverTask>;
  /** People who have not answered by their date. */
  silent: Listed<OfficeTask>;
  /** Visits that are under way or begin within a week. */
  travelling: Listed<LineItem>;
  /** Amounts that are checked and not yet booked. */
  owed: Listed<LineItem>;
  owedCents: number;
  /** What does not move by itself: mails that were refused, locked codes, exchanges that are stuck. */
  broken: Listed<LineItem>;
}

/** How long an answer or a due date may wait to be taken up before somebody should look, in milliseconds. */
const stuckAfterMs = 30 * 60_000;
/** How far back a trouble at the desk is shown, in milliseconds. */
const troubleFor = 7 * 86_400_000;

/** Reads the five lines of an edition. */
export async function fiveLines(office: Office): Promise<FiveLines> {
  return {
    decide: joined<OfficeTask | HandOverTask>(await openDecisions(office), listed(await proposedHandOvers(office))),
    silent: await silentPeople(office),
    travelling: await travellingLine(office),
    ...(await owedLine(office)),
    broken: joined(listed(await brokenMails(office)), listed(await brokenAnswers(office)), await stuckExchanges(office)),
  };
}

async function travellingLine({ db, edition, now, zone, texts }: Office): Promise<Listed<LineItem>> {
  const rows: { ref: string; firstDay: string; lastDay: string; n: number }[] = await db.query(
    `select d.ref, to_char(p.first_day, 'YYYY-MM-DD') as "firstDay", to_char(p.last_day, 'YYYY-MM-DD') as "lastDay", count(*) over ()::int as n
     from dossier d join lateral (select first_day, last_day from plan where plan.ref = d.ref order by version desc limit 1) p on true
     where d.edition = $1 and d.ended_at is null and d.stage in ('preparing', 'travelling') and (d.stage = 'travelling' or p.first_day <= $2) order by d.ref limit ${mostListed}`,
    [edition.id, addDays(localDay(zone, now), 7)],
  );
  const spoken = await spokenExchanges(db, rows.map(({ ref }) => ref), texts.language);
  const first = rows.map(({ ref, firstDay, lastDay }) => {
    const days = `${formatDay(firstDay, texts.language)} – ${formatDay(lastDay, texts.language)}`;
    return { text: pairOf(spoken.get(ref)!), detail: `${ref} · ${days}`, ref };
  });
  return { first, count: rows[0]?.n ?? 0 };
}

async function owedLine({ db, edition, texts }: Office): Promise<{ owed: Listed<LineItem>; owedCents: number }> {
  const [sum] = (await db.query(`select count(*)::int as n, coalesce(sum(cents), 0)::bigint as cents from payment where edition = $1 and status in ('requested', 'approved')`, [edition.id])) as [{ n: number; cents: string }];
  const payments = await db.find(PaymentEntity, {
    where: { edition: edition.id, status: In(['requested', 'approved']) },
    order: { requestedAt: 'ASC', id: 'ASC' },
    take: mostListed,
  });
  const spoken = await spokenExchanges(db, payments.map((payment) => payment.ref), texts.language);
  const first = payments.map(({ ref, party, cents }) => {
    const exchange = spoken.get(ref)!;
    const hub = { visiting: exchange.visitingHub, hosting: exchange.hostingHub }[party] ?? party;
    return { text: `${hub}: € ${formatCents(cents, texts.language)}`, detail: ref, ref };
  });
  return { owed: { first, count: sum.n }, owedCents: Number(sum.cents) };
}

/** Mails that nobody got, newest first, unless the question that they asked is over. */
async function brokenMails({ db, edition }: Office): Promise<LineItem[]> {
  const gate = await db.findOneByOrFail(MailGateEntity, { id: 1 });
  const incoming = await db.findOneByOrFail(IncomingWatchEntity, { id: 1 });
  const mails: { kind: string; ref: string | null; status: 'refused' | 'ambiguous'; code: string | null; who: string; email: string | null }[] = await db.query(
    `select o.kind, o.ref, o.status, o.last_code as code, coalesce(c.name, s.name, '') as who, coalesce(c.email, s.email) as email
     from outbox o left join contact c on c.id = o.recipient_id left join staff_member s on s.id = o.recipient_id
     where o.edition = $1 and o.status in ('refused', 'ambiguous') and not ${askedInVain}
     order by o.planned_real_at desc limit 50`,
    [edition.id],
  );
  return [
    ...(gate.closedSince ? [{ text: 'The mail server refuses all mail', detail: gate.code ?? '' }] : []),
    ...(incoming.troubleSince ? [{ text: 'Answers by mail cannot be taken in', detail: incoming.code ?? '' }] : []),
    ...mails.map(({ kind, ref, status, code, who, email }) => ({
      text: troubleWords[status === 'refused' ? 'mail-refused' : 'mail-ambiguous']({ who }),
      detail: [ref, kind, email, code].filter(Boolean).join(' · '),
      ...(ref && { ref }),
    })),
  ];
}

async function brokenAnswers({ db, edition, now }: Office): Promise<LineItem[]> {
  const locked: { ref: string; who: string; phone: string | null; email: string | null }[] = await db.query(
    `select distinct l.ref, l.who as id, coalesce(c.name, '') as who, c.phone, c.email
     from activity_log l join dossier e on e.ref = l.ref join prompt p on p.id = l.detail->>'prompt' left join contact c on c.id = l.who
     where e.edition = $1 and l.kind = 'code-locked' and l.at > $2 and p.status = 'open' order by l.ref`,
    [edition.id, new Date(Date.parse(now) - troubleFor).toISOString()],
  );
  const waiting: { ref: string }[] = await db.query(
    `select i.ref from inbox i join dossier e on e.ref = i.ref
     where e.edition = $1 and e.ended_at is null and i.status = 'received' and i.received_real_at < $2 order by i.ref`,
    [edition.id, new Date(Date.now() - stuckAfterMs).toISOString()],
  );
  return [
    ...locked.map(({ ref, who, phone, email }) => ({ text: troubleWords['code-locked']({ who }), detail: [ref, phone ?? email].filter(Boolean).join(' · '), ref })),
    ...waiting.map(({ ref }) => ({ text: 'An answer was received but not taken up', detail: ref, ref })),
  ];
}

async function stuckExchanges({ db, edition, now }: Office): Promise<Listed<LineItem>> {
  const since = new Date(Date.parse(now) - stuckAfterMs).toISOString();
  const open = { edition: edition.id, endedAt: IsNull() };
  const line = async (where: FindOptionsWhere<DossierEntity>, text: string): Promise<Listed<LineItem>> => {
    const [rows, count] = await db.findAndCount(DossierEntity, { where: { ...open, ...where }, select: { ref: true }, order: { wakeAt: 'ASC', ref: 'ASC' }, take: mostListed });
    return { first: rows.map(({ ref }) => ({ text, detail: ref, ref })), count };
  };
  return joined(
    await line({ wakeAt: LessThan(since) }, 'An exchange does not move although something is due'),
    await line({ wakeAt: IsNull(), startStatus: 'planned', createdAt: LessThan(since) }, 'An exchange has not been started'),
  );
}
