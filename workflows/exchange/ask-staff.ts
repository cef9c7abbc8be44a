import type { LegId } from '../../libs/domain/exchange/reference.js';
import type { PartyId, PromptKind, StaffRole } from '../../libs/domain/programme/vocabulary.js';
import type { AskOptions, Desk, Outcome } from '../desk/desk.js';

/** Who is asked when a role has not answered in time. */
const senior: Record<StaffRole, StaffRole> = {
  coordinator: 'lead',
  lead: 'lead',
  finance: 'director',
  director: 'director',
  viewer: 'lead',
};

interface StaffAskOptions extends AskOptions {
  /** What to do each time nobody answered in time, e.g. tell the payee of a new date. */
  whenLate?: () => void;
}

/**
 * Asks a staff role and does not give up: when the question lapses, the senior role is asked, again every few working
 * days. Nothing is ever decided by the staff's silence.
 */
export async function askStaff(
  desk: Desk,
  to: { leg: LegId; party?: PartyId; role: StaffRole },
  kind: PromptKind,
  { whenLate, ...options }: StaffAskOptions = {},
): Promise<Extract<Outcome, { status: 'answered' }>> {
  let role = to.role;
  for (;;) {
    const outcome = await desk.ask({ ...to, role }, kind, options);
    if (outcome.status === 'answered') return outcome;
    if (role === to.role) whenLate?.();
    role = senior[role];
  }
}
