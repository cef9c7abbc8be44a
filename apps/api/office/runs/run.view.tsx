import type { PaymentEntity, PaymentRunEntity } from '../../../../libs/platform/db/entities/index.js';
import type { FieldError } from '../../../../libs/domain/forms/field-errors.js';
import { formatCents } from '../../../../libs/domain/money/cents.js';
import type { Definition } from '../../../../libs/domain/programme/definition.js';
import { say } from '../../../../libs/domain/texts/catalogue.js';
import { formatDay, formatInstant, sayFieldError } from '../../../../libs/domain/texts/say-values.js';
import { Actions, Card, Facts, Form, Notice, Table } from '../../../../libs/ui/index.js';
import { accountFor, type ListedPayment } from '../../../../libs/money/payments/payment-list.js';
import type { StaffSession } from '../../../../libs/staff/sign-in/sessions.js';
import type { Frame } from '../../http/site.js';
import { csrfName } from '../access/session.guard.js';
import { Explanation } from '../questions/question-context.js';
import { SignInFirst } from '../frame/sign-in.view.js';
import { StaffPage } from '../frame/staff-page.view.js';

/** What came of the last click on a run's page. */
export interface RunNews {
  decided?: { payment: string; choice: string; arrived: boolean };
  /** Somebody else was first. */
  other?: string;
  refused?: { payment: string; sentences: readonly string[]; errors: readonly FieldError[] };
  statement?: { errors: readonly FieldError[]; date: string; bankReference: string };
  booked?: { marked: number; before: number; left: readonly string[] };
  nothingApproved?: boolean;
}

interface RunPageProps {
  frame: Frame;
  session: StaffSession;
  run: PaymentRunEntity;
  payments: readonly ListedPayment[];
  bookedBy: string;
  definition: Definition;
  zone: string;
  /** Local day of the edition's clock: what the booking date begins with. */
  today: string;
  news: RunNews;
}

/** A payment run: each payment with what it is approved by, then the one act that marks it as booked. */
export function RunPage({ frame, session, run, payments, bookedBy, definition, zone, today, news }: RunPageProps) {
  const { texts } = frame;
  const { language } = texts;
  const title = titleOf(frame, run);
  const total = totalOf(payments.map(({ payment }) => payment));
  const approved = payments.filter(({ payment }) => payment.status === 'approved');
  return (
    <StaffPage frame={frame} title={title} session={session} wide refused={news.refused !== undefined || news.statement !== undefined}>
      <h1>{title}</h1>
      <News frame={frame} news={news} />
      {run.bookedAt === null ? null : (
        <Notice tone="good">
          <p>
            Marked as booked by {bookedBy}, {formatInstant(run.bookedAt, zone, language)}.
          </p>
        </Notice>
      )}
      <p class="lead">
        {payments.length} {payments.length === 1 ? 'payment' : 'payments'}, {say(texts, 'words.euro', { amount: formatCents(total, language) })}
      </p>
      <p>{say(texts, 'pages.staff.paymentsIntro')}</p>
      {payments.map((listed) => (
        <PaymentCard frame={frame} session={session} run={run} listed={listed} definition={definition} news={news} />
      ))}
      {approved.length === 0 ? null : (
        <BookForm frame={frame} session={session} run={run} approved={approved} today={today} news={news} />
      )}
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
  const title = titleOf(frame, run);
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
export function RunsPage({
  frame,
  session,
  runs,
  sums,
  names,
}: {
  frame: Frame;
  session: StaffSession;
  runs: readonly PaymentRunEntity[];
  sums: readonly { runId: string; count: number; cents: number }[];
  names: ReadonlyMap<string, string>;
}) {
  const { texts } = frame;
  const title = say(texts, 'pages.staff.payments');
  const sumOf = (run: PaymentRunEntity) => sums.find((sum) => sum.runId === run.id);
  return (
    <StaffPage frame={frame} title={title} session={session} wide>
      <h1>{title}</h1>
      <p>{say(texts, 'pages.staff.paymentsIntro')}</p>
      {runs.length === 0 ? (
        <p>There has been no payment run yet.</p>
      ) : (
        <Table
          caption={title}
          head={[{ label: 'Run' }, { label: 'Payments', num: true }, { label: 'Total', num: true }, { label: 'Booked by' }]}
          rows={runs.map((run) => [
            <a href={`/staff/runs/${run.id}`}>{titleOf(frame, run)}</a>,
            String(sumOf(run)?.count ?? 0),
            `€ ${formatCents(sumOf(run)?.cents ?? 0, texts.language)}`,
            run.bookedBy === null ? 'open' : (names.get(run.bookedBy) ?? ''),
          ])}
        />
      )}
    </StaffPage>
  );
}

function PaymentCard({ frame, session, run, listed, definition, news }: Pick<RunPageProps, 'frame' | 'session' | 'run' | 'definition' | 'news'> & { listed: ListedPayment }) {
  const { texts } = frame;
  const { payment, payee, bank, question, refusal, checkedBy, approvedBy } = listed;
  const mayApprove = payment.status === 'requested' && question !== undefined && refusal === undefined;
  // While the exchange is taking the decision, the list still shows the state before it.
  const justDecided = news.decided?.payment === payment.id;
  const reasonError = news.refused?.payment === payment.id ? news.refused.errors.find((error) => error.field === 'reason') : undefined;
  const reasonId = `reason-${payment.id.replaceAll('/', '-')}`;
  return (
    <Card>
      <h2>
        {payee.legalName}: € {formatCents(payment.cents, texts.language)}
      </h2>
      <Facts
        rows={[
          { label: 'Exchange', value: <a href={`/staff/exchanges/${payment.ref}`}>{payment.ref}</a> },
          { label: 'Account', value: bank === undefined ? 'not given yet' : accountFor(bank, definition, session.staff.roles) },
          { label: 'Checked by', value: checkedBy },
          { label: 'Approved by', value: approvedBy },
          { label: 'State', value: stateWords[payment.status] },
        ]}
      />
      <Explanation lines={payment.explanation} />
      {payment.status === 'requested' && refusal !== undefined ? <p class="error">{say(texts, sentences[refusal])}</p> : null}
      {mayApprove && !justDecided ? (
        <Form action={`/staff/runs/${run.id}/payments`} hidden={{ [csrfName]: session.csrfToken, payment: payment.id }}>
          <div class={reasonError ? 'field bad' : 'field'}>
            <label for={reasonId}>
              Reason <span class="mark">(needed to send it back)</span>
            </label>
            {reasonError ? <p class="error">{sayFieldError(texts, reasonError)}</p> : null}
            <input type="text" id={reasonId} name="reason" maxlength={2000} />
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
      ) : null}
    </Card>
  );
}

function BookForm({ frame, session, run, approved, today, news }: { frame: Frame; session: StaffSession; run: PaymentRunEntity; approved: readonly ListedPayment[]; today: string; news: RunNews }) {
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
  const total = approved.reduce((sum, { payment }) => sum + payment.cents, 0);
  return (
    <Card>
      <h2>Mark the run as booked</h2>
      <p>
        One act for all that is approved: {approved.length} {approved.length === 1 ? 'payment' : 'payments'}, €{' '}
        {formatCents(total, texts.language)}. Each payee is told.
      </p>
      <Form action={`/staff/runs/${run.id}/booked`} hidden={{ [csrfName]: session.csrfToken }}>
        {field('date', 'date', typed?.date ?? today)}
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

/** What a run pays: without what is not paid any more. */
export function totalOf(payments: readonly PaymentEntity[]): number {
  return payments.reduce((sum, { status, cents }) => sum + (status === 'void' ? 0 : cents), 0);
}

const stateWords: Record<PaymentEntity['status'], string> = {
  requested: 'to be approved',
  approved: 'approved, to be booked',
  booked: 'booked',
  returned: 'sent back',
  void: 'not paid: the exchange was ended before it was approved',
};

const sentences = {
  role: 'pages.staff.notAllowed',
  'conflict-of-interest': 'pages.staff.ownOrganisation',
  'checked-by-you': 'pages.staff.fourEyes',
  'paid-to-you': 'pages.staff.ownOrganisation',
} as const;

/** Sentences of a run speak of no single exchange. */
const nothingSaid = { reference: '', visitingHub: '', hostingHub: '', firstDay: '', lastDay: '', theme: '', party: '', due: '', amount: '' };

function titleOf({ texts }: Frame, run: PaymentRunEntity): string {
  const day = run.id.slice(run.id.lastIndexOf('/') + 1);
  return `${say(texts, 'pages.staff.payments')}: ${formatDay(day, texts.language)}`;
}
