import type { EntityManager } from 'typeorm';
import { ActEntity, DossierEntity, PartyContactEntity, PartyEntity, PlanEntity } from '../../platform/db/entities/index.js';
import { relayAfterMs } from '../../platform/temporal/patience.js';
import { keepForVisit } from '../../dossier/retention/keep-for-visit.js';
import { programmeVersion } from '../../programmes/definition-store.js';
import { baseReference, correctionFamily, correctionNumber } from '../../dossier/record/correction-family.js';

/** What is to be put right about a completed exchange. */
export interface NewCorrection {
  /** Id of the form that asks for it: sent twice, it opens one correction. */
  id: string;
  /** The exchange, or one of its corrections. */
  ref: string;
  party: string;
  /** More to be paid, or (below zero) to be paid back. */
  cents: number;
  /** Why, in words: the form's values. */
  payload: object;
  /** Staff id. */
  by: string;
  /** The exchange's clock, ISO 8601 UTC. */
  at: string;
}

/**
 * Opens a correction of a completed exchange, in the caller's transaction: an exchange of its own under the next
 * reference (`<reference>~2`, `~3`, ...), with the parties, people and plan as they stand. Returns its reference.
 * Idempotent by the form's id.
 */
export async function openCorrection(tx: EntityManager, { id, ref, party, cents, payload, by, at }: NewCorrection): Promise<string> {
  const base = baseReference(ref);
  const completed = await tx.findOneOrFail(DossierEntity, { where: { ref: base }, lock: { mode: 'for_no_key_update' } });
  const before = await openedBy(tx, id, base);
  if (before) return before;

  const family = await correctionFamily(tx, base);
  const correction = `${base}~${Math.max(...family.map(correctionNumber)) + 1}`;
  await copyExchange(tx, completed, correction, { party, cents, notice: id }, at);
  await copyParties(tx, base, correction, at);
  const done = { status: 'done' as const, code: null, attempts: 0, incidentId: null };
  const now = new Date().toISOString();
  const act = { ...done, id, ref: base, kind: 'correct' as const, input: { correction, party, cents }, payload, by, at, realAt: now, nextAttemptAt: now };
  await tx.insert(ActEntity, act);
  return correction;
}

/** The correction that a form has opened, if it has. */
export async function openedBy(db: EntityManager, id: string, ref: string): Promise<string | undefined> {
  const act = await db.findOneBy(ActEntity, { id, ref: baseReference(ref), kind: 'correct' });
  return act ? (act.input as { correction: string }).correction : undefined;
}

async function copyExchange(
  tx: EntityManager,
  { edition, definitionId, definitionVersion, ref: corrects }: DossierEntity,
  ref: string,
  correction: NonNullable<DossierEntity['correction']>,
  at: string,
): Promise<void> {
  const startNextAt = new Date(Date.now() + relayAfterMs).toISOString();
  const start = { startAt: 'correcting', startStatus: 'planned' as const, startNextAt };
  const standing = { stage: 'correcting' as const, stageSince: at, waitingFor: [], createdAt: at, updatedAt: at };
  await tx.insert(DossierEntity, { ref, edition, definitionId, definitionVersion, corrects, correction, ...start, ...standing });
}

/** The people and the plan are those of the exchange as it ended. */
async function copyParties(tx: EntityManager, base: string, ref: string, at: string): Promise<void> {
  for (const { leg, party, organisationId, hubId } of await tx.findBy(PartyEntity, { ref: base })) {
    await tx.insert(PartyEntity, { ref, leg, party, organisationId, hubId });
  }
  for (const { leg, party, slot, contactId } of await tx.findBy(PartyContactEntity, { ref: base })) {
    await tx.insert(PartyContactEntity, { ref, leg, party, slot, contactId });
  }
  const plan = await tx.findOneOrFail(PlanEntity, { where: { ref: base }, order: { version: 'DESC' } });
  const { leg, firstDay, lastDay, participants, content } = plan;
  await tx.insert(PlanEntity, { ref, leg, version: 1, firstDay, lastDay, participants, content, createdAt: at } as never);
  const { edition, definitionId, definitionVersion } = await tx.findOneByOrFail(DossierEntity, { ref });
  await keepForVisit(tx, { ref, edition }, (await programmeVersion(tx, definitionId, definitionVersion)).definition, plan);
}
