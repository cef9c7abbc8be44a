import type { DomainEvent } from '../../libs/contracts/exchange/index.js';
import {
  ContactEntity,
  HubEntity,
  PartyContactEntity,
  PartyEntity,
  PlanEntity,
  SignedLinkEntity,
} from '../../libs/db/entities/index.js';
import type { JsonValue } from '../../libs/domain/forms/canonical-json.js';
import type { FormValue } from '../../libs/domain/forms/read-form.js';
import type { Slot } from '../../libs/domain/programme/vocabulary.js';
import { ensureContact } from '../../libs/exchange/contacts.js';
import { loadParties } from '../../libs/exchange/parties.js';
import { answerRow, latestPlan, type StepContext } from './step-context.js';

type Event<K extends DomainEvent['kind']> = Extract<DomainEvent, { kind: K }>;

const hosting = 'hosting';

/** Staff chose a host: the hub's people take the hosting party's slots. */
export async function pickHost(context: StepContext, { leg, answer }: Event<'host-picked'>): Promise<void> {
  const { tx, exchange } = context;
  const { payload } = await answerRow(tx, answer);
  const hub = await tx.findOneByOrFail(HubEntity, { id: String(payload['hub']) });
  await tx.save(PartyEntity, { ref: exchange.ref, leg, party: hosting, organisationId: hub.organisationId, hubId: hub.id });
  await tx.delete(PartyContactEntity, { ref: exchange.ref, leg, party: hosting });
  const people = await tx.find(ContactEntity, { where: { organisationId: hub.organisationId }, order: { createdAt: 'ASC' } });
  for (const slot of ['manager', 'signatory', 'accountant'] as const) {
    const person = people.find((one) => one.roles.includes(slot)) ?? people[0];
    if (person) await fillSlot(context, leg, hosting, slot, person.id);
  }
  context.parties = await loadParties(tx, exchange.ref);
}

/** The host handed the question to a colleague: the slot is theirs, the old links end. */
export async function replaceContact(context: StepContext, event: Event<'contact-replaced'>): Promise<void> {
  const { tx, exchange, parties } = context;
  const { payload } = await answerRow(tx, event.answer);
  const before = parties[event.party]?.contacts[event.slot];
  const colleague = await contactNamed(context, event.party, payload, 'colleague');
  if (!colleague) return;
  await fillSlot(context, event.leg, event.party, event.slot, colleague.id);
  if (before) await tx.update(SignedLinkEntity, { ref: exchange.ref, holderId: before.id }, { revokedAt: context.now });
  context.parties = await loadParties(tx, exchange.ref);
}

/** A signatory named the accountant who gives the bank details. */
export async function nameAccountant(context: StepContext, leg: string, party: string, payload: FormValue): Promise<void> {
  const accountant = await contactNamed(context, party, payload, 'accountant');
  if (!accountant) return;
  await fillSlot(context, leg, party, 'accountant', accountant.id);
  context.parties = await loadParties(context.tx, context.exchange.ref);
}

/** The dates that the host proposed become a new version of the plan. */
export async function agreeDates({ tx, exchange, now }: StepContext, { leg, answer }: Event<'dates-agreed'>): Promise<void> {
  const { payload } = await answerRow(tx, answer);
  const plan = await latestPlan(tx, exchange.ref, leg);
  const { from, to } = payload['otherDates'] as { from: string; to: string };
  await tx.insert(PlanEntity, { ...plan, version: plan.version + 1, firstDay: from, lastDay: to, createdAt: now } as never);
}

/** The application carries the plan: its dates, its participants, everything that will be signed. */
export async function submitPlan({ tx, exchange, now }: StepContext, { leg, answer }: Event<'plan-submitted'>): Promise<void> {
  const { payload } = await answerRow(tx, answer);
  const before = await latestPlan(tx, exchange.ref, leg);
  const { from, to } = payload['dates'] as { from: string; to: string };
  const plan = {
    ref: exchange.ref,
    leg,
    version: before.version + 1,
    firstDay: from,
    lastDay: to,
    participants: (payload['participants'] as JsonValue[]).length,
    content: payload,
    createdAt: now,
  };
  await tx.insert(PlanEntity, plan as never);
}

async function contactNamed(
  { tx, parties, now }: StepContext,
  party: string,
  payload: FormValue,
  prefix: 'colleague' | 'accountant',
): Promise<ContactEntity | undefined> {
  const { [`${prefix}Name`]: name, [`${prefix}Email`]: email } = payload;
  const side = parties[party];
  if (typeof name !== 'string' || typeof email !== 'string' || !side?.organisation) return undefined;
  const like = side.contacts['manager'];
  return ensureContact(tx, {
    organisationId: side.organisation.id,
    hubId: side.hub?.id ?? null,
    name,
    email,
    language: like?.language ?? 'en',
    zone: side.hub?.zone ?? like?.zone ?? 'UTC',
    role: prefix === 'accountant' ? 'accountant' : 'manager',
    at: now,
  });
}

async function fillSlot({ tx, exchange }: StepContext, leg: string, party: string, slot: Slot, contactId: string): Promise<void> {
  await tx.save(PartyContactEntity, { ref: exchange.ref, leg, party, slot, contactId });
}
