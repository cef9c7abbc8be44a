/**
 * The code words of every programme: what can be asked, of whom, and what can come back.
 * Each list is a value (schemas, forms and tests read it) and a type (the compiler reads it).
 * What people read instead of these words stands in the text catalogues.
 */

/** Questions that an exchange waits for. */
export const promptKinds = [
  'availability',
  'dates',
  'application',
  'review',
  'place',
  'sign',
  'bank-details',
  'host-wrap-up',
  'visitor-wrap-up',
  'check',
  'approve-payment',
  'booking',
  'pick-host',
  'follow-up',
  'choose-host',
  'consent',
  'contradiction',
  'settlement',
  'repayment',
  'recovery',
  'pause-check',
] as const;
/** One kind of question. */
export type PromptKind = (typeof promptKinds)[number];

const choices = {
  /** The hosting manager: can you host them, on these dates? */
  availability: ['yes', 'other-dates', 'no', 'not-me'],
  /** The visiting manager, when the host proposed other dates. */
  dates: ['accept', 'decline'],
  /** The visiting manager's application with its draft work plan. */
  application: ['submitted'],
  /** The coordinator's decision on an application. */
  review: ['approve', 'request-changes', 'decline'],
  /** Answered by the system as soon as a place is free. */
  place: ['held'],
  /** The signatory of each party. */
  sign: ['signed', 'declined'],
  /** The accountant of a party, when the signature came without bank details. */
  'bank-details': ['given'],
  /** The hosting manager after the visit: attendance, event and the request for the grant. */
  'host-wrap-up': ['reported'],
  /** The visiting manager after the visit: outcomes and costs. */
  'visitor-wrap-up': ['claimed', 'nothing-to-claim'],
  /** The coordinator's check of one party's wrap-up. */
  check: ['accept', 'request-changes', 'refuse'],
  /** Finance, never the person who checked. */
  'approve-payment': ['approve', 'return'],
  /** Finance, once the bank has booked (or returned) the payment. */
  booking: ['booked', 'returned'],
  /** The coordinator, for a candidate who found no host. */
  'pick-host': ['picked', 'give-up'],
  /** The manager of each party, months later: what came of it? */
  'follow-up': ['answered'],
  /** The candidate, when the host cannot or is silent: another host, or help. */
  'choose-host': ['chosen', 'help', 'withdraw'],
  /** The manager of a party whom a change concerns. */
  consent: ['agree', 'refuse'],
  /** The coordinator, when the two sides report different things. */
  contradiction: ['decided'],
  /** The manager of a party after a withdrawal or cancellation: costs that cannot be refunded, with proof. */
  settlement: ['claimed', 'nothing-to-claim'],
  /** The accountant of a party that was paid too much. */
  repayment: ['repaid'],
  /** Finance, whether the money came back. */
  recovery: ['received', 'written-off'],
  /** The lead, every few weeks while an exchange is postponed until further notice. */
  'pause-check': ['keep', 'resume'],
} as const satisfies Record<PromptKind, readonly string[]>;
/** What may come back to each kind of question. A prompt that nobody answers lapses; that is not a choice. */
export const promptChoices: Readonly<Record<PromptKind, readonly string[]>> = choices;
/** The choices of one kind of question. */
export type ChoiceOf<K extends PromptKind> = (typeof choices)[K][number];
/** Any choice of any question. */
export type Choice = ChoiceOf<PromptKind>;

/** What a contact does for its party; one person may hold several. */
export const slots = ['manager', 'participant', 'signatory', 'accountant'] as const;
/** One slot of a party. */
export type Slot = (typeof slots)[number];

/** What a member of the programme's office may do. */
export const staffRoles = ['coordinator', 'lead', 'finance', 'director', 'viewer'] as const;
/** One staff role. */
export type StaffRole = (typeof staffRoles)[number];

/** The system itself, where it answers a prompt (a place became free). */
export const systemRole = 'programme' as const;
/** Everybody who can be asked by role and not by party. */
export type Role = StaffRole | typeof systemRole;
/** Every role that a prompt may be addressed to. */
export const roles = [...staffRoles, systemRole] as const;

/** Mails of an exchange that ask nothing. */
export const noticeKinds = [
  /** To the candidate: your number in the queue, date of the decision. */
  'application-received',
  /** To the candidate: the host cannot; other hubs to ask. */
  'host-said-no',
  /** To the candidate: all places are taken, you keep your number. */
  'place-waiting',
  /** To both parties: you may book. */
  'signed-by-all',
  /** To both parties, a week before the visit. */
  'next-week',
  /** To the visiting manager: costs received, checked by a date. */
  'claim-received',
  /** To each payee: the money is booked, the sum explained. */
  'booked',
  /** The programme or a party said no. */
  'declined',
  /** Before signature, nobody answered in time. */
  'expired',
  /** A party stepped back. */
  'withdrawn',
  /** The office ended the exchange. */
  'cancelled',
  /** Before a duty closes without an answer. */
  'closing-soon',
  /** The visit is completed and no costs were put in. */
  'nothing-claimed',
  /** To a party: what it asked for is not paid, and why. */
  'claim-refused',
  /** To the payee: the check takes longer, with its new date. */
  'check-delayed',
  /** To a host that was asked: the candidate has chosen another, thank you. */
  'request-closed',
  /** To both parties: the plan has changed, and how. */
  'changed',
  /** To who asked for a change: the other side did not agree; the plan stays. */
  'change-refused',
  /** To both parties: postponed until further notice; no date counts until we write again. */
  'paused',
  /** To both parties: it goes on, with the new dates. */
  'resumed',
  /** To a party: please answer by a later date than we wrote. */
  'extended',
  /** To whoever took a slot over, where no question goes along: your part, who named you, the exchange's page. */
  'took-over',
] as const;
/** One kind of notice. */
export type NoticeKind = (typeof noticeKinds)[number];

/** Mails that belong to no exchange, or to several at once. */
export const deskMailKinds = [
  /** To a candidate: confirm this address; the draft's link. */
  'confirm-address',
  /** The code that opens the window for signature and bank details. */
  'code',
  /** A fresh link, asked for on the "this link does not work" page. */
  'new-link',
  /** To staff: the link that opens a session. */
  'sign-in',
  /** To staff, each working day. */
  'digest',
  /** To staff on Mondays: Decide, Silent, Travelling, Owed, Broken. */
  'monday',
  /** To finance: this week's payments. */
  'payment-run',
  /** To one person: every open question in one mail. */
  'reminder',
  /** To a new member of staff. */
  'staff-invitation',
] as const;
/** One kind of mail outside an exchange. */
export type DeskMailKind = (typeof deskMailKinds)[number];

/** Questions that reach staff through the digest and the payment run, and so have no mail of their own. */
export const digestedPromptKinds = [
  'review',
  'place',
  'check',
  'approve-payment',
  'booking',
  'pick-host',
  'contradiction',
  'recovery',
  'pause-check',
] as const satisfies readonly PromptKind[];
/** Questions that go out as a mail of their own. */
export const mailedPromptKinds = [
  'availability',
  'dates',
  'application',
  'sign',
  'bank-details',
  'host-wrap-up',
  'visitor-wrap-up',
  'follow-up',
  'choose-host',
  'consent',
  'settlement',
  'repayment',
] as const satisfies readonly PromptKind[];
/** A question that is mailed on its own. */
export type MailedPromptKind = (typeof mailedPromptKinds)[number];

/** Every mail that the product can send. */
export const mailKinds = [...mailedPromptKinds, ...noticeKinds, ...deskMailKinds] as const;
/** One kind of mail. */
export type MailKind = (typeof mailKinds)[number];

/** Dates that the story waits for. */
export const moments = [
  'week-before-visit',
  'visit-starts',
  'visit-over',
  'follow-up',
  'edition-closes',
] as const;
/** One such date. */
export type Moment = (typeof moments)[number];

/** How an organisation stands to the network. */
export const memberships = ['regular', 'associate', 'none'] as const;
/** One standing. */
export type Membership = (typeof memberships)[number];

/** What a partner can be; not every partner is a hub. */
export const organisationTypes = [
  'creative-hub',
  'education-institution',
  'public-authority',
  'heritage-organisation',
  'network',
] as const;
/** One type of organisation. */
export type OrganisationType = (typeof organisationTypes)[number];

/** What a party does in a leg. A programme names its parties itself. */
export const partyParts = ['visits', 'hosts', 'takes-part'] as const;
/** One part. */
export type PartyPart = (typeof partyParts)[number];

/** A party of an exchange by the id that the definition gives it, such as `visiting` or `hosting`. */
export type PartyId = string;

/** What happens when a prompt closes without an answer. */
export const lapseOutcomes = [
  /** The exchange ends as expired; a held place is released. */
  'expire',
  /** The request lapses, the exchange lives: the candidate is offered other hosts. */
  'offer-hosts',
  /** Asked again, staff by the role named by `escalateTo`. */
  'ask-again',
  /** After signature: a notice first, then this duty is settled without the answer. */
  'settle-without',
  /** Nothing further; the exchange closes as it stands. */
  'close-quietly',
] as const;
/** One outcome of a lapse. */
export type LapseOutcome = (typeof lapseOutcomes)[number];

/** Why an exchange is stopped by a party or by staff. */
export const stopReasons = ['force-majeure', 'illness', 'organisation', 'other'] as const;
/** One reason. */
export type StopReason = (typeof stopReasons)[number];

/** What a party gets when an exchange is stopped after the signatures. */
export const settlementRules = [
  /** Costs that cannot be refunded, with proof; no days. */
  'proven-costs',
  'nothing',
] as const;
/** One rule. */
export type SettlementRule = (typeof settlementRules)[number];

/** What can change in a signed plan without a new agreement. */
export const changeKinds = ['dates', 'fewer-days', 'participant', 'online'] as const;
/** One kind of change. */
export type ChangeKind = (typeof changeKinds)[number];

/** When a party's money is paid. */
export const payTimes = ['after-wrap-up', 'in-advance'] as const;
/** One pay time. */
export type PayTime = (typeof payTimes)[number];

/** Other ways an exchange can go than the happy one, each with a budget of its own for mails, questions and acts. */
export const roads = [
  'declined',
  'expired',
  'withdrawn',
  'cancelled',
  /** Withdrawn or cancelled after the signatures, and paid what cannot be refunded. */
  'settled',
  /** Postponed until further notice, gone on, completed. */
  'postponed',
] as const;
/** One such road. */
export type Road = (typeof roads)[number];

/** What can happen on any road, with what it adds to the road's budget each time. */
export const detours = [
  /** A reminder of an open question. */
  'reminder',
  /** A fresh code or a fresh link, asked for by its reader. */
  'asked-again',
  /** The host offered other dates. */
  'other-dates',
  /** The candidate was asked which other hub to ask. */
  'choosing-host',
  /** Another host was chosen or found. */
  'other-host',
  /** A person handed a question on, or staff replaced the contact. */
  'other-contact',
  /** Staff asked for changes, and the form came again. */
  'request-changes',
  /** All places were taken at first. */
  'place-waiting',
  /** Staff took longer than they had said. */
  'staff-late',
  /** A staff question that nobody answered in time, or that was answered with "not yet". */
  'asked-staff-again',
  /** Bank details that came apart from the signature, also after a returned payment. */
  'bank-details',
  /** Finance sent a payment back, or the bank returned it. */
  'payment-returned',
  /** The warning before a duty closes, and the word that nothing was claimed. */
  'closing-notice',
  /** What a party asked for is not paid. */
  'claim-refused',
  /** The plan changed on the way, or was asked to. */
  'change',
  /** Staff moved the deadline of a question. */
  'extension',
  /** Postponed and gone on. */
  'pause',
  /** The sides' reports differed. */
  'contradiction',
  /** A party is paid more after the end. */
  'correction',
  /** A party pays back what it may not keep. */
  'recovery',
] as const;
/** One such detour. */
export type Detour = (typeof detours)[number];

/** Why a hub may fit a candidate, strongest first. */
export const hostReasons = ['available', 'same-sector', 'same-facility', 'shared-language', 'other-country'] as const;
/** One such reason. */
export type HostReason = (typeof hostReasons)[number];
