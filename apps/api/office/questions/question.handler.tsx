import { Injectable, NotFoundException } from '@nestjs/common';
import { Client } from '@temporalio/client';
import type { Response } from 'express';
import { DataSource, In } from 'typeorm';
import { InboxEntity, PromptEntity, type StaffMemberEntity } from '../../../../libs/platform/db/entities/index.js';
import { readForm, type FormValue } from '../../../../libs/domain/forms/read-form.js';
import { say } from '../../../../libs/domain/texts/catalogue.js';
import { formatInstant } from '../../../../libs/domain/texts/say-values.js';
import { loadDossier, type DossierRecord, type StandingAnswer } from '../../../../libs/dossier/record/dossier-record.js';
import { sayObjection } from '../../../../libs/staff/objections/objections.js';
import { formOf } from '../../../../libs/answers/prepare-answer.js';
import { formUnderReview, readComments, withComments } from '../../../../libs/dossier/prompts/sent-back.js';
import { nameOfParty, spokenPrompt } from '../../../../libs/dossier/record/say-dossier.js';
import { startingValue } from '../../../../libs/kinds/exchange/judging/starting-value.js';
import { peopleByIds } from '../../../../libs/dossier/record/dossier-file.js';
import { giveAnswer, type Given } from '../../../../libs/answers/give-answer.js';
import { amountAskedBack } from '../../../../libs/kinds/exchange/claims/settlement-claim.js';
import { mayDecide, moneyPromptKinds, runPromptKinds } from '../../../../libs/staff/permissions/may-decide.js';
import { dropHeldForm, heldForm, holdForm } from '../../../../libs/staff/sign-in/held-forms.js';
import type { StaffSession } from '../../../../libs/staff/sign-in/sessions.js';
import { filesOfExchange } from '../../../../libs/files/uploaded-files.js';
import { shownFiles } from '../../../../libs/ui/index.js';
import { hubOptions } from '../../../../libs/network/hubs.js';
import { frameOf } from '../../http/site.js';
import { QuestionPage, type QuestionState, type QuestionView } from './question.view.js';
import { cameAgain, readableBy } from './came-again.js';
import { DecisionBasis, paymentOf } from './decision-basis.js';
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
    private readonly basis: DecisionBasis,
  ) {}

  async show(promptId: string, reader: QuestionReader, response: Response): Promise<void> {
    const prompt = await this.find(promptId);
    sendPage(response, await this.page(prompt, reader, await this.stateOf(prompt, reader)));
  }

  /**
   * Keeps what was typed behind a mailed link, which decides nothing: mails are forwarded. False where there is nothing to
   * be typed; the page then says why.
   */
  async hold(promptId: string, { staff }: QuestionReader, raw: Readonly<Record<string, unknown>>, response: Response): Promise<boolean> {
    const prompt = await this.find(promptId);
    const state = await this.stateOf(prompt, { staff });
    if (state.kind !== 'open') {
      sendPage(response, await this.page(prompt, { staff }, state), state.kind === 'not-yours' ? 403 : 409);
      return false;
    }
    await holdForm(this.db.manager, staff.id, promptId, raw);
    return true;
  }

  /** Takes an answer from whoever is signed in. */
  async act(promptId: string, reader: QuestionReader & { session: StaffSession }, raw: Readonly<Record<string, unknown>>, response: Response): Promise<void> {
    const prompt = await this.find(promptId);
    const given = await giveAnswer(this.db.manager, this.client, reader.staff, promptId, raw);
    if (given.kind === 'recorded') await dropHeldForm(this.db.manager, reader.staff.id, promptId);
    const { status, state } = await this.afterwards(prompt, reader, given);
    sendPage(response, await this.page(prompt, reader, state), status);
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

  private async afterwards(prompt: PromptEntity, reader: QuestionReader, given: Given): Promise<{ status: number; state: QuestionState }> {
    switch (given.kind) {
      case 'recorded':
        return { status: 200, state: await this.answered(prompt, given.answer, { arrived: given.arrived, other: false }) };
      case 'other':
        return { status: 409, state: await this.answered(prompt, given.recorded.answer, { arrived: true, other: true }) };
      case 'closed':
        return { status: 409, state: { kind: 'closed' } };
      case 'refused': {
        const { programme, ...record } = await loadDossier(this.db.manager, prompt.ref);
        const { texts } = frameOf(programme);
        const objections = given.refusals.map((each) => sayObjection(texts, each, (party) => nameOfParty({ ...record, programme }, party)));
        const own = await mayDecide(this.db.manager, reader.staff, prompt);
        if (own) return { status: 403, state: { kind: 'not-yours', sentence: objections.join(' ') } };
        return { status: 422, state: { kind: 'open', value: given.value, errors: given.errors, objections } };
      }
    }
  }

  private async stateOf(prompt: PromptEntity, { staff, session, signedInPath }: QuestionReader): Promise<QuestionState> {
    const standing = await this.db.manager.findOneBy(InboxEntity, { promptId: prompt.id, status: In(['received', 'accepted']) });
    if (standing) return this.answered(prompt, standing.id, { arrived: standing.status === 'accepted', other: false });
    if (prompt.status !== 'open' || prompt.decided) return { kind: 'closed' };
    const record = await loadDossier(this.db.manager, prompt.ref);
    const refusal = await mayDecide(this.db.manager, staff, prompt);
    if (refusal) return { kind: 'not-yours', sentence: sayObjection(frameOf(record.programme).texts, { code: refusal }, () => '') };
    if (moneyPromptKinds.includes(prompt.kind) && !session) return { kind: 'sign-in-first', ...(signedInPath && { signedInPath }) };
    const value = await startingValue(this.db.manager, record, prompt);
    const held = session && (await heldForm(this.db.manager, staff.id, prompt.id));
    if (!held) return { kind: 'open', value, errors: [], objections: [] };
    const typed = await this.valueOf(prompt, record, held.raw);
    return { kind: 'open', value: { ...value, ...typed }, heldAt: formatInstant(held.heldAt, record.programme.definition.zone, 'en'), errors: [], objections: [] };
  }

  /** What was typed, comments on another form included, however much of it is in order. */
  private async valueOf(prompt: PromptEntity, { programme }: DossierRecord, raw: Readonly<Record<string, unknown>>): Promise<FormValue> {
    const found = formOf(programme, prompt.kind);
    const under = await formUnderReview(this.db.manager, programme, prompt);
    const value = found ? readForm(found.form, raw, { draft: true }).value : {};
    return under ? withComments(value, readComments(under.form, raw).comments) : value;
  }

  private async answered(prompt: PromptEntity, answerId: string, how: { arrived: boolean; other: boolean }): Promise<QuestionState> {
    const answer = (await this.db.manager.findOneByOrFail(InboxEntity, { id: answerId })) as StandingAnswer;
    const record = await loadDossier(this.db.manager, prompt.ref);
    const { texts } = frameOf(record.programme);
    const zone = record.programme.definition.zone;
    const by = (await peopleByIds(this.db.manager, [answer.by])).get(answer.by) ?? answer.by;
    const params = { ...spokenPrompt(record, prompt, texts.language, zone, await this.centsOf(prompt)), by };
    const sentence = say(texts, `prompts.${prompt.kind}.history.${answer.choice}`, params);
    return { kind: 'answered', sentence, by, at: formatInstant(answer.receivedAt, zone, texts.language), value: answer.payload, ...how };
  }

  private async page(prompt: PromptEntity, { staff, session }: QuestionReader, state: QuestionState) {
    const record = await loadDossier(this.db.manager, prompt.ref);
    const { programme } = record;
    const frame = frameOf(programme);
    const found = formOf(programme, prompt.kind);
    if (!found) throw new NotFoundException();
    const params = spokenPrompt(record, prompt, frame.texts.language, programme.definition.zone, await this.centsOf(prompt));
    const hubs = await hubOptions(this.db.manager);
    const files = shownFiles(await filesOfExchange(this.db.manager, prompt.ref), '/staff/files');
    const basis = { record, prompt, staff, texts: frame.texts, params, hubs, files, signedIn: session !== undefined };
    const under = await formUnderReview(this.db.manager, programme, prompt);
    const sendableBack = under && { form: readableBy(under.form, staff.roles), formName: under.formName };
    const context = (
      <>
        {await cameAgain(this.db.manager, basis)}
        {await this.basis.of(basis)}
      </>
    );
    const view: QuestionView = { frame, prompt, ...found, params, hubs, state, session, sendableBack, context };
    return <QuestionPage {...view} />;
  }

  /** The amount that a question names, where it is about a payment. */
  private async centsOf(prompt: PromptEntity): Promise<number | undefined> {
    if (runPromptKinds.includes(prompt.kind)) return (await paymentOf(this.db, prompt))?.cents;
    return amountAskedBack(this.db.manager, prompt);
  }
}
