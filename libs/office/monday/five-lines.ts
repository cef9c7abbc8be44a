import { In, IsNull, LessThan } from 'typeorm';
import { DossierEntity, IncomingWatchEntity, MailGateEntity, PaymentEntity, PlanEntity } from '../../platform/db/entities/index.js';
import { addDays, localDay } from '../../domain/calendar/days.js';
import { formatCents } from '../../domain/money/cents.js';
import { formatDay } from '../../domain/texts/say-values.js';
import { askedInVain } from '../../mail/outbox/asked-in-vain.js';
import type { Office } from '../office.js';
import { openDecisions, proposedHandOvers, silentPeople, type HandOverTask, type OfficeTask } from '../work/office-work.js';
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
  decide: (OfficeTask | HandOverTask)[];
  /** People who have not answered by their date. */
  silent: OfficeTask[];
  /** Visits that are under way or begin within a week. */
  travelling: LineItem[];
  /** Amounts that are checked and not yet booked. */
  owed: LineItem[];
  owedCents: number;
  /** What does not move by itself: mails that were refused, locked codes, exchanges that are stuck. */
  broken: LineItem[];
}

/** How long an answer or a due date may wait to be taken up before somebody should look, in milliseconds. */
const stuckAfterMs = 30 * 60_000;
/** How far back a trouble at the desk is shown, in milliseconds. */
const troubleFor = 7 * 86_400_000;

/** Reads the five lines of an edition. */
export async function fiveLines(office: Office): Promise<FiveLines> {
  const { owed, owedCents } = await owedLine(office);
  return {
    decide: [...(await openDecisions(office)), ...(await proposedHandOvers(office))],
    silent: await silentPeople(office),
    travelling: await travellingLine(office),
    owed,
    owedCents,
    broken: [...(await brokenMails(office)), ...(await brokenAnswers(office)), ...(await stuckExchanges(office))],
  };
}

async function travellingLine({ db, edition, now, zone, texts }: Office): Promise<LineItem[]> {
  const today = localDay(zone, now);
  const rows = await db.find(DossierEntity, { where: { edition: edition.id, stage: In(['preparing', 'travelling']) }, order: { ref: 'ASC' } });
  const refs = rows.map((row) => row.ref);
  const plans = refs.length > 0 ? await db.find(PlanEntity, { where: { ref: In(refs) }, order: { version: 'ASC' } }) : [];
  const planOf = new Map(plans.map((plan) => [plan.ref, plan]));
  const near = rows.filter((row) => row.stage === 'travelling' || (planOf.get(row.ref)?.firstDay ?? '9999') <= addDays(today, 7));
  const spoken = await spokenExchanges(db, near.map((row) => row.ref), texts.language);
  return near.map(({ ref }) => {
    const plan = planOf.get(ref);
    const days = plan ? `${formatDay(plan.firstDay, texts.language)} – ${formatDay(plan.lastDay, texts.language)}` : '';
    return { text: pairOf(spoken.get(ref)!), detail: [ref, days].filter(Boolean).join(' · '), ref };
  });
}

async function owedLine({ db, edition, texts }: Office): Promise<{ owed: LineItem[]; owedCents: number }> {
  const payments = await db.find(PaymentEntity, {
    where: { edition: edition.id, status: In(['requested', 'approved']) },
    order: { requestedAt: 'ASC', id: 'ASC' },
  });
  const spoken = await spokenExchanges(db, payments.map((payment) => payment.ref), texts.language);
  return {
    owed: payments.map(({ ref, party, cents }) => {
      const exchange = spoken.get(ref)!;
      const hub = { visiting: exchange.visitingHub, hosting: exchange.hostingHub }[party] ?? party;
      return { text: `${hub}: € ${formatCents(cents, texts.language)}`, detail: ref, ref };
    }),
    owedCents: payments.reduce((sum, payment) => sum + payment.cents, 0),
  };
}

/** Mails that nobody got, newest first, unless the question that they asked is over. */
async function brokenMails({ db, edition }: Office): Promise<LineItem[]> {
  const gate = await db.findOneByOrFail(MailGateEntity, { id: 1 });
  const incoming = await db.findOneByOrFail(IncomingWatchEntity, { id: 1 });
  const mails: { kind: string; ref: string | null; status: 'refused' | 'ambiguous'; code: string | null; who: string; email: string | null }[] = await db.query(
    `select o.kind, o.ref, o.status, o.last_code as code, coalesce(c.name, s.name, '') as who, coalesce(c.email, s.email) as email
     from outbox o left join contact c on c.id = o.recipient_id left join staff_member s on s.id = o.recipient_id
     where o.edition = $1 and o.status in ('refused', 'ambiguous') and not ${askedInVain}
     order by o.planned_at desc limit 50`,
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

async function stuckExchanges({ db, edition, now }: Office): Promise<LineItem[]> {
  const since = new Date(Date.parse(now) - stuckAfterMs).toISOString();
  const open = { edition: edition.id, endedAt: IsNull() };
  const overdue = await db.findBy(DossierEntity, { ...open, wakeAt: LessThan(since) });
  const notStarted = await db.findBy(DossierEntity, { ...open, wakeAt: IsNull(), startStatus: 'planned', createdAt: LessThan(since) });
  return [
    ...overdue.map(({ ref }) => ({ text: 'An exchange does not move although something is due', detail: ref, ref })),
    ...notStarted.map(({ ref }) => ({ text: 'An exchange has not been started', detail: ref, ref })),
  ];
}
