import type { PaymentEntity, PaymentRunEntity } from '../../../../libs/platform/db/entities/index.js';
import type { FieldError } from '../../../../libs/domain/forms/field-errors.js';
import { formatCents } from '../../../../libs/domain/money/cents.js';
import type { Section } from '../../../../libs/domain/sections/section.js';
import { say } from '../../../../libs/domain/texts/catalogue.js';
import { sayFieldError } from '../../../../libs/domain/texts/say-values.js';
import type { FactDifference, Seen } from '../../../../libs/dossier/seen/facts-seen.js';
import { seenInputs } from '../../../../libs/dossier/seen/read-seen.js';
import { runTitle, totalOf, type RunBooking, type RunPage as RunPageData, type RunPayment } from '../../../../libs/office/payment-runs/run-page.js';
import { Actions, Card, Facts, Form, Notice, Sections } from '../../../../libs/ui/index.js';
import type { StaffSession } from '../../../../libs/staff/sign-in/sessions.js';
import type { Frame } from '../../http/site.js';
import { csrfName } from '../access/session.guard.js';
import { FactsChanged } from '../frame/facts-changed.view.js';
import { SignInFirst } from '../frame/sign-in.view.js';
import { staffPlaces } from '../frame/staff-places.js';
import { StaffPage } from '../frame/staff-page.view.js';

/** What came of the last click on a run's page. */
export interface RunNews {
  decided?: { payment: string; choice: string; arrived: boolean };
  /** Somebody else was first. */
  other?: string;
  refused?: { payment: string; sentences: readonly string[]; errors: readonly FieldError[] };
  /** Other facts count now than those that were shown: nothing was done. */
  changed?: readonly FactDifference[];
  /** What was typed for a payment, to stand there again. */
  typed?: { payment: string; reason: string };
  statement?: { errors: readonly FieldError[]; date: string; bankReference: string };
  booked?: { marked: number; before: number; left: readonly string[] };
  nothingApproved?: boolean;
}

interface RunPageProps {
  frame: Frame;
  session: StaffSession;
  page: RunPageData;
  news: RunNews;
}

/** A payment run: each payment with what it is approved by, then the one act that marks it as booked. */
export function RunPage({ frame, session, page, news }: RunPageProps) {
  const { title, sections, payments, booking } = page;
  const isRefused = news.refused !== undefined || news.statement !== undefined || news.changed !== undefined;
  return (
    <StaffPage frame={frame} title={title} session={session} wide refused={isRefused}>
      <h1>{title}</h1>
      <News frame={frame} news={news} />
      <FactsChanged difference={news.changed} />
      <Sections sections={sections} places={staffPlaces(frame.texts.language, session)} />
      {payments.map((payment) => (
        <PaymentCard frame={frame} session={session} run={page.run} listed={payment} news={news} />
      ))}
      {booking === undefined ? null : <BookForm frame={frame} session={session} run={page.run} booking={booking} news={news} />}
    </StaffPage>
  );
}

/** What the mailed link shows to whoever is not signed in: how much, and no account. */
export function RunLinkPage({
  frame,
  run,
  payments,
  signedInPath,
}: {
  frame: Frame;
  run: PaymentRunEntity;
  payments: readonly PaymentEntity[];
  signedInPath?: string | undefined;
}) {
  const { texts } = frame;
  const title = runTitle(texts, run);
  const total = totalOf(payments);
  return (
    <StaffPage frame={frame} title={title}>
      <h1>{title}</h1>
      <Card>
        <Facts
          rows={[
            { label: 'Payments', value: String(payments.length) },
            { label: 'Total', value: say(texts, 'words.euro', { amount: formatCents(total, texts.language) }) },
            { label: 'Booked', value: String(payments.filter((payment) => payment.status === 'booked').length) },
          ]}
        />
      </Card>
      <SignInFirst frame={frame} signedInPath={signedInPath} />
    </StaffPage>
  );
}

/** Every run, the newest first. */
export function RunsPage({ frame, session, sections }: { frame: Frame; session: StaffSession; sections: readonly Section[] }) {
  const { texts } = frame;
  const title = say(texts, 'pages.staff.payments');
  return (
    <StaffPage frame={frame} title={title} session={session} wide>
      <h1>{title}</h1>
      <p>{say(texts, 'pages.staff.paymentsIntro')}</p>
      <Sections sections={sections} places={staffPlaces(texts.language, session)} />
    </StaffPage>
  );
}

function PaymentCard({ frame, session, run, listed, news }: Pick<RunPageProps, 'frame' | 'session' | 'news'> & { run: PaymentRunEntity; listed: RunPayment }) {
  const { texts } = frame;
  const { payment, sections, approval, refusal } = listed;
  // While the exchange is taking the decision, the list still shows the state before it.
  const justDecided = news.decided?.payment === payment.id;
  return (
    <>
      <Sections sections={sections} places={staffPlaces(texts.language, session)} />
      {refusal === undefined ? null : <p class="error">{refusal}</p>}
      {approval === undefined || justDecided ? null : <ApproveForm frame={frame} session={session} run={run} payment={payment} seen={approval.seen} news={news} />}
    </>
  );
}

function ApproveForm({ frame: { texts }, session, run, payment, seen, news }: Pick<RunPageProps, 'frame' | 'session' | 'news'> & { run: PaymentRunEntity; payment: PaymentEntity; seen: Seen }) {
  const reasonError = news.refused?.payment === payment.id ? news.refused.errors.find((error) => error.field === 'reason') : undefined;
  const reasonId = `reason-${payment.id.replaceAll('/', '-')}`;
  const typed = news.typed?.payment === payment.id ? news.typed.reason : '';
  return (
    <Form action={`/staff/runs/${run.id}/payments`} hidden={[[csrfName, session.csrfToken], ['payment', payment.id], ...seenInputs(seen)]}>
      <div class={reasonError ? 'field bad' : 'field'}>
        <label for={reasonId}>
          Reason <span class="mark">(needed to send it back)</span>
        </label>
        {reasonError ? <p class="error">{sayFieldError(texts, reasonError)}</p> : null}
        <input type="text" id={reasonId} name="reason" value={typed} maxlength={2000} />
      </div>
      <Actions>
        <button type="submit" name="choice" value="approve">
          {say(texts, 'forms.approve-payment.fields.choice.options.approve')}
        </button>
        <button class="quiet" type="submit" name="choice" value="return">
          {say(texts, 'forms.approve-payment.fields.choice.options.return')}
        </button>
      </Actions>
    </Form>
  );
}

function BookForm({ frame, session, run, booking, news }: Pick<RunPageProps, 'frame' | 'session' | 'news'> & { run: PaymentRunEntity; booking: RunBooking }) {
  const { texts } = frame;
  const typed = news.statement;
  const field = (key: 'date' | 'bankReference', type: string, value: string) => {
    const error = typed?.errors.find((each) => each.field === key);
    return (
      <div class={error ? 'field bad' : 'field'}>
        <label for={`f-${key}`}>{say(texts, `forms.booking.fields.${key}.label`, nothingSaid)}</label>
        {error ? <p class="error">{sayFieldError(texts, error)}</p> : null}
        <input class="narrow" type={type} id={`f-${key}`} name={key} value={value} maxlength={35} />
      </div>
    );
  };
  return (
    <Card>
      <h2>Mark the run as booked</h2>
      <p>{booking.sentence}</p>
      <Form action={`/staff/runs/${run.id}/booked`} hidden={[[csrfName, session.csrfToken], ...seenInputs(booking.seen)]}>
        {field('date', 'date', typed?.date ?? booking.today)}
        {field('bankReference', 'text', typed?.bankReference ?? '')}
        <Actions>
          <button type="submit">Mark the run as booked</button>
        </Actions>
      </Form>
    </Card>
  );
}

function News({ frame, news }: { frame: Frame; news: RunNews }) {
  const { texts } = frame;
  if (news.decided) {
    const receipt = say(texts, `prompts.approve-payment.receipts.${news.decided.choice}`, { ...nothingSaid, by: '' });
    return (
      <Notice tone="good">
        <p>{receipt}</p>
        {news.decided.arrived ? null : <p>{say(texts, 'pages.receipt.received')}</p>}
      </Notice>
    );
  }
  if (news.booked) {
    const { marked, before, left } = news.booked;
    return (
      <Notice tone={left.length > 0 ? 'warn' : 'good'}>
        <p>
          {marked} marked as booked now{before > 0 ? `, ${before} before` : ''}.
        </p>
        {left.map((sentence) => (
          <p>{sentence}</p>
        ))}
      </Notice>
    );
  }
  const sentencesSaid = [
    ...(news.other ? ['Somebody else has decided this payment meanwhile.'] : []),
    ...(news.nothingApproved ? ['No payment of this run is approved yet.'] : []),
    ...(news.refused?.sentences ?? []),
    ...(news.refused?.errors.map((error) => sayFieldError(texts, error)) ?? []),
    ...(news.statement?.errors.map((error) => sayFieldError(texts, error)) ?? []),
  ];
  if (sentencesSaid.length === 0) return null;
  return (
    <section class="problems" role="alert">
      <ul>
        {sentencesSaid.map((sentence) => (
          <li>{sentence}</li>
        ))}
      </ul>
    </section>
  );
}

/** Sentences of a run speak of no single exchange. */
const nothingSaid = { reference: '', visitingHub: '', hostingHub: '', firstDay: '', lastDay: '', theme: '', party: '', due: '', amount: '' };
