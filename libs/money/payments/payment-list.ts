import { In, type EntityManager } from 'typeorm';
import { BankDetailsEntity, OrganisationEntity, PaymentEntity, PromptEntity, StaffMemberEntity } from '../../platform/db/entities/index.js';
import { maskIban } from '../../domain/money/iban.js';
import type { Definition } from '../../domain/programme/definition.js';
import type { StaffRole } from '../../domain/programme/vocabulary.js';
import { correctionFamily } from '../../dossier/record/correction-family.js';
import { mayDecide, type DecisionRefusal } from '../../staff/permissions/may-decide.js';

/** One payment on a run's list, with the question that waits for finance. */
export interface ListedPayment {
  payment: PaymentEntity;
  payee: OrganisationEntity;
  /** Where the payee wants to be paid, as last given for this exchange. */
  bank?: BankDetailsEntity;
  /** The open question: approve it, or say that the bank booked it. */
  question?: PromptEntity;
  /** Why the reader may not answer the question. */
  refusal?: DecisionRefusal;
  /** Who checked and who approved, by name. */
  checkedBy: string;
  approvedBy: string;
}

/** The payments of a run, as one member of staff may act on them. */
export async function paymentsOfRun(db: EntityManager, runId: string, reader: StaffMemberEntity): Promise<ListedPayment[]> {
  const payments = await db.find(PaymentEntity, { where: { runId }, order: { requestedAt: 'ASC', id: 'ASC' } });
  return Promise.all(payments.map((payment) => listPayment(db, payment, reader)));
}

/** One payment with everything that finance decides by. */
export async function listPayment(db: EntityManager, payment: PaymentEntity, reader: StaffMemberEntity): Promise<ListedPayment> {
  const { ref, leg, party } = payment;
  const [bank] = await db.find(BankDetailsEntity, {
    where: { ref: In(await correctionFamily(db, ref)), party, organisationId: payment.payeeOrganisationId },
    order: { givenAt: 'DESC' },
    take: 1,
  });
  const kind = payment.status === 'requested' ? 'approve-payment' : 'booking';
  const question = await db.findOneBy(PromptEntity, { ref, leg, party, kind, status: 'open' });
  const refusal = question ? await mayDecide(db, reader, question) : undefined;
  const names = await namesOf(db, [payment.checkedBy, payment.approvedBy]);
  return {
    payment,
    payee: await db.findOneByOrFail(OrganisationEntity, { id: payment.payeeOrganisationId }),
    ...(bank && { bank }),
    ...(question && { question }),
    ...(refusal && { refusal }),
    checkedBy: names.get(payment.checkedBy ?? '') ?? '',
    approvedBy: names.get(payment.approvedBy ?? '') ?? '',
  };
}

/** An account as a reader may see it: in full only for the roles that the definition's form names, else masked. */
export function accountFor(bank: BankDetailsEntity, { forms }: Pick<Definition, 'forms'>, roles: readonly StaffRole[]): string {
  const readers = forms['bank-details']?.fields.find((field) => field.key === 'iban')?.confidential;
  const inFull = readers === undefined || readers.some((reader) => (roles as readonly string[]).includes(reader));
  return `${bank.accountHolder}, ${inFull ? bank.iban.replace(/(.{4})(?=.)/g, '$1 ') : maskIban(bank.iban)}`;
}

/** Names of members of staff by id, also of those who left. */
export async function namesOf(db: EntityManager, ids: readonly (string | null)[]): Promise<Map<string, string>> {
  const wanted = ids.filter((id) => id !== null);
  const staff = wanted.length > 0 ? await db.findBy(StaffMemberEntity, { id: In(wanted) }) : [];
  return new Map(staff.map(({ id, name }) => [id, name]));
}
