import type { FormValue } from '../../../../libs/domain/forms/read-form.js';
import { say } from '../../../../libs/domain/texts/catalogue.js';
import { formatInstant } from '../../../../libs/domain/texts/say-values.js';
import { aheadWithout } from '../../../../libs/answers/written-ahead.js';
import { Actions, Form, FormFields, FormTexts, Notice, Page } from '../../../../libs/ui/index.js';
import type { OpenExchange } from '../opening/open-exchange.js';

interface AheadPageProps {
  open: OpenExchange;
  token: string;
  value: FormValue;
  rows?: Readonly<Record<string, number>>;
  savedAt: string | undefined;
}

/** The form of the application, to be saved and not to be sent; the days wait for the host. */
export function AheadPage({ open, token, value, rows, savedAt }: AheadPageProps) {
  const { frame, params, definition, holder, prompt } = open;
  const { brand, texts } = frame;
  const formName = definition.prompts.application.form ?? '';
  const form = definition.forms[formName];
  if (!form) throw new Error('the programme has no form for applications');
  const said = new FormTexts(texts, formName, form, params);
  return (
    <Page brand={brand} texts={texts} title={said.part('title')}>
      {savedAt === undefined ? null : (
        <Notice tone="good" role="status">
          <p>{say(texts, 'words.draftSaved', { at: formatInstant(savedAt, holder.zone, texts.language) })}</p>
        </Notice>
      )}
      <p class="kicker">{prompt.ref}</p>
      <h1>{said.part('title')}</h1>
      <p class="lead">{say(texts, 'pages.ahead.intro')}</p>
      <Form>
        <FormFields form={form} formName={formName} texts={texts} value={value} params={params} languages={definition.languages} without={aheadWithout} {...(rows && { rows })} />
        <Actions>
          <button type="submit">{say(texts, 'pages.question.save')}</button>
        </Actions>
      </Form>
      <p class="small">
        <a href={`/l/${token}/exchange`}>{say(texts, 'pages.receipt.toExchange')}</a>
      </p>
    </Page>
  );
}
