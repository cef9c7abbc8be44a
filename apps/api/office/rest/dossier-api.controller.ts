import { Body, Controller, Get, HttpCode, Inject, Param, Post, Req, UseFilters, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiConflictResponse, ApiExtraModels, ApiForbiddenResponse, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags, ApiUnauthorizedResponse } from '@nestjs/swagger';
import { Client } from '@temporalio/client';
import { DataSource } from 'typeorm';
import { addressWorks, readConversation } from '../../../../libs/acts/office/mail-acts.js';
import { decideHandOver } from '../../../../libs/acts/office/decide-hand-over.js';
import { sendLinksAnew } from '../../../../libs/acts/office/send-links-anew.js';
import { CONFIG } from '../../../../libs/platform/config/config.module.js';
import type { ServiceConfig } from '../../../../libs/platform/config/config.js';
import { retryStep } from '../../../../libs/acts/office/retry-step.js';
import { readSeen } from '../../../../libs/dossier/seen/read-seen.js';
import { openDossierPage, type DossierPage } from '../../../../libs/office/dossier-page/dossier-page.js';
import { DossierEntity } from '../../../../libs/platform/db/entities/index.js';
import { Access } from '../access/access.decorator.js';
import { instantOf } from '../access/instant-of.js';
import { refusalSentences, StaffRefusal } from '../access/refusals.js';
import { staffOf, type StaffRequest } from '../access/staff-request.js';
import { TokenGuard } from '../access/token.guard.js';
import { RefusalDto } from './dto.js';
import { HandOverDecisionDto, LeakDto, NewsDto, ReadUntilDto } from './dto-acts.js';
import { FactsChangedDto, PageDto, SectionDto } from './dto-sections.js';
import { objectOf } from './refused.js';
import { RestFilter } from './rest.filter.js';

/** One exchange as its page shows it, and what can be done from there. */
@ApiTags('exchanges')
@ApiBearerAuth()
@ApiExtraModels(SectionDto)
@ApiUnauthorizedResponse({ type: RefusalDto })
@ApiForbiddenResponse({ type: RefusalDto })
@ApiNotFoundResponse({ type: RefusalDto })
@UseGuards(TokenGuard)
@UseFilters(RestFilter)
@Controller('staff/api/exchanges')
export class DossierApiController {
  constructor(
    private readonly db: DataSource,
    private readonly client: Client,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  @Get(':ref/page')
  @Access('viewer')
  @ApiOperation({ operationId: 'getExchangePage', summary: 'One exchange as its page shows it: sections in the order of the page' })
  @ApiOkResponse({ type: PageDto })
  async page(@Param('ref') ref: string, @Req() request: StaffRequest): Promise<PageDto> {
    const { title, sections } = await this.open(ref, request);
    return { title, sections };
  }

  @Post(':ref/retry-step')
  @HttpCode(200)
  @Access('coordinator', 'lead')
  @ApiOperation({ operationId: 'retryStep', summary: 'Has a stopped exchange try its step again' })
  @ApiOkResponse({ type: NewsDto })
  async retry(@Param('ref') ref: string, @Req() request: StaffRequest): Promise<NewsDto> {
    await this.find(ref);
    if (!(await retryStep(this.db.manager, this.client, staffOf(request), ref))) throw new StaffRefusal('out-of-reach');
    return { code: 'tried-again', sentence: 'The step is tried again.' };
  }

  @Post(':ref/hand-overs/:proposal')
  @HttpCode(200)
  @Access('coordinator', 'lead')
  @ApiOperation({ operationId: 'decideHandOver', summary: 'Approves or turns down a proposed hand-over, as it was shown' })
  @ApiOkResponse({ type: NewsDto })
  @ApiConflictResponse({ type: FactsChangedDto, description: 'facts-changed with the difference; refused' })
  async handOver(@Param('ref') ref: string, @Param('proposal') proposal: string, @Body() body: HandOverDecisionDto, @Req() request: StaffRequest): Promise<NewsDto> {
    await this.find(ref);
    const { approve } = objectOf(body);
    if (typeof approve !== 'boolean') throw new StaffRefusal('bad-request', 'approve is true or false.');
    const { code, sentence, difference } = await decideHandOver(this.db, this.client, staffOf(request), { ref, proposal: Number(proposal), approve, seen: readSeen(objectOf(body)) });
    if (code === 'facts-changed') throw new StaffRefusal(code, sentence, { difference, sections: (await this.open(ref, request)).sections });
    if (code === 'refused') throw new StaffRefusal(code, sentence);
    return { code, sentence };
  }

  @Post(':ref/conversation/seen')
  @HttpCode(200)
  @Access('coordinator', 'lead')
  @ApiOperation({ operationId: 'readConversation', summary: 'Notes that mails which came in were read' })
  @ApiOkResponse({ type: NewsDto })
  async seen(@Param('ref') ref: string, @Body() body: ReadUntilDto, @Req() request: StaffRequest): Promise<NewsDto> {
    await this.find(ref);
    const count = await readConversation(this.db, staffOf(request), ref, instantOf(objectOf(body)['shownUntil']));
    return { code: 'read', sentence: `${count} marked as read.` };
  }

  @Post(':ref/links-anew')
  @HttpCode(200)
  @Access('coordinator', 'lead')
  @ApiOperation({ operationId: 'sendLinksAnew', summary: 'Revokes the links of a person in an exchange, and mails new ones to the address on file' })
  @ApiOkResponse({ type: NewsDto })
  async linksAnew(@Param('ref') ref: string, @Body() body: LeakDto, @Req() request: StaffRequest): Promise<NewsDto> {
    await this.find(ref);
    const { contact } = objectOf(body);
    const sent = await sendLinksAnew(this.db.manager, this.config, { ref, contactId: typeof contact === 'string' ? contact : '', by: staffOf(request).id });
    if (sent.kind === 'not-theirs') throw new StaffRefusal('not-found');
    return { code: 'sent-anew', sentence: `${sent.revoked} revoked; new ones are on their way.` };
  }

  @Post(':ref/contacts/:contact/address-works')
  @HttpCode(200)
  @Access('coordinator', 'lead')
  @ApiOperation({ operationId: 'addressWorks', summary: 'Notes that an address works again' })
  @ApiOkResponse({ type: NewsDto })
  async works(@Param('ref') ref: string, @Param('contact') contact: string, @Req() request: StaffRequest): Promise<NewsDto> {
    await this.find(ref);
    if (!(await addressWorks(this.db, staffOf(request), ref, contact))) throw new StaffRefusal('not-found');
    return { code: 'noted', sentence: 'The address works again.' };
  }

  private async open(ref: string, request: StaffRequest): Promise<DossierPage> {
    const page = await openDossierPage(this.db.manager, this.client, staffOf(request), ref);
    if (!page) throw new StaffRefusal('not-found', refusalSentences['not-found']);
    return page;
  }

  private async find(ref: string): Promise<void> {
    if (!(await this.db.manager.existsBy(DossierEntity, { ref }))) throw new StaffRefusal('not-found');
  }
}
