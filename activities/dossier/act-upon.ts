import type { DomainEvent, DomainEventKind } from '../../libs/contracts/dossier/index.js';
import { acceptAnswer } from './accept-answer.js';
import { endPause, extendPrompt, pauseExchange, resumeExchange } from './deadlines.js';
import { changePlan } from './change-plan.js';
import { agreeDates, pickHost, replaceContact, submitPlan } from './change-dossier.js';
import { escalatePrompt, endPrompt, openPrompt, remind } from './prompts.js';
import { planNotice, planWarning } from '../../libs/kinds/exchange/letters/plan-mail.js';
import { awaitMoment } from './moments.js';
import { endRecovery, requestRecovery } from './recovery.js';
import { approvePayment, bookPayment, requestPayment, returnPayment, voidUnapproved } from './payments.js';
import { askForPlace, holdWhatItCanCost, releasePlace } from './places.js';
import type { StepContext } from './step-context.js';

type Handler<K extends DomainEventKind> = (context: StepContext, event: Extract<DomainEvent, { kind: K }>) => void | Promise<void>;

/** What each kind of event does to the database, beside standing in the journal. */
const handlers: { [K in DomainEventKind]: Handler<K> | null } = {
  entered: null, // the read model takes the stage from the step
  asked: openPrompt,
  answered: acceptAnswer,
  reminded: remind,
  escalated: escalatePrompt,
  warned: planWarning,
  lapsed: (context, event) => endPrompt(context, event.prompt, 'lapsed'),
  closed: (context, event) => endPrompt(context, event.prompt, 'closed'),
  informed: planNotice,
  awaited: awaitMoment,
  reached: null,
  'host-picked': pickHost,
  'host-chosen': pickHost,
  extended: extendPrompt,
  'change-asked': null,
  'plan-changed': changePlan,
  'change-refused': holdWhatItCanCost, // no longer what was asked for
  paused: pauseExchange,
  resumed: resumeExchange,
  stopped: voidUnapproved,
  'contradiction-decided': null,
  'recovery-requested': requestRecovery,
  'recovery-ended': endRecovery,
  'contact-replaced': replaceContact,
  'dates-agreed': agreeDates,
  'plan-submitted': submitPlan,
  'place-asked': askForPlace,
  'place-released': releasePlace,
  'agreement-signed': null,
  'payment-requested': requestPayment,
  'payment-approved': approvePayment,
  'payment-returned': returnPayment,
  'payment-booked': bookPayment,
  'nothing-claimed': holdWhatItCanCost,
  ended: endPause,
};

/** Carries one event of a step out. */
export async function actUpon(context: StepContext, event: DomainEvent): Promise<void> {
  const handler = handlers[event.kind] as Handler<DomainEventKind> | null;
  await handler?.(context, event);
}
