import { Body, Controller, NotFoundException, Param, Post, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import type { Response } from 'express';
import { DataSource } from 'typeorm';
import { addressWorks, readConversation } from '../../../../libs/acts/office/mail-acts.js';
import { DossierEntity } from '../../../../libs/platform/db/entities/index.js';
import { conversationId, parsePosted } from '../../../../libs/ui/index.js';
import { Access } from '../access/access.decorator.js';
import { instantOf } from '../access/instant-of.js';
import { SessionGuard } from '../access/session.guard.js';
import { staffOf, type StaffRequest } from '../access/staff-request.js';
import { shownUntilName } from '../../../../libs/office/dossier-page/conversation-section.js';
import { PageFilter } from '../frame/page.filter.js';

/** What staff do about mail that came in: note that it was read, and that an address works again. */
@UseGuards(SessionGuard)
@UseFilters(PageFilter)
@Controller('staff/exchanges')
export class ConversationController {
  constructor(private readonly db: DataSource) {}

  @Post(':ref/conversation/seen')
  @Access('coordinator', 'lead')
  async seen(@Param('ref') ref: string, @Body() body: unknown, @Req() request: StaffRequest, @Res() response: Response): Promise<void> {
    await this.find(ref);
    await readConversation(this.db, staffOf(request), ref, instantOf(parsePosted(body).raw[shownUntilName]));
    response.redirect(303, `/staff/exchanges/${encodeURIComponent(ref)}#${conversationId}`);
  }

  @Post(':ref/contacts/:contact/address-works')
  @Access('coordinator', 'lead')
  async addressWorks(@Param('ref') ref: string, @Param('contact') contact: string, @Req() request: StaffRequest, @Res() response: Response): Promise<void> {
    await this.find(ref);
    if (!(await addressWorks(this.db, staffOf(request), ref, contact))) throw new NotFoundException();
    response.redirect(303, `/staff/exchanges/${encodeURIComponent(ref)}`);
  }

  private async find(ref: string): Promise<void> {
    if (!(await this.db.manager.existsBy(DossierEntity, { ref }))) throw new NotFoundException();
  }
}
