import { Body, Controller, NotFoundException, Param, Post, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import type { Response } from 'express';
import { DataSource } from 'typeorm';
import { endAddressProblem } from '../../../../libs/mail/conversation/address-problems.js';
import { markSeen } from '../../../../libs/mail/conversation/conversation.js';
import { correctionFamily } from '../../../../libs/dossier/record/correction-family.js';
import { DossierEntity } from '../../../../libs/platform/db/entities/index.js';
import { loadParties } from '../../../../libs/dossier/people/parties.js';
import { parsePosted } from '../../../../libs/ui/index.js';
import { audit } from '../../../../libs/staff/audit/audit.js';
import { Access } from '../access/access.decorator.js';
import { StaffRefusal } from '../access/refusals.js';
import { SessionGuard } from '../access/session.guard.js';
import { staffOf, type StaffRequest } from '../access/staff-request.js';
import { conversationId, shownUntilName } from './conversation.view.js';
import { PageFilter } from '../frame/page.filter.js';
import { textOf } from '../frame/text-of.js';

/** What staff do about mail that came in: note that it was read, and that an address works again. */
@UseGuards(SessionGuard)
@UseFilters(PageFilter)
@Controller('staff/exchanges')
export class ConversationController {
  constructor(private readonly db: DataSource) {}

  /** Only what stood on the page becomes seen, not what arrived while somebody was reading it. */
  @Post(':ref/conversation/seen')
  @Access('coordinator', 'lead')
  async seen(@Param('ref') ref: string, @Body() body: unknown, @Req() request: StaffRequest, @Res() response: Response): Promise<void> {
    await this.find(ref);
    const until = instantOf(parsePosted(body).raw[shownUntilName]);
    await this.db.transaction(async (tx) => {
      for (const each of await correctionFamily(tx, ref)) {
        const messages = await markSeen(tx, each, until);
        if (messages > 0) await audit(tx, staffOf(request).id, { kind: 'conversation-seen', messages }, each);
      }
    });
    response.redirect(303, `/staff/exchanges/${encodeURIComponent(ref)}#${conversationId}`);
  }

  @Post(':ref/contacts/:contact/address-works')
  @Access('coordinator', 'lead')
  async addressWorks(@Param('ref') ref: string, @Param('contact') contact: string, @Req() request: StaffRequest, @Res() response: Response): Promise<void> {
    await this.find(ref);
    const people = Object.values(await loadParties(this.db.manager, ref)).flatMap(({ contacts }) => Object.values(contacts));
    if (!people.some(({ id }) => id === contact)) throw new NotFoundException();
    await this.db.transaction(async (tx) => {
      if (await endAddressProblem(tx, contact)) await audit(tx, staffOf(request).id, { kind: 'address-works', contact }, ref);
    });
    response.redirect(303, `/staff/exchanges/${encodeURIComponent(ref)}`);
  }

  private async find(ref: string): Promise<void> {
    if (!(await this.db.manager.existsBy(DossierEntity, { ref }))) throw new NotFoundException();
  }
}

function instantOf(posted: unknown): string {
  const text = textOf(posted);
  const at = /^\d{4}-\d{2}-\d{2}T/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) throw new StaffRefusal('bad-request');
  return new Date(at).toISOString();
}
