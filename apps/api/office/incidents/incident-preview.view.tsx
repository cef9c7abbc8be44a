import type { FormValue } from '../../../../libs/domain/forms/read-form.js';
import type { Form as FormRules } from '../../../../libs/domain/programme/form-schema.js';
import { say } from '../../../../libs/domain/texts/catalogue.js';
import { incidentFacts, type ForeseenExchange } from '../../../../libs/acts/incidents/foresee-incident.js';
import { foreseenSections } from '../../../../libs/acts/incidents/incident-sections.js';
import { seenOf, type FactDifference } from '../../../../libs/dossier/seen/facts-seen.js';
import { seenInputs } from '../../../../libs/dossier/seen/read-seen.js';
import { Actions, actName, Form, Sections } from '../../../../libs/ui/index.js';
import type { StaffSession } from '../../../../libs/staff/sign-in/sessions.js';
import type { Frame } from '../../http/site.js';
import { csrfName } from '../access/session.guard.js';
import { onceName } from '../acts/act.view.js';
import { FactsChanged } from '../frame/facts-changed.view.js';
import { staffPlaces } from '../frame/staff-places.js';
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
  /** Facts that changed since the preview before this one: nothing was begun. */
  difference?: readonly FactDifference[] | undefined;
}

/** What an incident will do: each exchange, who gets which mail, which dates move, and what is left out. */
export function IncidentPreviewPage({ frame, session, form, value, foreseen, posted, once, difference }: IncidentPreviewView) {
  const { texts } = frame;
  const moved = foreseen.filter(({ acts }) => acts.length > 0);
  const title = say(texts, 'pages.incident.previewTitle', { count: moved.length });
  return (
    <StaffPage frame={frame} title={title} session={session} wide refused={difference !== undefined}>
      <h1>{title}</h1>
      <FactsChanged difference={difference} />
      <p class="lead">{say(texts, 'pages.incident.previewIntro')}</p>
      <Sections sections={foreseenSections(texts, form, value, foreseen, session.staff.roles)} places={staffPlaces(texts.language, session)} />
      <Form action="/staff/incidents" hidden={[[csrfName, session.csrfToken], [onceName, once], ...seenInputs(seenOf(incidentFacts(foreseen))), ...posted]} enter={{ name: actName, value: moved.length > 0 ? 'do' : 'back' }}>
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
