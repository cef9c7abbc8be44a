import type { DomainEvent } from '../../libs/contracts/dossier/index.js';
import { In } from 'typeorm';
import {
  ContactEntity,
  HubEntity,
  PartyContactEntity,
  PartyEntity,
  PromptEntity,
  SignedLinkEntity,
} from '../../libs/platform/db/entities/index.js';
import type { JsonValue } from '../../libs/domain/forms/canonical-json.js';
import type { FormValue } from '../../libs/domain/forms/read-form.js';
import type { Slot } from '../../libs/domain/programme/vocabulary.js';
import { ensureContact, peopleOnFile, standingContacts } from '../../libs/network/contacts.js';
import { loadParties } from '../../libs/dossier/people/parties.js';
import { addPlan } from './add-plan.js';
import { askByMail } from './prompts.js';
import { contactFor } from '../../libs/dossier/people/parties.js';
import { answerRow, latestPlan, type StepContext } from './step-context.js';

type Event<K extends DomainEvent['kind']> = Extract<DomainEvent, { kind: K }>;

const hosting = 'hosting';

/** Staff or the candidate chose a host: the hub's people take the hosting party's slots. */
export async function pickHost(context: StepContext, { leg, answer }: Event<'host-picked'> | Event<'host-chosen'>): Promise<void> {
  const { tx, exchange } = context;
  const { payload } = await answerRow(tx, answer);
  const hub = await tx.findOneByOrFail(HubEntity, { id: String(payload['hub']) });
  await tx.save(PartyEntity, { ref: exchange.ref, leg, party: hosting, organisationId: hub.organisationId, hubId: hub.id });
  await tx.delete(PartyContactEntity, { ref: exchange.ref, leg, party: hosting });
  const contacts = standingContacts(await peopleOnFile(tx, hub.organisationId), hub.id);
  for (const [slot, person] of Object.entries(contacts ?? {})) await fillSlot(context, leg, hosting, slot as Slot, person.id);
  const dates = payload['dates'] as { from: string; to: string } | undefined;
  if (dates) {
    const plan = await latestPlan(tx, exchange.ref, leg);
    await addPlan(context, { ...plan, firstDay: dates.from, lastDay: dates.to });
  }
  context.parties = await loadParties(tx, exchange.ref);
}

/**
 * A slot is somebody else's: a colleague named in an answer, or a contact by id. Open questions of the slot go to them
 * by a new link; the old links end at once, or say that the question was handed over.
 */
export async function replaceContact(context: StepContext, event: Event<'contact-replaced'>): Promise<void> {
  const { tx, exchange, parties } = context;
  const before = contactFor(parties, event.party, event.slot);
  const after = event.contact
    ? await tx.findOneBy(ContactEntity, { id: event.contact })
    : await contactNamed(context, event.party, (await answerRow(tx, event.answer ?? '')).payload, 'colleague');
  if (!after || after.id === before?.id) return;
  await fillSlot(context, event.leg, event.party, event.slot, after.id);
  context.parties = await loadParties(tx, exchange.ref);
  const asked = await tx.findBy(PromptEntity, { ref: exchange.ref, leg: event.leg, party: event.party, slot: event.slot });
  if (before) await endLinks(context, asked, before.id, event.by === before.id || event.answer !== undefined);
  for (const prompt of asked.filter(({ status }) => status === 'open')) {
    await tx.update(PromptEntity, { id: prompt.id }, { contactId: after.id });
    await askByMail(context, { ...prompt, contactId: after.id }, after);
  }
  const namedBy = event.answer === undefined ? await tx.findOneBy(ContactEntity, { id: event.by ?? '' }) : before;
  const by = namedBy?.name ?? context.programme.definition.brand.officeName;
  context.successors.push({ leg: event.leg, party: event.party, slot: event.slot, contact: after, by });
}

/** The old contact's links to questions of the slot: revoked, or, where they handed over themselves, kept to say so. */
async function endLinks({ tx, now }: StepContext, asked: PromptEntity[], holderId: string, handedOver: boolean): Promise<void> {
  if (asked.length === 0) return;
  const ended = handedOver ? { handedOverAt: now } : { revokedAt: now };
  await tx.update(SignedLinkEntity, { subjectId: In(asked.map(({ id }) => id)), holderId }, ended);
}

/** A signatory named the accountant who gives the bank details. */
export async function nameAccountant(context: StepContext, leg: string, party: string, payload: FormValue): Promise<void> {
  const accountant = await contactNamed(context, party, payload, 'accountant');
  if (!accountant) return;
  await fillSlot(context, leg, party, 'accountant', accountant.id);
  context.parties = await loadParties(context.tx, context.exchange.ref);
}

/** The dates that the host proposed become a new version of the plan. */
export async function agreeDates(context: StepContext, { leg, answer }: Event<'dates-agreed'>): Promise<void> {
  const { tx, exchange } = context;
  const { payload } = await answerRow(tx, answer);
  const plan = await latestPlan(tx, exchange.ref, leg);
  const { from, to } = payload['otherDates'] as { from: string; to: string };
  await addPlan(context, { ...plan, firstDay: from, lastDay: to });
}

/** The application carries the plan: its dates, its participants, everything that will be signed. */
export async function submitPlan(context: StepContext, { leg, answer }: Event<'plan-submitted'>): Promise<void> {
  const { tx, exchange } = context;
  const { payload } = await answerRow(tx, answer);
  const before = await latestPlan(tx, exchange.ref, leg);
  const { from, to } = payload['dates'] as { from: string; to: string };
  const participants = (payload['participants'] as JsonValue[]).length;
  await addPlan(context, { ...before, firstDay: from, lastDay: to, participants, content: payload });
}

async function contactNamed(
  { tx, parties }: StepContext,
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
  });
}

async function fillSlot({ tx, exchange }: StepContext, leg: string, party: string, slot: Slot, contactId: string): Promise<void> {
  await tx.save(PartyContactEntity, { ref: exchange.ref, leg, party, slot, contactId });
}
