import type { PartyId } from '../../libs/domain/programme/vocabulary.js';
import { askStaff } from './ask-staff.js';
import { contactOf, type ExchangeStory } from './parties.js';

/** How often a party is asked to pay back before finance decides without its answer. */
const askedAtMost = 3;

/** Money that a party may not keep: the party is asked to pay it back, finance says whether it came. */
export async function recover(
  story: ExchangeStory,
  party: PartyId,
  cents: number,
  notice?: string,
): Promise<'received' | 'written-off'> {
  const { office, input } = story;
  story.recovering.add(party);
  office.record({ kind: 'recovery-requested', leg: input.leg, party, cents, ...(notice && { notice }) });
  for (let asked = 0; asked < askedAtMost; asked += 1) {
    const repaid = await office.ask(contactOf(input, party, 'accountant'), 'repayment');
    if (repaid.status === 'answered') break;
  }
  const ended = await askStaff({ desk: office, input }, 'finance', 'recovery', { party });
  const outcome = ended.choice === 'received' ? 'received' : 'written-off';
  office.record({ kind: 'recovery-ended', leg: input.leg, party, outcome, answer: ended.answer });
  story.recovering.delete(party);
  return outcome;
}
