import { Body, Controller, Get, HttpCode, Inject, NotFoundException, Param, Post, Req, Res } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { Request, Response } from 'express';
import { DataSource } from 'typeorm';
import { CONFIG } from '../../../libs/platform/config/config.module.js';
import type { ServiceConfig } from '../../../libs/platform/config/config.js';
import { findLink, type FoundLink } from '../../../libs/links/links.js';
import { Door, networkOf, TooManyRequests } from '../http/door.js';
import { OpenedLinks } from '../http/opened-links.js';
import { UnknownLinks } from '../http/unknown-links.js';
import { AheadPages } from './ahead/ahead.handler.js';
import type { Doing } from './changes/changed.view.js';
import { ChangedPages } from './changes/changed.handler.js';
import { ConfirmPages } from '../enquiry/confirm.handler.js';
import { ExchangePages } from './exchange/exchange.handler.js';
import { noteFetched, noteRefusedLink } from './opening/link-traces.js';
import { NewLinkPages } from './new-link/new-link.handler.js';
import { PromptPages } from './question/question.handler.js';
import { STAFF_LINK_PAGES, type StaffLinkPages } from './opening/staff-link-pages.js';

/** How often one network may ask for new links: each may look a mailbox up and mail to it. */
const askingAnew = { times: 30, seconds: 600 };

/** The one entry for everybody who comes by a mailed link. GET shows, POST acts; the link itself is the key. */
@Controller('l')
export class LinkController {
  private readonly askingAnew = new Door(askingAnew);

  constructor(
    private readonly db: DataSource,
    @Inject(CONFIG) private readonly config: ServiceConfig,
    private readonly modules: ModuleRef,
    private readonly confirm: ConfirmPages,
    private readonly prompts: PromptPages,
    private readonly exchanges: ExchangePages,
    private readonly ahead: AheadPages,
    private readonly changes: ChangedPages,
    private readonly newLinks: NewLinkPages,
    private readonly opened: OpenedLinks,
    private readonly unknown: UnknownLinks,
  ) {}

  @Post('new')
  @HttpCode(200)
  async sendNewLink(@Req() request: Request, @Res() response: Response): Promise<void> {
    const wait = await this.askingAnew.enter(networkOf(request));
    if (wait !== undefined) throw new TooManyRequests(wait);
    await this.newLinks.act(request, response);
  }

  @Get(':token')
  async show(@Param('token') token: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const link = await this.find(token, request);
    await noteFetched(this.db, link);
    await this.pagesOf(link).show(link, request, response);
  }

  @Post(':token')
  @HttpCode(200)
  async act(@Param('token') token: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const link = await this.find(token, request);
    await this.pagesOf(link).act(link, request, response);
  }

  @Get(':token/enquiry')
  async enquiry(@Param('token') token: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    await this.confirm.showEnquiry(await this.find(token, request), response);
  }

  @Post(':token/enquiry')
  @HttpCode(200)
  async correctEnquiry(@Param('token') token: string, @Body() body: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    await this.confirm.correct(await this.find(token, request), body, response);
  }

  @Get(':token/application')
  async application(@Param('token') token: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    await this.ahead.show(await this.find(token, request), token, response);
  }

  @Post(':token/application')
  @HttpCode(200)
  async saveApplication(@Param('token') token: string, @Body() body: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    await this.ahead.act(await this.find(token, request), token, body, response);
  }

  @Get(':token/exchange')
  async exchange(@Param('token') token: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    await this.exchanges.show(await this.find(token, request), token, response);
  }

  @Get(':token/agreement')
  async agreement(@Param('token') token: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    await this.exchanges.showAgreement(await this.find(token, request), token, response);
  }

  @Get(':token/changed')
  async changed(@Param('token') token: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    await this.changes.show(await this.find(token, request), token, response);
  }

  @Get([':token/withdraw', ':token/change', ':token/hand-over'])
  async showDoing(@Param('token') token: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    await this.changes.showForm(doingOf(request), await this.find(token, request), token, response);
  }

  @Post([':token/withdraw', ':token/change', ':token/hand-over'])
  @HttpCode(200)
  async doIt(@Param('token') token: string, @Body() body: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    await this.changes.act(doingOf(request), await this.find(token, request), token, body, response);
  }

  @Get(':token/visit.ics')
  async calendar(@Param('token') token: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    await this.exchanges.sendCalendar(await this.find(token, request), response);
  }

  @Get(':token/files/:id')
  async file(@Param('token') token: string, @Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const link = await this.find(token, request);
    if (link.purpose !== 'prompt') throw new NotFoundException();
    await this.prompts.showFile(link, id, request, response);
  }

  private async find(token: string, request: Request): Promise<FoundLink> {
    const link = await findLink(this.db.manager, this.config.linkKeys, token);
    if (link) {
      this.opened.add(token);
      return link;
    }
    this.opened.forget(token);
    const wait = await this.unknown.enter(networkOf(request));
    if (wait !== undefined) throw new TooManyRequests(wait, true);
    await noteRefusedLink(this.db, token);
    throw new NotFoundException();
  }

  private pagesOf(link: FoundLink): StaffLinkPages {
    switch (link.purpose) {
      case 'confirm':
        return this.confirm;
      case 'prompt':
        return this.prompts;
      default:
        return this.modules.get<StaffLinkPages>(STAFF_LINK_PAGES, { strict: false });
    }
  }
}

/** The last part of the address says what the party does. */
function doingOf({ path }: Request): Doing {
  return path.replace(/\/$/, '').split('/').at(-1) as Doing;
}
