import { Injectable, NotFoundException } from '@nestjs/common';
import { Client } from '@temporalio/client';
import type { Response } from 'express';
import { DataSource } from 'typeorm';
import { PromptEntity, type StaffMemberEntity } from '../../../../libs/platform/db/entities/index.js';
import { giveAnswer } from '../../../../libs/answers/give-answer.js';
import { questionStanding, standingAfter, type QuestionStanding } from '../../../../libs/answers/question-standing.js';
import { openStaffQuestion } from '../../../../libs/answers/staff-question.js';
import { readSeen } from '../../../../libs/dossier/seen/read-seen.js';
import { dropHeldForm, holdForm } from '../../../../libs/staff/sign-in/held-forms.js';
import type { StaffSession } from '../../../../libs/staff/sign-in/sessions.js';
import { frameOf } from '../../http/site.js';
import { QuestionPage } from './question.view.js';
import { sendPage } from '../frame/desk-frame.js';

/** Who looks at a question, and by which way they came. */
export interface QuestionReader {
  staff: StaffMemberEntity;
  /** Absent for whoever came by a mailed link. */
  session?: StaffSession | undefined;
  /** Where the question stands for whoever is signed in, when somebody who is came by a link. */
  signedInPath?: string | undefined;
}

/** The page of a question to staff, behind a mailed link and for whoever is signed in. */
@Injectable()
export class QuestionPages {
  constructor(
    private readonly db: DataSource,
    private readonly client: Client,
  ) {}

  async show(promptId: string, reader: QuestionReader, response: Response): Promise<void> {
    const prompt = await this.find(promptId);
    sendPage(response, await this.page(prompt, reader, await questionStanding(this.db.manager, prompt, reader.staff, reader.session !== undefined)));
  }

  /**
   * Keeps what was typed behind a mailed link, which decides nothing: mails are forwarded. False where there is nothing to
   * be typed; the page then says why.
   */
  async hold(promptId: string, { staff }: QuestionReader, raw: Readonly<Record<string, unknown>>, response: Response): Promise<boolean> {
    const prompt = await this.find(promptId);
    const standing = await questionStanding(this.db.manager, prompt, staff, false);
    if (standing.kind !== 'open') {
      sendPage(response, await this.page(prompt, { staff }, standing), standing.kind === 'not-yours' ? 403 : 409);
      return false;
    }
    await holdForm(this.db.manager, staff.id, promptId, raw);
    return true;
  }

  /** Takes an answer from whoever is signed in. */
  async act(promptId: string, reader: QuestionReader & { session: StaffSession }, raw: Readonly<Record<string, unknown>>, response: Response): Promise<void> {
    const prompt = await this.find(promptId);
    const given = await giveAnswer(this.db.manager, this.client, reader.staff, { promptId, raw, seen: readSeen(raw) });
    if (given.kind === 'recorded') await dropHeldForm(this.db.manager, reader.staff.id, promptId);
    const { status, standing } = await standingAfter(this.db.manager, prompt, reader.staff, given);
    sendPage(response, await this.page(prompt, reader, standing), status);
  }

  /** The path of a question for whoever is signed in. */
  static path(promptId: string): string {
    return `/staff/questions/${promptId}`;
  }

  private async find(promptId: string): Promise<PromptEntity> {
    const prompt = await this.db.manager.findOneBy(PromptEntity, { id: promptId });
    if (!prompt || prompt.role === null) throw new NotFoundException();
    return prompt;
  }

  private async page(prompt: PromptEntity, { staff, session, signedInPath }: QuestionReader, standing: QuestionStanding) {
    const question = await openStaffQuestion(this.db.manager, prompt, staff, session !== undefined);
    if (!question) throw new NotFoundException();
    return <QuestionPage frame={frameOf(question.record.programme)} question={question} standing={standing} session={session} signedInPath={signedInPath} />;
  }
}
