import { HttpException } from '@nestjs/common';

/** Why a staff route was refused. */
export type StaffRefusalCode =
  /** No token, or one that is unknown, revoked or of somebody who left. */
  | 'not-signed-in'
  /** The session has ended. */
  | 'session-expired'
  /** The role does not allow it. */
  | 'role'
  /** The form did not come from one of our pages. */
  | 'foreign-form'
  /** Too many requests from one place. */
  | 'too-many'
  /** There is no such thing. */
  | 'not-found'
  /** A parameter is not in order. */
  | 'bad-request'
  /** The edition is no rehearsal: its clock is the real one. */
  | 'no-rehearsal'
  /** A clock never goes back. */
  | 'not-back'
  /** Something is still under way, or somebody else moved the clock. */
  | 'not-settled';

/** One map from code to HTTP status, one to a sentence for people. */
const statuses: Record<StaffRefusalCode, number> = {
  'not-signed-in': 401,
  'session-expired': 401,
  role: 403,
  'foreign-form': 403,
  'too-many': 429,
  'not-found': 404,
  'bad-request': 400,
  'no-rehearsal': 409,
  'not-back': 409,
  'not-settled': 409,
};

/** What people read instead of a code. */
export const refusalSentences: Record<StaffRefusalCode, string> = {
  'not-signed-in': 'Please sign in first.',
  'session-expired': 'Your session has ended. Please sign in again.',
  role: 'Your role does not allow this.',
  'foreign-form': 'This form did not come from one of our pages. Please open the page again and repeat what you did.',
  'too-many': 'That was a lot at once. Please wait a minute.',
  'not-found': 'There is nothing here.',
  'bad-request': 'Something in the request is not in order.',
  'no-rehearsal': 'Only the clock of a rehearsal can be moved.',
  'not-back': 'A clock never goes back.',
  'not-settled': 'Something is still under way. Please try again in a moment.',
};

/** An expected refusal on its way to the answer: `{code, message}` and its status. */
export class StaffRefusal extends HttpException {
  constructor(
    readonly code: StaffRefusalCode,
    message: string = refusalSentences[code],
  ) {
    super({ code, message }, statuses[code]);
  }
}

/** Too many from one place: says how long to wait, in seconds. */
export class StaffFlood extends StaffRefusal {
  constructor(readonly seconds: number) {
    super('too-many', `That was a lot at once. Please try again in ${waitInWords(seconds)}.`);
  }
}

function waitInWords(seconds: number): string {
  if (seconds > 90) return `${Math.ceil(seconds / 60)} minutes`;
  return seconds === 1 ? 'one second' : `${seconds} seconds`;
}
