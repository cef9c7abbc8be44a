import type { Stage } from '../../libs/domain/kinds/exchange/lifecycle.js';
import { happyScript, visitAfter, type Script } from './answers.js';
import type { ComesBetween } from './come-between.js';

/** One way an exchange can go, from the enquiry to its end. */
export interface Play {
  ending: Stage;
  script: Script;
  /** What somebody does beside answering, in this order. */
  comesBetween?: readonly ComesBetween[];
  /** Cents that are booked, by party. */
  payments: Readonly<Record<string, number>>;
}

const asPlanned = { visiting: 101_000, hosting: 50_000 };
const unsigned: Script = { ...happyScript, sign: () => 'silent' };
/** Far enough from the first dates, whatever was postponed meanwhile. */
const weeksLater = 10;

/** The endings that can be walked through, by the name people give them. */
export const plays = {
  completed: { ending: 'completed', script: happyScript, payments: asPlanned },

  // The host cannot; the candidate asks another of the hubs that are offered; the office does not accept the plan.
  declined: {
    ending: 'declined',
    script: {
      ...happyScript,
      availability: (context) => (context.round === 1 ? { choice: 'no', message: context.canaries.text('sorry', 'We rebuild in autumn.') } : happyScript.availability(context)),
      review: ({ canaries }) => ({ choice: 'decline', reason: canaries.text('review', 'The event is not open to the public.') }),
    },
    payments: {},
  },

  // Approved, and nobody signs.
  expired: { ending: 'expired', script: unsigned, payments: {} },

  withdrawn: {
    ending: 'withdrawn',
    script: unsigned,
    comesBetween: [
      { who: 'visiting manager', act: 'withdraw', after: { kind: 'asked', question: 'sign' }, filling: ({ canaries }) => ({ reason: 'organisation', words: canaries.text('why', 'We move house.') }) },
    ],
    payments: {},
  },

  cancelled: {
    ending: 'cancelled',
    script: unsigned,
    comesBetween: [
      { who: 'coordinator', act: 'cancel', after: { kind: 'asked', question: 'sign' }, filling: ({ canaries }) => ({ reason: 'organisation', words: canaries.text('why', 'The hub is closed.') }) },
    ],
    payments: {},
  },

  // Force majeure after the signatures: each side's costs that cannot be refunded.
  settled: {
    ending: 'cancelled',
    script: happyScript,
    comesBetween: [
      { who: 'coordinator', act: 'cancel', after: { kind: 'entered', stage: 'preparing' }, filling: ({ canaries }) => ({ reason: 'force-majeure', words: canaries.text('why', 'No trains run.') }) },
    ],
    payments: { visiting: 24_050, hosting: 12_000 },
  },

  // Postponed after the signatures; it stays so, then goes on; the visit moves, and the host agrees.
  postponed: {
    ending: 'completed',
    script: {
      ...happyScript,
      'visitor-wrap-up': (context) => happyScript['visitor-wrap-up']({ ...context, ...visitAfter(context.firstDay, weeksLater) }),
    },
    comesBetween: [
      {
        who: 'lead',
        act: 'pause',
        after: { kind: 'entered', stage: 'preparing' },
        filling: ({ canaries }) => ({ reason: canaries.text('reason', 'Strike'), words: canaries.text('why', 'Trains do not run.') }),
      },
      {
        who: 'visiting manager',
        act: 'change',
        after: { kind: 'resumed' },
        filling: ({ canaries, firstDay }) => {
          const later = visitAfter(firstDay, weeksLater);
          return { what: 'dates', 'dates.from': later.firstDay, 'dates.to': later.lastDay, reason: canaries.text('why', 'The old dates are too near.') };
        },
      },
    ],
    payments: asPlanned,
  },
} satisfies Record<string, Play>;

/** The name of a play: `npm run walkthrough -- --ending settled`. */
export type PlayName = keyof typeof plays;

export const playNames = Object.keys(plays) as PlayName[];
