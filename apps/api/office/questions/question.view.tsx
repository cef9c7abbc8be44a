import type { PromptEntity } from '../../../../libs/platform/db/entities/index.js';
import type { FieldError } from '../../../../libs/domain/forms/field-errors.js';
import type { FormValue } from '../../../../libs/domain/forms/read-form.js';
import type { Form as FormRules } from '../../../../libs/domain/programme/form-schema.js';
import { say } from '../../../../libs/domain/texts/catalogue.js';
import type { SpokenParams } from '../../../../libs/dossier/record/say-dossier.js';
import { commentsIn } from '../../../../libs/dossier/prompts/sent-back.js';
import type { HubOption } from '../../../../libs/network/hubs.js';
import { Actions, ErrorSummary, Form, FormAnswers, FormFields, Notice, type Html } from '../../../../libs/ui/index.js';
import type { StaffSession } from '../../../../libs/staff/sign-in/sessions.js';
import type { Frame } from '../../http/site.js';
import { csrfName } from '../access/session.guard.js';
import { CommentProblems, FieldComments, WrittenComments, type SendableBack } from './field-comments.js';
import { SignInFirst } from '../frame/sign-in.view.js';
import { StaffPage } from '../frame/staff-page.view.js';

/** What stands in the place of the form. */
export type QuestionState =
  /** It can be answered here. `heldAt`: since when what stands in the form is kept, where somebody typed it behind the mailed link. */
  | { kind: 'open'; value: FormValue; heldAt?: string; errors: readonly FieldError[]; objections: readonly string[] }
  /** It moves money, so a session is needed; the path leads there for whoever has one. */
  | { kind: 'sign-in-first'; signedInPath?: string }
  /** The reader may not answer it. */
  | { kind: 'not-yours'; sentence: string }
  /** It was answered. `mine` is what was just sent; `arrived` is false while the exchange is out of reach. */
  | { kind: 'answered'; sentence: string; by: string; at: string; value: FormValue; arrived: boolean; other: boolean }
  /** It closed without an answer, or its answer does not matter any more. */
  | { kind: 'closed' };

/** Everything that a question's page is made of. */
export interface QuestionView {
  frame: Frame;
  prompt: PromptEntity;
  form: FormRules;
  formName: string;
  params: SpokenParams;
  hubs: readonly HubOption[];
  /** What may be sent back with comments beside its fields. */
  sendableBack?: SendableBack | undefined;
  /** What the decision rests on. */
  context: Html;
  state: QuestionState;
  session?: StaffSession | undefined;
}

/** A question to staff: what it is about, everything it is decided by, and the form. */
export function QuestionPage(view: QuestionView) {
  const { frame, prompt, params, context, state, session } = view;
  const { texts } = frame;
  const title = say(texts, `prompts.${prompt.kind}.question`, params);
  const refused = state.kind === 'open' && state.errors.length + state.objections.length > 0;
  return (
    <StaffPage frame={frame} title={title} session={session} wide refused={refused}>
      <p class="kicker">{prompt.ref}</p>
      <h1>{title}</h1>
      {refused ? <Problems view={view} state={state} /> : null}
      {state.kind === 'answered' ? <Recorded view={view} state={state} /> : null}
      <p class="lead">{say(texts, `prompts.${prompt.kind}.summary`, params)}</p>
      {prompt.status === 'open' && state.kind !== 'answered' ? <p>{say(texts, 'pages.question.answerBy', { due: params.due })}</p> : null}
      {context}
      <Decision view={view} />
    </StaffPage>
  );
}

function Decision({ view }: { view: QuestionView }) {
  const { state, frame, form, formName, params, hubs, session, sendableBack } = view;
  const { texts } = frame;
  switch (state.kind) {
    case 'open':
      return (
        <>
          <h2>{say(texts, `forms.${formName}.title`, params)}</h2>
          <p>{say(texts, `forms.${formName}.intro`, params)}</p>
          {state.heldAt === undefined ? null : <TypedBehindLink at={state.heldAt} />}
          <Form hidden={session ? { [csrfName]: session.csrfToken } : {}}>
            <FormFields form={form} formName={formName} texts={texts} value={state.value} errors={state.errors} hubs={hubs} params={params} />
            {sendableBack ? <FieldComments frame={frame} {...sendableBack} params={params} comments={commentsIn(state.value)} errors={state.errors} /> : null}
            <Actions>
              <button type="submit">{say(texts, `forms.${formName}.submit`)}</button>
            </Actions>
            {session ? null : <p class="small">To decide you sign in: we mail you a link to this page. What you typed is kept for eight hours and stands in the form then.</p>}
          </Form>
        </>
      );
    case 'sign-in-first':
      return <SignInFirst frame={frame} signedInPath={state.signedInPath} />;
    case 'not-yours':
      return (
        <Notice tone="warn">
          <p>{state.sentence}</p>
        </Notice>
      );
    case 'closed':
      return (
        <Notice>
          <p>{say(texts, 'pages.receipt.closed', { phone: frame.brand.officePhone })}</p>
        </Notice>
      );
    case 'answered':
      return null;
  }
}

/** Whoever has a mailed link can type behind it, so nobody sends unread what stands there. */
function TypedBehindLink({ at }: { at: string }) {
  return (
    <Notice>
      <p>This was typed behind the link in your mail, {at}. Nothing is decided yet: please look through it and send it.</p>
    </Notice>
  );
}

function Problems({ view, state }: { view: QuestionView; state: Extract<QuestionState, { kind: 'open' }> }) {
  const { frame, form, formName, params, sendableBack } = view;
  const ownErrors = state.errors.filter(({ field }) => form.fields.some(({ key }) => field === key || field.startsWith(`${key}.`)));
  return (
    <>
      <ErrorSummary form={form} formName={formName} texts={frame.texts} params={params} errors={ownErrors} />
      {sendableBack ? <CommentProblems frame={frame} {...sendableBack} params={params} errors={state.errors} /> : null}
      {state.objections.length === 0 ? null : (
        <section class="problems" role="alert">
          <ul>
            {state.objections.map((objection) => (
              <li>{objection}</li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function Recorded({ view, state }: { view: QuestionView; state: Extract<QuestionState, { kind: 'answered' }> }) {
  const { frame, form, formName, params, sendableBack } = view;
  const { texts } = frame;
  const { by, at, sentence } = state;
  const key = state.other ? 'otherAnswer' : 'recorded';
  return (
    <Notice tone={state.other ? 'warn' : 'good'} title={say(texts, 'pages.receipt.title')}>
      <p>{say(texts, `pages.receipt.${key}`, { what: sentence, by, at })}</p>
      {state.arrived ? null : <p>{say(texts, 'pages.receipt.received')}</p>}
      <FormAnswers form={form} formName={formName} texts={texts} value={state.value} reader={[]} hubs={view.hubs} params={params} />
      {sendableBack ? <WrittenComments frame={frame} {...sendableBack} params={params} comments={commentsIn(state.value)} /> : null}
    </Notice>
  );
}
