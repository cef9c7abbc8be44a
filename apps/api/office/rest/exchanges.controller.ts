import { Controller, Get, Param, Query, UseFilters, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiForbiddenResponse, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiQuery, ApiTags, ApiUnauthorizedResponse } from '@nestjs/swagger';
import { endings, openStages, type Stage } from '../../../../libs/domain/kinds/exchange/lifecycle.js';
import { mostListed } from '../../../../libs/dossier/record/dossier-list.js';
import { Access } from '../access/access.decorator.js';
import { StaffRefusal } from '../access/refusals.js';
import { TokenGuard } from '../access/token.guard.js';
import { ActDto } from './dto-act.js';
import { ExchangeDto, ExchangePageDto, HistoryEntryDto, MailDto, RefusalDto } from './dto.js';
import { ExchangeReader } from './exchange-reader.js';
import { RestFilter } from './rest.filter.js';

const stages: readonly string[] = [...openStages, ...endings];

/** Exchanges for programs that the office uses. Lists come from the read model; no workflow is asked for them. */
@ApiTags('exchanges')
@ApiBearerAuth()
@ApiUnauthorizedResponse({ type: RefusalDto })
@ApiForbiddenResponse({ type: RefusalDto })
@UseGuards(TokenGuard)
@UseFilters(RestFilter)
@Controller('staff/api/exchanges')
export class ExchangesController {
  constructor(private readonly exchanges: ExchangeReader) {}

  @Get()
  @Access('viewer')
  @ApiOperation({ operationId: 'listExchanges', summary: 'Exchanges by reference, a page at a time' })
  @ApiQuery({ name: 'stage', required: false, enum: stages, isArray: true })
  @ApiQuery({ name: 'edition', required: false })
  @ApiQuery({ name: 'paused', required: false, type: Boolean, description: 'Only those that are postponed (true), or only those that are not (false)' })
  @ApiQuery({ name: 'q', required: false, description: 'Part of a reference, a hub’s name or its city' })
  @ApiQuery({ name: 'after', required: false, description: 'The last reference of the page before' })
  @ApiQuery({ name: 'limit', required: false, type: Number, description: `At most ${mostListed}; 50 unless told otherwise` })
  @ApiOkResponse({ type: ExchangePageDto })
  async list(
    @Query('stage') stage?: string | string[],
    @Query('edition') edition?: string,
    @Query('paused') paused?: string,
    @Query('q') q?: string,
    @Query('after') after?: string,
    @Query('limit') limit?: string,
  ): Promise<ExchangePageDto> {
    return this.exchanges.list({
      stages: stagesOf(stage),
      ...(typeof edition === 'string' && { edition }),
      ...pausedOf(paused),
      ...(typeof q === 'string' && { text: q.slice(0, 100) }),
      ...(typeof after === 'string' && { after }),
      limit: limitOf(limit),
    });
  }

  @Get(':ref')
  @Access('viewer')
  @ApiOperation({ operationId: 'getExchange', summary: 'One exchange: parties, stage, what it waits for, payments' })
  @ApiOkResponse({ type: ExchangeDto })
  @ApiNotFoundResponse({ type: RefusalDto })
  async one(@Param('ref') ref: string): Promise<ExchangeDto> {
    return this.exchanges.one(ref);
  }

  @Get(':ref/mails')
  @Access('viewer')
  @ApiOperation({ operationId: 'listMails', summary: 'The mails of an exchange and what became of each' })
  @ApiOkResponse({ type: [MailDto] })
  @ApiNotFoundResponse({ type: RefusalDto })
  async mails(@Param('ref') ref: string): Promise<MailDto[]> {
    return this.exchanges.mails(ref);
  }

  @Get(':ref/journal')
  @Access('viewer')
  @ApiOperation({ operationId: 'getJournal', summary: 'The history of an exchange with its corrections, the oldest entry first' })
  @ApiOkResponse({ type: [HistoryEntryDto] })
  @ApiNotFoundResponse({ type: RefusalDto })
  async journal(@Param('ref') ref: string): Promise<HistoryEntryDto[]> {
    return this.exchanges.history(ref);
  }

  @Get(':ref/acts')
  @Access('viewer')
  @ApiOperation({ operationId: 'listActs', summary: 'What parties and staff did to an exchange beside answering' })
  @ApiOkResponse({ type: [ActDto] })
  @ApiNotFoundResponse({ type: RefusalDto })
  async acts(@Param('ref') ref: string): Promise<ActDto[]> {
    return this.exchanges.acts(ref);
  }
}

function stagesOf(asked: string | string[] | undefined): Stage[] {
  const wanted = asked === undefined ? [] : [asked].flat().flatMap((each) => String(each).split(','));
  const unknown = wanted.find((stage) => !stages.includes(stage));
  if (unknown !== undefined) throw new StaffRefusal('bad-request', `There is no stage "${unknown.slice(0, 40)}": it is one of ${stages.join(', ')}.`);
  return wanted as Stage[];
}

function pausedOf(asked: string | undefined): { paused?: boolean } {
  if (asked === undefined) return {};
  if (asked !== 'true' && asked !== 'false') throw new StaffRefusal('bad-request', 'paused is true or false.');
  return { paused: asked === 'true' };
}

function limitOf(asked: string | undefined): number {
  if (asked === undefined) return 50;
  const limit = Number(asked);
  if (!Number.isInteger(limit) || limit < 1 || limit > mostListed) throw new StaffRefusal('bad-request', `limit is a whole number from 1 to ${mostListed}.`);
  return limit;
}
