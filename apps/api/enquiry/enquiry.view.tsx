import type { FormValue } from '../../../libs/domain/forms/read-form.js';
import { say } from '../../../libs/domain/texts/catalogue.js';
import type { HubOption } from '../../../libs/network/hubs.js';
import { Actions, ErrorSummary, Form, FormFields, FormTexts, Notice, Page } from '../../../libs/ui/index.js';
import { candidateName } from '../../../libs/kinds/exchange/enquiry/candidacy.js';
import type { EditionProgramme, SavedDraft } from '../../../libs/kinds/exchange/enquiry/save-draft.js';
import { inLanguage } from '../http/reader-language.js';
import { shownErrors } from '../links/opening/said-refusals.js';
import type { Frame } from '../http/site.js';

/** A field that people do not see. */
export const trapField = 'website';

interface EnquiryPageProps {
  frame: Frame;
  programme: EditionProgramme;
  hubs: readonly HubOption[];
  value: FormValue;
  rows?: Readonly<Record<string, number>>;
  refused?: Extract<SavedDraft, { ok: false }>;
  /** It was sent before and is corrected: the address stays, because the link came to it. */
  correcting?: boolean;
}

/** Row 0 of every exchange: who would like to visit whom, and when. */
export function EnquiryPage({ frame, programme, hubs, value, rows, refused, correcting = false }: EnquiryPageProps) {
  const { definition } = programme;
  const { brand, texts, choice = [] } = frame;
  const form = definition.forms['enquiry'];
  if (!form) throw new Error('the programme has no form "enquiry"');
  const said = new FormTexts(texts, 'enquiry', form);
  const errors = refused ? shownErrors({ form, texts }, refused, (party) => (refused.candidacy ? candidateName(refused.candidacy, party) : '')) : [];
  const shared = { form, formName: 'enquiry', texts };
  return (
    <Page brand={brand} texts={texts} title={said.part('title')} refused={refused !== undefined} choice={choice}>
      <ErrorSummary {...shared} errors={errors} />
      <h1>{said.part('title')}</h1>
      <p class="lead">{said.part('intro')}</p>
      <Form {...(!correcting && { action: inLanguage(texts.language) })}>
        <FormFields {...shared} value={value} errors={errors} hubs={hubs} languages={definition.languages} without={correcting ? ['email'] : []} {...(rows && { rows })} />
        <div class="trap" aria-hidden="true">
          <label for="f-website">Website</label>
          <input type="text" id="f-website" name={trapField} tabindex={-1} autocomplete="off" />
        </div>
        <Actions>
          <button type="submit">{correcting ? say(texts, 'pages.confirm.save') : said.part('submit')}</button>
        </Actions>
      </Form>
    </Page>
  );
}

/** The enquiry is kept until the address is confirmed. */
export function EnquirySentPage({ frame, email }: { frame: Frame; email: string }) {
  const { brand, texts } = frame;
  const title = say(texts, 'pages.enquirySent.title');
  return (
    <Page brand={brand} texts={texts} title={title}>
      <h1>{title}</h1>
      <Notice tone="good">
        <p>{say(texts, 'pages.enquirySent.intro', { email })}</p>
      </Notice>
    </Page>
  );
}
