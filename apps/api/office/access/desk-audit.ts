import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { audit } from '../../../../libs/staff/audit/audit.js';
import { Door } from '../../http/door.js';

/** Refusals of people we do not know that are written down: a flood of them says nothing new. */
const strangers = { times: 60, seconds: 60 };

/** Writes refused requests into the activity log. */
@Injectable()
export class DeskAudit {
  private readonly strangers = new Door(strangers);

  constructor(private readonly db: DataSource) {}

  /** `who` is a staff id where it is known. Never fails: a refusal stays a refusal while the log is away. */
  async refused(who: string | undefined, route: string, code: string): Promise<void> {
    if (who === undefined && (await this.strangers.enter('all')) !== undefined) return;
    await audit(this.db.manager, who ?? 'unknown', { kind: 'staff-refused', route, code }).catch(() => undefined);
  }
}
