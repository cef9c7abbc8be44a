import type { EntityManager } from 'typeorm';
import { ActivityLogEntity } from '../../platform/db/entities/index.js';

/** What staff do or try at the desk, beside their answers to questions. */
export type StaffAct =
  /** A mailed sign-in link was used. */
  | { kind: 'staff-signed-in' }
  | { kind: 'staff-signed-out' }
  /** A request was refused: which route, and why. */
  | { kind: 'staff-refused'; route: string; code: string }
  /** Somebody was let into the office, or got another token. */
  | { kind: 'staff-invited'; invited: string; roles: string }
  | { kind: 'staff-revoked'; revoked: string }
  /** A step that could not be written down was tried again. */
  | { kind: 'step-retried' }
  /** A rehearsal's clock was moved. */
  | { kind: 'clock-advanced'; edition: string; from: string; to: string }
  /** A whole payment run was marked as booked. */
  | { kind: 'run-booked'; run: string; payments: number }
  /** Something was done to an exchange beside answering: which act, and its row. */
  | { kind: 'staff-acted'; act: string; id: string }
  /** What had come in by mail was read. */
  | { kind: 'conversation-seen'; messages: number }
  /** Mail to somebody's address arrives again. */
  | { kind: 'address-works'; contact: string }
  /** A person's links in an exchange were revoked, and new ones mailed to the address on file. */
  | { kind: 'links-sent-anew'; contact: string }
  /** A completed exchange was opened again, as the exchange named. */
  | { kind: 'correction-opened'; correction: string }
  /** For which organisations somebody must not decide was changed, and why. */
  | { kind: 'conflicts-changed'; staff: string; added: string[]; removed: string[]; why: string }
  /** Many exchanges were moved at once. */
  | { kind: 'incident-started'; incident: string; what: string; exchanges: number };

/** Writes a staff act into the activity log. `who` is a staff id, or `unknown` when nobody could be told. */
export async function audit(db: EntityManager, who: string, act: StaffAct, ref: string | null = null): Promise<void> {
  const { kind, ...detail } = act;
  await db.insert(ActivityLogEntity, { ref, kind, who, detail, at: new Date().toISOString() });
}
