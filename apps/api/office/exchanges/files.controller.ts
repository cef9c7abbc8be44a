import { Controller, Get, Inject, NotFoundException, Param, Res, UseFilters, UseGuards } from '@nestjs/common';
import type { Response } from 'express';
import { DataSource } from 'typeorm';
import { UploadedFileEntity } from '../../../../libs/platform/db/entities/index.js';
import { FILE_STORE } from '../../../../libs/files/files.module.js';
import type { FileStore } from '../../../../libs/files/file-store.js';
import { sendFile } from '../../http/send-file.js';
import { Access } from '../access/access.decorator.js';
import { SessionGuard } from '../access/session.guard.js';
import { PageFilter } from '../frame/page.filter.js';

/** Files that parties uploaded, for the office. */
@UseGuards(SessionGuard)
@UseFilters(PageFilter)
@Controller('staff/files')
export class FilesController {
  constructor(
    private readonly db: DataSource,
    @Inject(FILE_STORE) private readonly files: FileStore,
  ) {}

  @Get(':id')
  @Access('viewer')
  async one(@Param('id') id: string, @Res() response: Response): Promise<void> {
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) throw new NotFoundException();
    await sendFile(response, this.files, (await this.db.manager.findOneBy(UploadedFileEntity, { id })) ?? undefined);
  }
}
