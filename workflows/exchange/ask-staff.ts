import type { ExchangeInput } from '../../libs/contracts/exchange/index.js';
import type { PartyId, PromptKind, StaffRole } from '../../libs/domain/programme/vocabulary.js';
import type { AskOptions, Desk, Outcome } from '../desk/desk.js';

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
export async function askStaff(
  { desk, input }: { desk: Desk; input: ExchangeInput },
  first: StaffRole,
  kind: PromptKind,
  { whenLate, party, ...options }: StaffAskOptions = {},
): Promise<Extract<Outcome, { status: 'answered' }>> {
  const second = input.definition.policy.prompts[kind].escalateTo ?? first;
  let role = first;
  for (;;) {
    const outcome = await desk.ask({ leg: input.leg, ...(party && { party }), role }, kind, options);
    if (outcome.status === 'answered') return outcome;
    if (role === first) whenLate?.();
    role = second;
  }
}
