import type { FieldError } from '../../../../libs/domain/forms/field-errors.js';
import type { FormValue } from '../../../../libs/domain/forms/read-form.js';
import type { Form as FormRules } from '../../../../libs/domain/programme/form-schema.js';
import { say } from '../../../../libs/domain/texts/catalogue.js';
import type { ActRefusal } from '../../../../libs/acts/office/act-desk.js';
import type { Consequences } from '../../../../libs/acts/office/consequences.js';
import type { StaffAct } from '../../../../libs/acts/office/may-act.js';
import type { SpokenParams } from '../../../../libs/dossier/record/say-dossier.js';
import { Actions, actName, Card, ErrorSummary, Form, FormAnswers, FormFields, Notice, type Html } from '../../../../libs/ui/index.js';
import type { StaffSession } from '../../../../libs/staff/sign-in/sessions.js';
import type { Frame } from '../../http/site.js';
import { csrfName } from '../access/session.guard.js';
import { StaffPage } from '../frame/staff-page.view.js';

/** Name of the field that carries the form's own id: sent twice, it is one act. */
export const onceName = 'once';

/** A choice that a page asks beside the programme's form. */
export interface BesideField {
  name: string;
  label: string;
  options: readonly { value: string; label: string }[];
  value: string;
}

/** What stands on the page of an act. */
export type ActPageState =
  | { kind: 'form'; value: FormValue; errors: readonly FieldError[]; refusals: readonly ActRefusal[] }
  | { kind: 'preview'; value: FormValue; posted: readonly (readonly [string, string])[]; consequences: Consequences; once: string }
  /** The exchange took it, gets it in a moment, or refused it. */
  | { kind: 'done' }
  | { kind: 'waiting' }
  | { kind: 'refused'; refusal: ActRefusal };

/** Everything that the page of an act is made of. */
export interface ActPageView {
  frame: Frame;
  session: StaffSession;
  reference: string;
  params: SpokenParams;
  act: StaffAct;
  form: FormRules;
  beside?: BesideField | undefined;
  state: ActPageState;
}

/** What staff do to one exchange: the form, then what it will bring about, then what became of it. */
export function ActPage(view: ActPageView) {
  const { frame, session, reference, act, state } = view;
  const { texts } = frame;
  const title = say(texts, `pages.staffActions.${act}`);
  const refused = state.kind === 'form' && state.errors.length + state.refusals.length > 0;
  return (
    <StaffPage frame={frame} title={`${title}, ${reference}`} session={session} refused={refused}>
      <p class="kicker">
        <a href={`/staff/exchanges/${reference}`}>{say(texts, 'pages.exchange.title', { ...view.params })}</a>
      </p>
      <h1>{title}</h1>
      <State view={view} />
    </StaffPage>
  );
}

function State({ view }: { view: ActPageView }) {
  const { frame, state, act, reference } = view;
  const { texts } = frame;
  const back = (
    <p>
      <a href={`/staff/exchanges/${reference}`}>{reference}</a>
    </p>
  );
  switch (state.kind) {
    case 'form':
      return <ActForm view={view} state={state} />;
    case 'preview':
      return <Preview view={view} state={state} />;
    case 'done':
      return (
        <>
          <Notice tone="good">
            <p>{say(texts, 'pages.staffActions.done', { what: say(texts, `pages.staffActions.${act}`) })}</p>
          </Notice>
          {back}
        </>
      );
    case 'waiting':
      return (
        <>
          <Notice>
            <p>{say(texts, 'pages.staffActions.onItsWay')}</p>
          </Notice>
          {back}
        </>
      );
    case 'refused':
      return (
        <>
          <Notice tone="warn" title={say(texts, 'pages.refused.title')}>
            <p>{state.refusal.sentence}</p>
          </Notice>
          {back}
        </>
      );
  }
}

function ActForm({ view, state }: { view: ActPageView; state: Extract<ActPageState, { kind: 'form' }> }) {
  const { frame, session, act, form, params, beside } = view;
  const { texts } = frame;
  return (
    <>
      <ErrorSummary form={form} formName={act} texts={texts} params={params} errors={state.errors} />
      {state.refusals.length === 0 ? null : (
        <section class="problems" role="alert">
          <h2>{say(texts, 'pages.refused.title')}</h2>
          <ul>
            {state.refusals.map(({ sentence }) => (
              <li>{sentence}</li>
            ))}
          </ul>
        </section>
      )}
      <p class="lead">{say(texts, `forms.${act}.intro`, { ...params })}</p>
      <p>{say(texts, 'pages.staffActions.intro')}</p>
      <Form hidden={{ [csrfName]: session.csrfToken }} enter={{ name: actName, value: 'preview' }}>
        {beside ? <Beside field={beside} /> : null}
        <FormFields form={form} formName={act} texts={texts} value={state.value} errors={state.errors} params={params} />
        <Actions>
          <button type="submit" name={actName} value="preview">
            {say(texts, 'pages.incident.preview')}
          </button>
        </Actions>
      </Form>
    </>
  );
}

function Beside({ field: { name, label, options, value } }: { field: BesideField }) {
  return (
    <div class="field">
      <label for={`f-${name}`}>{label}</label>
      <select id={`f-${name}`} name={name}>
        {options.map((option) => (
          <option value={option.value} selected={option.value === value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}

function Preview({ view, state }: { view: ActPageView; state: Extract<ActPageState, { kind: 'preview' }> }) {
  const { frame, session, act, form, params, beside } = view;
  const { texts } = frame;
  const chosen = beside?.options.find(({ value }) => value === beside.value);
  return (
    <>
      <Card>
        {beside && chosen ? (
          <p>
            <strong>{beside.label}</strong>
            <br />
            {chosen.label}
          </p>
        ) : null}
        <FormAnswers form={form} formName={act} texts={texts} value={state.value} reader={session.staff.roles} params={params} />
      </Card>
      <h2>{say(texts, 'pages.staffActions.previewTitle')}</h2>
      <ConsequenceList frame={frame} consequences={state.consequences} />
      <Form hidden={[[csrfName, session.csrfToken], [onceName, state.once], ...state.posted]} enter={{ name: actName, value: 'do' }}>
        <Actions>
          <button type="submit" name={actName} value="do">
            {say(texts, 'pages.staffActions.do')}
          </button>
          <button class="quiet" type="submit" name={actName} value="back">
            {say(texts, 'pages.staffActions.back')}
          </button>
        </Actions>
      </Form>
    </>
  );
}

/** Who gets which mail, which dates move from when to when, and whatever else is to be known. */
export function ConsequenceList({ frame: { texts }, consequences: { mails, deadlines, notes } }: { frame: Frame; consequences: Consequences }): Html {
  return (
    <>
      <p>{say(texts, 'pages.staffActions.mails', { count: mails.length })}</p>
      {mails.length === 0 ? null : (
        <ul>
          {mails.map(({ name, hub, subject }) => (
            <li>{say(texts, 'pages.staffActions.mail', { name, hub, subject })}</li>
          ))}
        </ul>
      )}
      {deadlines.length === 0 ? null : (
        <>
          <h3>{say(texts, 'pages.staffActions.deadlines')}</h3>
          <ul>
            {deadlines.map(({ question, from, to, left }) => (
              <li>{to === undefined ? say(texts, 'pages.incident.frozen', { question, left: workingDays(left ?? 0) }) : say(texts, 'pages.staffActions.deadline', { question, from, to })}</li>
            ))}
          </ul>
        </>
      )}
      {notes.length === 0 ? null : (
        <ul>
          {notes.map((note) => (
            <li>{note}</li>
          ))}
        </ul>
      )}
    </>
  );
}

/** The office's pages speak English. */
export function workingDays(count: number): string {
  return count === 1 ? '1 working day' : `${count} working days`;
}
