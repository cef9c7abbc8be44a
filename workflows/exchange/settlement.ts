import type { StopInput } from '../../libs/contracts/dossier/index.js';
import type { Ending } from '../../libs/domain/kinds/exchange/lifecycle.js';
import type { PartyId } from '../../libs/domain/programme/vocabulary.js';
import { askStaff } from './ask-staff.js';
import { giveUpClaim, tellRefused } from './obligations.js';
import { contactOf, informManagers, type ExchangeStory } from './parties.js';
import { pay } from './payment.js';
import { recover } from './recovery.js';

/**
 * Ends an exchange that was withdrawn or cancelled: everyone is told why, what was held is released once. After the
 * signatures each party is settled by the definition's rule for the reason; approved payments go on, an advance comes back.
 */
export async function windUp(story: ExchangeStory, stop: StopInput): Promise<Ending> {
  const { office } = story;
  informManagers(story, stop.ending, stop.notice ? { notice: stop.notice } : {});
  if (!story.signed) {
    if (story.placeAsked) office.record({ kind: 'place-released', why: stop.ending });
    office.enter(stop.ending);
    return stop.ending;
  }
  office.enter('settling');
  const settled = await Promise.all(story.input.parties.map((party) => settle(story, party, stop)));
  if (settled.every((one) => one === 'nothing')) office.record({ kind: 'place-released', why: stop.ending });
  office.enter(stop.ending);
  return stop.ending;
}

async function settle(story: ExchangeStory, party: PartyId, stop: StopInput): Promise<'paid' | 'nothing'> {
  const earned = story.earned.get(party);
  if (earned) return earned === 'paid' ? 'paid' : 'nothing';
  const before = story.payments.get(party);
  if (before && (await before.done)) {
    if (before.purpose === 'advance') return (await recover(story, party, before.cents)) === 'received' ? 'nothing' : 'paid';
    return 'paid';
  }
  const cents = await provenCosts(story, party, stop);
  if (cents && (await pay(story, party, { purpose: 'settlement', ...cents }, story.office))) return 'paid';
  giveUpClaim(story, party);
  return 'nothing';
}

/** Costs that cannot be refunded, with proof, where the definition pays them for this reason. */
async function provenCosts(story: ExchangeStory, party: PartyId, stop: StopInput): Promise<{ cents: number; answer: string } | undefined> {
  const { input, office } = story;
  if (input.definition.policy.settlement[stop.reason] !== 'proven-costs') return undefined;
  for (let about: string | undefined; ; ) {
    const claim = await office.ask(contactOf(input, party, 'manager'), 'settlement', about ? { about } : {});
    if (claim.status !== 'answered' || claim.choice !== 'claimed') return undefined;
    const check = await askStaff({ desk: office, input }, 'coordinator', 'check', { party, about: claim.answer });
    if (check.choice === 'request-changes') {
      about = check.answer;
      continue;
    }
    const cents = check.choice === 'accept' ? Number(check.facts['cents'] ?? 0) : 0;
    if (cents > 0) return { cents, answer: check.answer };
    tellRefused(story, party, check.answer);
    return undefined;
  }
}
