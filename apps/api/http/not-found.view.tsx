import { say } from '../../../libs/domain/texts/catalogue.js';
import { Actions, Card, Form, Page } from '../../../libs/ui/index.js';
import { inLanguage } from './reader-language.js';
import type { Frame } from './site.js';

/**
 * The one page for a link that does not work, whatever the reason: unknown, altered, revoked, retired, too old. It
 * offers a new link, which goes to the address on file only.
 */
export function NotFoundPage({ frame }: { frame: Frame }) {
  const { brand, texts, choice = [] } = frame;
  const title = say(texts, 'pages.notFound.title');
  return (
    <Page brand={brand} texts={texts} title={title} choice={choice}>
      <h1>{title}</h1>
      <p class="lead">{say(texts, 'pages.notFound.intro')}</p>
      <Card>
        <Form action={`/l/new${inLanguage(texts.language)}`}>
          <div class="field">
            <label for="f-email">{say(texts, 'pages.notFound.newLinkLabel')}</label>
            <input type="email" id="f-email" name="email" autocomplete="email" autocapitalize="none" />
          </div>
          <div class="field">
            <label for="f-reference">
              {say(texts, 'pages.notFound.referenceLabel')} <span class="mark">({say(texts, 'pages.notFound.referenceHint')})</span>
            </label>
            <input type="text" class="narrow" id="f-reference" name="reference" autocomplete="off" autocapitalize="characters" maxlength={40} />
          </div>
          <Actions>
            <button type="submit">{say(texts, 'pages.notFound.newLink')}</button>
          </Actions>
        </Form>
      </Card>
      <p>{say(texts, 'pages.notFound.call', { phone: brand.officePhone })}</p>
    </Page>
  );
}

/** Always the same reply, whether or not the address is known. */
export function NewLinkSentPage({ frame }: { frame: Frame }) {
  const { brand, texts } = frame;
  const title = say(texts, 'pages.notFound.newLink');
  return (
    <Page brand={brand} texts={texts} title={title}>
      <h1>{title}</h1>
      <p class="lead">{say(texts, 'pages.notFound.newLinkSent')}</p>
      <p>{say(texts, 'pages.notFound.call', { phone: brand.officePhone })}</p>
    </Page>
  );
}
