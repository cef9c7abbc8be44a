import type { ExchangeState } from '../../libs/contracts/dossier/index.js';
import type { FrontDesk } from '../asking/front-desk.js';
import type { Pump } from '../asking/pump.js';

/** What the workflow answers when staff look at one exchange live. */
export function exchangeState(ref: string, desk: FrontDesk, pump: Pump): ExchangeState {
  const wakeAt = desk.wakeAt();
  return {
    ref,
    stage: desk.stage,
    seq: desk.lastSeq,
    quiet: pump.quiet,
    paused: desk.isPaused,
    open: desk.prompts.openPrompts().map(({ prompt, instants }) => ({
      prompt,
      ...(instants && { dueAt: instants.dueAt, closesAt: instants.closesAt }),
    })),
    ...(wakeAt && { wakeAt }),
    clock: desk.editionClock,
    ...(pump.parked && { parked: pump.parked }),
  };
}
