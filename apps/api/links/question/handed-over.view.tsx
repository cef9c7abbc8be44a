import { say } from '../../../../libs/domain/texts/catalogue.js';
import { formatInstant } from '../../../../libs/domain/texts/say-values.js';
import { Notice, Page } from '../../../../libs/ui/index.js';
import type { OpenPrompt } from '../opening/open-prompt.js';

/** What is left of a link whose question was passed on: to whom and when, and nothing to do. */
export function HandedOverPage({ open, name, at }: { open: OpenPrompt; name: string; at: string }) {
  const { frame, prompt, params, holder } = open;
  const { texts, brand } = frame;
  const title = say(texts, `prompts.${prompt.kind}.question`, params);
  return (
    <Page brand={brand} texts={texts} title={title}>
      <p class="kicker">{prompt.ref}</p>
      <h1>{title}</h1>
      <Notice>
        <p>{say(texts, 'pages.receipt.handedOver', { name, at: formatInstant(at, holder.zone, texts.language) })}</p>
      </Notice>
    </Page>
  );
}
