import type { StaffMemberEntity } from '../../platform/db/entities/index.js';
import type { Parties } from '../../dossier/people/parties.js';
import { refusalToDecide, type DecisionRefusal } from '../../staff/permissions/may-decide.js';
import type { StaffRole } from '../../domain/programme/vocabulary.js';

/** What staff can do to one exchange, by the name of its form. */
export const staffActs = ['extend', 'change', 'replace-contact', 'pause', 'resume', 'cancel', 'correct'] as const;
export type StaffAct = (typeof staffActs)[number];

/** Who may act on an exchange; an amount is corrected by the lead only. */
export const actingRoles: readonly StaffRole[] = ['coordinator', 'lead'];
export const correctingRoles: readonly StaffRole[] = ['lead'];

/** Why a member of staff may not act on an exchange, or undefined when the person may. */
export function refusalToAct(staff: StaffMemberEntity, act: StaffAct | 'hand-over', parties: Parties): DecisionRefusal | undefined {
  const organisations = Object.values(parties).flatMap(({ organisation }) => (organisation ? [organisation.id] : []));
  return refusalToDecide(staff, { roles: act === 'correct' ? correctingRoles : actingRoles, organisations });
}
