import { say } from '../../../../libs/domain/texts/catalogue.js';
import { formatInstant } from '../../../../libs/domain/texts/say-values.js';
import type { IncidentProgress, IncidentRow } from '../../../../libs/acts/incidents/incident-progress.js';
import { Actions, Card, Facts, Notice, Table } from '../../../../libs/ui/index.js';
import type { StaffSession } from '../../../../libs/staff/sign-in/sessions.js';
import type { Frame } from '../../http/site.js';
import { StaffPage } from '../frame/staff-page.view.js';

interface IncidentProgressView {
  frame: Frame;
  session: StaffSession;
  progress: IncidentProgress;
  zone: string;
  sayRefusal: (code: string) => string;
}

/** How soon the page looks again while something is on its way, in seconds. */
const lookAgain = 3;

/** How far an incident has come; once everything is done, its report. */
export function IncidentProgressPage({ frame, session, progress, zone, sayRefusal }: IncidentProgressView) {
  const { texts } = frame;
  const { incident, by, rows, leftOut, done, waiting, refused } = progress;
  const { payload } = incident;
  const title = say(texts, waiting > 0 ? 'pages.incident.progressTitle' : 'pages.incident.reportTitle');
  const mayStart = session.staff.roles.includes('lead');
  const stateOf = ({ state, code, at }: IncidentRow): string => {
    if (state === 'done') return say(texts, 'pages.incident.rowDone', { at: formatInstant(at, zone, texts.language) });
    if (state === 'refused') return say(texts, 'pages.incident.rowRefused', { reason: sayRefusal(code ?? '') });
    return say(texts, state === 'retrying' ? 'pages.incident.rowFailed' : 'pages.incident.rowWaiting');
  };
  return (
    <StaffPage frame={frame} title={title} session={session} wide {...(waiting > 0 && { refresh: lookAgain })}>
      <p class="kicker">
        <a href="/staff/incidents">{say(texts, 'pages.incident.title')}</a>
      </p>
      <h1>{title}</h1>
      <Notice tone={waiting === 0 && refused === 0 ? 'good' : 'warn'}>
        <p>
          {waiting > 0
            ? say(texts, 'pages.incident.progress', { done, count: rows.length })
            : say(texts, 'pages.incident.report', { done, left: waiting, failed: refused + leftOut.length })}
        </p>
        {waiting > 0 ? <p>{say(texts, 'pages.incident.progressIntro')}</p> : null}
      </Notice>
      <Card>
        <Facts
          rows={[
            { label: 'What', value: say(texts, `forms.incident.fields.what.options.${incident.kind}`, emptyParams) },
            { label: 'Until', value: payload.until ?? '' },
            { label: 'By', value: `${by}, ${formatInstant(incident.at, zone, texts.language)}` },
            { label: 'Why', value: payload.reason },
            { label: 'What the hubs read', value: payload.words },
          ]}
        />
      </Card>
      <Table
        caption={title}
        head={[{ label: say(texts, 'pages.incident.exchange') }, { label: 'Who visits whom' }, { label: 'State' }]}
        rows={rows.map((row) => [<a href={`/staff/exchanges/${row.ref}`}>{row.ref}</a>, row.pair, stateOf(row)])}
      />
      {leftOut.length === 0 ? null : (
        <ul>
          {leftOut.map(({ ref, sentence }) => (
            <li>{say(texts, 'pages.incident.leftOut', { reference: ref, reason: sentence })}</li>
          ))}
        </ul>
      )}
      {!mayStart || waiting > 0 ? null : (
        <Actions>
          {incident.kind === 'pause' ? (
            <a class="button" href={`/staff/incidents?${new URLSearchParams({ edition: incident.edition, incident: incident.id, what: 'resume' }).toString()}`}>
              {say(texts, 'pages.incident.resumeAll')}
            </a>
          ) : null}
          {refused === 0 ? null : (
            <a
              class="button quiet"
              href={`/staff/incidents?${new URLSearchParams({ edition: incident.edition, incident: incident.id, only: 'refused', what: incident.kind }).toString()}`}
            >
              {say(texts, 'pages.incident.again')}
            </a>
          )}
        </Actions>
      )}
    </StaffPage>
  );
}

const emptyParams = { reference: '', visitingHub: '', hostingHub: '', firstDay: '', lastDay: '', theme: '', party: '', due: '', amount: '' };
