import type { ConflictRefusal } from '../../../../libs/staff/sign-in/conflicts.js';

/** Why conflicts of interest were not changed: the status for programs and browsers, the sentence for people. */
export const conflictRefusals: Readonly<Record<ConflictRefusal, { status: number; sentence: string }>> = {
  'no-such-staff': { status: 404, sentence: 'Nobody of the office has this id.' },
  'no-such-organisation': { status: 422, sentence: 'Choose an organisation of the directory.' },
  'nothing-changes': { status: 409, sentence: 'That is so already.' },
  'no-reason': { status: 422, sentence: 'Say why, in at most 500 characters.' },
  'others-conflicts': { status: 403, sentence: 'The conflicts of others are entered by the lead or the director.' },
  'own-conflict': { status: 403, sentence: 'Nobody lifts a conflict of their own: ask the lead or the director.' },
};
