import type { EditionEntity, IncidentEntity } from '../../../../libs/platform/db/entities/index.js';
import { openStages } from '../../../../libs/domain/kinds/exchange/lifecycle.js';
import type { FieldError } from '../../../../libs/domain/forms/field-errors.js';
import type { FormValue } from '../../../../libs/domain/forms/read-form.js';
import type { Form as FormRules } from '../../../../libs/domain/programme/form-schema.js';
import { say } from '../../../../libs/domain/texts/catalogue.js';
import { formatInstant } from '../../../../libs/domain/texts/say-values.js';
import type { ChoosableExchange } from '../../../../libs/acts/incidents/choose-exchanges.js';
import { Actions, actName, Card, countryName, dayRangeText, ErrorSummary, Form, FormFields, Table } from '../../../../libs/ui/index.js';
import type { StaffSession } from '../../../../libs/staff/sign-in/sessions.js';
import type { Frame } from '../../http/site.js';
import { csrfName } from '../access/session.guard.js';
import type { IncidentChoice } from './incident-form.js';
import { StaffPage } from '../frame/staff-page.view.js';

/** What was typed into the form, and what is wrong with it. */
export interface ChoiceState {
  value: FormValue;
  errors: readonly FieldError[];
  sentences: readonly string[];
}

interface IncidentChoiceView {
  frame: Frame;
  session: StaffSession;
  form: FormRules;
  choice: IncidentChoice & { ticked: ReadonlySet<string> };
  shown: readonly ChoosableExchange[];
  state: ChoiceState;
  zone: string;
  countries: readonly string[];
  editions: readonly EditionEntity[];
  earlier: readonly { incident: IncidentEntity; waiting: number }[];
  /** The filter, to go along unseen. */
  carried: readonly (readonly [string, string])[];
}

/** Which exchanges, and what shall happen to them. */
export function IncidentChoicePage(view: IncidentChoiceView) {
  const { frame, session, form, state, shown } = view;
  const { texts } = frame;
  const title = say(texts, 'pages.incident.title');
  const refused = state.errors.length + state.sentences.length > 0;
  const mayStart = session.staff.roles.includes('lead');
  return (
    <StaffPage frame={frame} title={title} session={session} wide refused={refused}>
      <h1>{title}</h1>
      <ErrorSummary form={form} formName="incident" texts={texts} errors={state.errors} />
      {state.sentences.length === 0 ? null : (
        <section class="problems" role="alert">
          <ul>
            {state.sentences.map((sentence) => (
              <li>{sentence}</li>
            ))}
          </ul>
        </section>
      )}
      <p class="lead">{say(texts, 'pages.incident.intro')}</p>
      <Filter view={view} />
      {shown.length === 0 ? <p>No exchange fits.</p> : mayStart ? <Choice view={view} /> : <Ticks view={view} />}
      <Earlier view={view} />
    </StaffPage>
  );
}

function Filter({ view: { frame, choice, countries, editions } }: { view: IncidentChoiceView }) {
  const { texts } = frame;
  const { edition, stages, country, visitFrom, visitUntil } = choice.filter;
  return (
    <Card>
      <form method="get" action="/staff/incidents">
        <div class="columns">
          <div class="field">
            <label for="f-edition">Edition</label>
            <select id="f-edition" name="edition">
              {editions.map((each) => (
                <option value={each.id} selected={each.id === edition}>
                  {each.name}
                </option>
              ))}
            </select>
          </div>
          <div class="field">
            <label for="f-stage">{say(texts, 'pages.incident.stage')}</label>
            <select id="f-stage" name="stage" multiple size={5}>
              {openStages.map((stage) => (
                <option value={stage} selected={stages.includes(stage)}>
                  {say(texts, `stages.${stage}.name`)}
                </option>
              ))}
            </select>
          </div>
          <div class="field">
            <label for="f-country">{say(texts, 'pages.incident.country')}</label>
            <select id="f-country" name="country">
              <option value="">All</option>
              {countries.map((code) => (
                <option value={code} selected={code === country}>
                  {countryName(code, texts.language)}
                </option>
              ))}
            </select>
          </div>
          <div class="field">
            <label for="f-visitFrom">{say(texts, 'pages.incident.visitFrom')}</label>
            <input type="date" id="f-visitFrom" name="visitFrom" value={visitFrom} />
          </div>
          <div class="field">
            <label for="f-visitUntil">{say(texts, 'pages.incident.visitUntil')}</label>
            <input type="date" id="f-visitUntil" name="visitUntil" value={visitUntil} />
          </div>
        </div>
        <button type="submit">{say(texts, 'pages.incident.filter')}</button>
      </form>
    </Card>
  );
}

function Choice({ view }: { view: IncidentChoiceView }) {
  const { frame, session, form, state, carried } = view;
  const { texts } = frame;
  return (
    <Form hidden={[[csrfName, session.csrfToken], ...carried]} enter={{ name: actName, value: 'preview' }}>
      <Actions>
        <button class="quiet" type="submit" name={actName} value="all">
          {say(texts, 'pages.incident.all')}
        </button>
        <button class="quiet" type="submit" name={actName} value="none">
          {say(texts, 'pages.incident.none')}
        </button>
      </Actions>
      <Ticks view={view} />
      <p>{say(texts, 'forms.incident.intro', emptyParams)}</p>
      <FormFields form={form} formName="incident" texts={texts} value={state.value} errors={state.errors} />
      <Actions>
        <button type="submit" name={actName} value="preview">
          {say(texts, 'pages.incident.preview')}
        </button>
      </Actions>
    </Form>
  );
}

const emptyParams = { reference: '', visitingHub: '', hostingHub: '', firstDay: '', lastDay: '', theme: '', party: '', due: '', amount: '' };

function Ticks({ view: { frame, shown, choice } }: { view: IncidentChoiceView }) {
  const { texts } = frame;
  return (
    <>
      <p>{say(texts, 'pages.incident.selected', { count: shown.filter(({ ref }) => choice.ticked.has(ref)).length })}</p>
      <Table
        caption={say(texts, 'pages.incident.title')}
        head={[{ label: say(texts, 'pages.incident.exchange') }, { label: 'Who visits whom' }, { label: 'Stage' }, { label: 'Visit' }]}
        rows={shown.map(({ ref, visitingHub, hostingHub, stage, paused, firstDay, lastDay }) => [
          <label class="option">
            <input type="checkbox" name="ref" value={ref} checked={choice.ticked.has(ref)} /> {ref}
          </label>,
          hostingHub ? `${visitingHub} → ${hostingHub}` : visitingHub,
          <>
            {say(texts, `stages.${stage}.name`)} {paused ? <span class="tag">postponed</span> : null}
          </>,
          dayRangeText(firstDay, lastDay, texts.language),
        ])}
      />
    </>
  );
}

function Earlier({ view: { frame, earlier, zone } }: { view: IncidentChoiceView }) {
  const { texts } = frame;
  if (earlier.length === 0) return null;
  return (
    <>
      <h2>{say(texts, 'pages.incident.earlier')}</h2>
      <ul>
        {earlier.map(({ incident, waiting }) => (
          <li>
            <a href={`/staff/incidents/${incident.id}`}>
              {say(texts, `forms.incident.fields.what.options.${incident.kind}`, emptyParams)}, {formatInstant(incident.at, zone, texts.language)}
            </a>
            <div class="small">
              {say(texts, 'pages.incident.selected', { count: incident.chosen })}
              {waiting > 0 ? `, ${say(texts, 'pages.incident.rowWaiting').toLowerCase()}: ${waiting}` : ''}
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}
