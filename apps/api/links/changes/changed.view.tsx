import type { FieldError } from '../../../../libs/domain/forms/field-errors.js';
import type { FormValue } from '../../../../libs/domain/forms/read-form.js';
import { stopReasons } from '../../../../libs/domain/programme/vocabulary.js';
import { say } from '../../../../libs/domain/texts/catalogue.js';
import { actForm } from '../../../../libs/acts/party/party-act.js';
import { nameOfParty } from '../../../../libs/dossier/record/say-dossier.js';
import type { Objection } from '../../../../libs/staff/objections/objections.js';
import { Actions, Card, ErrorSummary, Facts, Form, FormFields, FormTexts, Notice, Page, type Html } from '../../../../libs/ui/index.js';
import type { OpenExchange } from '../opening/open-exchange.js';
import { planRows } from '../question/plan-comparison.js';
import { shownErrors } from '../opening/said-refusals.js';

/** What a party can do beside answering. Also the last part of each page's address, and the key of its form. */
export type Doing = 'withdraw' | 'change' | 'hand-over';

/** Something changed: what the reader can do about it, or why not. */
export function ChangedPage({ open, token, refusals }: { open: OpenExchange; token: string; refusals: Readonly<Record<Doing, string | undefined>> }) {
  const { frame, prompt } = open;
  const { texts, brand } = frame;
  const title = say(texts, 'pages.changed.title');
  const over = refusals['hand-over'] !== undefined;
  const ways: { doing: Doing; label: string; hint: string }[] = [
    { doing: 'change', label: say(texts, 'pages.changed.change'), hint: say(texts, 'pages.changed.changeHint') },
    { doing: 'hand-over', label: say(texts, 'pages.changed.handOver'), hint: say(texts, 'pages.changed.handOverHint') },
    { doing: 'withdraw', label: say(texts, 'pages.changed.withdraw'), hint: say(texts, 'pages.changed.withdrawHint') },
  ];
  return (
    <Page brand={brand} texts={texts} title={title}>
      <p class="kicker">{prompt.ref}</p>
      <h1>{title}</h1>
      {over ? (
        <p class="lead">{say(texts, 'pages.changed.nothingOpen', { phone: brand.officePhone })}</p>
      ) : (
        <>
          <p class="lead">{say(texts, 'pages.changed.intro', { phone: brand.officePhone })}</p>
          {ways.map(({ doing, label, hint }) => (
            <Card>
              {refusals[doing] === undefined ? (
                <>
                  <h2>
                    <a href={`/l/${token}/${doing}`}>{label}</a>
                  </h2>
                  <p>{hint}</p>
                </>
              ) : (
                <>
                  <h2>{label}</h2>
                  <p>{refusals[doing]}</p>
                </>
              )}
            </Card>
          ))}
        </>
      )}
      <BackToExchange open={open} token={token} />
    </Page>
  );
}

/** A form of what a party can do, with what follows from it. */
export interface DoingView {
  open: OpenExchange;
  token: string;
  doing: Doing;
  value: FormValue;
  errors?: readonly FieldError[];
  refusals?: readonly Objection[];
  /** All have signed the agreement. */
  signed: boolean;
}

/** The page on which a party does it. */
export function DoingPage(view: DoingView) {
  const { open, token, doing, value } = view;
  const { frame, record, params, prompt, definition } = open;
  const { texts, brand } = frame;
  const form = actForm(record, doing);
  const said = new FormTexts(texts, doing, form, params);
  const errors = shownErrors({ form, texts }, view, (party) => nameOfParty(record, party));
  const shared = { form, formName: doing, texts, params, errors };
  return (
    <Page brand={brand} texts={texts} title={said.part('title')} refused={errors.length > 0}>
      <ErrorSummary {...shared} />
      <p class="kicker">{prompt.ref}</p>
      <h1>{said.part('title')}</h1>
      <p class="lead">{said.part('intro')}</p>
      {doing === 'withdraw' ? <WhatFollows {...view} /> : null}
      {doing === 'change' ? <AsPlanned {...view} /> : null}
      <Form>
        <FormFields {...shared} value={value} languages={definition.languages} />
        <Actions>
          <button type="submit" class={doing === 'withdraw' ? 'danger' : undefined}>
            {said.part('submit')}
          </button>
        </Actions>
      </Form>
      <BackToExchange open={open} token={token} />
    </Page>
  );
}

/** Stepping back in plain words, before and after the signatures; then by reason. */
function WhatFollows({ open, signed }: DoingView) {
  const { frame, definition, record, params } = open;
  const { texts } = frame;
  const said = new FormTexts(texts, 'withdraw', actForm(record, 'withdraw'), params);
  const rules = stopReasons.map((reason) => ({
    label: said.option(['reason'], reason),
    value: say(texts, `settlementRules.${definition.settlement[reason]}`),
  }));
  return (
    <Notice tone="warn">
      <p>{say(texts, signed ? 'pages.withdraw.after' : 'pages.withdraw.before', { party: otherParty(open) })}</p>
      {signed ? <Facts rows={rules} /> : null}
      <p>
        <strong>{say(texts, 'pages.withdraw.sure')}</strong>
      </p>
    </Notice>
  );
}

function AsPlanned({ open }: DoingView) {
  const { frame, record } = open;
  const { texts } = frame;
  return (
    <>
      <Card>
        <h2>{say(texts, 'pages.change.now')}</h2>
        <Facts rows={planRows(record, texts)} />
      </Card>
      <p>{say(texts, 'pages.change.asksOther', { party: otherParty(open) })}</p>
      <p>{say(texts, 'pages.change.amounts')}</p>
    </>
  );
}

/** What came of it, or why it was not possible. Without a token the reader has nothing more to do with the exchange. */
export function DonePage({ open, token, refused, children }: { open: OpenExchange; token: string | undefined; refused?: boolean; children?: Html }) {
  const { frame, prompt } = open;
  const { texts, brand } = frame;
  const title = say(texts, refused ? 'pages.refused.title' : 'pages.receipt.title');
  return (
    <Page brand={brand} texts={texts} title={title}>
      <p class="kicker">{prompt.ref}</p>
      <h1>{title}</h1>
      <Notice tone={refused ? 'warn' : 'good'}>{children}</Notice>
      {token === undefined ? null : <BackToExchange open={open} token={token} />}
    </Page>
  );
}

/** Who is at the other end of the exchange. */
export function otherParty({ record, prompt }: OpenExchange): string {
  const other = Object.keys(record.parties).find((party) => party !== prompt.party);
  return other ? nameOfParty(record, other) : '';
}

function BackToExchange({ open, token }: { open: OpenExchange; token: string }) {
  return (
    <p class="small">
      <a href={`/l/${token}/exchange`}>{say(open.frame.texts, 'pages.receipt.toExchange')}</a>
    </p>
  );
}
