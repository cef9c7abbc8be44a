import { DateTime } from 'luxon';
import type { PromptEntity } from '../../db/entities/index.js';
import { atTime, isoInstant } from '../../domain/calendar/working-days.js';
import type { FormValue } from '../../domain/forms/read-form.js';
import { systemRole } from '../../domain/programme/vocabulary.js';
import type { ExchangeRecord } from '../../intake/exchange-record.js';
import { textOf } from '../../intake/text-of.js';
import { refuse, type ActDesk, type JudgedAct } from './act-desk.js';
import { foreseenMail, movable, movedDeadline, noConsequences, zoneOf } from './consequences.js';
import { foreseenRefusal } from './standing.js';

/** Questions that staff may give more time: all that people answer. */
export function extendable(open: readonly PromptEntity[]): PromptEntity[] {
  return movable(open).filter(({ role }) => role !== systemRole);
}

/** Staff give more time for one open question, which the page names beside the form. */
export function judgeExtension(desk: ActDesk, value: FormValue, promptId: string): JudgedAct {
  const refusal = foreseenRefusal('extend', desk.standing);
  if (refusal) return refuse(desk, refusal);
  const prompt = extendable(desk.open).find(({ id }) => id === promptId);
  if (!prompt) return refuse(desk, 'prompt-closed');
  const until = untilInstant(desk.record, prompt, textOf(value['until']));
  if (until <= desk.now || until <= prompt.dueAt) return refuse(desk, 'not-later');
  const told = prompt.contactId ? foreseenMail(desk.record, prompt.party, prompt.slot as 'manager', 'extended') : [];
  return {
    ok: true,
    make: async () => ({ kind: 'extend', input: { prompt: prompt.id, until, by: desk.staff.id } }),
    payload: { ...value, prompt: prompt.id },
    consequences: { ...noConsequences(), mails: told, deadlines: [movedDeadline(desk.record, desk.texts, prompt, until)] },
  };
}

/** The instant until which a question may be answered on a day: the programme's hour on the clock of whoever is asked. */
export function untilInstant(record: ExchangeRecord, prompt: PromptEntity, day: string): string {
  const { calendar } = record.programme.definition;
  return isoInstant(atTime(DateTime.fromISO(day, { zone: zoneOf(record, prompt) }), calendar.dueAt));
}
