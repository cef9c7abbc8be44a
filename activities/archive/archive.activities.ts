import { Context } from '@temporalio/activity';
import { Client } from '@temporalio/client';
import { DataSource } from 'typeorm';
import { archiveHistory } from '../../libs/operations/archive/archive-history.js';
import type { ArchiveActivities, ArchiveReceipt } from '../../libs/contracts/archive/index.js';
import { upkeepTaskQueue } from '../../libs/contracts/upkeep/index.js';
import { Activities, Activity } from '../../libs/platform/temporal/activity.decorator.js';

/** Keeps what Temporal forgets. */
@Activities(upkeepTaskQueue)
export class ArchiveActivitiesProvider implements ArchiveActivities {
  constructor(
    private readonly db: DataSource,
    private readonly client: Client,
  ) {}

  @Activity()
  async archiveHistory(ref: string): Promise<ArchiveReceipt> {
    return archiveHistory(this.db.manager, this.client, ref, Context.current().info.attempt - 1);
  }
}
