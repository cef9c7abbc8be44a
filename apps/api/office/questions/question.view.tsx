import { say } from '../../../../libs/domain/texts/catalogue.js';
import { commentRows } from '../../../../libs/answers/came-again.js';
import type { QuestionStanding } from '../../../../libs/answers/question-standing.js';
import { commentsIn } from '../../../../libs/dossier/prompts/sent-back.js';
import type { StaffQuestion } from '../../../../libs/answers/staff-question.js';
import { seenInputs } from '../../../../libs/dossier/seen/read-seen.js';
import { Actions, ErrorSummary, Facts, Form, FormAnswers, FormFields, Notice, Sections } from '../../../../libs/ui/index.js';
import type { StaffSession } from '../../../../libs/staff/sign-in/sessions.js';
import type { Frame } from '../../http/site.js';
import { csrfName } from '../access/session.guard.js';
import { CommentProblems, FieldComments } from './field-comments.js';
import { FactsChanged } from '../frame/facts-changed.view.js';
import { SignInFirst } from '../frame/sign-in.view.js';
import { staffPlaces } from '../frame/staff-places.js';
import { StaffPage } from '../frame/staff-page.view.js';

/** Everything that a question's page is made of. */
export interface QuestionView {
  frame: Frame;
  question: StaffQuestion;
  standing: QuestionStanding;
  session?: StaffSession | undefined;
  /** Leads to the question for whoever is signed in. */
  signedInPath?: string | undefined;
}

/** A question to staff: what it is about, everything it is decided by, and the form. */
export function QuestionPage(view: QuestionView) {
  const { frame, question, standing, session } = view;
  const { texts } = frame;
  const { prompt, title, summary, params, sections } = question;
  const isRefused = standing.kind === 'open' && standing.errors.length + standing.objections.length + (standing.difference?.length ?? 0) > 0;
  return (
    <StaffPage frame={frame} title={title} session={session} wide refused={isRefused}>
      <p class="kicker">{prompt.ref}</p>
      <h1>{title}</h1>
      {standing.kind === 'open' && isRefused ? <Problems view={view} standing={standing} /> : null}
      {standing.kind === 'answered' ? <Recorded view={view} standing={standing} /> : null}
      <p class="lead">{summary}</p>
      {prompt.status === 'open' && standing.kind !== 'answered' ? <p>{say(texts, 'pages.question.answerBy', { due: params.due })}</p> : null}
      <Sections sections={sections} places={staffPlaces(texts.language, session)} />
      <Decision view={view} />
    </StaffPage>
  );
}

function Decision({ view }: { view: QuestionView }) {
  const { standing, frame, session, signedInPath } = view;
  const { form, formName, params, hubs, sendableBack, seen } = view.question;
  const { texts } = frame;
  switch (standing.kind) {
    case 'open':
      return (
        <>
          <h2>{say(texts, `forms.${formName}.title`, params)}</h2>
          <p>{say(texts, `forms.${formName}.intro`, params)}</p>
          {standing.heldAt === undefined ? null : <TypedBehindLink at={standing.heldAt} />}
          <Form hidden={[...(session ? [[csrfName, session.csrfToken] as const] : []), ...seenInputs(seen)]}>
            <FormFields form={form} formName={formName} texts={texts} value={standing.value} errors={standing.errors} hubs={hubs} params={params} />
            {sendableBack ? <FieldComments frame={frame} {...sendableBack} params={params} comments={commentsIn(standing.value)} errors={standing.errors} /> : null}
            <Actions>
              <button type="submit">{say(texts, `forms.${formName}.submit`)}</button>
            </Actions>
            {session ? null : <p class="small">To decide you sign in: we mail you a link to this page. What you typed is kept for eight hours and stands in the form then.</p>}
          </Form>
        </>
      );
    case 'sign-in-first':
      return <SignInFirst frame={frame} signedInPath={signedInPath} />;
    case 'not-yours':
      return (
        <Notice tone="warn">
          <p>{standing.sentence}</p>
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

function Problems({ view: { frame, question }, standing }: { view: QuestionView; standing: Extract<QuestionStanding, { kind: 'open' }> }) {
  const { form, formName, params, sendableBack } = question;
  const ownErrors = standing.errors.filter(({ field }) => form.fields.some(({ key }) => field === key || field.startsWith(`${key}.`)));
  return (
    <>
      <FactsChanged difference={standing.difference} />
      <ErrorSummary form={form} formName={formName} texts={frame.texts} params={params} errors={ownErrors} />
      {sendableBack ? <CommentProblems frame={frame} {...sendableBack} params={params} errors={standing.errors} /> : null}
      {standing.objections.length === 0 ? null : (
        <section class="problems" role="alert">
          <ul>
            {standing.objections.map((objection) => (
              <li>{objection}</li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function Recorded({ view: { frame, question }, standing }: { view: QuestionView; standing: Extract<QuestionStanding, { kind: 'answered' }> }) {
  const { form, formName, params, hubs, sendableBack } = question;
  const { texts } = frame;
  const { by, at, sentence } = standing;
  const key = standing.other ? 'otherAnswer' : 'recorded';
  return (
    <Notice tone={standing.other ? 'warn' : 'good'} title={say(texts, 'pages.receipt.title')}>
      <p>{say(texts, `pages.receipt.${key}`, { what: sentence, by, at })}</p>
      {standing.arrived ? null : <p>{say(texts, 'pages.receipt.received')}</p>}
      <FormAnswers form={form} formName={formName} texts={texts} value={standing.value} reader={[]} hubs={hubs} params={params} />
      {sendableBack ? <Facts rows={commentRows(texts, sendableBack, commentsIn(standing.value), params).map(({ label, value }) => ({ label, value: String(value) }))} /> : null}
    </Notice>
  );
}
