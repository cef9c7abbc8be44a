// For runs that began before the relay sent every mail (libs/operations/relay/mail-relay.ts). Nothing new is started here.

/** Task queue of what old runs ask about mails. */
export const mailTaskQueue = 'mail';
/** Workflow that asked for one mail which belongs to no exchange. */
export const deliveryWorkflowType = 'delivery';
/** The delivery's workflow id, from the outbox row. */
export const deliveryWorkflowId = (outboxId: string): string => `delivery-${outboxId}`;

/**
 * How a mail ended; `relayed`: it has not gone yet, the relay sends it when its hour has come; `overtaken`: nobody needed
 * its answer any more before it could go.
 */
export type DeliveryOutcome = 'sent' | 'refused' | 'ambiguous' | 'overtaken' | 'relayed' | 'given-up';

/** Activities on the mail queue. */
export interface MailActivities {
  /** Says at once how it stands with an outbox row; nobody waits for a mail. */
  deliver(outboxId: string): Promise<DeliveryOutcome>;
}
