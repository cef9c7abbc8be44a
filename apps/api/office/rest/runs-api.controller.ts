import { Body, Controller, Get, HttpCode, Param, Post, Req, UseFilters, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiConflictResponse, ApiExtraModels, ApiForbiddenResponse, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags, ApiUnauthorizedResponse, ApiUnprocessableEntityResponse } from '@nestjs/swagger';
import { Client } from '@temporalio/client';
import { DataSource } from 'typeorm';
import { giveAnswer } from '../../../../libs/answers/give-answer.js';
import { say } from '../../../../libs/domain/texts/catalogue.js';
import { sayObjection } from '../../../../libs/staff/objections/objections.js';
import { readSeen } from '../../../../libs/dossier/seen/read-seen.js';
import { bookRun } from '../../../../libs/office/payment-runs/book-run.js';
import { runId } from '../../../../libs/office/payment-runs/payment-run.js';
import { openRunPage, runsTable, type RunPage } from '../../../../libs/office/payment-runs/run-page.js';
import { Access } from '../access/access.decorator.js';
import { StaffRefusal } from '../access/refusals.js';
import { staffOf, type StaffRequest } from '../access/staff-request.js';
import { TokenGuard } from '../access/token.guard.js';
import { DeskFrame } from '../frame/desk-frame.js';
import { RefusalDto } from './dto.js';
import { AnsweredDto } from './dto-questions.js';
import { BookedDto, BookingDto, PaymentDecisionDto, RunDto } from './dto-runs.js';
import { FactsChangedDto, PageDto, SectionDto } from './dto-sections.js';
import { objectOf, refuseChanged, refuseFor, refuseForm, seenOut } from './refused.js';
import { RestFilter } from './rest.filter.js';

/** Payment runs: what is in them, each payment's approval, and the one act that marks what was shown as booked. */
@ApiTags('runs')
@ApiBearerAuth()
@ApiExtraModels(SectionDto)
@ApiUnauthorizedResponse({ type: RefusalDto })
@ApiForbiddenResponse({ type: RefusalDto })
@UseGuards(TokenGuard)
@UseFilters(RestFilter)
@Controller('staff/api/runs')
export class RunsApiController {
  constructor(
    private readonly db: DataSource,
    private readonly client: Client,
    private readonly desk: DeskFrame,
  ) {}

  @Get()
  @Access('viewer')
  @ApiOperation({ operationId: 'listRuns', summary: 'Payment runs, the newest first' })
  @ApiOkResponse({ type: PageDto })
  async list(): Promise<PageDto> {
    const { texts } = await this.desk.frame();
    return { title: say(texts, 'pages.staff.payments'), sections: await runsTable(this.db.manager, texts) };
  }

  @Get(':edition/:day')
  @Access('viewer')
  @ApiOperation({ operationId: 'getRun', summary: 'One run: each payment with what it is approved by' })
  @ApiOkResponse({ type: RunDto })
  @ApiNotFoundResponse({ type: RefusalDto })
  async one(@Param('edition') edition: string, @Param('day') day: string, @Req() request: StaffRequest): Promise<RunDto> {
    return runDto(await this.open(edition, day, request));
  }

  @Post(':edition/:day/payments')
  @HttpCode(200)
  @Access('finance', 'director')
  @ApiOperation({ operationId: 'decidePayment', summary: 'Approves one payment as it was shown, or sends it back' })
  @ApiOkResponse({ type: AnsweredDto })
  @ApiNotFoundResponse({ type: RefusalDto })
  @ApiUnprocessableEntityResponse({ type: RefusalDto })
  @ApiConflictResponse({ type: FactsChangedDto, description: 'facts-changed with the difference; other-answer; closed' })
  async decide(@Param('edition') edition: string, @Param('day') day: string, @Body() body: PaymentDecisionDto, @Req() request: StaffRequest): Promise<AnsweredDto> {
    const page = await this.open(edition, day, request);
    const { payment: id, choice, reason } = objectOf(body);
    const listed = page.payments.find(({ payment }) => payment.id === id);
    if (!listed) throw new StaffRefusal('not-found');
    if (!listed.approval) throw listed.refusal ? new StaffRefusal('role', listed.refusal) : new StaffRefusal('other-answer');
    const given = await giveAnswer(this.db.manager, this.client, staffOf(request), { promptId: listed.approval.prompt, raw: { choice, reason }, seen: readSeen(objectOf(body)) });
    switch (given.kind) {
      case 'recorded':
        return { answer: given.answer, choice: given.choice, sentence: '', arrived: given.arrived };
      case 'other':
        throw new StaffRefusal('other-answer');
      case 'closed':
        throw new StaffRefusal('closed');
      case 'changed': {
        const now = (await this.open(edition, day, request)).payments.find(({ payment }) => payment.id === id);
        return refuseChanged(given.difference, { seen: now?.approval?.seen ?? { version: '', said: {} }, sections: now?.sections ?? [] });
      }
      case 'refused':
        if (given.errors.length > 0) return refuseForm(page.texts, given.errors);
        return refuseFor(given.refusals.map((each) => ({ code: each.code, sentence: sayObjection(page.texts, each, () => '') })));
    }
  }

  @Post(':edition/:day/booked')
  @HttpCode(200)
  @Access('finance', 'director')
  @ApiOperation({ operationId: 'bookRun', summary: 'Marks exactly the approved payments that were shown as booked' })
  @ApiOkResponse({ type: BookedDto })
  @ApiNotFoundResponse({ type: RefusalDto })
  @ApiUnprocessableEntityResponse({ type: RefusalDto })
  @ApiConflictResponse({ type: FactsChangedDto, description: 'facts-changed with the difference; refused: nothing is approved' })
  async book(@Param('edition') edition: string, @Param('day') day: string, @Body() body: BookingDto, @Req() request: StaffRequest): Promise<BookedDto> {
    const page = await this.open(edition, day, request);
    const { date, bankReference } = objectOf(body);
    const booked = await bookRun(this.db.manager, this.client, staffOf(request), { runId: page.run.id, statement: { date, bankReference }, seen: readSeen(objectOf(body)) });
    switch (booked.kind) {
      case 'nothing-approved':
        throw new StaffRefusal('refused', 'No payment of this run is approved yet.');
      case 'refused':
        return refuseForm(page.texts, booked.errors);
      case 'changed': {
        const now = await this.open(edition, day, request);
        return refuseChanged(booked.difference, { seen: now.booking?.seen ?? { version: '', said: {} }, sections: now.payments.flatMap(({ sections }) => sections) });
      }
      case 'booked': {
        const left = booked.left.flatMap(({ refusals }) => refusals.map((each) => sayObjection(page.texts, each, () => '')));
        return { marked: booked.marked, before: booked.before, left: [...new Set(left)] };
      }
    }
  }

  private async open(edition: string, day: string, request: StaffRequest): Promise<RunPage> {
    const page = await openRunPage(this.db.manager, runId(edition, day), staffOf(request));
    if (!page) throw new StaffRefusal('not-found');
    return page;
  }
}

function runDto({ run, title, sections, payments, booking }: RunPage): RunDto {
  return {
    id: run.id,
    title,
    sections,
    payments: payments.map(({ payment: { id, cents, status }, sections: own, approval, refusal }) => ({
      id,
      cents,
      status,
      sections: own,
      ...(approval && { approval: { prompt: approval.prompt, ...seenOut(approval.seen) } }),
      ...(refusal !== undefined && { refusal }),
    })),
    ...(booking && { booking: { sentence: booking.sentence, count: booking.count, cents: booking.cents, today: booking.today, ...seenOut(booking.seen) } }),
  };
}
