import type { EntityManager } from 'typeorm';
import type { PromptEntity } from '../../../platform/db/entities/index.js';
import { lengthInDays } from '../../../domain/calendar/days.js';
import type { JsonValue } from '../../../domain/forms/canonical-json.js';
import type { FormValue } from '../../../domain/forms/read-form.js';
import type { PromptKind } from '../../../domain/programme/vocabulary.js';
import { catalogueFor } from '../../../domain/texts/catalogue.js';
import { rowsOf } from '../claims/entitlement-for.js';
import { latestAnswer, type DossierRecord } from '../../../dossier/record/dossier-record.js';
import { checkable } from '../claims/settlement-claim.js';

/** Questions that come once more with what was answered, when changes were asked for. */
const askedAgain: readonly PromptKind[] = ['application', 'host-wrap-up', 'visitor-wrap-up', 'settlement'];

/**
 * What a form shows before anything was typed: everything that we know already. A question that is asked again shows
 * what was answered before.
 */
export async function startingValue(db: EntityManager, record: DossierRecord, prompt: PromptEntity): Promise<FormValue> {
  if (prompt.kind === 'check') return checkValue(db, record, prompt);
  const before = await latestAnswer(db, prompt.ref, prompt.kind, prompt.party);
  if (before && before.promptId !== prompt.id && prompt.about && askedAgain.includes(prompt.kind)) return before.payload;
  switch (prompt.kind) {
    case 'application':
      return applicationValue(record);
    case 'host-wrap-up':
      return { daysPresent: plannedDays(record) };
    case 'visitor-wrap-up': {
      const host = await latestAnswer(db, prompt.ref, 'host-wrap-up');
      return { daysPresent: host?.payload['daysPresent'] ?? plannedDays(record) };
    }
    case 'contradiction': {
      const host = await latestAnswer(db, prompt.ref, 'host-wrap-up');
      return { daysPresent: host?.payload['daysPresent'] ?? plannedDays(record) };
    }
    case 'bank-details':
    case 'sign':
      return { accountHolder: record.parties[prompt.party]?.organisation?.legalName ?? null };
    default:
      return {};
  }
}

async function checkValue(db: EntityManager, record: DossierRecord, prompt: PromptEntity): Promise<FormValue> {
  const texts = catalogueFor(record.programme.texts, record.programme.definition.languages[0] ?? 'en');
  const { cents } = await checkable(db, record, prompt, texts);
  return cents > 0 ? { cents } : {};
}

/** The wished dates, the theme, and the candidate as the first who travels. */
export function applicationValue({ plan, parties }: DossierRecord): FormValue {
  const manager = parties['visiting']?.contacts['manager'];
  const theme = (plan.content as Record<string, JsonValue>)['theme'];
  return {
    ...(theme === undefined ? {} : { theme }),
    dates: { from: plan.firstDay, to: plan.lastDay },
    eventDate: plan.lastDay,
    ...(manager ? { participants: [{ name: manager.name, email: manager.email, position: manager.position ?? null }] } : {}),
  };
}

function plannedDays({ plan }: DossierRecord): JsonValue {
  const days = lengthInDays(plan.firstDay, plan.lastDay);
  const people = rowsOf((plan.content as Record<string, JsonValue>)['participants']);
  return people.map((person) => ({ participant: person['name'] ?? '', days }));
}
