import { Body, Controller, Get, Param, Post, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import type { Response } from 'express';
import { parsePosted } from '../../../../libs/ui/index.js';
import { runId } from '../../../../libs/office/payment-runs/payment-run.js';
import { Access } from '../access/access.decorator.js';
import { SessionGuard } from '../access/session.guard.js';
import { sessionOf, type StaffRequest } from '../access/staff-request.js';
import { DeskFrame } from '../frame/desk-frame.js';
import { PageFilter } from '../frame/page.filter.js';
import { textOf } from '../frame/text-of.js';
import { RunPages } from './run.handler.js';

/** Payment runs, for whoever is signed in. */
@UseGuards(SessionGuard)
@UseFilters(PageFilter)
@Controller('staff/runs')
export class RunsController {
  constructor(
    private readonly runs: RunPages,
    private readonly desk: DeskFrame,
  ) {}

  @Get()
  @Access('viewer')
  async list(@Req() request: StaffRequest, @Res() response: Response): Promise<void> {
    await this.runs.list(sessionOf(request), await this.desk.frame(), response);
  }

  @Get(':edition/:day')
  @Access('viewer')
  async show(@Param('edition') edition: string, @Param('day') day: string, @Req() request: StaffRequest, @Res() response: Response): Promise<void> {
    await this.runs.show(runId(edition, day), sessionOf(request), response);
  }

  @Post(':edition/:day/payments')
  @Access('finance', 'director')
  async decide(
    @Param('edition') edition: string,
    @Param('day') day: string,
    @Body() body: unknown,
    @Req() request: StaffRequest,
    @Res() response: Response,
  ): Promise<void> {
    const { raw } = parsePosted(body);
    await this.runs.decide(runId(edition, day), textOf(raw['payment']), sessionOf(request), raw, response);
  }

  @Post(':edition/:day/booked')
  @Access('finance', 'director')
  async book(
    @Param('edition') edition: string,
    @Param('day') day: string,
    @Body() body: unknown,
    @Req() request: StaffRequest,
    @Res() response: Response,
  ): Promise<void> {
    await this.runs.book(runId(edition, day), sessionOf(request), parsePosted(body).raw, response);
  }
}
