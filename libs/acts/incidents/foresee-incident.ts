import type { EntityManager } from 'typeorm';
import type { ActKind, Acts } from '../../contracts/dossier/index.js';
import type { IncidentEntity, StaffMemberEntity } from '../../platform/db/entities/index.js';
import { object, openActDesk, refuse, type ActDesk, type ActRefusal, type MakeInput } from '../office/act-desk.js';
import { judgeStaffChange, ownBehalf } from '../office/change-the-plan.js';
import { noConsequences, type Consequences } from '../office/consequences.js';
import { refusalToAct } from '../office/may-act.js';
import { consequencesOfMoving, extendable, untilInstant } from '../office/move-deadline.js';
import { refusalOfAct } from '../../domain/kinds/exchange/act-refusals.js';
import { judgePause, judgeResume } from '../office/stop-and-pause.js';
import type { FormValue } from '../../domain/forms/read-form.js';
import { say } from '../../domain/texts/catalogue.js';
import { nameOfParty } from '../../dossier/record/say-dossier.js';
import { textOf } from '../../dossier/record/text-of.js';

/** What happens to each exchange of an incident. */
export type IncidentKind = IncidentEntity['kind'];

/** An incident as its form says it. */
export interface IncidentWish {
  kind: IncidentKind;
  /** The form's values: the day until which to answer, the reason, the words that hubs read. */
  value: FormValue;
  /** Chosen exchanges. */
  refs: readonly string[];
}

/** What an incident will do to one exchange, or why it leaves it out. */
export interface ForeseenExchange {
  ref: string;
  visitingHub: string;
  hostingHub: string;
  consequences: Consequences;
  /** Why it is left out. */
  refusal?: ActRefusal;
  /** The acts that it gets; none where it is left out. */
  acts: IncidentAct[];
}

/** One act of an incident on one exchange. */
export interface IncidentAct {
  kind: ActKind;
  input: Acts[ActKind];
  payload: FormValue;
}

/**
 * What an incident will do, exchange by exchange, in the order in which they were chosen. Nothing is written. Outside a
 * transaction several exchanges can be looked at side by side.
 */
export async function foreseeIncident(
  db: EntityManager,
  staff: StaffMemberEntity,
  { kind, value, refs }: IncidentWish,
  sideBySide = 1,
): Promise<ForeseenExchange[]> {
  const foreseen: ForeseenExchange[] = [];
  for (let from = 0; from < refs.length; from += sideBySide) {
    const some = refs.slice(from, from + sideBySide);
    foreseen.push(...(await Promise.all(some.map(async (ref) => foreseeOne(await openActDesk(db, staff, ref), kind, value)))));
  }
  return foreseen;
}

async function foreseeOne(desk: ActDesk, kind: IncidentKind, value: FormValue): Promise<ForeseenExchange> {
  const { record } = desk;
  const exchange = { ref: record.exchange.ref, visitingHub: nameOfParty(record, 'visiting'), hostingHub: nameOfParty(record, 'hosting') };
  const own = refusalToAct(desk.staff, kind === 'online' ? 'change' : kind, record.parties);
  const judged = own ? object(desk, [{ code: own }]) : await judge(desk, kind, value);
  if ('ok' in judged) return { ...exchange, consequences: noConsequences(), refusal: judged.refusals[0]!, acts: [] };
  return { ...exchange, ...judged };
}

type Judged = Pick<ForeseenExchange, 'consequences' | 'acts'> | { ok: false; refusals: readonly ActRefusal[] };

async function judge(desk: ActDesk, kind: IncidentKind, value: FormValue): Promise<Judged> {
  switch (kind) {
    case 'pause':
      return actOf(desk, judgePause(desk, value));
    case 'resume':
      return actOf(desk, judgeResume(desk, value));
    case 'online': {
      const change = await judgeStaffChange(desk, { what: 'online', reason: value['words'] ?? value['reason'] ?? '' }, ownBehalf);
      const act = await actOf(desk, change);
      if ('ok' in act) return act;
      // Whether the plan changes is for both hubs to say; what is told now is the question.
      const asked = act.consequences.mails.filter((mail) => mail.kind === 'consent');
      return { ...act, consequences: { ...act.consequences, mails: asked, notes: [say(desk.texts, 'pages.incident.asksConsent')] } };
    }
    case 'extend':
      return moreTime(desk, value);
  }
}

/** A chosen exchange gets the act that was judged; the desk's own transaction is the one that it is made in. */
async function actOf(
  desk: ActDesk,
  judged: { ok: true; make: MakeInput; payload: FormValue; consequences: Consequences } | { ok: false; refusals: readonly ActRefusal[] },
): Promise<Judged> {
  if (!judged.ok) return judged;
  const made = await judged.make(desk.db);
  return { consequences: judged.consequences, acts: made.map(({ kind, input }) => ({ kind, input, payload: judged.payload })) };
}

/** Every open question to a hub that is due earlier gets the new date. */
function moreTime(desk: ActDesk, value: FormValue): Judged {
  const { record, texts, open, staff, standing } = desk;
  const refusal = refusalOfAct({ kind: 'extend' }, standing);
  if (refusal) return refuse(desk, refusal);
  const moved = extendable(open)
    .filter(({ contactId }) => contactId !== null)
    .map((prompt) => ({ prompt, until: untilInstant(record, prompt, textOf(value['until'])) }))
    .filter(({ prompt, until }) => until > prompt.dueAt && until > desk.now);
  if (moved.length === 0) return { ok: false, refusals: [nothingOpen] };
  return {
    consequences: { ...noConsequences(), ...consequencesOfMoving(record, texts, moved) },
    acts: moved.map(({ prompt, until }) => ({ kind: 'extend', input: { prompt: prompt.id, until, by: staff.id }, payload: { ...value, prompt: prompt.id } })),
  };
}

const nothingOpen: ActRefusal = { code: 'nothing-open', sentence: 'No question to a hub is open that is due before this date.' };
