import type { Stage } from '../../libs/domain/kinds/exchange/lifecycle.js';
import { giveUpClaim } from './obligations.js';
import type { ExchangeStory } from './parties.js';
import { pay } from './payment.js';
import { recover } from './recovery.js';

/** A completed exchange that staff opened again, e.g. after an audit: a party gets more, or pays something back. */
export async function correct(story: ExchangeStory): Promise<Stage> {
  const { correction } = story.input;
  if (!correction) throw new RangeError('a correction says what it corrects');
  const { party, cents, notice } = correction;
  if (cents < 0) {
    await recover(story, party, -cents, notice);
    return 'completed';
  }
  story.bankDetailsGiven.add(party);
  // What finance returns is not asked again: the lead opens a correction with the right sum.
  if (!(await pay(story, party, { purpose: 'correction', cents }))) giveUpClaim(story, party);
  return 'completed';
}
