import type { FormValue } from '../../../libs/domain/forms/read-form.js';
import { say } from '../../../libs/domain/texts/catalogue.js';
import { textOf } from '../../../libs/dossier/record/text-of.js';
import { sayObjection, type Objection } from '../../../libs/staff/objections/objections.js';
import type { HubOption } from '../../../libs/network/hubs.js';
import { Actions, Card, Form, FormAnswers, Notice, Page } from '../../../libs/ui/index.js';
import type { Programme } from '../../../libs/programmes/definition-store.js';
import { candidateName, type Candidacy } from '../../../libs/kinds/exchange/enquiry/candidacy.js';
import type { Frame } from '../http/site.js';

interface ConfirmPageProps {
  frame: Frame;
  programme: Programme;
  /** The secret part of the link. */
  token: string;
  value: FormValue;
  hubs: readonly HubOption[];
}

/** What was typed, the button that makes an exchange of it, and the way back to what is wrong. */
export function ConfirmPage({ frame: { brand, texts }, programme, token, value, hubs }: ConfirmPageProps) {
  const title = say(texts, 'pages.confirm.title');
  const form = programme.definition.forms['enquiry'];
  if (!form) throw new Error('the programme has no form "enquiry"');
  return (
    <Page brand={brand} texts={texts} title={title}>
      <h1>{title}</h1>
      <p class="lead">{say(texts, 'pages.confirm.intro', { email: textOf(value['email']) })}</p>
      <Form>
        <Actions>
          <button type="submit">{say(texts, 'pages.confirm.button')}</button>
        </Actions>
      </Form>
      <h2>{say(texts, 'pages.question.about')}</h2>
      <Card>
        <FormAnswers form={form} formName="enquiry" texts={texts} value={value} reader={['manager']} hubs={hubs} />
      </Card>
      <p>
        <a href={`/l/${token}/enquiry`}>{say(texts, 'pages.confirm.change')}</a>
      </p>
    </Page>
  );
}

/** The exchange has its number. `token`: where its candidate goes on, as long as it is the candidate's. */
export function ConfirmedPage({ frame: { brand, texts }, reference, hostNamed, token }: { frame: Frame; reference: string; hostNamed: boolean; token: string | undefined }) {
  const title = say(texts, 'pages.receipt.title');
  return (
    <Page brand={brand} texts={texts} title={title}>
      <h1>{title}</h1>
      <Notice tone="good">
        <p>{say(texts, hostNamed ? 'pages.confirm.done' : 'pages.confirm.doneHelp', { reference })}</p>
      </Notice>
      {token === undefined ? null : (
        <ul>
          <li>
            <a href={`/l/${token}/application`}>{say(texts, 'pages.ahead.link')}</a>
          </li>
          <li>
            <a href={`/l/${token}/exchange`}>{say(texts, 'pages.receipt.toExchange')}</a>
          </li>
        </ul>
      )}
    </Page>
  );
}

/** Something has changed since the enquiry was sent. */
export function NotConfirmedPage({ frame, refusals, candidacy }: { frame: Frame; refusals: readonly Objection[]; candidacy: Candidacy | undefined }) {
  const { brand, texts } = frame;
  const title = say(texts, 'pages.confirm.title');
  return (
    <Page brand={brand} texts={texts} title={title} refused>
      <h1>{title}</h1>
      <Notice tone="warn" role="alert">
        {refusals.map((refusal) => (
          <p>{sayObjection(texts, refusal, (party) => (candidacy ? candidateName(candidacy, party) : ''))}</p>
        ))}
      </Notice>
    </Page>
  );
}
