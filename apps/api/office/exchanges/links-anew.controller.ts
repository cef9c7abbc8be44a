import { Body, Controller, Inject, NotFoundException, Param, Post, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import type { Response } from 'express';
import { DataSource } from 'typeorm';
import { sendLinksAnew } from '../../../../libs/acts/office/send-links-anew.js';
import { CONFIG } from '../../../../libs/platform/config/config.module.js';
import type { ServiceConfig } from '../../../../libs/platform/config/config.js';
import { parsePosted } from '../../../../libs/ui/index.js';
import { Access } from '../access/access.decorator.js';
import { SessionGuard } from '../access/session.guard.js';
import { staffOf, type StaffRequest } from '../access/staff-request.js';
import { PageFilter } from '../frame/page.filter.js';
import { textOf } from '../frame/text-of.js';

/** What staff do when a link got into wrong hands: revoke it, and send a new one to the address on file. */
@UseGuards(SessionGuard)
@UseFilters(PageFilter)
@Controller('staff/exchanges')
export class LinksAnewController {
  constructor(
    private readonly db: DataSource,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  @Post(':ref/links-anew')
  @Access('coordinator', 'lead')
  async send(@Param('ref') ref: string, @Body() body: unknown, @Req() request: StaffRequest, @Res() response: Response): Promise<void> {
    const contactId = textOf(parsePosted(body).raw['contact']);
    const sent = await sendLinksAnew(this.db.manager, this.config, { ref, contactId, by: staffOf(request).id });
    if (sent.kind === 'not-theirs') throw new NotFoundException();
    response.redirect(303, `/staff/exchanges/${encodeURIComponent(ref)}`);
  }
}
