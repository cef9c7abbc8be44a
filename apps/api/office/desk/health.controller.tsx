import { Controller, Get, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import { Client } from '@temporalio/client';
import type { Response } from 'express';
import { DataSource } from 'typeorm';
import { lookAtHealth } from '../../../../libs/operations/health/look-at-health.js';
import { Access } from '../access/access.decorator.js';
import { SessionGuard } from '../access/session.guard.js';
import { sessionOf, type StaffRequest } from '../access/staff-request.js';
import { HealthPage } from './health.view.js';
import { DeskFrame, sendPage } from '../frame/desk-frame.js';
import { PageFilter } from '../frame/page.filter.js';

/** What is broken at this moment, for the office. */
@UseGuards(SessionGuard)
@UseFilters(PageFilter)
@Controller('staff/health')
export class StaffHealthController {
  constructor(
    private readonly db: DataSource,
    private readonly client: Client,
    private readonly desk: DeskFrame,
  ) {}

  @Get()
  @Access('viewer')
  async show(@Req() request: StaffRequest, @Res() response: Response): Promise<void> {
    const conditions = await lookAtHealth({ db: this.db.manager, client: this.client });
    const { zone, ...frame } = await this.desk.frame();
    sendPage(response, <HealthPage frame={frame} session={sessionOf(request)} conditions={conditions} zone={zone} now={new Date().toISOString()} />);
  }
}
