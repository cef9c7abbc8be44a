import type { Advanced, AdvanceReason, AdvanceRefusal, AdvanceResult } from '../../../../libs/rehearsal/advance.js';
import { formatInstant } from '../../../../libs/domain/texts/say-values.js';
import { refusalSentences } from '../access/refusals.js';

/** What the page says after somebody moved a rehearsal's clock. */
export function clockNews(result: AdvanceResult, zone: string): string {
  return result.ok ? movedSentence(result.advanced, zone) : refusedSentence(result.refusal);
}

function movedSentence({ from, to, why }: Advanced, zone: string): string {
  if (why.kind === 'nothing' || to === from) return 'Nothing would happen by itself any more: everything waits for people.';
  return `It is now ${formatInstant(to, zone, 'en')}: ${reasonWords(why)}.`;
}

function reasonWords(why: AdvanceReason): string {
  switch (why.kind) {
    case 'exchange':
      return `${why.ref} acted by itself`;
    case 'mail':
      return `a mail could go (${why.mail})`;
    case 'upkeep':
      return `the office’s ${why.what} fell due`;
    default:
      return 'nothing happened by itself';
  }
}

function refusedSentence(refusal: AdvanceRefusal): string {
  switch (refusal.code) {
    case 'edition-unknown':
      return refusalSentences['not-found'];
    case 'no-rehearsal':
    case 'not-back':
      return refusalSentences[refusal.code];
    case 'moved-meanwhile':
      return 'Somebody else moved the clock at the same moment.';
    case 'not-settled': {
      const { kind, ...what } = refusal.unsettled;
      return `Something is still under way (${kind}): ${Object.values(what).flat().join(', ')}. Please try again in a moment.`;
    }
  }
}
