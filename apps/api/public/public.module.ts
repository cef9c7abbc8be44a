import { Module } from '@nestjs/common';
import { FilesModule } from '../../../libs/files/files.module.js';
import { OpenedLinks } from '../http/opened-links.js';
import { AheadPages } from './ahead.pages.js';
import { ChangedPages } from './changed.pages.js';
import { ConfirmPages } from './confirm.pages.js';
import { ExchangePages } from './exchange.pages.js';
import { LinkController } from './link.controller.js';
import { NewLinkPages } from './new-link.pages.js';
import { PromptPages } from './prompt.pages.js';
import { QuestionContext } from './question-context.js';
import { Site } from './site.js';
import { StartController } from './start.controller.js';
import { UploadDoor } from './upload-door.js';

/** What people without an account open: the start page, the enquiry, and everything behind a mailed link. */
@Module({
  imports: [FilesModule],
  controllers: [StartController, LinkController],
  providers: [Site, OpenedLinks, ConfirmPages, QuestionContext, PromptPages, ExchangePages, AheadPages, ChangedPages, NewLinkPages, UploadDoor],
  exports: [Site, OpenedLinks],
})
export class PublicModule {}
