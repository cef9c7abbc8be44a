/**
 * Where an exchange can stand, and from where to where it may move. The workflow's stages and the pages' words
 * both hang on these names; `transitions` is the whole map, and a test proves that every stage is known and reachable.
 */

/** A stage in which something or somebody is still awaited. */
export const openStages = [
  'matching', // staff look for a host, because none was chosen or the chosen one cannot
  'choosing-host', // the host cannot or is silent; the candidate is offered others
  'host-asked', // the host was asked whether it can host on the dates
  'agreeing-dates', // the host proposed other dates, the visitor is asked
  'applying', // the visitor writes the application
  'queued', // submitted; a place and both budgets are held or waited for
  'in-review', // staff read the application
  'signing', // both signatories are asked to sign
  'preparing', // signed by all, the visit lies ahead
  'travelling', // between the first and the last day of the visit
  'wrapping-up', // the visit is over, each side reports, is checked and paid on its own
  'settling', // stopped after the signatures: who has costs that cannot be refunded?
  'correcting', // completed, and opened again by staff: something is paid on, or paid back
  'following-up', // everything is paid; one last question months later
] as const;

/** How an exchange can end. None stands for another: silence is never recorded as a decision. */
export const endings = ['completed', 'declined', 'expired', 'withdrawn', 'cancelled'] as const;

export type OpenStage = (typeof openStages)[number];
export type Ending = (typeof endings)[number];
/** Where an exchange stands: open, or how it ended. */
export type Stage = OpenStage | Ending;

/** Before the signatures a party may step back and staff may end it at once; afterwards it is settled first. */
const stopped = ['withdrawn', 'cancelled'] as const;

/** From each stage, the stages that may follow it. */
export const transitions: Readonly<Record<OpenStage, readonly Stage[]>> = {
  matching: ['host-asked', 'applying', 'agreeing-dates', ...stopped],
  'choosing-host': ['host-asked', 'applying', 'agreeing-dates', 'matching', 'expired', ...stopped],
  'host-asked': ['applying', 'agreeing-dates', 'choosing-host', 'host-asked', ...stopped],
  'agreeing-dates': ['applying', 'choosing-host', ...stopped],
  applying: ['queued', 'expired', ...stopped],
  queued: ['in-review', 'expired', ...stopped],
  'in-review': ['signing', 'applying', 'declined', ...stopped],
  signing: ['preparing', 'expired', ...stopped],
  preparing: ['travelling', 'settling'],
  travelling: ['wrapping-up', 'settling'],
  'wrapping-up': ['following-up', 'completed', 'settling'],
  settling: [...stopped],
  correcting: ['completed'],
  'following-up': ['completed'],
};

/** Where something of the visit still lies ahead, after the signatures: then the plan may change. */
export const beforeItsEnd: readonly Stage[] = ['preparing', 'travelling'];

/** Whether the stage is an end. */
export function isEnding(stage: Stage): stage is Ending {
  return (endings as readonly string[]).includes(stage);
}

/** Whether an exchange that stands at `from` may move to `to`. */
export function mayMove(from: OpenStage, to: Stage): boolean {
  return transitions[from].includes(to);
}
