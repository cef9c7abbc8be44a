import { DateTime } from 'luxon';
import type { PromptEntity } from '../../platform/db/entities/index.js';
import { atTime, isoInstant } from '../../domain/calendar/working-days.js';
import type { FormValue } from '../../domain/forms/read-form.js';
import { systemRole, type PromptKind, type Slot } from '../../domain/programme/vocabulary.js';
import type { TextCatalogue } from '../../domain/texts/catalogue.js';
import type { DossierRecord } from '../../dossier/record/dossier-record.js';
import { textOf } from '../../dossier/record/text-of.js';
import { refuse, type ActDesk, type ActInput, type JudgedAct } from './act-desk.js';
import { foreseenMail, movable, movedDeadline, noConsequences, officeTime, zoneOf, type Consequences } from './consequences.js';
import { refusalOfAct } from '../../domain/kinds/exchange/act-refusals.js';

/** Questions that staff may give more time: all that people answer. */
export function extendable(open: readonly PromptEntity[]): PromptEntity[] {
  return movable(open).filter(({ role }) => role !== systemRole);
}

/** Questions that several answer and that are worth something only once all have: they get more time together. */
const answeredTogether: readonly PromptKind[] = ['sign', 'consent'];

/**
 * Staff give more time for one open question, which the page names beside the form; where its answer counts only with
 * another side's, that side gets it too.
 */
export function judgeExtension(desk: ActDesk, value: FormValue, promptId: string): JudgedAct {
  const refusal = refusalOfAct({ kind: 'extend' }, desk.standing);
  if (refusal) return refuse(desk, refusal);
  const { record, texts, open, now } = desk;
  const prompt = extendable(open).find(({ id }) => id === promptId);
  if (!prompt) return refuse(desk, 'prompt-closed');
  const moveOf = (one: PromptEntity): MovedPrompt => ({ prompt: one, until: untilInstant(record, one, textOf(value['until'])) });
  const asked = moveOf(prompt);
  if (asked.until <= now) return refuse(desk, 'not-later');
  if (!isLater(asked)) return refuse(desk, 'not-after-due', { due: officeTime(record, texts, prompt.dueAt) });
  const others = extendable(open).filter((one) => isAnsweredWith(prompt, one)).map(moveOf).filter(isLater);
  const moved = [asked, ...others];
  const inputOf = ({ prompt: { id }, until }: MovedPrompt): ActInput => ({ kind: 'extend', input: { prompt: id, until, by: desk.staff.id } });
  return {
    ok: true,
    make: async () => [inputOf(asked), ...others.map(inputOf)],
    payload: { ...value, prompt: prompt.id },
    consequences: { ...noConsequences(), ...consequencesOfMoving(record, texts, moved) },
  };
}

/** An open question and the instant to which its date goes. */
export interface MovedPrompt {
  prompt: PromptEntity;
  /** ISO 8601 UTC. */
  until: string;
}

/** Who hears of more time, and which dates move. */
export function consequencesOfMoving(record: DossierRecord, texts: TextCatalogue, moved: readonly MovedPrompt[]): Pick<Consequences, 'mails' | 'deadlines'> {
  const hubs = moved.filter(({ prompt }) => prompt.contactId !== null);
  return {
    mails: hubs.flatMap(({ prompt }) => foreseenMail(record, prompt.party, prompt.slot as Slot, 'extended')),
    deadlines: moved.map(({ prompt, until }) => movedDeadline(record, texts, prompt, until)),
  };
}

/** Nobody gets less time by an act that gives more. */
function isLater({ prompt, until }: MovedPrompt): boolean {
  return until > prompt.dueAt;
}

function isAnsweredWith(prompt: PromptEntity, other: PromptEntity): boolean {
  return other.id !== prompt.id && other.kind === prompt.kind && other.leg === prompt.leg && other.about === prompt.about && answeredTogether.includes(prompt.kind);
}

/** The instant until which a question may be answered on a day: the programme's hour on the clock of whoever is asked. */
export function untilInstant(record: DossierRecord, prompt: PromptEntity, day: string): string {
  const { calendar } = record.programme.definition;
  return isoInstant(atTime(DateTime.fromISO(day, { zone: zoneOf(record, prompt) }), calendar.dueAt));
}
