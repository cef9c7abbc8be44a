import type { FieldError } from '../../../../libs/domain/forms/field-errors.js';
import type { FormValue } from '../../../../libs/domain/forms/read-form.js';
import type { Form as FormRules } from '../../../../libs/domain/programme/form-schema.js';
import { say } from '../../../../libs/domain/texts/catalogue.js';
import type { ActRefusal } from '../../../../libs/acts/office/act-desk.js';
import type { BesideField } from '../../../../libs/acts/office/act-page.js';
import type { Section } from '../../../../libs/domain/sections/section.js';
import type { StaffAct } from '../../../../libs/acts/office/may-act.js';
import type { SpokenParams } from '../../../../libs/dossier/record/say-dossier.js';
import type { FactDifference, Seen } from '../../../../libs/dossier/seen/facts-seen.js';
import { seenInputs } from '../../../../libs/dossier/seen/read-seen.js';
import { Actions, actName, Card, ErrorSummary, Form, FormAnswers, FormFields, Notice, Sections } from '../../../../libs/ui/index.js';
import type { StaffSession } from '../../../../libs/staff/sign-in/sessions.js';
import type { Frame } from '../../http/site.js';
import { csrfName } from '../access/session.guard.js';
import { FactsChanged } from '../frame/facts-changed.view.js';
import { staffPlaces } from '../frame/staff-places.js';
import { StaffPage } from '../frame/staff-page.view.js';

/** Name of the field that carries the form's own id: sent twice, it is one act. */
export const onceName = 'once';

/** A choice that the page asks beside the programme's form, with what is chosen. */
export interface ChosenBeside extends BesideField {
  value: string;
}

/** What stands on the page of an act. */
export type ActPageState =
  | { kind: 'form'; value: FormValue; errors: readonly FieldError[]; refusals: readonly ActRefusal[] }
  | { kind: 'preview'; value: FormValue; posted: readonly (readonly [string, string])[]; consequences: readonly Section[]; once: string; seen: Seen; difference?: readonly FactDifference[] }
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
  beside?: ChosenBeside | undefined;
  state: ActPageState;
}

/** What staff do to one exchange: the form, then what it will bring about, then what became of it. */
export function ActPage(view: ActPageView) {
  const { frame, session, reference, act, state } = view;
  const { texts } = frame;
  const title = say(texts, `pages.staffActions.${act}`);
  const refused = (state.kind === 'form' && state.errors.length + state.refusals.length > 0) || (state.kind === 'preview' && state.difference !== undefined);
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

function Beside({ field: { name, label, options, value } }: { field: ChosenBeside }) {
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
      <FactsChanged difference={state.difference} />
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
      <Sections sections={state.consequences} places={staffPlaces(texts.language, session)} />
      <Form hidden={[[csrfName, session.csrfToken], [onceName, state.once], ...seenInputs(state.seen), ...state.posted]} enter={{ name: actName, value: 'do' }}>
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
