import { DateTime } from 'luxon';
import { IsNull, Not } from 'typeorm';
import { editionNow } from '../../platform/clock/edition-clock.js';
import { PromptEntity } from '../../platform/db/entities/index.js';
import { addWorkingDays, isoInstant } from '../../domain/calendar/working-days.js';
import { programmeOfEdition } from '../../programmes/definition-store.js';
import { broken, type BrokenCase, type ConditionItem, type HealthTools } from './condition.js';

/** Working days that the office has for a question past its date. */
const officeHas = 5;

/** Questions past their date that nobody of the office took up for several working days. */
export async function unansweredEscalations({ db }: HealthTools): Promise<BrokenCase[]> {
  const prompts = await db.find(PromptEntity, { where: { status: 'open', escalatedAt: Not(IsNull()), frozen: IsNull() }, order: { escalatedAt: 'ASC' }, take: 1_000 });
  const cases: (ConditionItem & { since: string; lastingMs: number })[] = [];
  for (const [edition, own] of Map.groupBy(prompts, (prompt) => prompt.edition)) {
    const { definition } = await programmeOfEdition(db, edition);
    const now = await editionNow(db, edition);
    for (const { ref, kind, escalatedAt } of own) {
      const since = escalatedAt ?? now;
      const until = isoInstant(addWorkingDays(definition.calendar, DateTime.fromISO(since, { zone: definition.zone }), officeHas));
      if (until <= now) cases.push({ ref, text: `${ref}: ${kind}`, since, lastingMs: Date.parse(now) - Date.parse(until) });
    }
  }
  return broken('unanswered-escalations', cases);
}
