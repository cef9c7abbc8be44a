import { Body, Controller, Get, Param, Post, Query, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import type { Response } from 'express';
import { parsePosted } from '../../../../libs/ui/index.js';
import { Access } from '../access/access.decorator.js';
import { SessionGuard } from '../access/session.guard.js';
import { sessionOf, type StaffRequest } from '../access/staff-request.js';
import { IncidentPages } from './incident.handler.js';
import { PageFilter } from '../frame/page.filter.js';

/** Many exchanges at once, for the lead; everybody in the office may follow. */
@UseGuards(SessionGuard)
@UseFilters(PageFilter)
@Controller('staff/incidents')
export class IncidentsController {
  constructor(private readonly incidents: IncidentPages) {}

  @Get()
  @Access('viewer')
  async choose(@Query() query: Record<string, unknown>, @Req() request: StaffRequest, @Res() response: Response): Promise<void> {
    await this.incidents.choose(sessionOf(request), query, response);
  }

  @Post()
  @Access('lead')
  async act(@Body() body: unknown, @Req() request: StaffRequest, @Res() response: Response): Promise<void> {
    await this.incidents.act(sessionOf(request), parsePosted(body), response);
  }

  @Get(':id')
  @Access('viewer')
  async progress(@Param('id') id: string, @Req() request: StaffRequest, @Res() response: Response): Promise<void> {
    await this.incidents.progress(id, sessionOf(request), response);
  }
}
