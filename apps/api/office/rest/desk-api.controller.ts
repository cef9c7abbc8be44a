import { Controller, Get, Inject, Param, Res, UseFilters, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiExtraModels, ApiForbiddenResponse, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiProduces, ApiTags, ApiUnauthorizedResponse } from '@nestjs/swagger';
import type { Response } from 'express';
import { DataSource } from 'typeorm';
import type { FileStore } from '../../../../libs/files/file-store.js';
import { FILE_STORE } from '../../../../libs/files/files.module.js';
import { deskWeek } from '../../../../libs/office/monday/desk-sections.js';
import { editionsOnDesk } from '../../../../libs/office/work/editions-on-desk.js';
import { openOffice } from '../../../../libs/office/office.js';
import { CONFIG } from '../../../../libs/platform/config/config.module.js';
import type { ServiceConfig } from '../../../../libs/platform/config/config.js';
import { UploadedFileEntity } from '../../../../libs/platform/db/entities/index.js';
import { sendFile } from '../../http/send-file.js';
import { Access } from '../access/access.decorator.js';
import { StaffRefusal } from '../access/refusals.js';
import { TokenGuard } from '../access/token.guard.js';
import { DeskWeekDto } from './dto-desk.js';
import { RefusalDto } from './dto.js';
import { SectionDto } from './dto-sections.js';
import { RestFilter } from './rest.filter.js';

/** The office's desk, and the files that stand in what is decided on. */
@ApiTags('desk')
@ApiBearerAuth()
@ApiExtraModels(SectionDto)
@ApiUnauthorizedResponse({ type: RefusalDto })
@ApiForbiddenResponse({ type: RefusalDto })
@UseGuards(TokenGuard)
@UseFilters(RestFilter)
@Controller('staff/api')
export class DeskApiController {
  constructor(
    private readonly db: DataSource,
    @Inject(CONFIG) private readonly config: ServiceConfig,
    @Inject(FILE_STORE) private readonly files: FileStore,
  ) {}

  @Get('desk')
  @Access('viewer')
  @ApiOperation({ operationId: 'getDesk', summary: 'The week of each edition: unread, decide, silent, travelling, owed, broken' })
  @ApiOkResponse({ type: [DeskWeekDto] })
  async desk(): Promise<DeskWeekDto[]> {
    const weeks: DeskWeekDto[] = [];
    for (const { id } of await editionsOnDesk(this.db.manager)) {
      const { edition, now, sections } = await deskWeek(await openOffice({ db: this.db.manager, config: this.config }, id));
      weeks.push({ edition: edition.id, name: edition.name, rehearsal: edition.rehearsal, now, sections });
    }
    return weeks;
  }

  @Get('files/:id')
  @Access('viewer')
  @ApiOperation({ operationId: 'getFile', summary: 'A file that a party uploaded' })
  @ApiProduces('application/octet-stream')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  @ApiNotFoundResponse({ type: RefusalDto })
  async file(@Param('id') id: string, @Res() response: Response): Promise<void> {
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) throw new StaffRefusal('not-found');
    await sendFile(response, this.files, (await this.db.manager.findOneBy(UploadedFileEntity, { id })) ?? undefined);
  }
}
