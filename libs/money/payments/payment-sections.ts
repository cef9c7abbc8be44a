import type { BankDetailsEntity } from '../../platform/db/entities/index.js';
import { maskIban } from '../../domain/money/iban.js';
import { formatCents } from '../../domain/money/cents.js';
import type { Definition } from '../../domain/programme/definition.js';
import type { StaffRole } from '../../domain/programme/vocabulary.js';
import type { FactRow, NoticeSection, SumSection } from '../../domain/sections/section.js';
import { say, type TextCatalogue } from '../../domain/texts/catalogue.js';
import { formatInstant } from '../../domain/texts/say-values.js';
import type { SeenFact } from '../../dossier/seen/facts-seen.js';
import { accountFor, type ListedPayment } from './payment-list.js';

/** Who checked and who approved a payment, and where it goes as a reader may see it. */
export function paymentRows({ bank, checkedBy, approvedBy }: ListedPayment, definition: Definition, readers: readonly StaffRole[]): FactRow[] {
  return [
    { label: 'Account', value: bank === undefined ? 'not given yet' : accountFor(bank, definition, readers) },
    { label: 'Checked by', value: checkedBy },
    { label: 'Approved by', value: approvedBy },
  ];
}

/** How an amount came about, line by line, as it was recorded at the check. */
export function explanationOf({ payment: { explanation, cents } }: ListedPayment): SumSection[] {
  if (!Array.isArray(explanation) || explanation.length === 0) return [];
  return [{ type: 'sum', lines: (explanation as readonly unknown[]).map(String), cents }];
}

/** That an account is in another name than the payee's. */
export function holderDiffers({ bank, payee }: ListedPayment): NoticeSection[] {
  if (bank === undefined || bank.accountHolder.trim().toLowerCase() === payee.legalName.trim().toLowerCase()) return [];
  return [{ type: 'notice', tone: 'warn', words: ['The account holder is not written like the payee. Please make sure that it is the same body.'] }];
}

/** What must still be true of a payment when it is approved or booked: how much, to whom, into which account, checked by whom. */
export function paymentFact({ payment, payee, bank, checkedBy }: ListedPayment, { zone }: Definition, texts: TextCatalogue): SeenFact {
  const amount = say(texts, 'words.euro', { amount: formatCents(payment.cents, texts.language) });
  const account = accountFact(bank, { zone }, texts);
  return {
    name: `payment/${payment.id}`,
    label: payee.legalName,
    said: [amount, account.said, checkedBy && `checked by ${checkedBy}`].filter(Boolean).join('; '),
    value: { cents: payment.cents, payee: payee.id, checkedBy: payment.checkedBy, account: account.value },
  };
}

/** The account that money goes to. */
export function accountFact(bank: BankDetailsEntity | undefined, { zone }: Pick<Definition, 'zone'>, texts: TextCatalogue): SeenFact {
  const named = { name: 'account', label: 'The account' };
  if (bank === undefined) return { ...named, said: 'no account yet', value: null };
  const said = `${bank.accountHolder}, ${maskIban(bank.iban)}, given ${formatInstant(bank.givenAt, zone, texts.language)}`;
  // The answer that gave the account is known to nobody outside: without it nobody can guess an account from its version.
  return { ...named, said, value: [bank.answerId, bank.accountHolder, bank.iban, bank.bic] };
}
