import { Body, Controller, Get, Param, Post, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import type { Response } from 'express';
import { DataSource } from 'typeorm';
import { OrganisationEntity } from '../../../../libs/platform/db/entities/index.js';
import { parsePosted } from '../../../../libs/ui/index.js';
import { changeConflicts, type ConflictRefusal } from '../../../../libs/staff/sign-in/conflicts.js';
import { activeStaff } from '../../../../libs/staff/sign-in/staff-members.js';
import { Access } from '../access/access.decorator.js';
import { conflictRefusals } from '../access/conflict-refusals.js';
import { SessionGuard } from '../access/session.guard.js';
import { sessionOf, type StaffRequest } from '../access/staff-request.js';
import { OfficePage, type OfficeNews } from './people.view.js';
import { DeskFrame, sendPage } from '../frame/desk-frame.js';
import { PageFilter } from '../frame/page.filter.js';
import { textOf } from '../frame/text-of.js';

/** Who works in the office, and for which organisations each of them never decides. */
@UseGuards(SessionGuard)
@UseFilters(PageFilter)
@Controller('staff/office')
export class OfficeController {
  constructor(
    private readonly db: DataSource,
    private readonly desk: DeskFrame,
  ) {}

  @Get()
  @Access('viewer')
  async show(@Req() request: StaffRequest, @Res() response: Response): Promise<void> {
    await this.send(request, response);
  }

  /** Adds or lifts one conflict of interest; who may is said by `changeConflicts`. */
  @Post(':id/conflicts')
  @Access('viewer')
  async change(@Param('id') staffId: string, @Body() body: unknown, @Req() request: StaffRequest, @Res() response: Response): Promise<void> {
    const { raw, act } = parsePosted(body);
    const named = [textOf(raw['organisation'])];
    const change = { staffId, add: act === 'lift' ? [] : named, remove: act === 'lift' ? named : [], why: textOf(raw['why']) };
    const done = await this.db.transaction((tx) => changeConflicts(tx, sessionOf(request).staff, change));
    if (done.ok) return response.redirect(303, '/staff/office');
    await this.send(request, response, { staffId, why: change.why, sentence: this.sentence(done.code) }, conflictRefusals[done.code].status);
  }

  private sentence(code: ConflictRefusal): string {
    return conflictRefusals[code].sentence;
  }

  private async send(request: StaffRequest, response: Response, refused?: OfficeNews, status = 200): Promise<void> {
    const db = this.db.manager;
    const organisations = await db.find(OrganisationEntity, { order: { legalName: 'ASC' } });
    const frame = await this.desk.frame();
    sendPage(response, <OfficePage frame={frame} session={sessionOf(request)} staff={await activeStaff(db)} organisations={organisations} refused={refused} />, status);
  }
}
