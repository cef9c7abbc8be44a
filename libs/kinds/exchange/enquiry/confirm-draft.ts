import { DateTime } from 'luxon';
import type { EntityManager } from 'typeorm';
import {
  ActivityLogEntity,
  ContactEntity,
  DraftEntity,
  EditionEntity,
  DossierEntity,
  PartyContactEntity,
  PartyEntity,
  PlanEntity,
} from '../../../platform/db/entities/index.js';
import { exchangeReference } from '../../../domain/dossier/reference.js';
import type { FormValue } from '../../../domain/forms/read-form.js';
import type { Slot } from '../../../domain/programme/vocabulary.js';
import { speaksFor } from '../../../dossier/people/colleagues.js';
import { ensureContact, peopleOnFile, standingContacts } from '../../../network/contacts.js';
import type { Objection } from '../../../staff/objections/objections.js';
import { programmeOfEdition } from '../../../programmes/definition-store.js';
import { readCandidacy, type Candidacy, type KnownHub, type ReadCandidacy } from './candidacy.js';
import { relayAfterMs } from '../../../platform/temporal/patience.js';

/** What came of the confirming click. */
export type Confirmed =
  /** The exchange has its reference; the same click again finds the same one. */
  | { kind: 'confirmed'; ref: string; hostNamed: boolean }
  /** Something has changed since the draft was saved: the reasons, and whom they concern. */
  | { kind: 'refused'; refusals: readonly Objection[]; candidacy: Candidacy | undefined }
  /** The draft was deleted, because nobody confirmed it in time. */
  | { kind: 'gone' };

/** The one direction that an exchange of this programme has. */
const leg = '1';

/**
 * Turns a confirmed draft into an exchange, in the caller's transaction: reference, parties, people, the first plan and
 * the start row. Idempotent: the draft's row is locked and remembers its reference.
 */
export async function confirmDraft(db: EntityManager, draftId: string, now: string): Promise<Confirmed> {
  const draft = await db.findOne(DraftEntity, { where: { id: draftId }, lock: { mode: 'for_no_key_update' } });
  if (!draft) return { kind: 'gone' };
  const value = draft.payload as FormValue;
  const hostNamed = value['hostChoice'] === 'named';
  if (draft.ref !== null) return { kind: 'confirmed', ref: draft.ref, hostNamed };
  if (draft.deleteAt <= now) return { kind: 'gone' };

  const { definition, edition } = await programmeOfEdition(db, draft.edition);
  const found = await readCandidacy(db, definition, value, now);
  if (!found.ok) return { kind: 'refused', refusals: refusalsOf(found), candidacy: found.candidacy };

  const ref = await insertExchange(db, edition, { prefix: definition.referencePrefix, zone: definition.zone, hostNamed, now });
  const manager = await insertVisitor(db, ref, found.candidacy.visiting, { value, language: draft.language });
  await noteUnknownAddress(db, ref, found.candidacy.visiting, manager, now);
  await insertHost(db, ref, found.candidacy.hosting);
  const { firstDay, lastDay, theme } = found.candidacy;
  await db.insert(PlanEntity, { ref, leg, version: 1, firstDay, lastDay, participants: 1, content: { theme }, createdAt: now } as never);
  await db.update(DraftEntity, { id: draft.id }, { ref });
  return { kind: 'confirmed', ref, hostNamed };
}

/** Here is no field to say it at. */
function refusalsOf({ errors, refusals }: Extract<ReadCandidacy, { ok: false }>): Objection[] {
  return errors.some(({ code }) => code === 'day-gone-by') ? [...refusals, { code: 'in-the-past' }] : [...refusals];
}

async function insertExchange(
  db: EntityManager,
  edition: EditionEntity,
  { prefix, zone, hostNamed, now }: { prefix: string; zone: string; hostNamed: boolean; now: string },
): Promise<string> {
  const startAt = hostNamed ? 'host-asked' : 'matching';
  const year = DateTime.fromISO(now, { zone }).year;
  for (;;) {
    const ref = exchangeReference(prefix, year, await nextNumber(db, edition.id));
    const inserted = await db
      .createQueryBuilder()
      .insert()
      .into(DossierEntity)
      .values({
        ref,
        edition: edition.id,
        definitionId: edition.definitionId,
        definitionVersion: edition.definitionVersion,
        startAt,
        startStatus: 'planned',
        startNextAt: new Date(Date.now() + relayAfterMs).toISOString(),
        createdAt: now,
        stage: startAt,
        waitingFor: [],
        updatedAt: now,
      })
      .orIgnore()
      .returning('ref')
      .execute();
    // Editions of one year count on their own; a number that another edition has given is passed over.
    if ((inserted.raw as unknown[]).length > 0) return ref;
  }
}

async function nextNumber(db: EntityManager, edition: string): Promise<number> {
  const { raw } = await db
    .createQueryBuilder()
    .update(EditionEntity)
    .set({ lastReference: () => 'last_reference + 1' })
    .where('id = :edition', { edition })
    .returning('last_reference')
    .execute();
  return Number((raw as { last_reference: number }[])[0]?.last_reference);
}

async function insertVisitor(
  db: EntityManager,
  ref: string,
  { hub, organisation }: KnownHub,
  { value, language }: { value: FormValue; language: string },
): Promise<ContactEntity> {
  const text = (key: string): string | null => (typeof value[key] === 'string' ? value[key] : null);
  const person = (role: Slot, prefix: '' | 'signatory' | 'accountant'): Promise<ContactEntity> => {
    const key = (part: string): string => (prefix === '' ? part.toLowerCase() : `${prefix}${part}`);
    return ensureContact(db, {
      organisationId: organisation.id,
      hubId: hub.id,
      name: text(key('Name')) ?? '',
      email: text(key('Email')) ?? '',
      phone: text(key('Phone')),
      position: text(key('Position')),
      language,
      zone: hub.zone,
      role,
    });
  };
  const manager = await person('manager', '');
  const signatory = value['signs'] === 'another' ? await person('signatory', 'signatory') : manager;
  const accountant = value['bank'] === 'another' ? await person('accountant', 'accountant') : manager;
  await insertParty(db, ref, 'visiting', { hub, organisation }, { manager, signatory, accountant });
  return manager;
}

/** Anybody can say that they work for a hub: an address that is not on file there is told to the office, and to the host. */
async function noteUnknownAddress(db: EntityManager, ref: string, { organisation }: KnownHub, manager: ContactEntity, now: string): Promise<void> {
  if (await speaksFor(db, organisation.id, manager.email)) return;
  await db.insert(ActivityLogEntity, { ref, kind: 'address-not-on-file', who: manager.id, detail: { recipient: manager.id }, at: now });
}

/** The host's people are the ones on file. */
async function insertHost(db: EntityManager, ref: string, host: KnownHub | undefined): Promise<void> {
  if (!host) {
    await db.insert(PartyEntity, { ref, leg, party: 'hosting', organisationId: null, hubId: null });
    return;
  }
  const contacts = standingContacts(await peopleOnFile(db, host.organisation.id), host.hub.id);
  if (!contacts) throw new Error(`nobody is on file for hub ${host.hub.id}`);
  await insertParty(db, ref, 'hosting', host, contacts);
}

async function insertParty(
  db: EntityManager,
  ref: string,
  party: string,
  { hub, organisation }: KnownHub,
  contacts: Partial<Record<Slot, ContactEntity>>,
): Promise<void> {
  await db.insert(PartyEntity, { ref, leg, party, organisationId: organisation.id, hubId: hub.id });
  for (const [slot, contact] of Object.entries(contacts)) {
    await db.insert(PartyContactEntity, { ref, leg, party, slot: slot as Slot, contactId: contact.id });
  }
}
