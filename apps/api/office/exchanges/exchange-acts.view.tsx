import type { ActEntity } from '../../../../libs/platform/db/entities/index.js';
import { sayActRefusal } from '../../../../libs/acts/office/act-desk.js';
import { actingRoles, correctingRoles, staffActs, type StaffAct } from '../../../../libs/acts/office/may-act.js';
import { isEnding, type Stage } from '../../../../libs/domain/kinds/exchange/lifecycle.js';
import { formatCents } from '../../../../libs/domain/money/cents.js';
import { say, type TextCatalogue } from '../../../../libs/domain/texts/catalogue.js';
import { formatInstant } from '../../../../libs/domain/texts/say-values.js';
import { nameOfParty } from '../../../../libs/dossier/record/say-dossier.js';
import { Actions, actName, Form, Notice, Table } from '../../../../libs/ui/index.js';
import { csrfName } from '../access/session.guard.js';
import type { ExchangeFileView } from './exchange-file.view.js';

/** What staff may do to the exchange as it stands. */
export function ActLinks({ view, stage }: { view: ExchangeFileView; stage: Stage }) {
  const { frame, session, record, standing } = view;
  const { texts } = frame;
  const paused = standing.source === 'live' ? standing.state.paused : record.exchange.paused;
  const offered = staffActs.filter((act) => isOffered(act, stage, paused) && session.staff.roles.some((role) => rolesOf(act).includes(role)));
  if (offered.length === 0) return null;
  return (
    <>
      <h2>{say(texts, 'pages.staffActions.title', { reference: record.exchange.ref })}</h2>
      <div class="actions">
        {offered.map((act) => (
          <a class="button quiet" href={`/staff/exchanges/${record.exchange.ref}/acts/${act}`}>
            {say(texts, `pages.staffActions.${act}`)}
          </a>
        ))}
      </div>
    </>
  );
}

function rolesOf(act: StaffAct): readonly string[] {
  return act === 'correct' ? correctingRoles : actingRoles;
}

/** Acts that make no sense as it stands are left out; what the exchange refuses for another reason is said when it is tried. */
function isOffered(act: StaffAct, stage: Stage, paused: boolean): boolean {
  if (act === 'correct') return stage === 'completed';
  if (isEnding(stage)) return false;
  if (act === 'pause') return !paused;
  return act !== 'resume' || paused;
}

/** Acts that are on their way to the exchange, and those that it refused. */
export function OpenActs({ view: { frame, record, acts, people } }: { view: ExchangeFileView }) {
  const { texts, brand } = frame;
  const shown = acts.filter(({ ref, status }) => ref === record.exchange.ref && status !== 'done');
  if (shown.length === 0) return null;
  return (
    <>
      <h3>On its way, or refused</h3>
      <Table
        caption="On its way, or refused"
        head={[{ label: 'What' }, { label: 'By' }, { label: 'When' }, { label: 'State' }]}
        rows={shown.map((act) => [
          nameOfAct(texts, act),
          people.get(act.by) ?? '',
          formatInstant(act.at, record.programme.definition.zone, texts.language),
          act.status === 'received' ? say(texts, 'pages.incident.rowWaiting') : say(texts, 'pages.incident.rowRefused', { reason: sayActRefusal(texts, act.code ?? '', brand.officePhone) }),
        ])}
      />
    </>
  );
}

function nameOfAct(texts: TextCatalogue, { kind, input }: ActEntity): string {
  const { ending } = input as { ending?: unknown };
  if (kind === 'stop') return say(texts, ending === 'withdrawn' ? 'forms.withdraw.title' : 'pages.staffActions.cancel', emptyParams);
  return say(texts, `pages.staffActions.${kind}`);
}

const emptyParams = { reference: '', visitingHub: '', hostingHub: '', firstDay: '', lastDay: '', theme: '', party: '', due: '', amount: '' };

/** The exchange that this one corrects, and its corrections. */
export function Related({ view: { family, record } }: { view: ExchangeFileView }) {
  const others = family.filter((ref) => ref !== record.exchange.ref);
  if (others.length === 0) return null;
  return (
    <Notice title={record.exchange.corrects ? `A correction of ${record.exchange.corrects}` : 'Opened again to correct an amount'}>
      <p>
        {others.map((ref, n) => (
          <>
            {n > 0 ? ', ' : ''}
            <a href={`/staff/exchanges/${ref}`}>{ref}</a>
          </>
        ))}
      </p>
    </Notice>
  );
}

/** Colleagues whom a contact named, and whose address is not one of the organisation's. */
export function Proposals({ view: { proposals, session, record, people, frame } }: { view: ExchangeFileView }) {
  if (proposals.length === 0) return null;
  const mayDecide = session.staff.roles.some((role) => actingRoles.includes(role));
  return (
    <>
      {proposals.map(({ id, party, slot, name, email, message, by }) => (
        <Notice tone="warn" title="A hand-over waits for you">
          <p>
            {people.get(by) ?? 'Somebody'} would like to hand over at {nameOfParty(record, party)} ({say(frame.texts, `slots.${slot}`)}) to {name},{' '}
            {email}. This address is not one of the organisation’s.
          </p>
          {message ? <p class="said">{message}</p> : null}
          {mayDecide ? (
            <Form action={`/staff/exchanges/${record.exchange.ref}/hand-overs/${id}`} hidden={{ [csrfName]: session.csrfToken }} enter={{ name: actName, value: 'none' }}>
              <Actions>
                <button type="submit" name={actName} value="approve">
                  Approve
                </button>
                <button class="quiet" type="submit" name={actName} value="decline">
                  Leave it as it is
                </button>
              </Actions>
            </Form>
          ) : null}
        </Notice>
      ))}
    </>
  );
}

/** Money that a party has to pay back. */
export function Recoveries({ view: { recoveries, record, frame } }: { view: ExchangeFileView }) {
  if (recoveries.length === 0) return null;
  const { texts } = frame;
  return (
    <Table
      caption="Paid back"
      head={[{ label: 'Pays back' }, { label: 'Amount', num: true }, { label: 'State' }, { label: 'Exchange' }]}
      rows={recoveries.map(({ party, cents, status, ref }) => [
        nameOfParty(record, party),
        say(texts, 'words.euro', { amount: formatCents(cents, texts.language) }),
        status,
        <a href={`/staff/exchanges/${ref}`}>{ref}</a>,
      ])}
    />
  );
}
