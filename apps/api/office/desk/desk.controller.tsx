import { Controller, Get, Inject, NotFoundException, Param, Post, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import { Client } from '@temporalio/client';
import type { Response } from 'express';
import { DataSource } from 'typeorm';
import { unseenByExchange } from '../../../../libs/mail/conversation/conversation.js';
import { CONFIG } from '../../../../libs/platform/config/config.module.js';
import type { ServiceConfig } from '../../../../libs/platform/config/config.js';
import { advanceTo } from '../../../../libs/rehearsal/advance.js';
import { pairOf, spokenExchanges } from '../../../../libs/dossier/record/spoken-dossier.js';
import { audit } from '../../../../libs/staff/audit/audit.js';
import type { StaffSession } from '../../../../libs/staff/sign-in/sessions.js';
import { fiveLines } from '../../../../libs/office/monday/five-lines.js';
import { editionsOnDesk } from '../../../../libs/office/work/editions-on-desk.js';
import { decisionsOf } from '../../../../libs/office/work/office-work.js';
import { openOffice } from '../../../../libs/office/office.js';
import { Access } from '../access/access.decorator.js';
import { SessionGuard } from '../access/session.guard.js';
import { sessionOf, staffOf, type StaffRequest } from '../access/staff-request.js';
import { DeskPage, type DeskNews, type UnreadLine } from './desk.view.js';
import { clockNews } from './clock-news.js';
import { DeskFrame, sendPage } from '../frame/desk-frame.js';
import { PageFilter } from '../frame/page.filter.js';

/** The office's desk: the week in five lines for each edition. */
@UseGuards(SessionGuard)
@UseFilters(PageFilter)
@Controller('staff')
export class DeskController {
  constructor(
    private readonly db: DataSource,
    private readonly client: Client,
    @Inject(CONFIG) private readonly config: ServiceConfig,
    private readonly desk: DeskFrame,
  ) {}

  @Get()
  @Access('viewer')
  async show(@Req() request: StaffRequest, @Res() response: Response): Promise<void> {
    await this.send(sessionOf(request), response);
  }

  /** For whoever plays a rehearsal by hand: on to the next thing that happens by itself. */
  @Post('editions/:edition/advance')
  @Access('coordinator')
  async advance(@Param('edition') edition: string, @Req() request: StaffRequest, @Res() response: Response): Promise<void> {
    const tools = { db: this.db.manager, client: this.client, config: this.config };
    const result = await advanceTo(tools, edition);
    if (!result.ok && result.refusal.code === 'edition-unknown') throw new NotFoundException();
    if (result.ok && result.advanced.to !== result.advanced.from) {
      const { from, to } = result.advanced;
      await audit(this.db.manager, staffOf(request).id, { kind: 'clock-advanced', edition, from, to });
    }
    const { zone } = await this.desk.frame();
    await this.send(sessionOf(request), response, { edition, sentence: clockNews(result, zone) }, result.ok ? 200 : 409);
  }

  /** Answers by mail that nobody has read: the exchanges, each with how many. */
  private async unread(edition: string): Promise<UnreadLine[]> {
    const counts = await unseenByExchange(this.db.manager, edition);
    const spoken = await spokenExchanges(this.db.manager, [...counts.keys()], 'en');
    return [...counts].map(([ref, count]) => ({ ref, count, pair: pairOf(spoken.get(ref)!) }));
  }

  private async send(session: StaffSession, response: Response, news?: DeskNews, status = 200): Promise<void> {
    const lines = [];
    let own = 0;
    for (const edition of await editionsOnDesk(this.db.manager)) {
      const office = await openOffice({ db: this.db.manager, config: this.config }, edition.id);
      lines.push({ edition, now: office.now, zone: office.zone, lines: await fiveLines(office), unread: await this.unread(edition.id) });
      own += await decisionsOf(office, session.staff);
    }
    sendPage(response, <DeskPage frame={await this.desk.frame()} session={session} editions={lines} own={own} news={news} />, status);
  }
}
