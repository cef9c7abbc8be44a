import type { Refusal } from '../../domain/eligibility/eligibility.js';
import { formatCents, type Cents } from '../../domain/money/cents.js';
import { say, type TextCatalogue } from '../../domain/texts/catalogue.js';
import { sayRefusal } from '../../domain/texts/say-values.js';
import type { ColleagueRefusal } from '../../dossier/people/colleagues.js';
import type { DecisionRefusal } from '../permissions/may-decide.js';

/** Why an answer that is filled in well is not taken all the same. */
export type Objection =
  | Refusal
  /** The person may not decide this. */
  | { code: DecisionRefusal }
  /** The agreement is no longer the one that was shown. */
  | { code: 'agreement-changed' }
  /** The other side has signed an earlier text; staff must sort that out. */
  | { code: 'agreement-differs' }
  /** The final event lies outside the visit. */
  | { code: 'event-outside-visit' }
  /** The edition does not take enquiries at this moment. */
  | { code: 'edition-closed' }
  /** The hub has no contact who could be asked. */
  | { code: 'nobody-to-ask' }
  /** The hub was asked for this exchange before. */
  | { code: 'asked-before' }
  /** The colleague's address is not one of the organisation's. */
  | { code: 'other-domain' }
  /** The colleague cannot take this part. */
  | { code: ColleagueRefusal }
  /** The plan says so already. */
  | { code: 'nothing-changes' }
  /** The new dates have begun already. */
  | { code: 'in-the-past' }
  /** More days than a place is held for. */
  | { code: 'more-than-held' }
  /** The visit's days went by while the exchange was postponed. */
  | { code: 'visit-over-move-dates-first' }
  /** The edition has less money left than this needs beyond what is held. */
  | { code: 'budget-short'; neededCents: Cents; leftCents: Cents }
  /** Another change is being agreed on. */
  | { code: 'change-open' };

const staffSentences: Record<DecisionRefusal, string> = {
  role: 'pages.staff.notAllowed',
  'conflict-of-interest': 'pages.staff.ownOrganisation',
  'checked-by-you': 'pages.staff.fourEyes',
  'paid-to-you': 'pages.staff.ownOrganisation',
};

/** Says an objection; `partyName` names a party by its id. */
export function sayObjection(texts: TextCatalogue, objection: Objection, partyName: (party: string) => string): string {
  switch (objection.code) {
    case 'role':
    case 'conflict-of-interest':
    case 'checked-by-you':
    case 'paid-to-you':
      return say(texts, staffSentences[objection.code]);
    case 'agreement-changed':
      return say(texts, 'pages.agreement.changed');
    case 'agreement-differs':
    case 'event-outside-visit':
    case 'edition-closed':
    case 'nobody-to-ask':
    case 'asked-before':
    case 'other-domain':
    case 'in-the-past':
    case 'more-than-held':
    case 'change-open':
    case 'contact-of-other-party':
    case 'same-contact':
    case 'nothing-changes':
    case 'visit-over-move-dates-first':
      return say(texts, `pages.refused.${objection.code}`);
    case 'budget-short': {
      const euro = (cents: Cents): string => formatCents(cents, texts.language);
      return say(texts, 'pages.refused.budget-short', { needed: euro(objection.neededCents), left: euro(objection.leftCents) });
    }
    default:
      return sayRefusal(texts, objection, objection.party === undefined ? '' : partyName(objection.party));
  }
}
