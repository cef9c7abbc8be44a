import type { EntityManager } from 'typeorm';
import { addDays } from '../../domain/calendar/days.js';
import { visitOnlyFields } from '../../domain/forms/visit-only.js';
import type { Definition } from '../../domain/programme/definition.js';
import { VisitDataEntity, type DossierEntity, type PlanEntity } from '../../platform/db/entities/index.js';

/**
 * Notes on which day goes what an exchange holds for its visit only. Called wherever a plan or an answer that may hold some is
 * written; the day follows the latest plan.
 */
export async function keepForVisit(
  tx: EntityManager,
  { ref, edition }: Pick<DossierEntity, 'ref' | 'edition'>,
  definition: Pick<Definition, 'prompts' | 'forms'>,
  { lastDay }: Pick<PlanEntity, 'lastDay'>,
): Promise<void> {
  const days = visitOnlyFields(definition).map((field) => field.days);
  if (days.length > 0) await tx.upsert(VisitDataEntity, { ref, edition, deleteOn: addDays(lastDay, Math.min(...days)) }, ['ref']);
}
