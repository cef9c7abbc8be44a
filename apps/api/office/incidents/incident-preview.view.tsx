import type { FormValue } from '../../../../libs/domain/forms/read-form.js';
import type { Form as FormRules } from '../../../../libs/domain/programme/form-schema.js';
import { say } from '../../../../libs/domain/texts/catalogue.js';
import type { ForeseenExchange } from '../../../../libs/acts/incidents/foresee-incident.js';
import { Actions, actName, Card, Form, FormAnswers, Notice, Table, type Html } from '../../../../libs/ui/index.js';
import type { StaffSession } from '../../../../libs/staff/sign-in/sessions.js';
import type { Frame } from '../../http/site.js';
import { csrfName } from '../access/session.guard.js';
import { onceName, workingDays } from '../acts/act.view.js';
import { StaffPage } from '../frame/staff-page.view.js';

interface IncidentPreviewView {
  frame: Frame;
  session: StaffSession;
  form: FormRules;
  value: FormValue;
  foreseen: readonly ForeseenExchange[];
  /** What was chosen and typed, to go along unseen. */
  posted: readonly (readonly [string, string])[];
  /** Id of this form. */
  once: string;
}

/** What an incident will do: each exchange, who gets which mail, which dates move, and what is left out. */
export function IncidentPreviewPage({ frame, session, form, value, foreseen, posted, once }: IncidentPreviewView) {
  const { texts } = frame;
  const moved = foreseen.filter(({ acts }) => acts.length > 0);
  const leftOut = foreseen.filter(({ refusal }) => refusal !== undefined);
  const title = say(texts, 'pages.incident.previewTitle', { count: moved.length });
  return (
    <StaffPage frame={frame} title={title} session={session} wide>
      <h1>{title}</h1>
      <p class="lead">{say(texts, 'pages.incident.previewIntro')}</p>
      <Card>
        <FormAnswers form={form} formName="incident" texts={texts} value={value} reader={session.staff.roles} />
      </Card>
      {leftOut.length === 0 ? null : (
        <Notice tone="warn">
          <ul>
            {leftOut.map(({ ref, refusal }) => (
              <li>{say(texts, 'pages.incident.leftOut', { reference: ref, reason: refusal!.sentence })}</li>
            ))}
          </ul>
        </Notice>
      )}
      <p>{say(texts, 'pages.incident.mails', { count: moved.reduce((sum, { consequences }) => sum + consequences.mails.length, 0) })}</p>
      {moved.length === 0 ? null : (
        <Table
          caption={title}
          head={[{ label: say(texts, 'pages.incident.exchange') }, { label: say(texts, 'pages.incident.who') }, { label: say(texts, 'pages.incident.deadlines') }]}
          rows={moved.map((exchange) => [
            <>
              <a href={`/staff/exchanges/${exchange.ref}`}>{exchange.ref}</a>
              <div class="small">{[exchange.visitingHub, exchange.hostingHub].filter(Boolean).join(' → ')}</div>
            </>,
            <Lines lines={[...exchange.consequences.mails.map((mail) => say(texts, 'pages.staffActions.mail', { ...mail })), ...exchange.consequences.notes]} />,
            <Lines
              lines={exchange.consequences.deadlines.map(({ question, from, to, left }) =>
                to === undefined ? say(texts, 'pages.incident.frozen', { question, left: workingDays(left ?? 0) }) : say(texts, 'pages.incident.deadline', { question, from, to }),
              )}
            />,
          ])}
        />
      )}
      <Form action="/staff/incidents" hidden={[[csrfName, session.csrfToken], [onceName, once], ...posted]} enter={{ name: actName, value: moved.length > 0 ? 'do' : 'back' }}>
        <Actions>
          {moved.length === 0 ? null : (
            <button type="submit" name={actName} value="do">
              {say(texts, 'pages.incident.start', { count: moved.length })}
            </button>
          )}
          <button class="quiet" type="submit" name={actName} value="back">
            {say(texts, 'pages.incident.back')}
          </button>
        </Actions>
      </Form>
    </StaffPage>
  );
}

function Lines({ lines }: { lines: readonly string[] }): Html {
  return lines.map((line) => <div class="small">{line}</div>);
}
