import { Module } from '@nestjs/common';
import { FilesModule } from '../../../libs/files/files.module.js';
import { OpenedLinks } from '../http/opened-links.js';
import { UnknownLinks } from '../http/unknown-links.js';
import { AheadPages } from './ahead/ahead.handler.js';
import { ChangedPages } from './changes/changed.handler.js';
import { ConfirmPages } from '../enquiry/confirm.handler.js';
import { ExchangePages } from './exchange/exchange.handler.js';
import { LinkController } from './link.controller.js';
import { NewLinkPages } from './new-link/new-link.handler.js';
import { PromptPages } from './question/question.handler.js';
import { Site } from '../http/site.js';
import { StartController } from '../enquiry/start.controller.js';
import { UploadDoor } from './question/upload-door.js';

/** What people without an account open: the start page, the enquiry, and everything behind a mailed link. */
@Module({
  imports: [FilesModule],
  controllers: [StartController, LinkController],
  providers: [Site, OpenedLinks, UnknownLinks, ConfirmPages, PromptPages, ExchangePages, AheadPages, ChangedPages, NewLinkPages, UploadDoor],
  exports: [Site, OpenedLinks, UnknownLinks],
})
export class PublicModule {}
