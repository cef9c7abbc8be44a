import { Body, Controller, Get, NotFoundException, Param, Post, Query, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import type { Response } from 'express';
import { staffActs, type StaffAct } from '../../../../libs/acts/office/may-act.js';
import { parsePosted } from '../../../../libs/ui/index.js';
import { Access } from '../access/access.decorator.js';
import { SessionGuard } from '../access/session.guard.js';
import { sessionOf, type StaffRequest } from '../access/staff-request.js';
import { ActPages } from './act.handler.js';
import { PageFilter } from '../frame/page.filter.js';

/** What staff do to one exchange: end it, give more time, postpone, change the plan, replace a contact, correct an amount. */
@UseGuards(SessionGuard)
@UseFilters(PageFilter)
@Controller('staff/exchanges')
export class ActsController {
  constructor(private readonly acts: ActPages) {}

  @Get(':ref/acts/correct')
  @Access('lead')
  async showCorrection(@Param('ref') ref: string, @Req() request: StaffRequest, @Res() response: Response): Promise<void> {
    await this.acts.show(ref, 'correct', sessionOf(request), {}, response);
  }

  @Post(':ref/acts/correct')
  @Access('lead')
  async correct(@Param('ref') ref: string, @Body() body: unknown, @Req() request: StaffRequest, @Res() response: Response): Promise<void> {
    await this.acts.act(ref, 'correct', sessionOf(request), parsePosted(body), response);
  }

  @Get(':ref/acts/:act')
  @Access('coordinator', 'lead')
  async show(
    @Param('ref') ref: string,
    @Param('act') act: string,
    @Query() query: Record<string, unknown>,
    @Req() request: StaffRequest,
    @Res() response: Response,
  ): Promise<void> {
    await this.acts.show(ref, actOf(act), sessionOf(request), query, response);
  }

  @Post(':ref/acts/:act')
  @Access('coordinator', 'lead')
  async act(
    @Param('ref') ref: string,
    @Param('act') act: string,
    @Body() body: unknown,
    @Req() request: StaffRequest,
    @Res() response: Response,
  ): Promise<void> {
    await this.acts.act(ref, actOf(act), sessionOf(request), parsePosted(body), response);
  }
}

function actOf(asked: string): StaffAct {
  const act = staffActs.find((each) => each === asked);
  if (!act) throw new NotFoundException();
  return act;
}
