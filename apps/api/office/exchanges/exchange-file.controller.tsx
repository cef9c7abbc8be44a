import { Body, Controller, Get, NotFoundException, Param, Post, Query, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import { Client } from '@temporalio/client';
import type { Response } from 'express';
import { DataSource } from 'typeorm';
import { unseenByExchange } from '../../../../libs/mail/conversation/conversation.js';
import { EditionEntity, DossierEntity } from '../../../../libs/platform/db/entities/index.js';
import { endings, openStages, type Stage } from '../../../../libs/domain/kinds/exchange/lifecycle.js';
import { listExchanges, type ListPage } from '../../../../libs/dossier/record/dossier-list.js';
import { retryStep } from '../../../../libs/acts/office/retry-step.js';
import { openDossierPage } from '../../../../libs/office/dossier-page/dossier-page.js';
import { readSeen } from '../../../../libs/dossier/seen/read-seen.js';
import { decideHandOver } from '../../../../libs/acts/office/decide-hand-over.js';
import { parsePosted } from '../../../../libs/ui/index.js';
import { frameOf } from '../../http/site.js';
import { Access } from '../access/access.decorator.js';
import { SessionGuard } from '../access/session.guard.js';
import { sessionOf, staffOf, type StaffRequest } from '../access/staff-request.js';
import { ExchangeFilePage, type ExchangeNews } from './exchange-file.view.js';
import { ExchangeListPage } from './exchange-list.view.js';
import { DeskFrame, sendPage } from '../frame/desk-frame.js';
import { PageFilter } from '../frame/page.filter.js';

const stages: readonly string[] = [...openStages, ...endings];
/** Lines on a page of the list. */
const pageSize = 50;

/** Exchanges for the office: the list from the read model, and one exchange with its history. */
@UseGuards(SessionGuard)
@UseFilters(PageFilter)
@Controller('staff/exchanges')
export class ExchangeFileController {
  constructor(
    private readonly db: DataSource,
    private readonly client: Client,
    private readonly desk: DeskFrame,
  ) {}

  @Get()
  @Access('viewer')
  async list(
    @Query('stage') stage: unknown,
    @Query('q') q: unknown,
    @Query('edition') edition: unknown,
    @Query('paused') paused: unknown,
    @Query('after') after: unknown,
    @Req() request: StaffRequest,
    @Res() response: Response,
  ): Promise<void> {
    const wish = {
      stage: typeof stage === 'string' && stages.includes(stage) ? (stage as Stage) : undefined,
      text: typeof q === 'string' ? q.slice(0, 100) : '',
      edition: typeof edition === 'string' ? edition.slice(0, 100) : '',
      paused: paused === 'yes',
    };
    const page = await listExchanges(this.db.manager, {
      stages: wish.stage ? [wish.stage] : [],
      text: wish.text,
      ...(wish.edition && { edition: wish.edition }),
      ...(wish.paused && { paused: true }),
      ...(typeof after === 'string' && { after }),
      limit: pageSize,
    });
    const { zone, ...frame } = await this.desk.frame();
    const editions = await this.db.manager.find(EditionEntity, { order: { rehearsal: 'ASC', createdAt: 'DESC', id: 'DESC' } });
    sendPage(response, <ExchangeListPage frame={frame} session={sessionOf(request)} page={page} unread={await this.unread(page)} zone={zone} wish={wish} editions={editions} />);
  }

  @Get(':ref')
  @Access('viewer')
  async one(@Param('ref') ref: string, @Req() request: StaffRequest, @Res() response: Response): Promise<void> {
    await this.show(ref, request, response);
  }

  @Post(':ref/retry-step')
  @Access('coordinator', 'lead')
  async retryStep(@Param('ref') ref: string, @Req() request: StaffRequest, @Res() response: Response): Promise<void> {
    await this.find(ref);
    const retried = await retryStep(this.db.manager, this.client, staffOf(request), ref);
    await this.show(ref, request, response, { sentence: retried ? 'The step is tried again.' : 'The exchange is out of reach just now. Please try again in a minute.' });
  }

  @Post(':ref/hand-overs/:proposal')
  @Access('coordinator', 'lead')
  async decideHandOver(
    @Param('ref') ref: string,
    @Param('proposal') proposal: string,
    @Body() body: unknown,
    @Req() request: StaffRequest,
    @Res() response: Response,
  ): Promise<void> {
    await this.find(ref);
    const { raw, act } = parsePosted(body);
    if (act !== 'approve' && act !== 'decline') return this.show(ref, request, response);
    const decision = { ref, proposal: Number(proposal), approve: act === 'approve', seen: readSeen(raw) };
    const decided = await decideHandOver(this.db, this.client, staffOf(request), decision);
    await this.show(ref, request, response, decided, decided.code === 'facts-changed' ? 409 : 200);
  }

  private async show(ref: string, request: StaffRequest, response: Response, news?: ExchangeNews, status = 200): Promise<void> {
    const page = await openDossierPage(this.db.manager, this.client, staffOf(request), ref);
    if (!page) throw new NotFoundException();
    sendPage(response, <ExchangeFilePage frame={frameOf(page.record.programme)} session={sessionOf(request)} page={page} news={news} />, status);
  }

  /** Unread answers by mail of the exchanges on a page, by reference. */
  private async unread({ exchanges }: ListPage): Promise<Map<string, number>> {
    const editions = new Set(exchanges.map(({ edition }) => edition));
    const counts = await Promise.all([...editions].map((edition) => unseenByExchange(this.db.manager, edition)));
    return new Map(counts.flatMap((each) => [...each]));
  }

  private async find(ref: string): Promise<DossierEntity> {
    const exchange = await this.db.manager.findOneBy(DossierEntity, { ref });
    if (!exchange) throw new NotFoundException();
    return exchange;
  }
}
