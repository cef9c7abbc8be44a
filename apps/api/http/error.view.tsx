import { say } from '../../../libs/domain/texts/catalogue.js';
import { Page } from '../../../libs/ui/index.js';
import type { HttpRefusal } from './refusals.js';
import type { Frame } from './site.js';

/** Something was refused or went wrong: one plain page. */
export function ErrorPage({ frame, code, errorId }: { frame: Frame; code: HttpRefusal; errorId?: string | undefined }) {
  const { title, intro } = sentencesOf(frame, code);
  return (
    <Page brand={frame.brand} texts={frame.texts} title={title}>
      <h1>{title}</h1>
      <p>{intro}</p>
      {errorId === undefined ? null : <p class="small">{errorId}</p>}
    </Page>
  );
}

function sentencesOf({ brand, texts }: Frame, code: HttpRefusal): { title: string; intro: string } {
  const group = groups[code] ?? 'pages.unread';
  return { title: say(texts, `${group}.title`), intro: say(texts, `${group}.intro`, { phone: brand.officePhone }) };
}

/** Where the catalogues say it; everything else could not be read. */
const groups: Partial<Record<HttpRefusal, string>> = {
  'too-many': 'pages.tooMany',
  away: 'pages.busy',
  error: 'pages.error',
  'too-large': 'pages.tooLarge',
};
