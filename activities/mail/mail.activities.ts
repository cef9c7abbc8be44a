import { mailTaskQueue, type DeliveryOutcome, type MailActivities } from '../../libs/contracts/delivery/index.js';
import { OutboxSender } from '../../libs/mail/outbox/outbox-sender.js';
import { Activities, Activity } from '../../libs/platform/temporal/activity.decorator.js';
import { CodedError } from '../../libs/platform/temporal/failure-interceptor.js';

/** The longest pause between two looks at a mail: short, so that a rehearsal's clock is followed. */
const longestWaitMs = 60_000;

/** Sends mails that could not go with the step that planned them, or that belong to no exchange. */
@Activities(mailTaskQueue)
export class MailActivitiesProvider implements MailActivities {
  constructor(private readonly sender: OutboxSender) {}

  @Activity()
  async deliver(outboxId: string): Promise<DeliveryOutcome> {
    const outcome = await this.sender.send(outboxId);
    if (outcome.kind === 'later') throw new CodedError(outcome.code, Math.min(outcome.waitMs, longestWaitMs));
    return outcome.kind;
  }
}
