import type { FieldError } from '../../../../libs/domain/forms/field-errors.js';
import type { FormValue } from '../../../../libs/domain/forms/read-form.js';
import { writeSheet, type Sheet } from '../../../../libs/domain/forms/sheet.js';
import type { Form as FormDescription } from '../../../../libs/domain/programme/form-schema.js';
import type { PromptKind } from '../../../../libs/domain/programme/vocabulary.js';
import { say } from '../../../../libs/domain/texts/catalogue.js';
import { saySilence } from '../../../../libs/domain/texts/say-silence.js';
import { formatInstant } from '../../../../libs/domain/texts/say-values.js';
import { commentsIn } from '../../../../libs/dossier/prompts/sent-back.js';
import type { StandingAnswer } from '../../../../libs/dossier/record/dossier-record.js';
import { nameOfParty } from '../../../../libs/dossier/record/say-dossier.js';
import type { Agreement } from '../../../../libs/kinds/exchange/agreement/agreement.js';
import { asksForGrant, tookPlace } from '../../../../libs/kinds/exchange/claims/entitlement-for.js';
import type { Objection } from '../../../../libs/staff/objections/objections.js';
import type { HubOption } from '../../../../libs/network/hubs.js';
import { actName, Actions, Card, dayRangeText, ErrorSummary, Facts, Form, FormAnswers, FormFields, FormTexts, Notice, Page, sheetName, type Html, type ShownError, type ShownFiles } from '../../../../libs/ui/index.js';
import { AgreementText } from './agreement-text.js';
import { AutosaveStatus } from './autosave.js';
import { CodeCard, CodeNewsOnTop, codeRefused, CodeWasRight, needsCode, type CodeStep } from './code-step.js';
import type { OpenPrompt } from '../opening/open-prompt.js';
import { PausedNotice } from '../opening/paused-notice.js';
import { postedAgain } from '../opening/posted-again.js';
import { shownErrors } from '../opening/said-refusals.js';

/** Everything on the page of a question that can be answered. */
export interface PromptView {
  open: OpenPrompt;
  /** The secret part of the link by which the reader came. */
  token: string;
  form: FormDescription;
  formName: string;
  hubs: readonly HubOption[];
  /** The files of the question that the reader may open. */
  files: ShownFiles;
  value: FormValue;
  errors?: readonly FieldError[];
  refusals?: readonly Objection[];
  rows?: Readonly<Record<string, number>>;
  /** When it was saved to be continued later. */
  savedAt?: string;
  /** On which page it is written, where what is typed is saved by itself. */
  sheet?: Sheet | undefined;
  /** What was filled in before the code ran out; it goes along with the code. */
  carried?: Readonly<Record<string, unknown>>;
  /** The answer that the question refers to. */
  about?: StandingAnswer | undefined;
  agreement?: Agreement | undefined;
  code?: CodeStep | undefined;
  /** What the question needs to be decided by, beside who visits whom. */
  context?: Html;
  /** Since when the exchange is postponed: no date counts, an answer is taken all the same. */
  pausedSince?: string | undefined;
}

/** One question: what, by when, what it is about, and the form. */
export function PromptPage(view: PromptView) {
  const { open, token, form, formName, savedAt, agreement, code, context, pausedSince } = view;
  const { frame, params, prompt, holder } = open;
  const { texts, brand } = frame;
  const said = new FormTexts(texts, formName, form, params);
  const problems = shownErrors({ form, texts }, view, (party) => nameOfParty(open.record, party));
  const refused = problems.length > 0 || (code !== undefined && codeRefused(code));
  return (
    <Page brand={brand} texts={texts} title={said.part('title')} refused={refused} autosave={view.sheet !== undefined}>
      <ErrorSummary form={form} formName={formName} texts={texts} errors={problems} params={params} />
      {code === undefined ? null : <CodeNewsOnTop open={open} code={code} />}
      {savedAt === undefined ? null : (
        <Notice tone="good">
          <p>{say(texts, 'words.draftSaved', { at: formatInstant(savedAt, holder.zone, texts.language) })}</p>
        </Notice>
      )}
      <p class="kicker">{prompt.ref}</p>
      <h1>{said.part('title')}</h1>
      <p class="lead">{said.part('intro')}</p>
      {pausedSince === undefined ? (
        <p>
          <strong>{say(texts, 'pages.question.answerBy', { due: params.due })}</strong>
        </p>
      ) : (
        <PausedNotice open={open} since={pausedSince} />
      )}
      <WordsBefore {...view} />
      {context}
      <About {...view} />
      {agreement === undefined ? null : <AgreementText agreement={agreement} texts={texts} />}
      {code === undefined ? null : <CodeWasRight open={open} code={code} />}
      {needsCode(code) ? <CodeCard open={open} code={code} carried={view.carried} /> : <AnswerForm {...view} problems={problems} />}
      {pausedSince === undefined ? <p class="small">{saySilence(texts, prompt.kind, open.definition.prompts[prompt.kind], open.params)}</p> : null}
      <p class="small">
        {say(texts, 'pages.question.notYou', { name: holder.name })}{' '}
        <a href={`/l/${token}/hand-over`}>{say(texts, 'pages.changed.handOver')}</a>
        {' · '}
        <a href={`/l/${token}/changed`}>{say(texts, 'pages.exchange.somethingChanged')}</a>
      </p>
    </Page>
  );
}

/** What somebody wrote before. */
function WordsBefore({ open, about }: PromptView) {
  const { frame, params } = open;
  const words = typeof about?.payload['reason'] === 'string' ? about.payload['reason'] : about?.payload['message'];
  if (typeof words !== 'string' || words === '') return null;
  return (
    <Notice title={about?.promptId.includes('/availability/') ? params.hostingHub : say(frame.texts, 'pages.question.commentsTitle')}>
      <p class="said">{words}</p>
    </Notice>
  );
}

/** Who visits whom, when, on what. */
function About({ open, about }: PromptView) {
  const { record, frame, params, prompt } = open;
  const { texts } = frame;
  const offered = about && prompt.kind === 'dates' ? (about.payload['otherDates'] as { from: string; to: string } | undefined) : undefined;
  return (
    <Card>
      <h2>{say(texts, 'pages.question.about')}</h2>
      <Facts
        rows={[
          { label: say(texts, 'parties.visiting'), value: placeOf(open, 'visiting') },
          { label: say(texts, 'parties.hosting'), value: placeOf(open, 'hosting') },
          {
            label: say(texts, 'forms.application.fields.dates.label', params),
            value: offered
              ? dayRangeText(offered.from, offered.to, texts.language)
              : dayRangeText(record.plan.firstDay, record.plan.lastDay, texts.language),
          },
          { label: say(texts, 'forms.application.fields.theme.label', params), value: params.theme },
          { label: say(texts, 'pages.question.asker'), value: askerOf(open) },
          { label: say(texts, 'pages.exchange.money'), value: saysAmount.includes(prompt.kind) && params.amount ? say(texts, 'words.upTo', { amount: params.amount }) : '' },
        ]}
      />
    </Card>
  );
}

/** Questions that are decided by the money too. */
const saysAmount: readonly PromptKind[] = ['availability', 'sign'];

/** Who of the other side asks, where a person does. */
function askerOf({ record, prompt }: OpenPrompt): string {
  const asking: Partial<Record<PromptKind, string>> = { availability: 'visiting', dates: 'hosting' };
  const party = asking[prompt.kind];
  return (party && record.parties[party]?.contacts['manager']?.name) || '';
}

function placeOf({ record }: OpenPrompt, party: string): string {
  const hub = record.parties[party]?.hub;
  return hub ? `${hub.name}, ${hub.city}` : nameOfParty(record, party);
}

function AnswerForm({ open, form, formName, hubs, files, value, problems, rows, about, agreement, sheet }: PromptView & { problems: readonly ShownError[] }) {
  const { frame, params, definition } = open;
  const { texts } = frame;
  const said = new FormTexts(texts, formName, form, params);
  const fields = { form, formName, texts, hubs, files, value, errors: problems, params, languages: definition.languages, notes: commentsIn(about?.payload), ...(rows && { rows }) };
  const hidden = { ...(agreement && { agreement: agreement.sha256 }), ...(sheet && { [sheetName]: writeSheet(sheet) }) };
  const withFiles = form.fields.some(({ type }) => type === 'files');
  if (!form.long) {
    return (
      <Form hidden={hidden} withFiles={withFiles}>
        <FormFields {...fields} />
        <Actions>
          <button type="submit">{said.part('submit')}</button>
        </Actions>
      </Form>
    );
  }
  return (
    <Form hidden={hidden} withFiles={withFiles} enter={{ name: actName, value: 'preview' }}>
      <FormFields {...fields} />
      <Actions>
        <button type="submit" name={actName} value="preview">
          {say(texts, 'pages.question.preview')}
        </button>
        <button type="submit" class="quiet" name={actName} value="save">
          {say(texts, 'pages.question.save')}
        </button>
      </Actions>
      {sheet === undefined ? null : <AutosaveStatus frame={frame} />}
    </Form>
  );
}

/** What will be sent, to be read once more. */
export function PreviewPage({ open, form, formName, hubs, files, raw, value, sheet }: Pick<PromptView, 'open' | 'form' | 'formName' | 'hubs' | 'files' | 'value' | 'sheet'> & { raw: Readonly<Record<string, unknown>> }) {
  const { frame, params, prompt } = open;
  const { texts, brand } = frame;
  const said = new FormTexts(texts, formName, form, params);
  const title = say(texts, 'pages.question.previewTitle');
  return (
    <Page brand={brand} texts={texts} title={title}>
      <p class="kicker">{prompt.ref}</p>
      <h1>{title}</h1>
      <p class="lead">{say(texts, 'pages.question.previewIntro')}</p>
      {prompt.kind === 'host-wrap-up' && tookPlace(value) && !asksForGrant(value) ? (
        <Notice tone="warn" role="alert">
          <p>{say(texts, 'pages.question.grantNotAsked', { amount: params.amount, field: said.label(['grantRequested']) })}</p>
        </Notice>
      ) : null}
      <Card>
        <FormAnswers form={form} formName={formName} texts={texts} value={value} reader={[prompt.slot as 'manager']} hubs={hubs} files={files} params={params} />
      </Card>
      <Form hidden={[...postedAgain(raw), ...(sheet ? [[sheetName, writeSheet(sheet)] as const] : [])]}>
        <Actions>
          <button type="submit" name={actName} value="send">
            {said.part('submit')}
          </button>
          <button type="submit" class="quiet" name={actName} value="back">
            {say(texts, 'pages.question.back')}
          </button>
        </Actions>
      </Form>
    </Page>
  );
}
