import { Controller, Get, Inject, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import type { Response } from 'express';
import { DataSource } from 'typeorm';
import { CONFIG } from '../../../../libs/config/config.module.js';
import type { ServiceConfig } from '../../../../libs/config/config.js';
import { EditionEntity } from '../../../../libs/db/entities/index.js';
import { fiveLines } from '../../../../libs/upkeep/five-lines.js';
import { openOffice } from '../../../../libs/upkeep/office.js';
import { Access } from '../access/access.decorator.js';
import { SessionGuard } from '../access/session.guard.js';
import { sessionOf, type StaffRequest } from '../access/staff-request.js';
import { DeskPage } from '../views/desk-page.js';
import { DeskFrame, sendPage } from './desk-frame.js';
import { PageFilter } from './page.filter.js';

/** The office's desk: the week in five lines for each edition. */
@UseGuards(SessionGuard)
@UseFilters(PageFilter)
@Controller('staff')
export class DeskController {
  constructor(
    private readonly db: DataSource,
    @Inject(CONFIG) private readonly config: ServiceConfig,
    private readonly desk: DeskFrame,
  ) {}

  @Get()
  @Access('viewer')
  async show(@Req() request: StaffRequest, @Res() response: Response): Promise<void> {
    const editions = await this.db.manager.find(EditionEntity, { order: { rehearsal: 'ASC', createdAt: 'DESC', id: 'DESC' } });
    const lines = [];
    for (const edition of editions) {
      const office = await openOffice({ db: this.db.manager, config: this.config }, edition.id);
      lines.push({ edition, now: office.now, zone: office.zone, lines: await fiveLines(office) });
    }
    sendPage(response, <DeskPage frame={await this.desk.frame()} session={sessionOf(request)} editions={lines} />);
  }
}
