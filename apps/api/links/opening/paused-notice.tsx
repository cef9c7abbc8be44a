import { say } from '../../../../libs/domain/texts/catalogue.js';
import { formatInstant } from '../../../../libs/domain/texts/say-values.js';
import { Notice } from '../../../../libs/ui/index.js';
import type { OpenExchange } from './open-exchange.js';

/** Says that no date counts at the moment. An answer is taken all the same. */
export function PausedNotice({ open: { frame, holder }, since }: { open: OpenExchange; since: string }) {
  const { texts } = frame;
  return (
    <Notice tone="warn">
      <p>{say(texts, 'pages.exchange.paused', { at: formatInstant(since, holder.zone, texts.language) })}</p>
    </Notice>
  );
}
