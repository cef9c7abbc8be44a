import { Controller, Get, UseFilters, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiForbiddenResponse, ApiOkResponse, ApiOperation, ApiTags, ApiUnauthorizedResponse } from '@nestjs/swagger';
import { Client } from '@temporalio/client';
import { DataSource } from 'typeorm';
import { lookAtHealth } from '../../../../libs/operations/health/look-at-health.js';
import { Access } from '../access/access.decorator.js';
import { TokenGuard } from '../access/token.guard.js';
import { RefusalDto } from './dto.js';
import { StaffHealthDto } from './dto-health.js';
import { RestFilter } from './rest.filter.js';

/** What is broken at this moment, for the office's own monitoring. */
@ApiTags('health')
@ApiBearerAuth()
@ApiUnauthorizedResponse({ type: RefusalDto })
@ApiForbiddenResponse({ type: RefusalDto })
@UseGuards(TokenGuard)
@UseFilters(RestFilter)
@Controller('staff/api/health')
export class HealthApiController {
  constructor(
    private readonly db: DataSource,
    private readonly client: Client,
  ) {}

  @Get()
  @Access('viewer')
  @ApiOperation({ operationId: 'getHealth', summary: 'What is broken, by name; no condition is good news' })
  @ApiOkResponse({ type: StaffHealthDto })
  async health(): Promise<StaffHealthDto> {
    const found = await lookAtHealth({ db: this.db.manager, client: this.client });
    const conditions = found.map(({ name, count, since, items }) => ({ name, count, since, refs: items.flatMap(({ ref }) => (ref === undefined ? [] : [ref])) }));
    return { at: new Date().toISOString(), healthy: conditions.length === 0, conditions };
  }
}
