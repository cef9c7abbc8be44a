import { Inject } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CONFIG } from '../../libs/platform/config/config.module.js';
import type { ServiceConfig } from '../../libs/platform/config/config.js';
import {
  exchangeTaskQueue,
  type CloseVerdict,
  type ExchangeActivities,
  type Step,
  type StepResult,
  type WrittenStep,
} from '../../libs/contracts/dossier/index.js';
import { messageIdsOf } from '../../libs/mail/letters/new-mail.js';
import { OutboxSender } from '../../libs/mail/outbox/outbox-sender.js';
import { Activities, Activity } from '../../libs/platform/temporal/activity.decorator.js';
import { closePromptAt } from './close-prompt.js';
import { publishStep } from './publish-step.js';
import type { LetterSettings } from '../../libs/kinds/exchange/letters/letter-context.js';
import { readWrittenSteps } from './written-steps.js';

/** How long a step waits for its mails, in milliseconds; what is not sent by then goes by itself, or by the relay. */
const mailPatienceMs = 10_000;

/** What exchange workflows ask of Postgres and the mail server. */
@Activities(exchangeTaskQueue)
export class ExchangeActivitiesProvider implements ExchangeActivities {
  private readonly settings: LetterSettings;

  constructor(
    @Inject(DataSource) private readonly db: DataSource,
    @Inject(CONFIG) config: ServiceConfig,
    @Inject(OutboxSender) private readonly sender: OutboxSender,
  ) {
    this.settings = messageIdsOf(config);
  }

  @Activity()
  async publish(step: Step): Promise<StepResult> {
    const { result, mails } = await this.db.transaction((tx) => publishStep(tx, this.settings, step));
    await this.sendNow(mails);
    return result;
  }

  @Activity()
  async writtenSteps(ref: string, from: number): Promise<WrittenStep[]> {
    return readWrittenSteps(this.db.manager, ref, from);
  }

  @Activity()
  async closePrompt(prompt: string, closesAt: string): Promise<CloseVerdict> {
    return this.db.transaction((tx) => closePromptAt(tx, prompt, closesAt));
  }

  /** Tries the step's mails side by side, once. A mail's trouble is never the step's: what does not go now is the relay's. */
  private async sendNow(outboxIds: string[]): Promise<void> {
    if (outboxIds.length === 0) return;
    const patience = Promise.withResolvers<void>();
    const timer = setTimeout(patience.resolve, mailPatienceMs);
    await Promise.race([Promise.allSettled(outboxIds.map((id) => this.sender.send(id))), patience.promise]);
    clearTimeout(timer);
  }
}
