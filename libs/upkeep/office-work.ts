import { In, IsNull, LessThanOrEqual, Not, type EntityManager } from 'typeorm';
import { ContactEntity, ExchangeEntity, PaymentEntity, PromptEntity, type StaffMemberEntity } from '../db/entities/index.js';
import { formatCents } from '../domain/money/cents.js';
import type { Definition } from '../domain/programme/definition.js';
import { systemRole, type StaffRole } from '../domain/programme/vocabulary.js';
import { has, say } from '../domain/texts/catalogue.js';
import { formatInstant } from '../domain/texts/say-values.js';
import { amountAskedBack } from '../intake/settlement-claim.js';
import { programmeVersion } from '../programmes/definition-store.js';
import { answeringRoles } from '../staffing/may-decide.js';
import type { Office } from './office.js';
import { pairOf, spokenExchanges, type SpokenExchange } from '../exchange/spoken-exchange.js';

/** A question that waits for the office, or a person whom the office should call. */
export interface OfficeTask {
  kind: 'decide' | 'call';
  prompt: PromptEntity;
  /** Who is to do it: the role that was asked, and the one that took over. */
  roles: StaffRole[];
  /** What is asked, in a sentence. */
  text: string;
  /** The exchange, the date, and for a call the person with the phone number. */
  detail: string;
}

/** Questions to staff that are open, the most urgent first. */
export async function openDecisions(office: Office): Promise<OfficeTask[]> {
  const { db, edition } = office;
  const prompts = await db.find(PromptEntity, {
    where: { edition: edition.id, status: 'open', role: Not(systemRole) },
    order: { dueAt: 'ASC', id: 'ASC' },
  });
  return tasksOf(office, prompts.filter((prompt) => prompt.role !== null && isRipe(prompt)), 'decide');
}

/** Whether an exchange stays postponed is asked every few weeks only: the question shows once its date has come. */
function isRipe({ kind, escalatedAt }: PromptEntity): boolean {
  return kind !== 'pause-check' || escalatedAt !== null;
}

/** People who have not answered by the date that they read: somebody should call them. */
export async function silentPeople(office: Office): Promise<OfficeTask[]> {
  const { db, edition, now } = office;
  const prompts = await db.find(PromptEntity, {
    where: { edition: edition.id, status: 'open', role: IsNull(), frozen: IsNull(), dueAt: LessThanOrEqual(now) },
    order: { dueAt: 'ASC', id: 'ASC' },
  });
  return tasksOf(office, prompts, 'call');
}

/** Whether a task is this person's. */
export function isTaskOf(staff: StaffMemberEntity, task: OfficeTask): boolean {
  return task.roles.some((role) => staff.roles.includes(role));
}

async function tasksOf(office: Office, prompts: PromptEntity[], kind: OfficeTask['kind']): Promise<OfficeTask[]> {
  const { db, texts } = office;
  const spoken = await spokenExchanges(db, prompts.map((prompt) => prompt.ref), texts.language);
  const people = await peopleOf(db, prompts);
  const amounts = await amountsOf(db, prompts, texts.language);
  const rules = await rulesOf(db, prompts);
  const tasks: OfficeTask[] = [];
  for (const prompt of prompts) {
    const roles = rolesOf(prompt, rules.get(prompt.ref)!, kind);
    if (roles.length === 0) continue; // nobody minds when this question closes without an answer
    const exchange = spoken.get(prompt.ref)!;
    const due = formatInstant(prompt.dueAt, office.zone, texts.language);
    const back = await amountAskedBack(db, prompt);
    const amount = back === undefined ? (amounts.get(paymentKey(prompt)) ?? '') : formatCents(back, texts.language);
    const person = prompt.contactId ? people.get(prompt.contactId) : undefined;
    tasks.push({
      kind,
      prompt,
      roles,
      text: sentence(office, prompt, exchange, { due, amount }, kind),
      detail: [person, prompt.ref, pairOf(exchange), due].filter(Boolean).join(' · '),
    });
  }
  return tasks;
}

/** The question as its addressee reads it, or, for a call, what is being waited for. */
function sentence(
  { texts }: Office,
  prompt: PromptEntity,
  exchange: SpokenExchange,
  values: { due: string; amount: string },
  kind: OfficeTask['kind'],
): string {
  const party = { visiting: exchange.visitingHub, hosting: exchange.hostingHub }[prompt.party] ?? '';
  const acting = party || (prompt.role && has(texts, `roles.${prompt.role}`) ? say(texts, `roles.${prompt.role}`) : '');
  const part = kind === 'decide' ? 'question' : 'waiting';
  return say(texts, `prompts.${prompt.kind}.${part}`, { ...exchange, ...values, party: acting });
}

function rolesOf(prompt: PromptEntity, definition: Definition, kind: OfficeTask['kind']): StaffRole[] {
  const { escalateTo, onLapse } = definition.prompts[prompt.kind];
  if (kind === 'call') return onLapse === 'close-quietly' && !escalateTo ? [] : [escalateTo ?? 'coordinator'];
  return answeringRoles(prompt, definition);
}

/** The rules that each exchange started under, by reference. */
async function rulesOf(db: EntityManager, prompts: PromptEntity[]): Promise<Map<string, Definition>> {
  const refs = [...new Set(prompts.map((prompt) => prompt.ref))];
  const rows = refs.length > 0 ? await db.findBy(ExchangeEntity, { ref: In(refs) }) : [];
  const rules = new Map<string, Definition>();
  for (const { ref, definitionId, definitionVersion } of rows) {
    rules.set(ref, (await programmeVersion(db, definitionId, definitionVersion)).definition);
  }
  return rules;
}

async function peopleOf(db: EntityManager, prompts: PromptEntity[]): Promise<Map<string, string>> {
  const ids = prompts.flatMap((prompt) => (prompt.contactId ? [prompt.contactId] : []));
  const contacts = ids.length > 0 ? await db.findBy(ContactEntity, { id: In(ids) }) : [];
  return new Map(contacts.map(({ id, name, phone, email }) => [id, `${name}, ${phone ?? email}`]));
}

async function amountsOf(db: EntityManager, prompts: PromptEntity[], language: string): Promise<Map<string, string>> {
  const refs = prompts.filter((prompt) => prompt.kind === 'approve-payment' || prompt.kind === 'booking').map((prompt) => prompt.ref);
  const payments = refs.length > 0 ? await db.find(PaymentEntity, { where: { ref: In(refs) }, order: { requestedAt: 'ASC' } }) : [];
  return new Map(payments.map((payment) => [paymentKey(payment), formatCents(payment.cents, language)]));
}

function paymentKey({ ref, leg, party }: { ref: string; leg: string; party: string }): string {
  return `${ref}/${leg}/${party}`;
}
