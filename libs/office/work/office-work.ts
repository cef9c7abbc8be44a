import { In, type EntityManager } from 'typeorm';
import { ContactEntity, DossierEntity, PartyContactEntity, PaymentEntity, PromptEntity, type StaffMemberEntity } from '../../platform/db/entities/index.js';
import { formatCents } from '../../domain/money/cents.js';
import type { Definition } from '../../domain/programme/definition.js';
import type { PromptKind, StaffRole } from '../../domain/programme/vocabulary.js';
import { has, say } from '../../domain/texts/catalogue.js';
import { formatInstant } from '../../domain/texts/say-values.js';
import { amountAskedBack } from '../../kinds/exchange/claims/settlement-claim.js';
import { programmeVersion } from '../../programmes/definition-store.js';
import { answeringRoles } from '../../staff/permissions/may-decide.js';
import type { Office } from '../office.js';
import type { Listed } from './listed.js';
import { questionsToStaff, silentQuestions, type QuestionWish } from './open-questions.js';
import { openProposalsOfEdition } from '../../dossier/people/hand-over-proposals.js';
import { pairOf, spokenExchanges, type SpokenExchange } from '../../dossier/record/spoken-dossier.js';

/** A question that waits for the office, or a person whom the office should call. */
export interface OfficeTask {
  kind: 'decide' | 'call';
  prompt: PromptEntity;
  /** Who is to do it: the role that was asked, and the one that took over. */
  roles: StaffRole[];
  /** What is asked, in a sentence; for a call also who is to be called, and by which number. */
  text: string;
  /** The exchange, and the date where the sentence does not say it. */
  detail: string;
}

/** A colleague whom a hub proposes for a slot, with an address from elsewhere: the office says yes or no. */
export interface HandOverTask {
  kind: 'hand-over';
  ref: string;
  /** By the edition's clock. */
  askedAt: string;
  roles: StaffRole[];
  text: string;
  detail: string;
}

/** Proposed hand-overs that wait for the office, the oldest first. */
export async function proposedHandOvers({ db, edition, zone, texts }: Office): Promise<HandOverTask[]> {
  const proposals = await openProposalsOfEdition(db, edition.id);
  const spoken = await spokenExchanges(db, proposals.map(({ ref }) => ref), texts.language);
  const people = await peopleOf(db, proposals.map(({ by }) => by));
  return proposals.map(({ ref, by, name, email, slot, at }) => ({
    kind: 'hand-over',
    ref,
    askedAt: at,
    roles: ['coordinator'],
    text: say(texts, 'pages.staff.handOver', { name, email, slot: say(texts, `slots.${slot}`), by: people.get(by)?.name ?? '' }),
    detail: [ref, pairOf(spoken.get(ref)!), formatInstant(at, zone, texts.language)].join(' · '),
  }));
}

/** Questions to staff that are open, the most urgent first. */
export async function openDecisions(office: Office, wish: QuestionWish = {}): Promise<Listed<OfficeTask>> {
  const { first, count } = await questionsToStaff(office, wish);
  return { first: await tasksOf(office, first, 'decide'), count };
}

/** How many decisions wait for one member of staff, proposed hand-overs included. */
export async function decisionsOf(office: Office, staff: StaffMemberEntity): Promise<number> {
  const { count } = await questionsToStaff(office, { roles: staff.roles });
  return count + (await proposedHandOvers(office)).filter((task) => isTaskOf(staff, task)).length;
}

/** People who have not answered by the date that they read: somebody should call them. */
export async function silentPeople(office: Office, { roles, until = office.now }: QuestionWish = {}): Promise<Listed<OfficeTask>> {
  const mayCall = (kind: PromptKind): boolean => callers(kind, office.programme.definition).some((role) => roles?.includes(role) ?? true);
  const { first, count } = await silentQuestions(office, mayCall, until < office.now ? until : office.now);
  return { first: await tasksOf(office, first, 'call'), count };
}

/** Whether a task is this person's. */
export function isTaskOf(staff: StaffMemberEntity, task: Pick<OfficeTask, 'roles'>): boolean {
  return task.roles.some((role) => staff.roles.includes(role));
}

async function tasksOf(office: Office, prompts: PromptEntity[], kind: OfficeTask['kind']): Promise<OfficeTask[]> {
  const { db, texts } = office;
  const spoken = await spokenExchanges(db, prompts.map((prompt) => prompt.ref), texts.language);
  const people = kind === 'call' ? await whomToCall(db, prompts) : undefined;
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
    const question = sentence(office, prompt, exchange, { due, amount });
    const person = people?.get(prompt.id);
    tasks.push({
      kind,
      prompt,
      roles,
      text: person ? sayCall(office, person, { question, due }) : question,
      detail: [prompt.ref, pairOf(exchange), ...(kind === 'decide' ? [due] : [])].filter(Boolean).join(' · '),
    });
  }
  return tasks;
}

/** The question as its addressee reads it. */
function sentence({ texts }: Office, prompt: PromptEntity, exchange: SpokenExchange, values: { due: string; amount: string }): string {
  const party = { visiting: exchange.visitingHub, hosting: exchange.hostingHub }[prompt.party] ?? '';
  const acting = party || (prompt.role && has(texts, `roles.${prompt.role}`) ? say(texts, `roles.${prompt.role}`) : '');
  return say(texts, `prompts.${prompt.kind}.question`, { ...exchange, ...values, party: acting });
}

/** Whom to call, by which number, what they were asked, and since when the answer is due; by mail where no number is on file. */
function sayCall({ texts }: Office, { name, hub, phone, email }: Callee, { question, due }: { question: string; due: string }): string {
  return phone
    ? say(texts, 'pages.staff.digestCall', { name, hub, phone, question, due })
    : say(texts, 'pages.staff.digestWrite', { name, hub, email, question, due });
}

function rolesOf(prompt: PromptEntity, definition: Definition, kind: OfficeTask['kind']): StaffRole[] {
  return kind === 'call' ? callers(prompt.kind, definition) : answeringRoles(prompt, definition);
}

/** Who calls about a question that is past its date; nobody, where it closes without an answer and nobody minds. */
function callers(kind: PromptKind, { prompts }: Definition): StaffRole[] {
  const { escalateTo, onLapse } = prompts[kind];
  return onLapse === 'close-quietly' && !escalateTo ? [] : [escalateTo ?? 'coordinator'];
}

/** The rules that each exchange started under, by reference. */
async function rulesOf(db: EntityManager, prompts: PromptEntity[]): Promise<Map<string, Definition>> {
  const refs = [...new Set(prompts.map((prompt) => prompt.ref))];
  const rows = refs.length > 0 ? await db.findBy(DossierEntity, { ref: In(refs) }) : [];
  const rules = new Map<string, Definition>();
  for (const { ref, definitionId, definitionVersion } of rows) {
    rules.set(ref, (await programmeVersion(db, definitionId, definitionVersion)).definition);
  }
  return rules;
}

/** Somebody to call about a question. */
interface Callee {
  name: string;
  hub: string;
  /** Empty where neither the person nor whoever manages the exchange there left one. */
  phone: string;
  email: string;
}

/** Whom to call about each question, by its id: a person without a number is reached through the manager's. */
async function whomToCall(db: EntityManager, prompts: PromptEntity[]): Promise<Map<string, Callee>> {
  const refs = [...new Set(prompts.map((prompt) => prompt.ref))];
  const managers = refs.length > 0 ? await db.findBy(PartyContactEntity, { ref: In(refs), slot: 'manager' }) : [];
  const managerOf = new Map(managers.map(({ ref, party, contactId }) => [`${ref}/${party}`, contactId]));
  const people = await peopleOf(db, [...prompts.flatMap(({ contactId }) => contactId ?? []), ...managers.map(({ contactId }) => contactId)]);
  const spoken = await spokenExchanges(db, refs, 'en');
  return new Map(
    prompts.flatMap((prompt): [string, Callee][] => {
      const person = people.get(prompt.contactId ?? '');
      if (!person) return [];
      const manager = people.get(managerOf.get(`${prompt.ref}/${prompt.party}`) ?? '');
      const exchange = spoken.get(prompt.ref);
      const hub = { visiting: exchange?.visitingHub, hosting: exchange?.hostingHub }[prompt.party] ?? '';
      return [[prompt.id, { name: person.name, hub, phone: person.phone ?? manager?.phone ?? '', email: person.email }]];
    }),
  );
}

async function peopleOf(db: EntityManager, ids: string[]): Promise<Map<string, ContactEntity>> {
  const contacts = ids.length > 0 ? await db.findBy(ContactEntity, { id: In([...new Set(ids)]) }) : [];
  return new Map(contacts.map((contact) => [contact.id, contact]));
}

async function amountsOf(db: EntityManager, prompts: PromptEntity[], language: string): Promise<Map<string, string>> {
  const refs = prompts.filter((prompt) => prompt.kind === 'approve-payment' || prompt.kind === 'booking').map((prompt) => prompt.ref);
  const payments = refs.length > 0 ? await db.find(PaymentEntity, { where: { ref: In(refs) }, order: { requestedAt: 'ASC' } }) : [];
  return new Map(payments.map((payment) => [paymentKey(payment), formatCents(payment.cents, language)]));
}

function paymentKey({ ref, leg, party }: { ref: string; leg: string; party: string }): string {
  return `${ref}/${leg}/${party}`;
}
