import { IsNull, Not, type EntityManager } from 'typeorm';
import { ActEntity, PromptEntity } from '../../../platform/db/entities/index.js';
import type { RemainingInstants } from '../../../domain/calendar/pauses.js';
import { say } from '../../../domain/texts/catalogue.js';
import { formatInstant, sayWorkingDays } from '../../../domain/texts/say-values.js';
import { spokenPrompt } from '../../../dossier/record/say-dossier.js';
import { textOf } from '../../../dossier/record/text-of.js';
import { planFact, type Basis, type BasisWish } from './basis.js';

/** What the lead decides a pause by: since when, why, and what stands still. */
export async function pauseBasis(db: EntityManager, wish: BasisWish): Promise<Basis> {
  const { record, texts } = wish;
  const { ref } = record.exchange;
  const { zone } = record.programme.definition;
  const [act] = await db.find(ActEntity, { where: { ref, kind: 'pause', status: 'done' }, order: { at: 'DESC' }, take: 1 });
  const frozen = await db.find(PromptEntity, { where: { ref, status: 'open', frozen: Not(IsNull()) }, order: { askedAt: 'ASC' } });
  const { reason, words } = (act?.payload ?? {}) as { reason?: unknown; words?: unknown };
  const since = act ? formatInstant(act.at, zone, texts.language) : '';
  const why = [textOf(reason), textOf(words)].filter(Boolean).join('\n');
  const waiting = frozen.map((row) => {
    const question = say(texts, `prompts.${row.kind}.question`, spokenPrompt(record, row, texts.language, zone));
    return { text: `${question} (${sayWorkingDays((row.frozen as RemainingInstants).due.workingDays)} left)` };
  });
  return {
    sections: [
      { type: 'facts', rows: [{ label: 'Postponed since', value: act ? { text: since, at: act.at } : '' }, { label: 'Why', value: why }] },
      ...(waiting.length === 0 ? [] : [{ type: 'list' as const, items: waiting }]),
    ],
    facts: [planFact(wish), { name: 'pause', label: 'Postponed', said: since, value: act?.id ?? null }],
  };
}
