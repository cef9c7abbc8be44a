import type { EntityManager } from 'typeorm';
import type { PromptKind } from '../../../domain/programme/vocabulary.js';
import { planFact, type Basis, type BasisWish } from './basis.js';
import { checkBasis } from './check-basis.js';
import { contradictionBasis } from './contradiction-basis.js';
import { hostBasis } from './host-basis.js';
import { pauseBasis } from './pause-basis.js';
import { paymentBasis, recoveryBasis } from './payment-basis.js';
import { reviewBasis } from './review-basis.js';

type Gather = (db: EntityManager, wish: BasisWish) => Promise<Basis>;

const bases: Partial<Record<PromptKind, Gather>> = {
  review: reviewBasis,
  check: checkBasis,
  contradiction: contradictionBasis,
  recovery: recoveryBasis,
  'pause-check': pauseBasis,
  'pick-host': hostBasis,
  'approve-payment': paymentBasis,
  booking: paymentBasis,
};

/** Gathers what a question to staff is decided by; of a kind that rests on nothing else, the plan. */
export async function decisionBasis(db: EntityManager, wish: BasisWish): Promise<Basis> {
  const gather = bases[wish.prompt.kind];
  return gather ? gather(db, wish) : { sections: [], facts: [planFact(wish)] };
}
