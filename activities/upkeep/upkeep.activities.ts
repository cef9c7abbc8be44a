import { Inject } from '@nestjs/common';
import { Client } from '@temporalio/client';
import { DataSource } from 'typeorm';
import { CONFIG } from '../../libs/platform/config/config.module.js';
import type { ServiceConfig } from '../../libs/platform/config/config.js';
import { upkeepTaskQueue, type UpkeepActivities } from '../../libs/contracts/upkeep/index.js';
import { Activities, Activity } from '../../libs/platform/temporal/activity.decorator.js';
import { editionsInUse } from '../../libs/office/retention/editions-in-use.js';
import { lookAtData } from '../../libs/operations/data-check/look-at-data.js';
import { planDue, runDue, tidyUp } from '../../libs/office/due/run-due.js';

/** The work that a schedule pokes: digests, merged reminders, weekly payment runs. */
@Activities(upkeepTaskQueue)
export class UpkeepActivitiesProvider implements UpkeepActivities {
  constructor(
    private readonly db: DataSource,
    private readonly client: Client,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  @Activity()
  async editionsInUse(): Promise<string[]> {
    return editionsInUse(this.db.manager);
  }

  @Activity()
  async runDue(edition: string): Promise<void> {
    await runDue({ db: this.db.manager, client: this.client, config: this.config }, edition);
  }

  @Activity()
  async planDue(edition: string): Promise<void> {
    await planDue({ db: this.db.manager, client: this.client, config: this.config }, edition);
  }

  @Activity()
  async tidyUp(edition: string): Promise<void> {
    await tidyUp({ db: this.db.manager, config: this.config }, edition);
  }

  @Activity()
  async lookAtData(): Promise<void> {
    await lookAtData(this.db.manager);
  }
}
