import { Body, Controller, Get, HttpCode, HttpException, Param, Post, Req, UseFilters, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiConflictResponse, ApiForbiddenResponse, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags, ApiUnauthorizedResponse, ApiUnprocessableEntityResponse } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import type { StaffMemberEntity } from '../../../../libs/platform/db/entities/index.js';
import { changeConflicts } from '../../../../libs/staff/sign-in/conflicts.js';
import { activeStaff } from '../../../../libs/staff/sign-in/staff-members.js';
import { Access } from '../access/access.decorator.js';
import { conflictRefusals } from '../access/conflict-refusals.js';
import { StaffRefusal } from '../access/refusals.js';
import { staffOf, type StaffRequest } from '../access/staff-request.js';
import { TokenGuard } from '../access/token.guard.js';
import { RefusalDto } from './dto.js';
import { ConflictChangeDto, OfficeDto, StaffMemberDto } from './dto-office.js';
import { RestFilter } from './rest.filter.js';

/** Who works in the office, and their conflicts of interest. */
@ApiTags('office')
@ApiBearerAuth()
@ApiUnauthorizedResponse({ type: RefusalDto })
@ApiForbiddenResponse({ type: RefusalDto })
@UseGuards(TokenGuard)
@UseFilters(RestFilter)
@Controller('staff/api/office')
export class OfficeApiController {
  constructor(private readonly db: DataSource) {}

  @Get()
  @Access('viewer')
  @ApiOperation({ operationId: 'getOffice', summary: 'Everybody who works in the office now' })
  @ApiOkResponse({ type: OfficeDto })
  async office(): Promise<OfficeDto> {
    return { staff: (await activeStaff(this.db.manager)).map(memberOf) };
  }

  @Post(':id/conflicts')
  @HttpCode(200)
  @Access('viewer')
  @ApiOperation({ operationId: 'changeConflicts', summary: 'Enters or lifts conflicts of interest; everybody enters their own, the lead and the director those of others' })
  @ApiBody({ type: ConflictChangeDto })
  @ApiOkResponse({ type: StaffMemberDto })
  @ApiNotFoundResponse({ type: RefusalDto })
  @ApiConflictResponse({ type: RefusalDto, description: 'nothing-changes' })
  @ApiUnprocessableEntityResponse({ type: RefusalDto, description: 'no-such-organisation or no-reason' })
  async change(@Param('id') staffId: string, @Body() body: unknown, @Req() request: StaffRequest): Promise<StaffMemberDto> {
    const { add, remove, why } = (body ?? {}) as Record<string, unknown>;
    const change = { staffId, add: idsOf(add), remove: idsOf(remove), why: typeof why === 'string' ? why : '' };
    const done = await this.db.transaction((tx) => changeConflicts(tx, staffOf(request), change));
    if (done.ok) return memberOf(done.staff);
    const { status, sentence } = conflictRefusals[done.code];
    throw new HttpException({ code: done.code, message: done.organisation === undefined ? sentence : `${sentence} "${done.organisation}" is none.` }, status);
  }
}

function memberOf({ id, name, email, roles, conflicts }: StaffMemberEntity): StaffMemberDto {
  return { id, name, email, roles, conflicts };
}

function idsOf(posted: unknown): string[] {
  if (posted === undefined) return [];
  if (!Array.isArray(posted) || posted.length > 100 || !posted.every((each) => typeof each === 'string')) {
    throw new StaffRefusal('bad-request', 'add and remove are lists of ids of organisations.');
  }
  return posted;
}
