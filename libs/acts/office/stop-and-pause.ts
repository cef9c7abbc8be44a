import { ownId } from '../acts.js';
import { PaymentEntity } from '../../platform/db/entities/index.js';
import type { FormValue } from '../../domain/forms/read-form.js';
import { formatCents } from '../../domain/money/cents.js';
import type { StopReason } from '../../domain/programme/vocabulary.js';
import { say } from '../../domain/texts/catalogue.js';
import { formatDay } from '../../domain/texts/say-values.js';
import { nameOfParty } from '../../dossier/record/say-dossier.js';
import { visitHasBegun, visitWentBy } from '../../kinds/exchange/visit/visit-days-past.js';
import { refuse, type ActDesk, type JudgedAct } from './act-desk.js';
import { foreseenMail, foreseenNotices, frozenDeadline, movable, noConsequences, resumedDeadline, type Consequences } from './consequences.js';
import { refusalOfAct } from '../../domain/kinds/exchange/act-refusals.js';

/** The office ends an exchange: who hears of it, and what each side gets after the signatures. */
export async function judgeCancel(desk: ActDesk, value: FormValue): Promise<JudgedAct> {
  const refusal = refusalOfAct({ kind: 'stop' }, desk.standing);
  if (refusal) return refuse(desk, refusal);
  const reason = value['reason'] as StopReason;
  return {
    ok: true,
    make: async () => [{ kind: 'stop', input: { ending: 'cancelled', reason, by: desk.staff.id, notice: ownId } }],
    payload: value,
    consequences: await consequencesOfStop(desk, reason),
  };
}

/** Postpones an exchange until further notice. */
export function judgePause(desk: ActDesk, value: FormValue): JudgedAct {
  const refusal = refusalOfAct({ kind: 'pause' }, desk.standing);
  if (refusal) return refuse(desk, refusal);
  return { ok: true, make: async () => [{ kind: 'pause', input: { by: desk.staff.id } }], payload: value, consequences: consequencesOfPause(desk) };
}

/**
 * Lets a postponed exchange go on. Where the days of the visit went by meanwhile, staff say that it took place; else the
 * dates are moved first, because afterwards they cannot be.
 */
export function judgeResume(desk: ActDesk, value: FormValue): JudgedAct {
  const refusal = refusalOfAct({ kind: 'resume' }, desk.standing);
  if (refusal) return refuse(desk, refusal);
  if (visitWentBy(desk.record, desk.now) && value['tookPlace'] !== true) return refuse(desk, 'visit-over-move-dates-first');
  return { ok: true, make: async () => [{ kind: 'resume', input: { by: desk.staff.id } }], payload: value, consequences: consequencesOfResume(desk) };
}

/** Both managers are told; every deadline stands still. */
export function consequencesOfPause({ record, open, texts, now }: Pick<ActDesk, 'record' | 'open' | 'texts' | 'now'>): Consequences {
  return {
    ...noConsequences(),
    mails: foreseenNotices(record, 'paused', open),
    deadlines: movable(open).map((prompt) => frozenDeadline(record, texts, prompt, now)),
  };
}

/** Both managers are told; what was left of each deadline counts from now. */
export function consequencesOfResume({ record, open, texts, now }: Pick<ActDesk, 'record' | 'open' | 'texts' | 'now'>): Consequences {
  return {
    ...noConsequences(),
    mails: foreseenNotices(record, 'resumed', open),
    deadlines: movable(open).map((prompt) => resumedDeadline(record, texts, prompt, now)),
    notes: visitHasBegun(record, now) ? [say(texts, 'pages.staffActions.visitPast', spokenDays(record, texts.language))] : [],
  };
}

function spokenDays({ plan }: ActDesk['record'], language: string): { firstDay: string; lastDay: string } {
  return { firstDay: formatDay(plan.firstDay, language), lastDay: formatDay(plan.lastDay, language) };
}

async function consequencesOfStop({ db, record, standing, texts, open }: ActDesk, reason: StopReason): Promise<Consequences> {
  const mails = foreseenNotices(record, 'cancelled', open);
  if (!standing.signed) return { ...noConsequences(), mails };
  const payments = await db.findBy(PaymentEntity, { ref: record.exchange.ref });
  const rule = record.programme.definition.settlement[reason];
  const notes: string[] = [];
  for (const id of Object.keys(record.parties)) {
    const party = nameOfParty(record, id);
    const going = payments.find((payment) => payment.party === id && (payment.status === 'approved' || payment.status === 'booked'));
    if (going) {
      const amount = formatCents(going.cents, texts.language);
      notes.push(say(texts, `pages.staffActions.${going.purpose === 'advance' ? 'advanceBack' : 'paymentGoesOn'}`, { party, amount }));
      continue;
    }
    notes.push(say(texts, 'pages.staffActions.settlement', { party, rule: say(texts, `settlementRules.${rule}`) }));
    if (rule === 'proven-costs') mails.push(...foreseenMail(record, id, 'manager', 'settlement'));
  }
  return { mails, deadlines: [], notes };
}
