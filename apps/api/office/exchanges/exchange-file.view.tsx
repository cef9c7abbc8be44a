import type { ActEntity, AddressProblemEntity, ConversationEntity, PaymentEntity, RecoveryEntity } from '../../../../libs/platform/db/entities/index.js';
import type { OpenPrompt } from '../../../../libs/contracts/dossier/index.js';
import { parsePromptId } from '../../../../libs/domain/dossier/reference.js';
import { formatCents } from '../../../../libs/domain/money/cents.js';
import type { FormValue } from '../../../../libs/domain/forms/read-form.js';
import { visitOnlyFields } from '../../../../libs/domain/forms/visit-only.js';
import { has, say } from '../../../../libs/domain/texts/catalogue.js';
import { formatInstant } from '../../../../libs/domain/texts/say-values.js';
import type { DossierRecord } from '../../../../libs/dossier/record/dossier-record.js';
import { nameOfParty, spokenParams } from '../../../../libs/dossier/record/say-dossier.js';
import { textOf } from '../../../../libs/dossier/record/text-of.js';
import { Actions, Card, dayRangeText, Facts, Form, Notice, Table, Timeline, type Html } from '../../../../libs/ui/index.js';
import type { HistoryEntry, SentMail, Standing } from '../../../../libs/dossier/record/dossier-file.js';
import type { StaffSession } from '../../../../libs/staff/sign-in/sessions.js';
import type { Frame } from '../../http/site.js';
import { csrfName } from '../access/session.guard.js';
import { AddressProblem, Conversation } from './conversation.view.js';
import type { HandOverProposal } from '../../../../libs/dossier/people/hand-over-proposals.js';
import { ActLinks, OpenActs, Proposals, Recoveries, Related } from './exchange-acts.view.js';
import { historyLine } from './history-line.js';
import { StaffPage } from '../frame/staff-page.view.js';

/** Everything that the office sees of one exchange. */
export interface ExchangeFileView {
  frame: Frame;
  session: StaffSession;
  record: DossierRecord;
  standing: Standing;
  history: readonly HistoryEntry[];
  people: ReadonlyMap<string, string>;
  mails: readonly SentMail[];
  payments: readonly PaymentEntity[];
  /** What was done beside answering, to the exchange and its corrections. */
  acts: readonly ActEntity[];
  recoveries: readonly RecoveryEntity[];
  /** The exchange and its corrections. */
  family: readonly string[];
  /** Hand-overs to somebody elsewhere that wait for the office. */
  proposals: readonly HandOverProposal[];
  /** What came in by mail about the exchange and its corrections, the oldest first. */
  conversation: readonly ConversationEntity[];
  /** By contact id. */
  addressProblems: ReadonlyMap<string, AddressProblemEntity>;
  news?: string | undefined;
}

/** One exchange: who, where it stands, whom it waits for, what happened, what was mailed, what is paid. */
export function ExchangeFilePage(view: ExchangeFileView) {
  const { frame, session, record, standing, mails, payments, news } = view;
  const { texts } = frame;
  const { ref } = record.exchange;
  const stage = standing.source === 'live' ? standing.state.stage : record.exchange.stage;
  const params = spokenParams(record, texts.language);
  return (
    <StaffPage frame={frame} title={ref} session={session} wide>
      <h1>{say(texts, 'pages.exchange.title', { ...params })}</h1>
      {news === undefined ? null : (
        <Notice>
          <p>{news}</p>
        </Notice>
      )}
      <Parked view={view} />
      <Related view={view} />
      <Proposals view={view} />
      <Card>
        <h2>
          {say(texts, `stages.${stage}.name`)} {isPaused(view) ? <span class="tag">postponed</span> : null}
        </h2>
        <p>{say(texts, `stages.${stage}.explain`, params)}</p>
        <Facts
          rows={[
            { label: 'Visit', value: dayRangeText(record.plan.firstDay, record.plan.lastDay, texts.language) },
            { label: 'Theme', value: params.theme },
            ...needsOfTheVisit(view),
            { label: 'Next by itself', value: nextByItself(view) },
            { label: 'As of', value: asOf(view) },
          ]}
        />
      </Card>
      <h2>{say(texts, 'pages.exchange.waiting')}</h2>
      <Waiting view={view} />
      <ActLinks view={view} stage={stage} />
      <OpenActs view={view} />
      <Conversation view={view} />
      <h2>Parties</h2>
      <Parties view={view} />
      <h2>Payments</h2>
      {payments.length === 0 ? (
        <p>None yet.</p>
      ) : (
        <Table
          caption="Payments"
          head={[{ label: 'Payee' }, { label: 'Amount', num: true }, { label: 'State' }, { label: 'Run' }]}
          rows={payments.map(({ party, cents, status, runId }) => [
            nameOfParty(record, party),
            `€ ${formatCents(cents, texts.language)}`,
            status,
            runId === null ? '' : <a href={`/staff/runs/${runId}`}>{runId.slice(runId.lastIndexOf('/') + 1)}</a>,
          ])}
        />
      )}
      <Recoveries view={view} />
      <h2>Mails</h2>
      <Mails view={view} mails={mails} />
      <h2>{say(texts, 'pages.exchange.history')}</h2>
      <History view={view} />
    </StaffPage>
  );
}

/** What is kept for the visit only, for those of the office who may read it. */
function needsOfTheVisit({ frame: { texts }, session, record }: ExchangeFileView): { label: string; value: string }[] {
  const { definition } = record.programme;
  const content = record.plan.content as FormValue;
  const readable = visitOnlyFields(definition).filter(({ readers }) => session.staff.roles.some((role) => readers.includes(role)));
  return readable
    .map(({ label, key }) => ({ label: say(texts, label, spokenParams(record, texts.language)), value: textOf(content[key]) }))
    .filter(({ value }) => value !== '');
}

/** A step that cannot be written down stops the exchange until somebody asks for another try. */
function Parked({ view: { standing, session, record } }: { view: ExchangeFileView }) {
  const parked = standing.source === 'live' ? standing.state.parked : undefined;
  if (!parked) return null;
  const mayRetry = session.staff.roles.some((role) => role === 'coordinator' || role === 'lead');
  return (
    <Notice tone="warn" title="This exchange is stopped">
      <p>
        Step {parked.seq} could not be written down ({parked.code}). Nothing is lost; it goes on once the cause is mended and the step is
        tried again.
      </p>
      {mayRetry ? (
        <Form action={`/staff/exchanges/${record.exchange.ref}/retry-step`} hidden={{ [csrfName]: session.csrfToken }}>
          <Actions>
            <button type="submit">Try the step again</button>
          </Actions>
        </Form>
      ) : null}
    </Notice>
  );
}

function Waiting({ view }: { view: ExchangeFileView }) {
  const { frame, record } = view;
  const { texts } = frame;
  const open = waitingFor(view);
  if (open.length === 0) return <p>{say(texts, 'pages.exchange.waitingForNobody')}</p>;
  const line = ({ prompt, dueAt, escalated }: OpenPrompt): Html => {
    const { kind, party, slot } = parsePromptId(prompt);
    const zone = record.programme.definition.zone;
    const params = spokenParams(record, texts.language, { ...(party !== '-' && { party }), ...(dueAt && { due: { at: dueAt, zone } }) });
    const isStaff = has(texts, `roles.${slot}`);
    return (
      <>
        {isStaff ? <a href={`/staff/questions/${prompt}`}>{say(texts, `prompts.${kind}.waiting`, params)}</a> : say(texts, `prompts.${kind}.waiting`, params)}
        {escalated ? <span class="tag">past its date</span> : null}
        <div class="small">{say(texts, `prompts.${kind}.onSilence`, params)}</div>
      </>
    );
  };
  return (
    <ul>
      {open.map((prompt) => (
        <li>{line(prompt)}</li>
      ))}
    </ul>
  );
}

function Parties({ view }: { view: ExchangeFileView }) {
  const { frame, record } = view;
  const { texts } = frame;
  return (
    <div class="columns">
      {Object.values(record.parties).map(({ id, organisation, hub, contacts }) => (
        <Card>
          <h2>{say(texts, `parties.${id}`)}</h2>
          <Facts
            rows={[
              { label: 'Hub', value: hub ? `${hub.name}, ${hub.city}` : 'not known yet' },
              { label: 'Organisation', value: organisation?.legalName ?? '' },
              ...Object.entries(contacts).map(([slot, contact]) => ({
                label: say(texts, `slots.${slot}`),
                value: (
                  <>
                    {[contact.name, contact.email, contact.phone].filter(Boolean).join(', ')}
                    <AddressProblem view={view} contact={contact} />
                    <LinksAnew view={view} contactId={contact.id} />
                  </>
                ),
              })),
            ]}
          />
        </Card>
      ))}
    </div>
  );
}

/** For links that got into wrong hands. */
function LinksAnew({ view: { session, record }, contactId }: { view: ExchangeFileView; contactId: string }) {
  if (!session.staff.roles.some((role) => role === 'coordinator' || role === 'lead')) return null;
  return (
    <Form action={`/staff/exchanges/${encodeURIComponent(record.exchange.ref)}/links-anew`} hidden={{ [csrfName]: session.csrfToken, contact: contactId }}>
      <button class="quiet" type="submit">
        Revoke links and send new ones
      </button>
    </Form>
  );
}

function Mails({ view: { frame, record }, mails }: { view: ExchangeFileView; mails: readonly SentMail[] }) {
  const { language } = frame.texts;
  const { zone } = record.programme.definition;
  if (mails.length === 0) return <p>None yet.</p>;
  const counts = [...Map.groupBy(mails, ({ status }) => status)].map(([status, own]) => `${own.length} ${status}`);
  return (
    <>
      <p>{counts.join(', ')}.</p>
      <Table
        caption="Mails"
        head={[{ label: 'Mail' }, { label: 'To' }, { label: 'State' }, { label: 'When' }, { label: 'Link' }]}
        rows={mails.map((mail) => [
          mail.kind,
          mail.recipient,
          [mail.status, mail.status === 'sent' ? '' : mail.lastCode, mail.attempts > 1 ? `${mail.attempts} tries` : ''].filter(Boolean).join(', '),
          formatInstant(mail.sentAt ?? mail.notBefore, zone, language),
          mail.hasLink ? 'hidden' : '',
        ])}
      />
    </>
  );
}

function History({ view: { frame, record, history, people, acts, recoveries } }: { view: ExchangeFileView }) {
  const { texts } = frame;
  const { zone } = record.programme.definition;
  const words = { texts, record, people, recoveries, acts: new Map(acts.map((act) => [act.id, act])) };
  const lines = history.flatMap((entry) => {
    const text = historyLine(entry, words);
    const when = formatInstant(entry.at, zone, texts.language);
    return text === undefined ? [] : [{ when, instant: entry.at, text, ...(entry.ref !== record.exchange.ref && { detail: entry.ref }) }];
  });
  return lines.length === 0 ? <p>Nothing yet.</p> : <Timeline entries={lines} />;
}

function isPaused({ standing, record }: ExchangeFileView): boolean {
  return standing.source === 'live' ? standing.state.paused : record.exchange.paused;
}

function waitingFor({ standing, record }: ExchangeFileView): OpenPrompt[] {
  const known = record.exchange.waitingFor;
  if (standing.source === 'read-model') return known;
  return standing.state.open.map(({ prompt, dueAt = '', closesAt = '' }) => ({
    prompt,
    dueAt,
    closesAt,
    escalated: known.find((each) => each.prompt === prompt)?.escalated ?? false,
  }));
}

function nextByItself({ standing, record, frame }: ExchangeFileView): string {
  const at = standing.source === 'live' ? standing.state.wakeAt : record.exchange.wakeAt;
  return at ? formatInstant(at, record.programme.definition.zone, frame.texts.language) : '';
}

/** The page says who it has its knowledge from. */
function asOf({ standing, record, frame }: ExchangeFileView): string {
  if (standing.source === 'live') return 'this moment (the exchange itself)';
  return `${formatInstant(record.exchange.updatedAt, record.programme.definition.zone, frame.texts.language)} (its last published step)`;
}
