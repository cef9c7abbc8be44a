import { say } from '../../../libs/domain/texts/catalogue.js';
import { Page } from '../../../libs/pages/index.js';
import { refusalSentences, type HttpRefusal } from '../http/refusals.js';
import type { Frame } from './site.js';

/** Something was refused or went wrong: one plain page. */
export function ErrorPage({ frame, code, errorId }: { frame: Frame; code: HttpRefusal; errorId?: string | undefined }) {
  const { title, intro } = sentencesOf(frame, code);
  return (
    <Page brand={frame.brand} language={frame.texts.language} title={title}>
      <h1>{title}</h1>
      <p>{intro}</p>
      {errorId === undefined ? null : <p class="small">{errorId}</p>}
    </Page>
  );
}

function sentencesOf({ brand, texts }: Frame, code: HttpRefusal): { title: string; intro: string } {
  if (code === 'too-many' || code === 'away') return { title: say(texts, 'pages.busy.title'), intro: say(texts, 'pages.busy.intro') };
  if (code === 'error') {
    return { title: say(texts, 'pages.error.title'), intro: say(texts, 'pages.error.intro', { phone: brand.officePhone }) };
  }
  return { title: refusalSentences[code], intro: brand.officePhone };
}
