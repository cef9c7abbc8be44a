import { In, type EntityManager } from 'typeorm';
import { ContactEntity, DossierEntity, PartyEntity, PaymentEntity, PromptEntity, StaffMemberEntity } from '../../platform/db/entities/index.js';
import { sameMailbox } from '../../domain/network/mailbox.js';
import type { Definition } from '../../domain/programme/definition.js';
import type { PromptKind, StaffRole } from '../../domain/programme/vocabulary.js';
import { programmeVersion } from '../../programmes/definition-store.js';

/** Why a member of staff may not answer a question. */
export type DecisionRefusal =
  /** The question is for another role. */
  | 'role'
  /** The person works for an organisation that it concerns, or sits in its body. */
  | 'conflict-of-interest'
  /** The person checked the claim: somebody else approves the payment. */
  | 'checked-by-you'
  /** The money goes to the person's own organisation. */
  | 'paid-to-you';

/** What decides about a question who may answer it. */
export interface DecisionSubject {
  /**
   * Roles that may answer: the one that was asked, after the due date the one that takes over, and whoever was asked first
   * when nobody answered and it is asked again.
   */
  roles: readonly StaffRole[];
  /** Organisations that the answer is about. */
  organisations: readonly string[];
  /** Who checked the claim that is to be paid. */
  checkedBy?: string | null;
  /** Addresses of the payee's people. */
  payeeAddresses?: readonly string[];
}

/** Questions whose answer moves money; they need a session. */
export const moneyPromptKinds: readonly PromptKind[] = ['approve-payment', 'booking', 'recovery'];
/** Those of them that finance works through in the weekly run. */
export const runPromptKinds: readonly PromptKind[] = ['approve-payment', 'booking'];

/** Why this person may not answer, or undefined when the person may. */
export function refusalToDecide(staff: StaffMemberEntity, subject: DecisionSubject): DecisionRefusal | undefined {
  if (!staff.roles.some((role) => role !== 'viewer' && subject.roles.includes(role))) return 'role';
  if (subject.organisations.some((organisation) => staff.conflicts.includes(organisation))) return 'conflict-of-interest';
  if (subject.checkedBy === staff.id) return 'checked-by-you';
  if (subject.payeeAddresses?.some((address) => sameMailbox(address, staff.email))) return 'paid-to-you';
  return undefined;
}

/** Why a member of staff may not answer a prompt, or undefined when the person may. */
export async function mayDecide(db: EntityManager, staff: StaffMemberEntity, prompt: PromptEntity): Promise<DecisionRefusal | undefined> {
  return refusalToDecide(staff, await decisionSubject(db, prompt));
}

/** Finds out what decides about a prompt who may answer it. */
export async function decisionSubject(db: EntityManager, prompt: PromptEntity): Promise<DecisionSubject> {
  const parties = await db.findBy(PartyEntity, {
    ref: prompt.ref,
    leg: prompt.leg,
    ...(prompt.party !== '-' && { party: prompt.party }),
  });
  const organisations = parties.flatMap((party) => (party.organisationId ? [party.organisationId] : []));
  const subject = { roles: await rolesOf(db, prompt), organisations };
  return runPromptKinds.includes(prompt.kind) ? { ...subject, ...(await payeeOf(db, prompt)) } : subject;
}

async function rolesOf(db: EntityManager, prompt: PromptEntity): Promise<StaffRole[]> {
  const exchange = await db.findOneByOrFail(DossierEntity, { ref: prompt.ref });
  const { definition } = await programmeVersion(db, exchange.definitionId, exchange.definitionVersion);
  return answeringRoles(prompt, definition);
}

/** Who may answer a question to staff by the rules that its exchange started under. */
export function answeringRoles({ kind, role, escalatedAt }: Pick<PromptEntity, 'kind' | 'role' | 'escalatedAt'>, { prompts }: Pick<Definition, 'prompts'>): StaffRole[] {
  const { to, escalateTo } = prompts[kind];
  const asked = role === null ? [] : [role as StaffRole];
  const first = role === escalateTo && 'role' in to ? [to.role as StaffRole] : [];
  const senior = escalatedAt && escalateTo ? [escalateTo] : [];
  return [...new Set([...asked, ...first, ...senior])];
}

async function payeeOf(db: EntityManager, { ref, leg, party, kind }: PromptEntity): Promise<Partial<DecisionSubject>> {
  const payments = await db.find(PaymentEntity, {
    where: { ref, leg, party, status: In(['requested', 'approved']) },
    order: { requestedAt: 'DESC' },
  });
  const payment = payments[0];
  if (!payment) return {};
  const people = await db.findBy(ContactEntity, { organisationId: payment.payeeOrganisationId });
  return {
    organisations: [payment.payeeOrganisationId],
    payeeAddresses: people.map((person) => person.email),
    // Booking only writes down what the bank did; approving is the second pair of eyes.
    ...(kind === 'approve-payment' && { checkedBy: payment.checkedBy }),
  };
}
