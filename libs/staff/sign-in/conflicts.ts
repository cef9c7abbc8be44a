import { In, IsNull, type EntityManager } from 'typeorm';
import { OrganisationEntity, StaffMemberEntity } from '../../platform/db/entities/index.js';
import { audit } from '../audit/audit.js';

/** For which organisations somebody must not decide from now on, or may again. */
export interface ConflictChange {
  staffId: string;
  /** Ids of organisations that the person works for, or sits in the body of. */
  add: readonly string[];
  remove: readonly string[];
  /** For whoever looks it up later. */
  why: string;
}

/** Why conflicts of interest were not changed. */
export type ConflictRefusal =
  /** Nobody of the office has this id. */
  | 'no-such-staff'
  /** There is no such organisation. */
  | 'no-such-organisation'
  /** It is as it should be already. */
  | 'nothing-changes'
  /** No reason is given, or one of more than 500 characters. */
  | 'no-reason'
  /** Everybody declares their own; those of others are for the lead and the director. */
  | 'others-conflicts'
  /** Nobody frees themselves of one. */
  | 'own-conflict';

/** What came of a change; `organisation` is the one that a refusal is about. */
export type ChangedConflicts = { ok: true; staff: StaffMemberEntity } | { ok: false; code: ConflictRefusal; organisation?: string };

/** Longest reason, in characters. */
const longestReason = 500;

/**
 * Changes for which organisations a member of staff must not decide; it counts from the next request on. Changes for one
 * person take turns, so none gets lost. Runs in the caller's transaction.
 * @param by who says so; `system` is the command, for whoever has a shell.
 */
export async function changeConflicts(tx: EntityManager, by: StaffMemberEntity | 'system', change: ConflictChange): Promise<ChangedConflicts> {
  const code = refusalToChange(by, change);
  if (code) return { ok: false, code };
  const staff = await tx.findOne(StaffMemberEntity, { where: { id: change.staffId, leftAt: IsNull() }, lock: { mode: 'for_no_key_update' } });
  if (!staff) return { ok: false, code: 'no-such-staff' };
  const unknown = await unknownOrganisation(tx, staff, change);
  if (unknown !== undefined) return { ok: false, code: 'no-such-organisation', organisation: unknown };
  const conflicts = [...new Set([...staff.conflicts, ...change.add])].filter((id) => !change.remove.includes(id)).toSorted();
  const added = conflicts.filter((id) => !staff.conflicts.includes(id));
  const removed = staff.conflicts.filter((id) => !conflicts.includes(id));
  if (added.length + removed.length === 0) return { ok: false, code: 'nothing-changes' };
  await tx.update(StaffMemberEntity, { id: staff.id }, { conflicts });
  await audit(tx, by === 'system' ? by : by.id, { kind: 'conflicts-changed', staff: staff.id, added, removed, why: change.why.trim() });
  return { ok: true, staff: { ...staff, conflicts } };
}

/** Whether somebody may lift conflicts of others. */
export function mayLiftConflicts({ roles }: Pick<StaffMemberEntity, 'roles'>): boolean {
  return roles.includes('lead') || roles.includes('director');
}

function refusalToChange(by: StaffMemberEntity | 'system', { staffId, remove, why }: ConflictChange): ConflictRefusal | undefined {
  if (why.trim() === '' || why.length > longestReason) return 'no-reason';
  if (by === 'system') return undefined;
  if (by.id !== staffId) return mayLiftConflicts(by) ? undefined : 'others-conflicts';
  return remove.length > 0 ? 'own-conflict' : undefined;
}

/** What is removed must be there for this person only: an organisation may be gone from the directory by then. */
async function unknownOrganisation(tx: EntityManager, { conflicts }: StaffMemberEntity, { add, remove }: ConflictChange): Promise<string | undefined> {
  const known = new Set([...conflicts, ...(await tx.findBy(OrganisationEntity, { id: In([...add, ...remove]) })).map(({ id }) => id)]);
  return [...add, ...remove].find((id) => !known.has(id));
}
