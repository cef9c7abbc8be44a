import { describe, expect, it } from '@jest/globals';
import { readProgramme, shippedProgrammes } from '../../../infra/programme-files/read-programme.js';
import { ErrorPage } from '../../../apps/api/http/error.view.js';
import { NewLinkSentPage, NotFoundPage } from '../../../apps/api/http/not-found.view.js';
import { frameOf } from '../../../apps/api/http/site.js';
import { httpRefusals, type HttpRefusal } from '../../../apps/api/http/refusals.js';
import { readForm } from '../../../libs/domain/forms/read-form.js';
import { sayObjection, type Objection } from '../../../libs/staff/objections/objections.js';
import { AgreementText } from '../../../apps/api/links/question/agreement-text.js';
import { ErrorSummary, Form, FormFields, Page, render, type ShownFiles } from '../../../libs/ui/index.js';
import { EnglishFinder, shownBy } from '../texts/english.js';

const read = readProgramme(shippedProgrammes[0]!);
if (!read.ok) throw new Error('the shipped programme is not sound');
const { definition, texts } = read;
const formsOfHubs = Object.keys(definition.forms).filter((name) => !['check', 'approve-payment', 'booking'].includes(name));
const hubs = [{ id: 'x', name: 'Xub', city: 'Xanten', country: 'DE', open: true }];
const { programmeName, logoText } = definition.brand;
const given = [programmeName, logoText, 'Xub', 'Xanten', 'reçu.pdf'];
const objections = [
  'agreement-changed', 'agreement-differs', 'event-outside-visit', 'edition-closed', 'nobody-to-ask', 'asked-before', 'other-domain',
  'contact-of-other-party', 'same-contact', 'nothing-changes', 'in-the-past', 'more-than-held', 'change-open',
] as const;

describe.each(texts.map((catalogue) => catalogue.language))('what anybody reads in %s', (language) => {
  const frame = frameOf({ definition, texts }, language);
  const finder = new EnglishFinder(texts[0]!, frame.texts);

  it.each(formsOfHubs)('the form %s, empty and with errors, says nothing in English', (formName) => {
    const form = definition.forms[formName]!;
    const filled = readForm(form, { unknown: 'x' });
    const shared = { form, formName, texts: frame.texts };
    const files: ShownFiles = new Map([['1', { id: '1', name: 'reçu.pdf', href: '/x' }]]) as unknown as ShownFiles;
    const keptFiles = Object.fromEntries(form.fields.filter(({ type }) => type === 'files').map(({ key }) => [key, ['1']]));
    for (const errors of [[], filled.ok ? [] : filled.errors]) {
      const page = (
        <Page brand={frame.brand} texts={frame.texts} title="X" refused={errors.length > 0} choice={definition.languages.map((each) => ({ language: each, href: '?' }))}>
          <ErrorSummary {...shared} errors={errors} />
          <Form>
            <FormFields {...shared} value={keptFiles} errors={errors} hubs={hubs} files={files} languages={definition.languages} notes={{ [form.fields[0]!.key]: 'Xxx' }} rows={{ costs: 3 }} />
          </Form>
        </Page>
      );
      expect(finder.findings(shownBy(render(page)), given)).toEqual([]);
    }
  });

  it.each(Object.keys(httpRefusals) as HttpRefusal[])('the page that refuses a request (%s) says nothing in English', (code) => {
    expect(finder.findings(shownBy(render(<ErrorPage frame={frame} code={code} />)), given)).toEqual([]);
  });

  it('the pages around a link that does not work say nothing in English', () => {
    for (const page of [<NotFoundPage frame={frame} />, <NewLinkSentPage frame={frame} />]) expect(finder.findings(shownBy(render(page)), given)).toEqual([]);
  });

  it.each(objections)('a refused answer (%s) is told in that language', (code) => {
    expect(finder.findings(sayObjection(frame.texts, { code } as Objection, () => 'Xub'), given)).toEqual([]);
  });

  it('says in which language the agreement binds', () => {
    const content = { reference: 'X-1', language: 'en', planVersion: 1, title: 'The agreement', intro: 'This is what you sign.', clauses: [], annexes: [] };
    const html = render(<AgreementText agreement={{ version: 1, sha256: 'f00', content }} texts={frame.texts} />);
    expect(html).toContain('<div lang="en">');
    expect(html).toContain(new Intl.DisplayNames(language, { type: 'language' }).of('en')!);
    const shown = shownBy(`<html lang="${language}">${html}</html>`);
    expect(shown.includes('This is what you sign.')).toBe(language === 'en');
    expect(finder.findings(shown, given)).toEqual([]);
  });
});

describe('the finder of English', () => {
  const french = new EnglishFinder(texts[0]!, texts[1]!);

  it('finds a sentence, a word of an attribute, and two full stops, and leaves what people typed', () => {
    expect(french.findings(shownBy('<html lang="fr"><p aria-label="Remove Xub">Bonjour</p></html>'), given)).toHaveLength(1);
    expect(french.findings('Les lignes: Rows that stay empty are left out.')).not.toEqual([]);
    expect(french.findings('Fini le 2..')).toHaveLength(1);
    expect(french.findings('We are here', ['We are here'])).toEqual([]);
    expect(french.findings(shownBy('<html lang="fr"><div lang="en"><p>This is what</p></div> Oui</html>'))).toEqual([]);
  });
});
