import { Body, Controller, HttpCode, Inject, Param, Post, Req, UseFilters, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiConflictResponse, ApiForbiddenResponse, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags, ApiUnauthorizedResponse } from '@nestjs/swagger';
import { Client } from '@temporalio/client';
import { DataSource } from 'typeorm';
import { advanceTo, type AdvanceRefusal } from '../../../../libs/rehearsal/advance.js';
import { CONFIG } from '../../../../libs/platform/config/config.module.js';
import type { ServiceConfig } from '../../../../libs/platform/config/config.js';
import { audit } from '../../../../libs/staff/audit/audit.js';
import { Access } from '../access/access.decorator.js';
import { StaffRefusal, type StaffRefusalCode } from '../access/refusals.js';
import { staffOf, type StaffRequest } from '../access/staff-request.js';
import { TokenGuard } from '../access/token.guard.js';
import { AdvanceDto, AdvancedDto, RefusalDto } from './dto.js';
import { RestFilter } from './rest.filter.js';

const refusals: Record<AdvanceRefusal['code'], StaffRefusalCode> = {
  'edition-unknown': 'not-found',
  'no-rehearsal': 'no-rehearsal',
  'not-back': 'not-back',
  'not-settled': 'not-settled',
  'moved-meanwhile': 'not-settled',
};

/** Editions and, in a rehearsal, their clock. */
@ApiTags('editions')
@ApiBearerAuth()
@ApiUnauthorizedResponse({ type: RefusalDto })
@ApiForbiddenResponse({ type: RefusalDto })
@UseGuards(TokenGuard)
@UseFilters(RestFilter)
@Controller('staff/api/editions')
export class EditionsController {
  constructor(
    private readonly db: DataSource,
    private readonly client: Client,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  @Post(':edition/advance')
  @HttpCode(200)
  @Access('coordinator')
  @ApiOperation({ operationId: 'advanceClock', summary: 'Moves a rehearsal’s clock to the next thing that happens by itself' })
  @ApiBody({ type: AdvanceDto, required: false })
  @ApiOkResponse({ type: AdvancedDto })
  @ApiNotFoundResponse({ type: RefusalDto })
  @ApiConflictResponse({ type: RefusalDto, description: 'no-rehearsal, not-back or not-settled' })
  async advance(@Param('edition') edition: string, @Body() body: AdvanceDto | undefined, @Req() request: StaffRequest): Promise<AdvancedDto> {
    const until = untilOf(body?.until);
    const tools = { db: this.db.manager, client: this.client, config: this.config };
    const result = await advanceTo(tools, edition, until);
    if (!result.ok) throw new StaffRefusal(refusals[result.refusal.code], sentenceOf(result.refusal));
    const { from, to } = result.advanced;
    if (to !== from) await audit(this.db.manager, staffOf(request).id, { kind: 'clock-advanced', edition, from, to });
    return result.advanced;
  }
}

function untilOf(asked: unknown): string | undefined {
  if (asked === undefined || asked === null) return undefined;
  const at = typeof asked === 'string' && /^\d{4}-\d{2}-\d{2}T/.test(asked) ? Date.parse(asked) : Number.NaN;
  if (Number.isNaN(at)) throw new StaffRefusal('bad-request', 'until is an instant such as 2027-03-08T09:00:00Z.');
  return new Date(at).toISOString();
}

/** What is under way is told by its ids, so that whoever rehearses can look. */
function sentenceOf(refusal: AdvanceRefusal): string | undefined {
  if (refusal.code !== 'not-settled') return undefined;
  const { kind, ...what } = refusal.unsettled;
  return `Something is still under way (${kind}): ${Object.values(what).flat().join(', ')}.`;
}
