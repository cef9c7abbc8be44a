import { DateTime } from 'luxon';
import type { Canaries } from './canaries.js';
import type { Filling } from './fill-form.js';
import type { PageForm } from './html-page.js';
import { samplePdf } from './sample-files.js';

/** Questions that a robot can answer, by the definition's form names. */
export const questions = [
  'enquiry',
  'availability',
  'choose-host',
  'application',
  'review',
  'sign',
  'host-wrap-up',
  'visitor-wrap-up',
  'consent',
  'settlement',
  'pause-check',
  'check',
  'approve-payment',
  'booking',
  'follow-up',
] as const;
export type Question = (typeof questions)[number];

/** What the robots agreed on before they begin. */
export interface Plot {
  canaries: Canaries;
  /** Hub ids of the network. */
  visitingHub: string;
  hostingHub: string;
  /** Local days of the visit, `YYYY-MM-DD`. */
  firstDay: string;
  lastDay: string;
}

/** What is known when a question is answered. */
export interface AnswerContext extends Plot {
  party: 'visiting' | 'hosting' | 'staff';
  /** How often the party has been asked this, this time included. */
  round: number;
  /** `YYYY-MM-DD` by the rehearsal's clock, at the programme's office. */
  today: string;
}

/** Typed answers to one question; `silent` leaves it unanswered. */
export type Answer = (context: AnswerContext) => Filling | 'silent';
/** One way an exchange can go, as what each person does. */
export type Script = Readonly<Record<Question, Answer>>;

/** A field that only this question has. Buttons and texts may change; these names are the definition's. */
const telltales: Readonly<Record<Question, (form: PageForm) => boolean>> = {
  enquiry: has('hostChoice'),
  availability: has('otherDates.from'),
  // One button for each hub that is suggested.
  'choose-host': (form) => form.fields.some(({ name, kind }) => name === 'hub' && kind === 'hidden'),
  application: has('objectives'),
  review: offers('choice', ['approve', 'request-changes', 'decline']),
  sign: has('typedName'),
  'host-wrap-up': has('tookPlace'),
  'visitor-wrap-up': has('outcomes'),
  consent: offers('choice', ['agree', 'refuse']),
  settlement: has('costs.0.notRefundable'),
  'pause-check': offers('choice', ['keep', 'resume']),
  check: offers('choice', ['accept', 'request-changes', 'refuse']),
  // Answered on the page of a payment run, by buttons of its own.
  'approve-payment': () => false,
  booking: () => false,
  'follow-up': has('whatCame'),
};

/** Which question a form asks; undefined when it asks none that a robot knows. */
export function questionOf(form: PageForm): Question | undefined {
  return questions.find((question) => telltales[question](form));
}

function has(name: string): (form: PageForm) => boolean {
  return (form) => form.fields.some((field) => field.name === name && field.kind !== 'hidden');
}

function offers(name: string, options: readonly string[]): (form: PageForm) => boolean {
  return (form) => {
    const offered = form.fields.filter((field) => field.name === name).flatMap((field) => [field.value, ...field.options.map((option) => option.value)]);
    return options.every((option) => offered.includes(option)) && offered.filter(Boolean).length === options.length;
  };
}

/** Everybody answers at once and says yes: a stay of four days, 350 of travel costs, both sides paid. */
export const happyScript: Script = {
  enquiry: ({ canaries, visitingHub, hostingHub, firstDay, lastDay }) => ({
    visitingHub,
    name: canaries.name('manager'),
    email: canaries.email('manager'),
    phone: canaries.phone('manager'),
    position: 'director',
    hostChoice: 'named',
    hostingHub,
    'dates.from': firstDay,
    'dates.to': lastDay,
    theme: canaries.text('theme', 'Shared studios'),
    signs: 'another',
    signatoryName: canaries.name('signatory'),
    signatoryEmail: canaries.email('signatory'),
    signatoryPosition: canaries.text('position', 'Chair'),
    bank: 'me',
  }),
  availability: ({ canaries }) => ({ choice: 'yes', message: canaries.text('welcome', 'You are welcome.') }),
  'choose-host': () => ({}),
  application: ({ canaries, firstDay, lastDay }) => ({
    theme: canaries.text('theme', 'Shared studios'),
    objectives: canaries.text('objectives', 'Learn how studios are shared between makers and schools.'),
    'activities.0.day': firstDay,
    'activities.0.what': canaries.text('activity-one', 'Tour of the workshops'),
    'activities.0.outcome': canaries.text('outcome-one', 'A list of rules to borrow'),
    'activities.1.day': lastDay,
    'activities.1.what': canaries.text('activity-two', 'Open evening'),
    'activities.1.outcome': canaries.text('outcome-two', 'Two schools that want to join'),
    aims: ['new-formats', 'other'],
    otherAim: canaries.text('aim', 'Meet the neighbours'),
    'participants.0.name': canaries.name('manager'),
    'participants.0.position': 'director',
    'participants.0.email': canaries.email('manager'),
    'dates.from': firstDay,
    'dates.to': lastDay,
    eventTitle: canaries.text('event', 'Open studios'),
    eventDate: lastDay,
    eventPlace: canaries.text('place', 'Great hall'),
    eventAudience: canaries.text('audience', 'Makers and schools'),
    invitationLetter: true,
    accessNeeds: canaries.text('needs', 'A room without stairs'),
    noDoubleFunding: true,
  }),
  review: ({ canaries }) => ({ choice: 'approve', reason: canaries.text('review', 'A plan worth funding.') }),
  sign: ({ canaries, party }) => ({
    choice: 'signed',
    typedName: canaries.name(`${party}signatory`),
    mayAct: true,
    bank: 'now',
    accountHolder: canaries.name(`${party}holder`),
    iban: canaries.iban(party),
    bic: 'GKCCBEBB',
  }),
  'host-wrap-up': ({ canaries }) => ({
    tookPlace: 'as-planned',
    'daysPresent.0.participant': canaries.name('manager'),
    'daysPresent.0.days': '4',
    event: 'held',
    report: canaries.text('report', 'Forty people came to the open evening.'),
    grantRequested: true,
  }),
  'visitor-wrap-up': ({ canaries, firstDay }) => ({
    choice: 'claimed',
    'daysPresent.0.participant': canaries.name('manager'),
    'daysPresent.0.days': '4',
    outcomes: canaries.text('outcomes', 'We share our studios since.'),
    quote: canaries.text('quote', 'The best four days of the year.'),
    quoteConsent: true,
    learned: '5',
    welcomed: '5',
    recommend: '4',
    'costs.0.line': 'travel',
    'costs.0.traveller': '1',
    'costs.0.what': canaries.text('ticket', 'Train there and back'),
    'costs.0.date': firstDay,
    'costs.0.amount': '362.40',
    'costs.0.note': canaries.text('note', 'Second class'),
    receipts: [samplePdf()],
  }),
  consent: ({ canaries }) => ({ choice: 'agree', message: canaries.text('consent', 'That suits us.') }),
  settlement: ({ canaries, today, party }) => ({
    choice: 'claimed',
    'costs.0.what': canaries.text('lost', 'Booked, and not given back'),
    'costs.0.date': today,
    'costs.0.amount': party === 'visiting' ? '240.50' : '120.00',
    'costs.0.notRefundable': true,
    proofs: [samplePdf('refusal.pdf')],
    note: canaries.text('proof', 'The carrier gives nothing back.'),
  }),
  'pause-check': ({ round }) => ({ choice: round === 1 ? 'keep' : 'resume' }),
  check: () => ({ choice: 'accept' }),
  'approve-payment': () => ({ choice: 'approve' }),
  booking: ({ canaries }) => ({ bankReference: canaries.text('bank') }),
  'follow-up': ({ canaries }) => ({ whatCame: canaries.text('followup', 'A second visit, paid by ourselves.') }),
};

/** A stay of four days, Monday to Thursday, some weeks after a day. */
export function visitAfter(day: string, weeks = 8): { firstDay: string; lastDay: string } {
  const monday = DateTime.fromISO(day, { zone: 'utc' }).plus({ weeks }).startOf('week');
  return { firstDay: monday.toFormat('yyyy-MM-dd'), lastDay: monday.plus({ days: 3 }).toFormat('yyyy-MM-dd') };
}
