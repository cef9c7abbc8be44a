import { say } from '../../../../libs/domain/texts/catalogue.js';
import { progressSections } from '../../../../libs/acts/incidents/incident-sections.js';
import type { IncidentProgress } from '../../../../libs/acts/incidents/incident-progress.js';
import { Actions, Sections } from '../../../../libs/ui/index.js';
import type { StaffSession } from '../../../../libs/staff/sign-in/sessions.js';
import type { Frame } from '../../http/site.js';
import { staffPlaces } from '../frame/staff-places.js';
import { StaffPage } from '../frame/staff-page.view.js';

interface IncidentProgressView {
  frame: Frame;
  session: StaffSession;
  progress: IncidentProgress;
  zone: string;
}

/** How soon the page looks again while something is on its way, in seconds. */
const lookAgain = 3;

/** How far an incident has come; once everything is done, its report. */
export function IncidentProgressPage({ frame, session, progress, zone }: IncidentProgressView) {
  const { texts } = frame;
  const { incident, waiting, refused } = progress;
  const title = say(texts, waiting > 0 ? 'pages.incident.progressTitle' : 'pages.incident.reportTitle');
  const mayStart = session.staff.roles.includes('lead');
  return (
    <StaffPage frame={frame} title={title} session={session} wide {...(waiting > 0 && { refresh: lookAgain })}>
      <p class="kicker">
        <a href="/staff/incidents">{say(texts, 'pages.incident.title')}</a>
      </p>
      <h1>{title}</h1>
      <Sections sections={progressSections(texts, progress, { zone, phone: frame.brand.officePhone })} places={staffPlaces(texts.language, session)} />
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
