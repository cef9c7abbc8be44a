import type { EntityManager } from 'typeorm';
import { ActEntity, PaymentEntity, type PromptEntity } from '../../../platform/db/entities/index.js';
import type { FormValue } from '../../../domain/forms/read-form.js';
import { formatCents, type Cents } from '../../../domain/money/cents.js';
import { say } from '../../../domain/texts/catalogue.js';
import { formatInstant } from '../../../domain/texts/say-values.js';
import { latestAnswer } from '../../../dossier/record/dossier-record.js';
import { textOf } from '../../../dossier/record/text-of.js';
import { listPayment } from '../../../money/payments/payment-list.js';
import { explanationOf, holderDiffers, paymentFact, paymentRows } from '../../../money/payments/payment-sections.js';
import { amountAskedBack } from '../claims/settlement-claim.js';
import { answerFact, answersOf, type Basis, type BasisWish } from './basis.js';

/** What a payment is approved or booked by. */
export async function paymentBasis(db: EntityManager, { record, prompt, staff, texts, signedIn }: BasisWish): Promise<Basis> {
  const payment = await paymentOf(db, prompt);
  if (!payment) return { sections: [], facts: [{ name: 'payment', label: 'The payment', said: 'none', value: null }] };
  const listed = await listPayment(db, payment, staff);
  const { definition } = record.programme;
  const { cents } = payment;
  return {
    sections: [
      {
        type: 'facts',
        rows: [
          { label: 'Amount', value: { text: say(texts, 'words.euro', { amount: formatCents(cents, texts.language) }), cents } },
          { label: 'Payee', value: listed.payee.legalName },
          ...paymentRows(listed, definition, signedIn ? staff.roles : []),
        ],
      },
      ...explanationOf(listed),
      ...holderDiffers(listed),
    ],
    facts: [paymentFact(listed, definition, texts)],
  };
}

/** What finance decides a recovery by: how much, why, and what the party says. */
export async function recoveryBasis(db: EntityManager, wish: BasisWish): Promise<Basis> {
  const { record, prompt, texts, params } = wish;
  const cents = await amountAskedBack(db, prompt);
  const act = record.exchange.correction ? await db.findOneBy(ActEntity, { id: record.exchange.correction.notice }) : null;
  const reason = textOf((act?.payload as FormValue | undefined)?.['reason']);
  const repaid = await latestAnswer(db, prompt.ref, 'repayment', prompt.party);
  const amount = say(texts, 'words.euro', { amount: cents === undefined ? '' : formatCents(cents, texts.language) });
  const { zone } = record.programme.definition;
  return {
    sections: [
      {
        type: 'facts',
        rows: [
          { label: 'To be paid back', value: { text: amount, ...(cents !== undefined && { cents }) } },
          { label: 'By', value: params.party },
          { label: 'Why', value: reason },
        ],
      },
      answersOf(wish, params.party, 'repayment', repaid?.payload, params),
    ],
    facts: [
      { name: 'amount', label: 'To be paid back', said: amount, value: cents ?? null },
      answerFact('repayment', 'What the party says', repaid, (at) => `sent ${formatInstant(at, zone, texts.language)}`),
    ],
  };
}

/** The payment that a question to finance is about: the newest of its party that is not booked. */
export async function paymentOf(db: EntityManager, { ref, leg, party }: PromptEntity): Promise<PaymentEntity | undefined> {
  const [payment] = await db.find(PaymentEntity, { where: { ref, leg, party }, order: { requestedAt: 'DESC' }, take: 1 });
  return payment;
}

/** The amount that a question to staff names, where it is about a payment or about money to be paid back. */
export async function amountOfQuestion(db: EntityManager, prompt: PromptEntity): Promise<Cents | undefined> {
  if (prompt.kind === 'approve-payment' || prompt.kind === 'booking') return (await paymentOf(db, prompt))?.cents;
  return amountAskedBack(db, prompt);
}
