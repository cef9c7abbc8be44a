import { say } from '../../../libs/domain/texts/catalogue.js';
import { Page } from '../../../libs/ui/index.js';
import type { HttpRefusal } from './refusals.js';
import type { Frame } from './site.js';

/** Something was refused or went wrong: one plain page. `seconds` is how long to wait before it is sent again. */
export function ErrorPage({ frame, code, errorId, seconds = 0 }: { frame: Frame; code: HttpRefusal; errorId?: string | undefined; seconds?: number | undefined }) {
  const { title, intro } = sentencesOf(frame, code, seconds);
  return (
    <Page brand={frame.brand} texts={frame.texts} title={title}>
      <h1>{title}</h1>
      <p>{intro}</p>
      {errorId === undefined ? null : <p class="small">{errorId}</p>}
    </Page>
  );
}

function sentencesOf({ brand, texts }: Frame, code: HttpRefusal, seconds: number): { title: string; intro: string } {
  const group = groups[code] ?? 'pages.unread';
  return { title: say(texts, `${group}.title`), intro: say(texts, `${group}.intro`, { phone: brand.officePhone, seconds, minutes: seconds > longInSeconds ? Math.ceil(seconds / 60) : 0 }) };
}

/** A longer wait is said in minutes. */
const longInSeconds = 90;

/** Where the catalogues say it; everything else could not be read. */
const groups: Partial<Record<HttpRefusal, string>> = {
  'too-many': 'pages.tooMany',
  away: 'pages.busy',
  error: 'pages.error',
  'too-large': 'pages.tooLarge',
};
