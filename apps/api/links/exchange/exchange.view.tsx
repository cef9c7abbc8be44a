import type { DomainEvent } from '../../../../libs/contracts/dossier/index.js';
import type { OutboxEntity, PaymentEntity, PromptEntity, RecoveryEntity } from '../../../../libs/platform/db/entities/index.js';
import { visitOnlyFields } from '../../../../libs/domain/forms/visit-only.js';
import type { FormValue } from '../../../../libs/domain/forms/read-form.js';
import type { PromptPolicy } from '../../../../libs/domain/programme/definition.js';
import { isEnding } from '../../../../libs/domain/kinds/exchange/lifecycle.js';
import { parsePromptId } from '../../../../libs/domain/dossier/reference.js';
import { formatCents } from '../../../../libs/domain/money/cents.js';
import type { HandOverProposal } from '../../../../libs/dossier/people/hand-over-proposals.js';
import { say, sayMail, type TextCatalogue, type TextParams } from '../../../../libs/domain/texts/catalogue.js';
import { formatInstant } from '../../../../libs/domain/texts/say-values.js';
import { reservedFor, spokenParams, type SpokenAbout } from '../../../../libs/dossier/record/say-dossier.js';
import { textOf } from '../../../../libs/dossier/record/text-of.js';
import type { LetterData } from '../../../../libs/mail/letters/new-mail.js';
import { Card, Facts, Page, Timeline } from '../../../../libs/ui/index.js';
import { dutiesOf, StillToCome, VisitFacts } from './exchange-outlook.js';
import type { HistoryEntry } from './history.js';
import type { OpenExchange } from '../opening/open-exchange.js';
import { PausedNotice } from '../opening/paused-notice.js';

interface ExchangePageProps {
  open: OpenExchange;
  /** The secret part of the link by which the reader came. */
  token: string;
  history: readonly HistoryEntry[];
  tasks: readonly { prompt: PromptEntity; href: string }[];
  mails: readonly OutboxEntity[];
  payments: readonly PaymentEntity[];
  /** What the reader's side has to pay back. */
  recovery: RecoveryEntity | undefined;
  /** Colleagues from elsewhere whom the reader proposed. */
  proposals: readonly HandOverProposal[];
  /** Since when it is postponed. */
  pausedSince: string | undefined;
  /** Why it ends before its time. */
  stop: Extract<DomainEvent, { kind: 'stopped' }> | undefined;
  /** Open questions to colleagues on the reader's side. */
  ofColleagues: readonly PromptEntity[];
  /** Nobody gave the account of the reader's side yet. */
  bankMissing: boolean;
  /** The candidate can write the application before it is asked for. */
  writesAhead: boolean;
  /** The host has said yes. */
  isAgreed: boolean;
  isSigned: boolean;
  hasAgreement: boolean;
}

/** Where an exchange stands, who acts next and by when, what happened, and what was mailed to the reader. */
export function ExchangePage(props: ExchangePageProps) {
  const { open, history, token, isSigned, hasAgreement, pausedSince, stop } = props;
  const { record, frame, holder } = open;
  const { texts, brand } = frame;
  const { stage } = record.exchange;
  const params = spokenParams(record, texts.language);
  const title = say(texts, 'pages.exchange.title', params);
  const at = (instant: string): string => formatInstant(instant, holder.zone, texts.language);
  return (
    <Page brand={brand} texts={texts} title={title}>
      <h1>{title}</h1>
      <p class="lead">{say(texts, 'pages.exchange.intro')}</p>
      {pausedSince === undefined ? null : <PausedNotice open={open} since={pausedSince} />}
      <Card>
        <h2>{say(texts, 'pages.exchange.now')}</h2>
        <p>
          <span class="tag">{say(texts, `stages.${stage}.name`)}</span>
        </p>
        <p>{say(texts, `stages.${stage}.explain`, params)}</p>
        {stage === 'settling' && stop ? (
          <p>{say(texts, 'pages.exchange.settlement', { rule: say(texts, `settlementRules.${open.definition.settlement[stop.reason]}`) })}</p>
        ) : null}
        <h3>{say(texts, 'pages.exchange.waiting')}</h3>
        <Waiting {...props} />
        <Proposals {...props} />
      </Card>
      <Left {...props} />
      {isEnding(stage) ? null : (
        <p>
          <a href={`/l/${token}/changed`}>{say(texts, 'pages.exchange.somethingChanged')}</a>
        </p>
      )}
      <VisitFacts {...props} />
      <Money {...props} />
      {isSigned ? <NeedsOfGuests open={open} /> : null}
      {hasAgreement ? (
        <>
          <h2>{say(texts, 'pages.exchange.documents')}</h2>
          <ul>
            <li>
              <a href={`/l/${token}/agreement`}>{say(texts, 'pages.agreement.title')}</a>
            </li>
            {isSigned ? (
              <li>
                <a href={`/l/${token}/visit.ics`}>{say(texts, 'pages.exchange.calendar')}</a>
              </li>
            ) : null}
          </ul>
        </>
      ) : null}
      <StillToCome open={open} />
      {history.length === 0 ? null : (
        <>
          <h2>{say(texts, 'pages.exchange.history')}</h2>
          <Timeline entries={history.map((entry) => ({ when: at(entry.at), instant: entry.at, text: entry.text }))} />
        </>
      )}
      <Mails {...props} />
    </Page>
  );
}

/** What the reader's side still has to do: the reader's own questions with their links, those of colleagues without. */
function Left(props: ExchangePageProps) {
  const { open, tasks, ofColleagues, token, writesAhead } = props;
  const { record, frame, holder, prompt: own } = open;
  const { texts } = frame;
  const question = (prompt: PromptEntity): string => say(texts, `prompts.${prompt.kind}.question`, spokenParams(record, texts.language, aboutOf(props, prompt)));
  const by = (prompt: PromptEntity): string => say(texts, 'pages.question.answerBy', { due: formatInstant(prompt.dueAt, holder.zone, texts.language) });
  const colleague = ({ contactId }: PromptEntity): string => Object.values(record.parties[own.party]?.contacts ?? {}).find(({ id }) => id === contactId)?.name ?? '';
  const duties = dutiesOf(open, props);
  const hasQuestions = tasks.length + ofColleagues.length > 0 || writesAhead;
  if (!hasQuestions && duties.length === 0) return null;
  return (
    <>
      <h2>{say(texts, 'pages.exchange.left')}</h2>
      {hasQuestions ? (
        <ul>
          {writesAhead ? (
            <li>
              <a href={`/l/${token}/application`}>{say(texts, 'pages.ahead.link')}</a>
            </li>
          ) : null}
          {tasks.map(({ prompt, href }) => (
            <li>
              <a href={href}>{question(prompt)}</a> {by(prompt)}
            </li>
          ))}
          {ofColleagues.map((prompt) => (
            <li>
              {colleague(prompt)}: {question(prompt)} {by(prompt)}
            </li>
          ))}
        </ul>
      ) : null}
      {duties.map((duty) => (
        <p>{duty}</p>
      ))}
    </>
  );
}

/** What the host has to know of its guests, such as access needs: for whoever manages the visit there, as long as it is kept. */
function NeedsOfGuests({ open: { record, definition, frame: { texts }, prompt, holder } }: Pick<ExchangePageProps, 'open'>) {
  const slots = Object.entries(record.parties[prompt.party]?.contacts ?? {}).flatMap(([slot, contact]) => (contact.id === holder.id ? [slot] : []));
  const content = record.plan.content as FormValue;
  const shown = visitOnlyFields(definition)
    .filter(({ kind, readers }) => !isAskedOf(definition.prompts[kind], prompt.party) && readers.some((reader) => slots.includes(reader)))
    .map(({ label, key }) => ({ label: say(texts, label, spokenParams(record, texts.language)), value: textOf(content[key]) }))
    .filter(({ value }) => value !== '');
  if (shown.length === 0) return null;
  return (
    <>
      <h2>{say(texts, 'pages.exchange.needs')}</h2>
      <Facts rows={shown} />
    </>
  );
}

function isAskedOf({ to }: PromptPolicy, party: string): boolean {
  return 'party' in to && to.party === party;
}

/** A proposed hand-over is answered here: no mail tells of it. */
function Proposals({ open: { frame: { texts, brand }, holder }, proposals }: ExchangePageProps) {
  return (
    <>
      {proposals.map(({ state, name, email, slot, at }) => (
        <p>
          {say(texts, `pages.exchange.proposals.${state}`, {
            name,
            email,
            slot: say(texts, `slots.${slot}`),
            at: formatInstant(at, holder.zone, texts.language),
            phone: brand.officePhone,
          })}
        </p>
      ))}
    </>
  );
}

function Waiting(props: ExchangePageProps) {
  const { record, frame, prompt: own } = props.open;
  const { texts } = frame;
  const concerning = record.exchange.waitingFor
    .map(({ prompt, dueAt }) => ({ ...parsePromptId(prompt), dueAt }))
    .filter(({ kind, party }) => party === own.party || (kind !== 'repayment' && kind !== 'recovery'));
  if (concerning.length === 0) return <p>{say(texts, 'pages.exchange.waitingForNobody')}</p>;
  return (
    <ul>
      {concerning.map((each) => {
        const params = spokenParams(record, texts.language, aboutOf(props, each));
        return (
          <li>
            {say(texts, `prompts.${each.kind}.waiting`, params)} {props.pausedSince === undefined ? <span class="small">{say(texts, `prompts.${each.kind}.onSilence`, params)}</span> : null}
          </li>
        );
      })}
    </ul>
  );
}

function Money({ open, payments }: ExchangePageProps) {
  const { record, frame, prompt, holder } = open;
  const { texts } = frame;
  const paid = payments.map((payment) => ({
    label: say(texts, 'prompts.booking.history.booked', {
      ...spokenParams(record, texts.language, { party: payment.party, cents: payment.cents }),
      by: '',
    }),
    value: payment.bookedAt ? formatInstant(payment.bookedAt, holder.zone, texts.language) : '',
  }));
  return (
    <>
      <h2>{say(texts, 'pages.exchange.money')}</h2>
      <Facts rows={[{ label: say(texts, `parties.${prompt.party}`), value: say(texts, 'words.upTo', { amount: formatCents(reservedFor(record, prompt.party), texts.language) }) }, ...paid]} />
    </>
  );
}

function Mails({ open, mails }: ExchangePageProps) {
  const { frame, holder } = open;
  const { texts, brand } = frame;
  const sent = mails.filter((mail) => mail.sentAt !== null);
  if (sent.length === 0) return null;
  const office = { programme: brand.programmeName, office: brand.officeName, phone: brand.officePhone, name: holder.name };
  return (
    <>
      <h2>{say(texts, 'pages.exchange.mails')}</h2>
      <Facts
        rows={sent.map((mail) => ({
          label: formatInstant(mail.plannedAt, holder.zone, texts.language),
          value: subjectOf(texts, mail, office),
        }))}
      />
    </>
  );
}

/** The subject as it was mailed; a code stays in its mail. */
function subjectOf(texts: TextCatalogue, mail: OutboxEntity, office: TextParams): string {
  const { params, variant } = mail.data as unknown as LetterData;
  const shown = mail.kind === 'code' ? { ...params, code: '••••••' } : params;
  return sayMail(texts, mail.kind, variant, { ...office, ...shown }).subject;
}

/** What a sentence about a question names: its party, its date, and the amount where money is to be paid back. */
function aboutOf({ open, recovery }: ExchangePageProps, { kind, party, dueAt }: Pick<PromptEntity, 'kind' | 'party' | 'dueAt'>): SpokenAbout {
  const askedBack = recovery && (kind === 'repayment' || kind === 'recovery') ? { cents: recovery.cents } : {};
  return { ...(party === '-' ? {} : { party }), due: { at: dueAt, zone: open.holder.zone }, ...askedBack };
}
