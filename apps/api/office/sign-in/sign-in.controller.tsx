import { Body, Controller, Get, Inject, Logger, Post, Query, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DataSource } from 'typeorm';
import { CONFIG } from '../../../../libs/platform/config/config.module.js';
import type { ServiceConfig } from '../../../../libs/platform/config/config.js';
import { audit } from '../../../../libs/staff/audit/audit.js';
import { endSession } from '../../../../libs/staff/sign-in/sessions.js';
import { planSignIn, staffPath } from '../../../../libs/staff/sign-in/sign-in.js';
import { staffByEmail } from '../../../../libs/staff/sign-in/staff-members.js';
import { Door, networkOf } from '../../http/door.js';
import { Access } from '../access/access.decorator.js';
import { clearCookie, readCookie } from '../access/cookie.js';
import { StaffFlood } from '../access/refusals.js';
import { SessionGuard } from '../access/session.guard.js';
import { staffOf, type StaffRequest } from '../access/staff-request.js';
import { SignInPage, SignInSentPage } from '../frame/sign-in.view.js';
import { DeskFrame, sendPage } from '../frame/desk-frame.js';
import { textOf } from '../frame/text-of.js';
import { PageFilter } from '../frame/page.filter.js';

/** How many links one network address may ask for: a whole office may sit behind it. */
const asking = { times: 20, seconds: 100 };

/** Signing in by a mailed link, and out again. */
@UseGuards(SessionGuard)
@UseFilters(PageFilter)
@Controller('staff')
export class SignInController {
  private readonly asking = new Door(asking);
  private readonly log = new Logger('sign-in');

  constructor(
    private readonly db: DataSource,
    @Inject(CONFIG) private readonly config: ServiceConfig,
    private readonly desk: DeskFrame,
  ) {}

  @Get('sign-in')
  @Access('anybody')
  async ask(@Query('goTo') goTo: unknown, @Res() response: Response): Promise<void> {
    sendPage(response, <SignInPage frame={await this.desk.frame()} goTo={staffPath(textOf(goTo))} />);
  }

  /** The reply says nothing about who works here, and comes before anything is looked up. */
  @Post('sign-in')
  @Access('anybody')
  async mail(@Body() body: Record<string, unknown> | undefined, @Req() request: Request, @Res() response: Response): Promise<void> {
    const wait = await this.asking.enter(networkOf(request));
    if (wait !== undefined) throw new StaffFlood(wait);
    sendPage(response, <SignInSentPage frame={await this.desk.frame()} />);
    const email = textOf(body?.['email']);
    if (email === '' || email.length > 200) return;
    await this.mailLink(email, textOf(body?.['goTo'])).catch((error: unknown) => {
      this.log.error({ code: 'sign-in-not-mailed', name: error instanceof Error ? error.name : typeof error });
    });
  }

  @Post('sign-out')
  @Access('viewer')
  async signOut(@Req() request: StaffRequest, @Res() response: Response): Promise<void> {
    await endSession(this.db.manager, this.config.sessionKey, readCookie(this.config, request));
    await audit(this.db.manager, staffOf(request).id, { kind: 'staff-signed-out' });
    clearCookie(this.config, response);
    response.redirect(303, '/staff/sign-in');
  }

  private async mailLink(email: string, goTo: string): Promise<void> {
    const staff = await staffByEmail(this.db.manager, email);
    if (staff) await planSignIn(this.db.manager, this.config, staff, goTo);
  }
}
