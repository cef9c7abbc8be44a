import { randomUUID } from 'node:crypto';
import { Injectable, NotFoundException } from '@nestjs/common';
import type { Response } from 'express';
import { DataSource } from 'typeorm';
import { editionNow } from '../../../../libs/platform/clock/edition-clock.js';
import { EditionEntity } from '../../../../libs/platform/db/entities/index.js';
import { sayActRefusal } from '../../../../libs/acts/office/act-desk.js';
import { localDay } from '../../../../libs/domain/calendar/days.js';
import { readForm, type FormValue } from '../../../../libs/domain/forms/read-form.js';
import { choosableExchanges, hostCountries, refusedIn, type ChoosableExchange } from '../../../../libs/acts/incidents/choose-exchanges.js';
import { foreseeIncident, type IncidentKind } from '../../../../libs/acts/incidents/foresee-incident.js';
import { incidentProgress, latestIncidents } from '../../../../libs/acts/incidents/incident-progress.js';
import { startIncident } from '../../../../libs/acts/incidents/start-incident.js';
import type { PostedPage } from '../../../../libs/ui/index.js';
import { programmeOfEdition, type Programme } from '../../../../libs/programmes/definition-store.js';
import type { StaffSession } from '../../../../libs/staff/sign-in/sessions.js';
import { frameOf } from '../../http/site.js';
import { onceName } from '../acts/act.view.js';
import { IncidentChoicePage, type ChoiceState } from './incident-choice.view.js';
import { IncidentPreviewPage } from './incident-preview.view.js';
import { IncidentProgressPage } from './incident-progress.view.js';
import { sendPage } from '../frame/desk-frame.js';
import { carriedFilter, readChoice, type IncidentChoice } from './incident-form.js';
import { textOf } from '../frame/text-of.js';

type Raw = Readonly<Record<string, unknown>>;

/** Exchanges that are looked at side by side for a preview. */
const sideBySide = 4;
/** Earlier incidents on the page. */
const mostShown = 20;

/** Many exchanges at once: chosen, previewed, begun, followed. */
@Injectable()
export class IncidentPages {
  constructor(private readonly db: DataSource) {}

  /** Shows the choice; `raw` is the filter in the address. */
  async choose(session: StaffSession, raw: Raw, response: Response): Promise<void> {
    const read = readChoice(raw, await this.defaultEdition());
    // Whoever has filtered means what is shown; whoever has not, nothing yet.
    const choice = raw['edition'] === undefined ? { ...read, ticked: new Set<string>() } : read;
    const what = textOf(raw['what']);
    await this.sendChoice(session, choice, { value: what ? { what } : {}, errors: [], sentences: [] }, response);
  }

  /** Takes what was posted: ticks, previews, begins, or goes back to the choice. */
  async act(session: StaffSession, { raw, act }: PostedPage, response: Response): Promise<void> {
    const choice = readChoice(raw, await this.defaultEdition());
    const programme = await this.programme(choice);
    const read = readForm(formOf(programme), raw);
    const plain = { value: read.value, errors: [], sentences: [] };
    if (act === 'back') return this.sendChoice(session, choice, plain, response);
    if (act === 'all' || act === 'none') return this.sendChoice(session, await this.withTicks(choice, act), plain, response);
    if (!read.ok) return this.sendChoice(session, choice, { value: read.value, errors: read.errors, sentences: [] }, response, 422);
    const problem = await this.problemOf(choice, read.value, programme);
    if (problem) return this.sendChoice(session, choice, { value: read.value, errors: [], sentences: [problem] }, response, 422);
    if (act === 'do') return this.begin(session, choice, { raw, value: read.value }, response);
    return this.preview(session, choice, { raw, value: read.value, programme }, response);
  }

  /** How far an incident has come; the page looks again by itself while something is on its way. */
  async progress(id: string, session: StaffSession, response: Response): Promise<void> {
    if (!/^[0-9a-f-]{36}$/.test(id)) throw new NotFoundException();
    const found = await incidentProgress(this.db.manager, id, 'en');
    if (!found) throw new NotFoundException();
    const programme = await programmeOfEdition(this.db.manager, found.incident.edition);
    const frame = frameOf(programme);
    const sayRefusal = (code: string): string => sayActRefusal(frame.texts, code, frame.brand.officePhone);
    sendPage(response, <IncidentProgressPage frame={frame} session={session} progress={found} zone={programme.definition.zone} sayRefusal={sayRefusal} />);
  }

  private async preview(session: StaffSession, choice: IncidentChoice, { raw, value, programme }: { raw: Raw; value: FormValue; programme: Programme }, response: Response): Promise<void> {
    const kind = value['what'] as IncidentKind;
    const refs = await this.chosen(choice);
    const foreseen = await foreseeIncident(this.db.manager, session.staff, { kind, value, refs }, sideBySide);
    const posted = [...carriedFilter(choice), ...refs.map((ref): [string, string] => ['ref', ref]), ...typed(raw)];
    const form = formOf(programme);
    sendPage(response, <IncidentPreviewPage frame={frameOf(programme)} session={session} form={form} value={value} foreseen={foreseen} posted={posted} once={randomUUID()} />);
  }

  private async begin(session: StaffSession, choice: IncidentChoice, { raw, value }: { raw: Raw; value: FormValue }, response: Response): Promise<void> {
    const once = textOf(raw[onceName]);
    const id = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(once) ? once : randomUUID();
    const order = { id, edition: choice.filter.edition, kind: value['what'] as IncidentKind, value, refs: await this.chosen(choice) };
    const begun = await startIncident(this.db, session.staff, order);
    if (begun) return response.redirect(303, `/staff/incidents/${id}`);
    await this.sendChoice(session, choice, { value, errors: [], sentences: ['None of the chosen exchanges would take this any more.'] }, response, 409);
  }

  /** Ticked exchanges that are open and of the edition; what somebody made up is left out. */
  private async chosen({ filter, ticked }: IncidentChoice): Promise<string[]> {
    const open = await choosableExchanges(this.db.manager, { edition: filter.edition, stages: [], country: '', visitFrom: '', visitUntil: '' });
    return open.map(({ ref }) => ref).filter((ref) => ticked?.has(ref));
  }

  private async problemOf(choice: IncidentChoice, value: FormValue, programme: Programme): Promise<string | undefined> {
    const { texts } = frameOf(programme);
    if ((choice.ticked?.size ?? 0) === 0) return 'Choose at least one exchange.';
    const today = localDay(programme.definition.zone, await editionNow(this.db.manager, choice.filter.edition));
    if (value['what'] === 'extend' && textOf(value['until']) <= today) return sayActRefusal(texts, 'not-later', programme.definition.brand.officePhone);
    return undefined;
  }

  private async withTicks(choice: IncidentChoice, act: 'all' | 'none'): Promise<IncidentChoice> {
    const shown = act === 'all' ? await this.shown(choice) : [];
    return { ...choice, ticked: new Set(shown.map(({ ref }) => ref)) };
  }

  private async shown({ filter, onlyRefused }: IncidentChoice): Promise<ChoosableExchange[]> {
    const found = await choosableExchanges(this.db.manager, filter);
    if (!onlyRefused || !filter.incident) return found;
    const refused = await refusedIn(this.db.manager, filter.incident);
    return found.filter(({ ref }) => refused.has(ref));
  }

  private async sendChoice(session: StaffSession, choice: IncidentChoice, state: ChoiceState, response: Response, status = 200): Promise<void> {
    const db = this.db.manager;
    const programme = await this.programme(choice);
    const shown = await this.shown(choice);
    const view = {
      frame: frameOf(programme),
      session,
      form: formOf(programme),
      choice: { ...choice, ticked: choice.ticked ?? new Set(shown.map(({ ref }) => ref)) },
      shown,
      state,
      zone: programme.definition.zone,
      countries: await hostCountries(db, choice.filter.edition),
      editions: await this.editions(),
      earlier: await latestIncidents(db, mostShown),
      carried: carriedFilter(choice),
    };
    sendPage(response, <IncidentChoicePage {...view} />, status);
  }

  private async programme({ filter }: IncidentChoice): Promise<Programme> {
    if (!(await this.db.manager.existsBy(EditionEntity, { id: filter.edition }))) throw new NotFoundException();
    return programmeOfEdition(this.db.manager, filter.edition);
  }

  private editions(): Promise<EditionEntity[]> {
    return this.db.manager.find(EditionEntity, { order: { rehearsal: 'ASC', createdAt: 'DESC', id: 'DESC' } });
  }

  private async defaultEdition(): Promise<string> {
    const [first] = await this.editions();
    if (!first) throw new NotFoundException();
    return first.id;
  }
}

function formOf({ definition }: Programme) {
  const form = definition.forms['incident'];
  if (!form) throw new Error('the programme has no form "incident"');
  return form;
}

/** The form's own fields as typed, to be sent along unseen. */
function typed(raw: Raw): [string, string][] {
  return ['what', 'until', 'reason', 'words'].flatMap((name): [string, string][] => (typeof raw[name] === 'string' ? [[name, raw[name]]] : []));
}
