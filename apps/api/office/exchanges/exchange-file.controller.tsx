import { Body, Controller, Get, NotFoundException, Param, Post, Query, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import { Client } from '@temporalio/client';
import type { Response } from 'express';
import { DataSource } from 'typeorm';
import { addressProblems } from '../../../../libs/mail/conversation/address-problems.js';
import { conversationOf, unseenByExchange } from '../../../../libs/mail/conversation/conversation.js';
import { exchangeWorkflowId, retryStepSignal } from '../../../../libs/contracts/dossier/index.js';
import { EditionEntity, DossierEntity } from '../../../../libs/platform/db/entities/index.js';
import { endings, openStages, type Stage } from '../../../../libs/domain/kinds/exchange/lifecycle.js';
import { loadDossier } from '../../../../libs/dossier/record/dossier-record.js';
import { audit } from '../../../../libs/staff/audit/audit.js';
import { historyOf, mailsOfExchange, paymentsOfExchange, peopleByIds, standingOf } from '../../../../libs/dossier/record/dossier-file.js';
import { listExchanges, type ListPage } from '../../../../libs/dossier/record/dossier-list.js';
import { openProposals } from '../../../../libs/dossier/people/hand-over-proposals.js';
import { decideHandOver } from '../../../../libs/acts/office/decide-hand-over.js';
import { parsePosted } from '../../../../libs/ui/index.js';
import { actsOfExchanges, recoveriesOf } from '../../../../libs/dossier/record/dossier-acts.js';
import { correctionFamily } from '../../../../libs/dossier/record/correction-family.js';
import { frameOf } from '../../http/site.js';
import { Access } from '../access/access.decorator.js';
import { SessionGuard } from '../access/session.guard.js';
import { sessionOf, staffOf, type StaffRequest } from '../access/staff-request.js';
import { ExchangeFilePage } from './exchange-file.view.js';
import { namedIn } from './history-line.js';
import { ExchangeListPage } from './exchange-list.view.js';
import { DeskFrame, sendPage } from '../frame/desk-frame.js';
import { PageFilter } from '../frame/page.filter.js';

const stages: readonly string[] = [...openStages, ...endings];
/** Lines on a page of the list. */
const pageSize = 50;
/** How long a signal may take, in milliseconds. */
const signalMs = 2_000;

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
    const handle = this.client.workflow.getHandle(exchangeWorkflowId(ref));
    const asked = await this.client
      .withDeadline(Date.now() + signalMs, () => handle.signal(retryStepSignal))
      .then(() => true, () => false);
    if (asked) await audit(this.db.manager, staffOf(request).id, { kind: 'step-retried' }, ref);
    await this.show(ref, request, response, asked ? 'The step is tried again.' : 'The exchange is out of reach just now. Please try again in a minute.');
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
    const news = await decideHandOver(this.db, this.client, staffOf(request), { ref, proposal: Number(proposal), approve: parsePosted(body).act === 'approve' });
    await this.show(ref, request, response, news);
  }

  private async show(ref: string, request: StaffRequest, response: Response, news?: string): Promise<void> {
    const exchange = await this.find(ref);
    const db = this.db.manager;
    const record = await loadDossier(db, ref);
    const history = await historyOf(db, ref);
    const family = await correctionFamily(db, ref);
    const acts = await actsOfExchanges(db, family);
    const proposals = await openProposals(db, ref);
    const conversation = await conversationOf(db, ...family);
    const writers = conversation.flatMap(({ contactId }) => contactId ?? []);
    const named = [...history.flatMap(namedIn), ...acts.map(({ by }) => by), ...proposals.map(({ by }) => by), ...writers];
    const contacts = Object.values(record.parties).flatMap((party) => Object.values(party.contacts));
    const view = {
      frame: frameOf(record.programme),
      session: sessionOf(request),
      record,
      standing: await standingOf(this.client, exchange),
      history,
      people: await peopleByIds(db, named),
      mails: await mailsOfExchange(db, ref),
      payments: await paymentsOfExchange(db, ref),
      acts,
      recoveries: await recoveriesOf(db, family),
      family,
      proposals,
      conversation,
      addressProblems: await addressProblems(db, contacts.map(({ id }) => id)),
      news,
    };
    sendPage(response, <ExchangeFilePage {...view} />);
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
