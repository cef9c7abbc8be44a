import { Inject, Injectable, NotFoundException } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DataSource } from 'typeorm';
import { CONFIG } from '../../../../libs/platform/config/config.module.js';
import type { ServiceConfig } from '../../../../libs/platform/config/config.js';
import type { StaffMemberEntity } from '../../../../libs/platform/db/entities/index.js';
import type { FoundLink } from '../../../../libs/links/links.js';
import { parsePosted } from '../../../../libs/ui/index.js';
import { endSession, findSession } from '../../../../libs/staff/sign-in/sessions.js';
import { planSignIn, redeemSignIn, signInIsFresh } from '../../../../libs/staff/sign-in/sign-in.js';
import { staffById } from '../../../../libs/staff/sign-in/staff-members.js';
import type { StaffLinkPages } from '../../links/opening/staff-link-pages.js';
import { readCookie, setCookie } from '../access/cookie.js';
import { isOwnForm } from '../access/own-form.js';
import { StaffRefusal } from '../access/refusals.js';
import { SignInConfirmPage, SignInSentPage } from '../frame/sign-in.view.js';
import { DeskFrame, sendPage } from '../frame/desk-frame.js';
import { QuestionPages, type QuestionReader } from '../questions/question.handler.js';
import { RunPages } from '../runs/run.handler.js';

/** Pages behind the links that staff get by mail: a question of the digest, a payment run, a sign-in. */
@Injectable()
export class StaffLinks implements StaffLinkPages {
  constructor(
    private readonly db: DataSource,
    @Inject(CONFIG) private readonly config: ServiceConfig,
    private readonly desk: DeskFrame,
    private readonly questions: QuestionPages,
    private readonly runs: RunPages,
  ) {}

  async show(link: FoundLink, request: Request, response: Response): Promise<void> {
    const staff = await this.holderOf(link);
    switch (link.purpose) {
      case 'sign-in':
        sendPage(response, <SignInConfirmPage frame={await this.desk.frame()} name={staff.name} fresh={signInIsFresh(link)} />);
        return;
      case 'payment-run':
        return this.runs.showByLink(link.subjectId, await this.pathIfSignedIn(request, staff, RunPages.path(link.subjectId)), response);
      case 'staff-prompt':
        return this.questions.show(link.subjectId, await this.readerOf(link, request, staff), response);
      default:
        throw new NotFoundException();
    }
  }

  async act(link: FoundLink, request: Request, response: Response): Promise<void> {
    const staff = await this.holderOf(link);
    if (!isOwnForm(this.config, request)) throw new StaffRefusal('foreign-form');
    const { raw, act } = parsePosted(request.body);
    if (link.purpose === 'sign-in') return this.signIn(link, staff, request, response);
    if (act === 'sign-in') return this.mailSignIn(staff, goToOf(link), response);
    if (link.purpose !== 'staff-prompt') return this.show(link, request, response);
    const reader = await this.readerOf(link, request, staff);
    if (!(await this.questions.hold(link.subjectId, reader, raw, response))) return;
    if (reader.signedInPath !== undefined) return response.redirect(303, reader.signedInPath);
    return this.mailSignIn(staff, goToOf(link), response);
  }

  /** Opens a session; a link that ran out is answered with a fresh one to the same mailbox. */
  private async signIn(link: FoundLink, staff: StaffMemberEntity, request: Request, response: Response): Promise<void> {
    const signedIn = await redeemSignIn(this.db.manager, this.config, link);
    if (!signedIn) return this.mailSignIn(staff, link.subjectId, response);
    await endSession(this.db.manager, this.config.sessionKey, readCookie(this.config, request));
    setCookie(this.config, response, signedIn.cookie);
    response.redirect(303, signedIn.goTo);
  }

  private async mailSignIn(staff: StaffMemberEntity, goTo: string, response: Response): Promise<void> {
    await planSignIn(this.db.manager, this.config, staff, goTo);
    sendPage(response, <SignInSentPage frame={await this.desk.frame()} />);
  }

  /** A link of somebody who left the office opens nothing. */
  private async holderOf(link: FoundLink): Promise<StaffMemberEntity> {
    const staff = await staffById(this.db.manager, link.holderId);
    if (!staff) throw new NotFoundException();
    return staff;
  }

  private async readerOf(link: FoundLink, request: Request, staff: StaffMemberEntity): Promise<QuestionReader> {
    return { staff, signedInPath: await this.pathIfSignedIn(request, staff, QuestionPages.path(link.subjectId)) };
  }

  private async pathIfSignedIn(request: Request, staff: StaffMemberEntity, path: string): Promise<string | undefined> {
    const found = await findSession(this.db.manager, this.config.sessionKey, readCookie(this.config, request));
    return found.ok && found.session.staff.id === staff.id ? path : undefined;
  }
}

function goToOf({ purpose, subjectId }: FoundLink): string {
  return purpose === 'payment-run' ? RunPages.path(subjectId) : QuestionPages.path(subjectId);
}
