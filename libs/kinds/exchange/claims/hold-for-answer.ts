import type { EntityManager } from 'typeorm';
import { DossierEntity, PlaceHoldEntity, type PromptEntity } from '../../../platform/db/entities/index.js';
import { planMaximum, type PricedPlan } from '../../../domain/entitlement/plan-maximum.js';
import type { FormValue } from '../../../domain/forms/read-form.js';
import { budgetLeft, holdAtLeast } from '../../../money/budget/hold-money.js';
import { rowsOf } from './entitlement-for.js';
import type { DossierRecord } from '../../../dossier/record/dossier-record.js';
import type { Objection } from '../../../staff/objections/objections.js';

/**
 * Why what is held for an exchange cannot become what a plan costs: the edition has not enough left. In a transaction
 * nobody else can take what is left before its end, so that it can be held by then. Nothing is said of an exchange for
 * which nothing is held yet: it waits in the queue for all that it needs.
 */
export async function objectionToPrice(db: EntityManager, { exchange, programme }: DossierRecord, plan: PricedPlan): Promise<Objection[]> {
  const { ref, edition } = exchange;
  const held = { ref, status: 'held' as const };
  if (!(await db.existsBy(PlaceHoldEntity, held))) return [];
  // As every step does: first the exchange, then the edition.
  if (db.queryRunner?.isTransactionActive) await db.findOneOrFail(DossierEntity, { where: { ref }, lock: { mode: 'for_no_key_update' } });
  const leftCents = await budgetLeft(db, edition);
  const hold = await db.findOneBy(PlaceHoldEntity, held);
  const neededCents = hold ? planMaximum(programme.definition, plan) - hold.cents : 0;
  return neededCents > leftCents ? [{ code: 'budget-short', neededCents, leftCents }] : [];
}

/**
 * Holds at once what an answer that was just received needs: the plan of an application sent again, the plan that staff
 * approve. Only ever more: what an answer frees is free once the exchange has taken it.
 */
export async function holdForAnswer(db: EntityManager, record: DossierRecord, prompt: PromptEntity, { choice, payload }: { choice: string; payload: FormValue }): Promise<void> {
  const plan = prompt.kind === 'application' ? planOfApplication(payload) : prompt.kind === 'review' && choice === 'approve' ? record.plan : undefined;
  if (plan) await holdAtLeast(db, record.exchange.ref, planMaximum(record.programme.definition, plan));
}

/** The plan that an application asks for. */
export function planOfApplication(payload: FormValue): PricedPlan {
  const { from = '', to = '' } = (payload['dates'] ?? {}) as { from?: string; to?: string };
  return { firstDay: from, lastDay: to, participants: rowsOf(payload['participants']).length };
}
