import type { DrawnAct } from './drawn-exchange.js';
import { act, change, extendAll, stop } from './scenarios.js';
import type { Act } from './virtual-desk.js';

/** A drawn act as it is done at a desk. */
export function performed({ what, stage, afterDays, reason }: DrawnAct): Act {
  switch (what) {
    case 'withdraw':
      return stop(stage, 'withdrawn', { reason, party: 'visiting' }, afterDays);
    case 'cancel':
      return stop(stage, 'cancelled', { reason }, afterDays);
    case 'change':
      return change(stage, afterDays);
    case 'pause':
      return act(stage, afterDays, (control) => control.refusal({ kind: 'pause' }) ?? void control.pause({ by: 'lead' }));
    case 'resume':
      return act(stage, afterDays, (control) => control.refusal({ kind: 'resume' }) ?? void control.resume({ by: 'lead' }));
    case 'extend':
      return extendAll(stage, afterDays);
    case 'replace': {
      const replaced = { leg: '1', party: 'hosting', slot: 'manager', contact: 'colleague', by: 'staff' } as const;
      return act(stage, afterDays, (control) => control.refusal({ kind: 'replace-contact' }) ?? void control.replaceContact(replaced));
    }
  }
}

/** An instant some days after the exchanges of these tests begin. */
export function day(count: number): string {
  return new Date(Date.parse('2026-10-05T12:00:00.000Z') + count * 24 * 3_600_000).toISOString();
}
