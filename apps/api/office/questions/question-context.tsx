import type { BankDetailsEntity, PaymentEntity } from '../../../../libs/platform/db/entities/index.js';
import type { FormValue } from '../../../../libs/domain/forms/read-form.js';
import { formatCents } from '../../../../libs/domain/money/cents.js';
import type { Definition } from '../../../../libs/domain/programme/definition.js';
import type { StaffRole } from '../../../../libs/domain/programme/vocabulary.js';
import { say, type TextCatalogue } from '../../../../libs/domain/texts/catalogue.js';
import { formatDay } from '../../../../libs/domain/texts/say-values.js';
import type { PartyEntitlement } from '../../../../libs/kinds/exchange/claims/entitlement-for.js';
import type { SpokenParams } from '../../../../libs/dossier/record/say-dossier.js';
import type { HubOption } from '../../../../libs/network/hubs.js';
import { Card, Facts, FormAnswers, Notice, Table, type ShownFiles } from '../../../../libs/ui/index.js';

interface Shared {
  texts: TextCatalogue;
  definition: Definition;
  params: SpokenParams;
  reader: readonly StaffRole[];
  hubs: readonly HubOption[];
  /** All files of the exchange. */
  files: ShownFiles;
}

/** What an application is decided by: number, checks, money, and what the candidate wrote. */
export function ReviewContext({
  queueNumber,
  checks,
  unknownAddress,
  money,
  application,
  ...shared
}: Shared & {
  queueNumber?: number | undefined;
  /** Why the automatic checks would refuse it now; empty: they pass. */
  checks: readonly string[];
  /** Who asks, where the address is not on file for the hub. */
  unknownAddress?: string | undefined;
  money: readonly { label: string; value: string }[];
  application?: FormValue | undefined;
}) {
  return (
    <>
      <Card>
        <Facts rows={[{ label: 'Number in the queue', value: queueNumber === undefined ? '' : String(queueNumber) }, ...money]} />
      </Card>
      {checks.length === 0 ? (
        <Notice tone="good">
          <p>The automatic checks pass: membership, positions, dates and stay.</p>
        </Notice>
      ) : (
        <Notice tone="warn" title="The automatic checks do not pass">
          <ul>
            {checks.map((check) => (
              <li>{check}</li>
            ))}
          </ul>
        </Notice>
      )}
      {unknownAddress === undefined ? null : (
        <Notice tone="warn" title="This address is not on file for the hub">
          <p>{unknownAddress}. Make sure that they work for {shared.params.visitingHub} before you approve.</p>
        </Notice>
      )}
      <Answers title={`Application of ${shared.params.visitingHub}`} formName="application" value={application} {...shared} />
    </>
  );
}

/** What a report is checked by: both sides' words next to each other, and the sum line by line. */
export function CheckContext({
  host,
  visitor,
  sum,
  daysBy,
  daysDiffer,
  paidEarly,
  hostParams,
  visitorParams,
  ...shared
}: Shared & {
  host?: FormValue | undefined;
  visitor?: FormValue | undefined;
  /** Costs from before the signatures. */
  paidEarly: PaidEarly;
  /** Each side's form speaks of its own amount. */
  hostParams: SpokenParams;
  visitorParams: SpokenParams;
  sum: readonly string[];
  daysBy: PartyEntitlement['daysBy'];
  daysDiffer: boolean;
}) {
  const { visitingHub, hostingHub } = shared.params;
  const source = { host: `Days present as ${hostingHub} reports them.`, visitor: `Days present as ${visitingHub} reports them: ${hostingHub} has not reported yet, so ask for a proof of presence.`, staff: 'Days present as the office decided.', nobody: 'Nobody has reported days present.' }[daysBy];
  return (
    <>
      {daysDiffer ? (
        <Notice tone="warn" title="The two sides count the days differently">
          <p>The amount follows the host’s count. Ask both sides before you decide.</p>
        </Notice>
      ) : null}
      <EarlyCosts costs={paidEarly} texts={shared.texts} />
      <Card>
        <h2>The sum</h2>
        <ul>
          {sum.map((line) => (
            <li>{line}</li>
          ))}
        </ul>
        <p class="small">{source}</p>
      </Card>
      <div class="columns">
        <Answers title={hostingHub} formName="host-wrap-up" value={host} {...shared} params={hostParams} />
        <Answers title={visitingHub} formName="visitor-wrap-up" value={visitor} {...shared} params={visitorParams} />
      </div>
    </>
  );
}

type PaidEarly = readonly { what: string; day: string }[];

function EarlyCosts({ costs, texts }: { costs: PaidEarly; texts: TextCatalogue }) {
  if (costs.length === 0) return null;
  return (
    <Notice tone="warn" title="Paid before all had signed">
      <ul>
        {costs.map(({ what, day }) => (
          <li>
            {what}: {formatDay(day, texts.language)}
          </li>
        ))}
      </ul>
      <p>Accept them only if they belong to this visit.</p>
    </Notice>
  );
}

/** What the costs of a settlement are checked by: what cannot be refunded, with the sum. */
export function SettlementContext({ claim, sum, paidEarly, ...shared }: Shared & { claim: FormValue; sum: readonly string[]; paidEarly: PaidEarly }) {
  return (
    <>
      <EarlyCosts costs={paidEarly} texts={shared.texts} />
      <Card>
        <h2>The sum</h2>
        <ul>
          {sum.map((line) => (
            <li>{line}</li>
          ))}
        </ul>
      </Card>
      <Answers title={shared.params.party} formName="settlement" value={claim} {...shared} />
    </>
  );
}

/** Two reports that differ, side by side: whose days count is for staff to say. */
export function ContradictionContext({
  host,
  visitor,
  days,
  hostParams,
  visitorParams,
  ...shared
}: Shared & {
  host?: FormValue | undefined;
  visitor?: FormValue | undefined;
  /** For each traveller, the days as each side counts them. */
  days: readonly { name: string; byVisitor: number | undefined; byHost: number | undefined }[];
  hostParams: SpokenParams;
  visitorParams: SpokenParams;
}) {
  const { texts, params } = shared;
  const [visitorSays, hostSays] = [
    say(texts, 'pages.contradiction.visitorSays', { hub: params.visitingHub }),
    say(texts, 'pages.contradiction.hostSays', { hub: params.hostingHub }),
  ];
  return (
    <>
      <Table
        caption={say(texts, 'pages.contradiction.differs')}
        head={[{ label: 'Days present' }, { label: visitorSays, num: true }, { label: hostSays, num: true }, { label: '' }]}
        rows={days.map(({ name, byVisitor, byHost }) => [
          name,
          byVisitor ?? '–',
          byHost ?? '–',
          byVisitor === byHost ? '' : <span class="tag">{say(texts, 'pages.contradiction.differs')}</span>,
        ])}
      />
      <div class="columns">
        <Answers title={visitorSays} formName="visitor-wrap-up" value={visitor} {...shared} params={visitorParams} />
        <Answers title={hostSays} formName="host-wrap-up" value={host} {...shared} params={hostParams} />
      </div>
    </>
  );
}

/** What finance decides a recovery by: how much, why, and what the party says. */
export function RecoveryContext({ amount, reason, repaid, ...shared }: Shared & { amount: string; reason: string; repaid?: FormValue | undefined }) {
  return (
    <>
      <Card>
        <Facts
          rows={[
            { label: 'To be paid back', value: say(shared.texts, 'words.euro', { amount }) },
            { label: 'By', value: shared.params.party },
            { label: 'Why', value: reason },
          ]}
        />
      </Card>
      <Answers title={shared.params.party} formName="repayment" value={repaid} {...shared} />
    </>
  );
}

/** What the lead decides a pause by: since when, why, and what stands still. */
export function PauseContext({ since, reason, waiting }: { since: string; reason: string; waiting: readonly { question: string; left: string }[] }) {
  if (since === '' && waiting.length === 0) return null;
  return (
    <Card>
      <Facts rows={[{ label: 'Postponed since', value: since }, { label: 'Why', value: reason }]} />
      {waiting.length === 0 ? null : (
        <ul>
          {waiting.map(({ question, left }) => (
            <li>
              {question} ({left} left)
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

/** Hubs that could host, the open ones first, each with what speaks for or against it. */
export function PickHostContext({ candidates, tried }: { candidates: readonly { name: string; place: string; reasons: string }[]; tried: readonly string[] }) {
  return (
    <>
      {tried.length === 0 ? null : (
        <Notice title="Asked already">
          <ul>
            {tried.map((sentence) => (
              <li>{sentence}</li>
            ))}
          </ul>
        </Notice>
      )}
      <h2>Hubs that could host</h2>
      <Table
        caption="Hubs that could host"
        head={[{ label: 'Hub' }, { label: 'Place' }, { label: 'For and against' }]}
        rows={candidates.map(({ name, place, reasons }) => [name, place, reasons])}
      />
    </>
  );
}

/** What a payment is approved or booked by. */
export function PaymentContext({
  texts,
  payment,
  payee,
  bank,
  account = 'not given yet',
  checkedBy,
  approvedBy,
}: {
  texts: TextCatalogue;
  payment: PaymentEntity;
  payee: string;
  bank?: BankDetailsEntity | undefined;
  /** As the reader may see it. */
  account?: string | undefined;
  checkedBy: string;
  approvedBy: string;
}) {
  const differs = bank !== undefined && bank.accountHolder.trim().toLowerCase() !== payee.trim().toLowerCase();
  return (
    <>
      <Card>
        <Facts
          rows={[
            { label: 'Amount', value: say(texts, 'words.euro', { amount: formatCents(payment.cents, texts.language) }) },
            { label: 'Payee', value: payee },
            { label: 'Account', value: account },
            { label: 'Checked by', value: checkedBy },
            { label: 'Approved by', value: approvedBy },
          ]}
        />
        <Explanation lines={payment.explanation} />
      </Card>
      {differs ? (
        <Notice tone="warn">
          <p>The account holder is not written like the payee. Please make sure that it is the same body.</p>
        </Notice>
      ) : null}
    </>
  );
}

/** How an amount came about, line by line, as it was recorded at the check. */
export function Explanation({ lines }: { lines: unknown }) {
  if (!Array.isArray(lines) || lines.length === 0) return null;
  return (
    <ul class="small">
      {lines.map((line) => (
        <li>{String(line)}</li>
      ))}
    </ul>
  );
}

function Answers({ title, formName, value, texts, definition, reader, hubs, files, params }: Shared & { title: string; formName: string; value?: FormValue | undefined }) {
  const form = definition.forms[formName];
  return (
    <Card>
      <h2>{title}</h2>
      {form === undefined || value === undefined ? (
        <p>Nothing was sent yet.</p>
      ) : (
        <FormAnswers form={form} formName={formName} texts={texts} value={value} reader={reader} hubs={hubs} files={files} params={params} />
      )}
    </Card>
  );
}
