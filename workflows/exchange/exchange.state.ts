import type { ExchangeState } from '../../libs/contracts/exchange/index.js';
import type { FrontDesk } from '../desk/front-desk.js';
import type { Pump } from '../desk/pump.js';

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
