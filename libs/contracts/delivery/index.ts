/** Task queue of everything that talks to the mail server. */
export const mailTaskQueue = 'mail';
/** Workflow that sends one mail which belongs to no exchange: a code, a new link, a sign-in. */
export const deliveryWorkflowType = 'delivery';
/** The delivery's workflow id, from the outbox row. */
export const deliveryWorkflowId = (outboxId: string): string => `delivery-${outboxId}`;

/** How a mail ended; `overtaken`: nobody needed its answer any more before it could go. */
export type DeliveryOutcome = 'sent' | 'refused' | 'ambiguous' | 'overtaken' | 'given-up';

/** Activities on the mail queue. */
export interface MailActivities {
  /** Sends one outbox row, retrying while the server is away. Idempotent by outbox id and Message-ID. */
  deliver(outboxId: string): Promise<DeliveryOutcome>;
}
