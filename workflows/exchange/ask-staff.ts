import type { ExchangeInput } from '../../libs/contracts/dossier/index.js';
import type { PartyId, PromptKind, StaffRole } from '../../libs/domain/programme/vocabulary.js';
import type { AskOptions, Desk, Outcome } from '../asking/desk.js';

/** A question that was answered. */
export type Answered = Extract<Outcome, { status: 'answered' }>;

/** Where a question is asked, and by what definition. */
interface Asking {
  desk: Desk;
  input: ExchangeInput;
}

interface StaffAskOptions extends AskOptions {
  /** The party that the question is about; absent: the exchange as a whole. */
  party?: PartyId;
  /** What to do when nobody answered in time, e.g. tell the payee of a new date. */
  whenLate?: () => void;
}

/**
 * Asks a staff role and does not give up: when the question lapses, the role that the definition names as the one to
 * take over is asked, again and again. Nothing is ever decided by the staff's silence.
 */
export async function askStaff(from: Asking, first: StaffRole, kind: PromptKind, options?: StaffAskOptions): Promise<Answered> {
  return (await askStaffUnless(from, first, kind, undefined, options)) as Answered;
}

/**
 * Asks staff as {@link askStaff} does, until something else makes their answer needless: then the question is closed,
 * and what came instead is returned.
 */
export async function askStaffUnless<T>(
  { desk, input }: Asking,
  first: StaffRole,
  kind: PromptKind,
  instead: Promise<T> | undefined,
  { whenLate, party, ...options }: StaffAskOptions = {},
): Promise<Answered | { status: 'overtaken'; by: T }> {
  const second = input.definition.policy.prompts[kind].escalateTo ?? first;
  let role = first;
  for (;;) {
    const question = desk.open({ leg: input.leg, ...(party && { party }), role }, kind, options);
    const other = instead ? [instead.then((by) => ({ status: 'overtaken' as const, by }))] : [];
    const outcome = await Promise.race([question.outcome, ...other]);
    if (outcome.status === 'answered') return outcome;
    if (outcome.status === 'overtaken') {
      question.close('overtaken');
      return outcome;
    }
    if (role === first) whenLate?.();
    role = second;
  }
}
