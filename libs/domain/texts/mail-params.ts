/** Which values each mail may name. A catalogue that names another is refused when the programme is loaded. */
import type { MailKind } from '../programme/vocabulary.js';

/** Known in every mail: who is addressed, and whose programme and office it is. */
export const everyMail = ['name', 'programme', 'office', 'phone'] as const;

/** Known in every mail of an exchange; `hostingHub` is `words.hostOpen` as long as no host is known. Days are formatted. */
const exchange = ['reference', 'visitingHub', 'hostingHub', 'firstDay', 'lastDay', 'theme'] as const;

/**
 * Values beside {@link everyMail}, by kind. Dates and amounts come formatted for the reader ("Friday 12 March 2027",
 * "1,010.00"); `comments` is what staff wrote, `remarks` how many parts of
 * the form they wrote beside (the parts stand below the text), `reason` what whoever acted wrote; `otherHubs` has one line for each hub;
 * `change` is a sentence of `changes.<kind>`, `question` one of `prompts.<kind>.question`; a value that is not known is
 * an empty text. `firstDay` and `lastDay` of a change are those of the plan as it stands when the mail is written.
 */
export const mailParams = {
  /** `addressNotOnFile` is a sentence where who asks has an address that is not on file for the hub. */
  availability: [...exchange, 'visitor', 'addressNotOnFile', 'amount', 'due', 'message'],
  dates: [...exchange, 'otherFirstDay', 'otherLastDay', 'message', 'due'],
  application: [...exchange, 'due', 'comments', 'remarks'],
  sign: [...exchange, 'amount', 'due'],
  'bank-details': [...exchange, 'amount', 'due'],
  'host-wrap-up': [...exchange, 'amount', 'due', 'comments', 'remarks'],
  'visitor-wrap-up': [...exchange, 'amount', 'due', 'comments', 'remarks'],
  'follow-up': [...exchange, 'due'],
  /** `silent` is yes or no. The hubs that may suit stand below the text, each with its reasons. */
  'choose-host': [...exchange, 'silent', 'due'],
  consent: [...exchange, 'change', 'by', 'reason', 'due'],
  settlement: [...exchange, 'reason', 'due'],
  repayment: [...exchange, 'amount', 'reason', 'due'],
  'application-received': [...exchange, 'queueNumber', 'decisionBy'],
  /** `silent` is yes or no. */
  'host-said-no': [...exchange, 'silent', 'otherHubs'],
  'place-waiting': [...exchange, 'queueNumber'],
  'signed-by-all': [...exchange, 'amount'],
  'next-week': [...exchange, 'otherContact', 'otherPhone'],
  'claim-received': [...exchange, 'amount', 'checkedBy'],
  /** `purpose` is claim, ended (a claim of an exchange that was stopped since), advance, settlement or correction. */
  booked: [...exchange, 'amount', 'bookedOn', 'explanation', 'purpose'],
  declined: [...exchange, 'reason'],
  /** `place` is held, waited (for one, in vain) or none. */
  expired: [...exchange, 'question', 'place'],
  withdrawn: [...exchange, 'by', 'reason'],
  cancelled: [...exchange, 'reason'],
  'closing-soon': [...exchange, 'amount', 'closes'],
  'nothing-claimed': [...exchange],
  /** `amount` is what was asked for. */
  'claim-refused': [...exchange, 'amount', 'reason'],
  'check-delayed': [...exchange, 'checkedBy'],
  /** `closedFor` is `chosen` when another hub is asked, `dates` when the days offered do not suit, else `ended`. */
  'request-closed': [...exchange, 'closedFor'],
  changed: [...exchange, 'change', 'by'],
  'change-refused': [...exchange, 'change'],
  /** `place` is held, waited (for one) or none. */
  paused: [...exchange, 'reason', 'place'],
  resumed: [...exchange, 'reason'],
  extended: [...exchange, 'question', 'due', 'reason'],
  /** `party` is the hub that the person acts for, `slot` the part, `by` who named the person. */
  'took-over': [...exchange, 'party', 'slot', 'by'],
  /** Nothing that was typed: anybody may type anything, and anybody's address. */
  'confirm-address': ['visitingHub', 'hostingHub', 'firstDay', 'lastDay', 'keptUntil'],
  code: ['code', 'reference', 'minutes'],
  'new-link': ['reference', 'question'],
  'sign-in': ['minutes'],
  digest: ['date', 'count'],
  /** The five lines stand below the text, each with its sum. */
  monday: ['date'],
  'payment-run': ['date', 'count', 'total'],
  /** `reference` names them all, where it is about several exchanges. */
  reminder: ['count', 'due', 'reference'],
  'staff-invitation': ['role'],
} as const satisfies Record<MailKind, readonly string[]>;

/** Other versions of a mail than one for each party: asked again after the office requested changes. */
export const changesVariant = 'changes';
/** Kinds of mail that have the version for requested changes. */
export const mailsWithChanges = ['application', 'host-wrap-up', 'visitor-wrap-up'] as const satisfies readonly MailKind[];
