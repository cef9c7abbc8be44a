import type { AnswerReceipt } from '../../../../libs/contracts/dossier/index.js';
import type { Form as FormDescription } from '../../../../libs/domain/programme/form-schema.js';
import type { Slot } from '../../../../libs/domain/programme/vocabulary.js';
import { say } from '../../../../libs/domain/texts/catalogue.js';
import { formatInstant } from '../../../../libs/domain/texts/say-values.js';
import type { HubOption } from '../../../../libs/network/hubs.js';
import { Card, FormAnswers, FormTexts, Notice, Page, type ShownFiles } from '../../../../libs/ui/index.js';
import { asksForGrant } from '../../../../libs/kinds/exchange/claims/entitlement-for.js';
import type { OpenPrompt } from '../opening/open-prompt.js';

/** How a question ended for whoever opens its link or has just answered it. */
export type Outcome =
  /** The answer that stands is the exchange's. */
  | { kind: 'recorded' }
  /** It has arrived and is recorded in a moment. */
  | { kind: 'received' }
  /** Another answer came first. */
  | { kind: 'other-answer'; receipt?: AnswerReceipt }
  | { kind: 'too-late' }
  /** Its answer no longer matters. */
  | { kind: 'closed' };

interface ReceiptPageProps {
  open: OpenPrompt;
  outcome: Outcome;
  form: FormDescription;
  formName: string;
  hubs: readonly HubOption[];
  /** The files of the question that the reader may open. */
  files: ShownFiles;
  /** Absent for a hub that was asked before another one was chosen: the exchange is none of its business any more. */
  exchangeHref?: string;
}

/** What was recorded, when and by whom; or kindly, why nothing can be answered any more. */
export function ReceiptPage(props: ReceiptPageProps) {
  const { open, outcome, form, formName, hubs, files, exchangeHref } = props;
  const { frame, params, prompt, standing } = open;
  const { texts, brand } = frame;
  const ended = outcome.kind === 'too-late' || outcome.kind === 'closed';
  const title = ended || outcome.kind === 'other-answer' ? new FormTexts(texts, formName, form, params).part('title') : say(texts, 'pages.receipt.title');
  return (
    <Page brand={brand} texts={texts} title={title}>
      <p class="kicker">{prompt.ref}</p>
      <h1>{title}</h1>
      <Notice tone={ended || outcome.kind === 'other-answer' ? 'warn' : 'good'}>
        <p>{sentenceOf(props)}</p>
      </Notice>
      {standing && !ended ? (
        <Card>
          <h2>{say(texts, `prompts.${prompt.kind}.question`, params)}</h2>
          <FormAnswers
            form={form}
            formName={formName}
            texts={texts}
            value={standing.payload}
            reader={standing.by === open.holder.id ? [prompt.slot as Slot] : []}
            hubs={hubs}
            files={files}
            params={params}
            masked
          />
        </Card>
      ) : null}
      {exchangeHref === undefined ? null : (
        <p>
          <a href={exchangeHref}>{say(texts, 'pages.receipt.toExchange')}</a>
        </p>
      )}
    </Page>
  );
}

function sentenceOf({ open, outcome }: ReceiptPageProps): string {
  const { frame, params, standing, holder, prompt } = open;
  const { texts, brand } = frame;
  const at = (instant: string): string => formatInstant(instant, holder.zone, texts.language);
  switch (outcome.kind) {
    case 'received':
      return say(texts, 'pages.receipt.received');
    case 'too-late':
      return say(texts, 'pages.receipt.tooLate', { due: at(prompt.closesAt), phone: brand.officePhone });
    case 'closed':
      return say(texts, 'pages.receipt.closed', { phone: brand.officePhone });
    default: {
      const recorded = outcome.kind === 'other-answer' && outcome.receipt ? outcome.receipt : standing && receiptOf(standing);
      if (!recorded) return say(texts, 'pages.receipt.received');
      const by = recorded.by === holder.id ? holder.name : brand.officeName;
      const group = outcome.kind === 'recorded' ? 'receipts' : 'history';
      const what = (outcome.kind === 'recorded' && sayOtherwise(open)) || say(texts, `prompts.${prompt.kind}.${group}.${recorded.choice}`, { ...params, by });
      return say(texts, outcome.kind === 'recorded' ? 'pages.receipt.recorded' : 'pages.receipt.otherAnswer', { what, by, at: at(recorded.at) });
    }
  }
}

/** Where what follows is not what follows as a rule: no second mail for an application sent again, no grant for a host who asks for none. */
function sayOtherwise({ frame: { texts, brand }, prompt, standing, params }: OpenPrompt): string | undefined {
  if (prompt.kind === 'application' && prompt.about !== null) return say(texts, 'pages.receipt.sentAgain');
  if (prompt.kind === 'host-wrap-up' && standing && !asksForGrant(standing.payload)) return say(texts, 'pages.receipt.withoutGrant', { amount: params.amount, phone: brand.officePhone });
  return undefined;
}

function receiptOf({ id, choice, by, receivedAt }: NonNullable<OpenPrompt['standing']>): AnswerReceipt {
  return { answer: id, choice, by, at: receivedAt };
}
