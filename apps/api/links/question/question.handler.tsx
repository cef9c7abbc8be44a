import { Inject, Injectable, NotFoundException } from '@nestjs/common';
import { Client } from '@temporalio/client';
import type { Request, Response } from 'express';
import { DataSource } from 'typeorm';
import { CONFIG } from '../../../../libs/platform/config/config.module.js';
import type { ServiceConfig } from '../../../../libs/platform/config/config.js';
import type { FieldError } from '../../../../libs/domain/forms/field-errors.js';
import { readForm, type FormValue } from '../../../../libs/domain/forms/read-form.js';
import { afterButton, firstSheet, readSheet, type Sheet } from '../../../../libs/domain/forms/sheet.js';
import type { Form } from '../../../../libs/domain/programme/form-schema.js';
import { forwardTaken, type Forwarded } from '../../../../libs/answers/forward-answer.js';
import { checkCode, codeWindow, codeWindowMs, mailCode } from '../../../../libs/answers/mailed-code.js';
import { formOf, prepareAnswer, type Prepared } from '../../../../libs/answers/prepare-answer.js';
import { takeAnswer } from '../../../../libs/answers/take-answer.js';
import { saveAnswer, savedAnswer } from '../../../../libs/dossier/prompts/saved-answer.js';
import { standingAnswer } from '../../../../libs/dossier/prompts/takes-answer.js';
import { latestAnswer, type StandingAnswer } from '../../../../libs/dossier/record/dossier-record.js';
import { currentAgreement } from '../../../../libs/kinds/exchange/agreement/agreement.js';
import { answerAbout } from '../../../../libs/dossier/prompts/answer-about.js';
import { startingValue } from '../../../../libs/kinds/exchange/judging/starting-value.js';
import { tokenOf, type FoundLink } from '../../../../libs/links/links.js';
import type { HubOption } from '../../../../libs/network/hubs.js';
import { parsePosted, render, shownFiles, type PostedPage, type ShownFiles } from '../../../../libs/ui/index.js';
import { FILE_STORE } from '../../../../libs/files/files.module.js';
import type { FileStore } from '../../../../libs/files/file-store.js';
import { takeUploads, type ArrivedFile } from '../../../../libs/files/take-uploads.js';
import { filesOfQuestion } from '../../../../libs/files/uploaded-files.js';
import { allowOwnScript } from '../../http/security.js';
import { sendFile } from '../../http/send-file.js';
import { isPostedByScript, saveByItself, savesByItself } from './autosave.js';
import { HandedOverPage } from './handed-over.view.js';
import { hubOptions } from '../../../../libs/network/hubs.js';
import { pausedSince } from '../opening/pauses.js';
import { QuestionContext } from './question-context.js';
import { mayAnswer, openPrompt, type OpenPrompt } from '../opening/open-prompt.js';
import { browserOf, newBrowserSecret, rememberBrowser } from './code-cookie.js';
import { needsCode, type CodeNews, type CodeStep } from './code-step.js';
import { PreviewPage, PromptPage, type PromptView } from './question.view.js';
import { ReceiptPage, type Outcome } from './receipt.view.js';
import { UploadDoor } from './upload-door.js';

/** Behind the link of a question to a contact: the question, its form, and what was recorded. */
@Injectable()
export class PromptPages {
  constructor(
    private readonly db: DataSource,
    @Inject(Client) private readonly client: Client,
    @Inject(CONFIG) private readonly config: ServiceConfig,
    private readonly context: QuestionContext,
    private readonly uploads: UploadDoor,
    @Inject(FILE_STORE) private readonly files: FileStore,
  ) {}

  async show(link: FoundLink, request: Request, response: Response): Promise<void> {
    const open = await this.open(link, request);
    if (link.handedOverAt) return this.sendHandedOver(response, open, link.handedOverAt);
    if (!mayAnswer(open)) return this.sendEnded(response, open, request);
    const saved = await savedAnswer(this.db.manager, open.prompt);
    const starting = saved && !saved.ahead ? {} : await startingValue(this.db.manager, open.record, open.prompt);
    const value = { ...starting, ...saved?.value };
    const sheet = { ...firstSheet, base: saved?.revision ?? 0 };
    await this.sendForm(response, open, { value, sheet, ...(saved && { savedAt: saved.savedAt }) });
  }

  async act(link: FoundLink, request: Request, response: Response): Promise<void> {
    const open = await this.open(link, request);
    const posted = parsePosted(request.body);
    if (isPostedByScript(request, posted)) return saveByItself(this.db, open, this.formOf(open).form, posted, response);
    if (link.handedOverAt) return this.sendHandedOver(response.status(409), open, link.handedOverAt);
    // Whoever cannot answer uploads nothing.
    if (!mayAnswer(open) || !takesFiles(this.formOf(open).form) || !UploadDoor.holdsFiles(request)) {
      return this.actOn(open, { ...posted, sheet: readSheet(posted.sheet), fileErrors: [] }, request, response);
    }
    return this.uploads.read(link.id, request, response, async ({ body, files }) => this.actOn(open, await this.takeFiles(open, parsePosted(body), files), request, response));
  }

  /** A file that the question's party uploaded to it. */
  async showFile(link: FoundLink, id: string, request: Request, response: Response): Promise<void> {
    const open = await this.open(link, request);
    const row = link.handedOverAt ? undefined : (await filesOfQuestion(this.db.manager, open.prompt, open.holder.id)).find((file) => file.id === id);
    await sendFile(response, this.files, row);
  }

  private async actOn(open: OpenPrompt, posted: PostedWithFiles, request: Request, response: Response): Promise<void> {
    const codeStep = await this.codeStep(open);
    if (mayAnswer(open) && needsCode(codeStep)) return this.actOnCode(response, open, posted);
    if (!mayAnswer(open) || (isSending(posted) && posted.fileErrors.length === 0)) return this.send(response, open, request, posted);
    return this.actOnDraft(response, open, request, posted);
  }

  /** Keeps what was uploaded, whichever button was pressed: files cannot be put back into a page, so they are saved with the answer. */
  private async takeFiles(open: OpenPrompt, posted: PostedPage, arrived: readonly ArrivedFile[]): Promise<PostedWithFiles> {
    const { form } = this.formOf(open);
    const { prompt, holder, now } = open;
    const { raw, errors, changed } = await takeUploads(this.db, this.files, { prompt, holderId: holder.id, form, raw: posted.raw, arrived, at: now });
    const sheet = readSheet(posted.sheet);
    const saved = changed ? await this.save(open, readForm(form, raw, { draft: true }).value, sheet) : undefined;
    return { ...posted, raw, sheet: saved ?? sheet, fileErrors: errors };
  }

  /** Saves because somebody pressed a button. The page goes on from what is kept then; undefined when the question takes no answer any more. */
  private async save(open: OpenPrompt, value: FormValue, sheet: Sheet): Promise<Sheet | undefined> {
    const { prompt, holder, now } = open;
    const saved = await this.db.transaction((db) => saveAnswer(db, { prompt, holder, value, sheet, by: 'person', now }));
    return saved.kind === 'saved' ? afterButton(sheet, saved.revision) : undefined;
  }

  /** Adds a row, saves for later, shows a preview or goes back: nothing is sent. */
  private async actOnDraft(response: Response, open: OpenPrompt, request: Request, { raw, rows, addRow, act, sheet: writtenOn, fileErrors: errors }: PostedWithFiles): Promise<void> {
    const { form } = this.formOf(open);
    const { value } = readForm(form, raw, { draft: true });
    const sheet = afterButton(writtenOn);
    if (errors.length > 0) response.status(422);
    if (addRow !== undefined) {
      return this.sendForm(response, open, { value, errors, sheet, rows: { ...rows, [addRow]: (rows[addRow] ?? 0) + 1 } });
    }
    if (act === 'save' && form.long) {
      const saved = await this.save(open, value, writtenOn);
      if (!saved) return this.sendEnded(response, await this.open(open.link, request), request);
      return this.sendForm(response, open, { value, errors, rows, sheet: saved, savedAt: open.now });
    }
    if (act !== 'preview' && !isSending({ act, addRow })) return this.sendForm(response, open, { value, errors, rows, sheet });
    // Whoever closes the page here finds everything again.
    const kept = form.long ? await this.save(open, value, writtenOn) : sheet;
    if (!kept) return this.sendEnded(response, await this.open(open.link, request), request);
    const prepared = await this.prepare(open, raw);
    if (!prepared.ok || errors.length > 0) {
      const found = prepared.ok ? { errors: [], refusals: [] } : prepared;
      return this.sendRefused(response, open, { value, refusals: found.refusals, errors: withFileErrors(found.errors, errors) }, { rows, sheet: kept });
    }
    const hubs = await hubOptions(this.db.manager);
    const view = { open, ...this.formOf(open), hubs, files: await this.filesOf(open), raw, value: prepared.payload, sheet: kept };
    response.type('html').send(render(<PreviewPage {...view} />));
  }

  private async send(response: Response, open: OpenPrompt, request: Request, { raw, rows, sheet }: PostedWithFiles): Promise<void> {
    const { prompt, holder } = open;
    const taken = await this.db.transaction((tx) => takeAnswer(tx, { prompt, by: holder.id, raw }));
    if (taken.kind === 'refused') {
      if (!mayAnswer(open)) return this.sendEnded(response, open, request);
      return this.sendRefused(response, open, taken, { rows, sheet: afterButton(sheet) });
    }
    const outcome = taken.kind === 'taken' ? outcomeOfForward(await forwardTaken(this.db.manager, this.client, taken.answer)) : taken;
    const standing = await standingAnswer(this.db.manager, prompt.id);
    return this.sendOutcome(response, { ...open, standing }, request, outcome);
  }

  /** Mails a code, or checks the one that was typed; what was filled in meanwhile is carried along. */
  private async actOnCode(response: Response, open: OpenPrompt, posted: PostedWithFiles): Promise<void> {
    const { form } = this.formOf(open);
    const { code, ...raw } = posted.raw;
    const typed = Object.keys(raw).length > 0;
    const value = typed ? readForm(form, raw, { draft: true }).value : await startingValue(this.db.manager, open.record, open.prompt);
    const shown = { value, rows: posted.rows, sheet: firstSheet, ...(typed && { carried: raw }) };
    if (posted.act === 'code') {
      const asked = await this.db.transaction((db) => mailCode(db, this.config, open));
      return this.sendForm(response, open, { ...shown, ...(asked.kind !== 'locked' && { codeNews: asked }) });
    }
    if (posted.act !== 'check') return this.sendForm(response.status(403), open, shown);
    const browser = newBrowserSecret();
    const check = await this.db.transaction((db) => checkCode(db, this.config, open, { typed: typeof code === 'string' ? code : '', secretHash: browser.secretHash }));
    if (check.kind === 'right') rememberBrowser(this.config, response, browser, codeWindowMs(open.definition));
    const now = check.kind === 'right' ? { ...open, browser: browser.secretHash } : open;
    return this.sendForm(check.kind === 'right' ? response : response.status(422), now, { ...shown, ...(check.kind !== 'locked' && { codeNews: check }) });
  }

  private prepare(open: OpenPrompt, raw: PostedPage['raw']): Promise<Prepared> {
    const { record, prompt, holder } = open;
    return prepareAnswer({ db: this.db.manager, programme: record.programme, prompt, by: holder.id, raw });
  }

  private async sendRefused(
    response: Response,
    open: OpenPrompt,
    { value, errors, refusals }: Omit<Extract<Prepared, { ok: false }>, 'ok'>,
    shown: Pick<PostedWithFiles, 'rows' | 'sheet'>,
  ): Promise<void> {
    await this.sendForm(response.status(422), open, { value, errors, refusals, ...shown });
  }

  private async sendForm(
    response: Response,
    open: OpenPrompt,
    shown: Omit<PromptView, 'open' | 'token' | 'form' | 'formName' | 'hubs' | 'files' | 'code' | 'about' | 'agreement' | 'context' | 'pausedSince' | 'sheet'> & { sheet: Sheet; codeNews?: CodeNews },
  ): Promise<void> {
    const db = this.db.manager;
    const { codeNews, sheet, ...view } = shown;
    const ownSheet = savesByItself(open, this.formOf(open).form) ? sheet : undefined;
    if (ownSheet) allowOwnScript(response);
    const code = await this.codeStep(open);
    const page = (
      <PromptPage
        {...view}
        open={open}
        token={tokenOf(this.config.linkKeys, open.link) ?? ''}
        {...this.formOf(open)}
        sheet={ownSheet}
        hubs={await this.hubsOf(open)}
        files={await this.filesOf(open)}
        about={await this.wordsBefore(open)}
        agreement={open.prompt.kind === 'sign' ? await currentAgreement(db, open.record) : undefined}
        context={await this.context.of(open)}
        pausedSince={open.record.exchange.paused ? await pausedSince(db, open.prompt.ref) : undefined}
        code={code && { ...code, news: codeNews }}
      />
    );
    response.type('html').send(render(page));
  }

  private async sendOutcome(response: Response, open: OpenPrompt, request: Request, outcome: Outcome): Promise<void> {
    const hubs = await hubOptions(this.db.manager);
    const { form, formName } = this.formOf(open);
    const acted = request.method === 'POST';
    if (acted && outcome.kind === 'other-answer') response.status(409);
    if (acted && (outcome.kind === 'too-late' || outcome.kind === 'closed')) response.status(410);
    const exchangeHref = `${request.path.replace(/\/$/, '')}/exchange`;
    response.type('html').send(render(<ReceiptPage {...{ open, outcome, form, formName, hubs, files: await this.filesOf(open) }} {...(open.isCurrent && { exchangeHref })} />));
  }

  private async sendEnded(response: Response, open: OpenPrompt, request: Request): Promise<void> {
    await this.sendOutcome(response, open, request, outcomeOf(open));
  }

  private sendHandedOver(response: Response, open: OpenPrompt, at: string): void {
    const { party, slot } = open.prompt;
    const contacts = open.record.parties[party]?.contacts;
    const name = (contacts?.[slot] ?? contacts?.['manager'])?.name ?? '';
    response.type('html').send(render(<HandedOverPage open={open} name={name} at={at} />));
  }

  private async codeStep(open: OpenPrompt): Promise<CodeStep | undefined> {
    if (!open.definition.prompts[open.prompt.kind].code) return undefined;
    return { window: await codeWindow(this.db.manager, open) };
  }

  /** What somebody wrote before: the changes that were asked for, or what the host said when it agreed. */
  private async wordsBefore({ prompt }: OpenPrompt): Promise<StandingAnswer | undefined> {
    const db = this.db.manager;
    if (prompt.kind === 'application' && !prompt.about) return latestAnswer(db, prompt.ref, 'availability');
    return answerAbout(db, prompt);
  }

  /** Who chooses a host chooses among those that may be asked; elsewhere a hub is any of the directory. */
  private async hubsOf(open: OpenPrompt): Promise<HubOption[]> {
    return open.prompt.kind === 'choose-host' ? this.context.hubsToChoose(open) : hubOptions(this.db.manager);
  }

  private async filesOf(open: OpenPrompt): Promise<ShownFiles> {
    if (!takesFiles(this.formOf(open).form)) return new Map();
    const token = tokenOf(this.config.linkKeys, open.link) ?? '';
    return shownFiles(await filesOfQuestion(this.db.manager, open.prompt, open.holder.id), `/l/${token}/files`);
  }

  private formOf({ record, prompt }: OpenPrompt) {
    const found = formOf(record.programme, prompt.kind);
    if (!found) throw new NotFoundException();
    return found;
  }

  private async open(link: FoundLink, request: Request): Promise<OpenPrompt> {
    const open = await openPrompt(this.db.manager, link);
    if (!open) throw new NotFoundException();
    return { ...open, browser: browserOf(this.config, request) };
  }
}

/** What was posted and on which page, with the ids of its files, and what is wrong with those that were not taken. */
interface PostedWithFiles extends Omit<PostedPage, 'sheet'> {
  sheet: Sheet;
  fileErrors: readonly FieldError[];
}

function takesFiles(form: Form): boolean {
  return form.fields.some(({ type }) => type === 'files');
}

/** Where a file was refused, it says more than that the field is empty. */
function withFileErrors(errors: readonly FieldError[], fileErrors: readonly FieldError[]): FieldError[] {
  const refused = new Set(fileErrors.map(({ field }) => field));
  return [...fileErrors, ...errors.filter(({ field }) => !refused.has(field))];
}

/** Without any of the page's own buttons, the form is to be sent. */
function isSending({ act, addRow }: { [key in 'act' | 'addRow']?: string | undefined }): boolean {
  return addRow === undefined && (act === undefined || act === 'send');
}

/** What a page says that is opened after the question ended. */
function outcomeOf({ standing, prompt, now }: OpenPrompt): Outcome {
  if (standing) return { kind: standing.status === 'accepted' ? 'recorded' : 'received' };
  if (prompt.status === 'closed') return { kind: 'closed' };
  if (prompt.status === 'lapsed' || prompt.decided || (!prompt.frozen && now > prompt.closesAt)) return { kind: 'too-late' };
  return { kind: 'closed' };
}

function outcomeOfForward(forwarded: Forwarded): Outcome {
  switch (forwarded.kind) {
    case 'recorded':
      return { kind: 'recorded' };
    case 'superseded':
      return { kind: 'other-answer', receipt: forwarded.receipt };
    case 'waiting':
      return { kind: 'received' };
    case 'refused':
      return { kind: forwarded.code === 'too-late' ? 'too-late' : 'closed' };
  }
}
