/** The ways in which the mailbox can play a bad mail server. */
export const FAULT_MODES = [
  'none',
  /** "Not now", at the recipient's line. */
  'refuse-451',
  /** "No such mailbox", at the recipient's line. */
  'refuse-550',
  /** "Wrong password", at the login and at the sender's line. */
  'auth-535',
  /** Stores the mail, then hangs up without an answer. */
  'drop-after-data',
  /** Nobody listens on the port. */
  'connection-refused',
] as const;

export type FaultMode = (typeof FAULT_MODES)[number];

/** What is being played now. */
export interface Fault {
  mode: FaultMode;
  /** Only for mails to this address; for everybody if absent. */
  to?: string;
  /** So many times, then `none` again; until changed if absent. */
  times?: number;
}

/** Reads a fault from a request, or says in one sentence what is wrong with it. */
export function parseFault(value: unknown): { ok: true; fault: Fault } | { ok: false; reason: string } {
  const { mode, to, times } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  const known = FAULT_MODES.find((name) => name === mode);
  if (known === undefined) return { ok: false, reason: `mode is one of ${FAULT_MODES.join(', ')}` };
  if (to !== undefined && (typeof to !== 'string' || !to.includes('@'))) return { ok: false, reason: 'to is an address' };
  if (times !== undefined && (!Number.isInteger(times) || Number(times) < 1)) return { ok: false, reason: 'times is a whole number from 1' };
  if (known === 'connection-refused' && (to !== undefined || times !== undefined)) {
    return { ok: false, reason: 'connection-refused concerns everybody until it is changed: no to, no times' };
  }
  return {
    ok: true,
    fault: {
      mode: known,
      ...(to === undefined ? {} : { to: to.toLowerCase() }),
      ...(times === undefined ? {} : { times: Number(times) }),
    },
  };
}

/** Holds the fault and counts it down as it strikes. */
export class FaultSwitch {
  private fault: Fault = { mode: 'none' };

  get current(): Fault {
    return this.fault;
  }

  set(fault: Fault): void {
    this.fault = fault;
  }

  /** Whether the fault strikes this recipient now; if so, one of its times is used up. */
  strikes(mode: FaultMode, recipient?: string): boolean {
    if (this.fault.mode !== mode) return false;
    if (this.fault.to !== undefined && this.fault.to !== recipient?.toLowerCase()) return false;
    if (this.fault.times !== undefined) {
      this.fault = this.fault.times > 1 ? { ...this.fault, times: this.fault.times - 1 } : { mode: 'none' };
    }
    return true;
  }
}
