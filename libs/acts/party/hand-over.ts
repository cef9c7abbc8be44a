import type { EntityManager } from 'typeorm';
import { ActivityLogEntity, PromptEntity, type ActEntity, type ContactEntity, type StaffMemberEntity } from '../../platform/db/entities/index.js';
import type { ContactOrigin } from '../../platform/db/entities/network.entities.js';
import type { Slot } from '../../domain/programme/vocabulary.js';
import { colleagueRefusal, isOfOrganisation } from '../../dossier/people/colleagues.js';
import { ensureContact } from '../../network/contacts.js';
import { openProposals, proposalEntries, type Proposal } from '../../dossier/people/hand-over-proposals.js';
import { zoneOf, type Party } from '../../dossier/people/parties.js';
import { loadDossier, type DossierRecord } from '../../dossier/record/dossier-record.js';
import type { Objection } from '../../staff/objections/objections.js';
import { textOf } from '../../dossier/record/text-of.js';
import { receiveAct } from '../acts.js';
import { readActForm, refusalNow, type PartyAct, type TakenAct } from './party-act.js';
import { lockExchange, sameAct } from '../same-act.js';

/** A contact names the colleague who takes a slot over. */
export interface HandOver extends PartyAct {
  slot: Slot;
}

/** What came of it: done at once within the organisation, else looked at by staff first. */
export type TakenHandOver = TakenAct | { kind: 'proposed'; name: string; email: string };

/** Hands a slot over to a colleague at the same organisation; another address is proposed to staff. */
export async function handOver(db: EntityManager, act: HandOver): Promise<TakenHandOver> {
  const { record, party, slot, contact, now } = act;
  const { ref } = record.exchange;
  const { value, errors } = readActForm(act, 'hand-over');
  if (errors.length > 0) return { kind: 'refused', errors, refusals: [], value };
  await lockExchange(db, ref);
  const code = await refusalNow(db, ref, 'replace-contact');
  if (code) return { kind: 'not-now', code };
  const colleague = { name: textOf(value['colleagueName']), email: textOf(value['colleagueEmail']).toLowerCase() };
  const refusal = await colleagueRefusal(db, record.parties, { party, slot, email: colleague.email });
  if (refusal) return { kind: 'refused', errors: [], refusals: [{ code: refusal }], value };
  const side = record.parties[party];
  if (!side?.organisation) throw new Error(`${ref} has no ${party} party`);
  if (!(await isOfOrganisation(db, side.organisation.id, colleague.email))) {
    await proposeHandOver(db, act, { party, slot, ...colleague, message: textOf(value['message']) });
    return { kind: 'proposed', ...colleague };
  }
  const successor = await successorOf(db, record, side, { ...colleague, slot, origin: 'named' });
  const input = { leg: side.leg, party, slot, contact: successor.id, by: contact.id };
  const asked = { ref, kind: 'replace-contact' as const, input, payload: value, by: contact.id, at: now };
  return { kind: 'taken', act: (await sameAct(db, asked)) ?? (await receiveAct(db, asked)) };
}

/** Notes a hand-over to an address that is not one of the organisation's; nothing happens before staff approve it. */
export async function proposeHandOver(db: EntityManager, { record, contact, now }: PartyAct, proposal: Proposal): Promise<void> {
  const { ref } = record.exchange;
  const open = await openProposals(db, ref);
  if (open.some((each) => each.email === proposal.email && each.slot === proposal.slot && each.party === proposal.party)) return;
  const { contacts } = record.parties[proposal.party] ?? {};
  const holder = contacts?.[proposal.slot]?.id;
  const asked = holder ? await db.find(PromptEntity, { where: { ref, party: proposal.party, slot: proposal.slot, status: 'open' }, select: { id: true } }) : [];
  const detail = { ...proposal, ...(holder && { holder }), prompts: asked.map(({ id }) => id) };
  await db.insert(ActivityLogEntity, { ref, kind: proposalEntries.proposed, who: contact.id, detail, at: now });
}

/** What came of the staff's decision on a proposal. */
export type ApprovedHandOver =
  /** Stored; the caller hands it to the exchange. */
  | { kind: 'taken'; act: ActEntity }
  /** Somebody decided it before. */
  | { kind: 'decided-before' }
  | { kind: 'not-now'; code: string }
  | { kind: 'refused'; refusals: readonly Objection[] };

/** Staff approve a proposed hand-over: it then counts as the contact's own, whose links say so. In the caller's transaction. */
export async function approveHandOver(db: EntityManager, staff: StaffMemberEntity, ref: string, proposal: number, now: string): Promise<ApprovedHandOver> {
  await lockExchange(db, ref);
  const open = (await openProposals(db, ref)).find(({ id }) => id === proposal);
  if (!open) return { kind: 'decided-before' };
  const record = await loadDossier(db, ref);
  const side = record.parties[open.party];
  const code = await refusalNow(db, ref, 'replace-contact');
  if (code || !side?.organisation) return { kind: 'not-now', code: code ?? 'exchange-over' };
  const refusal = await colleagueRefusal(db, record.parties, open);
  if (refusal) return { kind: 'refused', refusals: [{ code: refusal }] };
  const successor = await successorOf(db, record, side, { ...open, origin: record.edition.rehearsal ? 'named' : 'directory' });
  const act = await receiveAct(db, {
    ref,
    kind: 'replace-contact',
    input: { leg: side.leg, party: open.party, slot: open.slot, contact: successor.id, by: open.by },
    payload: { colleagueName: open.name, colleagueEmail: open.email, message: open.message, approvedBy: staff.id },
    by: open.by,
    at: now,
  });
  await noteDecision(db, staff, ref, { kind: proposalEntries.approved, proposal, now });
  return { kind: 'taken', act };
}

/** Staff leave a slot as it is. In the caller's transaction; safe to repeat. */
export async function declineHandOver(db: EntityManager, staff: StaffMemberEntity, ref: string, proposal: number, now: string): Promise<void> {
  await lockExchange(db, ref);
  const open = (await openProposals(db, ref)).some(({ id }) => id === proposal);
  if (open) await noteDecision(db, staff, ref, { kind: proposalEntries.declined, proposal, now });
}

async function noteDecision(
  db: EntityManager,
  staff: StaffMemberEntity,
  ref: string,
  { kind, proposal, now }: { kind: string; proposal: number; now: string },
): Promise<void> {
  await db.insert(ActivityLogEntity, { ref, kind, who: staff.id, detail: { proposal }, at: now });
}

async function successorOf(
  db: EntityManager,
  { programme: { definition } }: DossierRecord,
  side: Party,
  { name, email, slot, origin }: { name: string; email: string; slot: Slot; origin: ContactOrigin },
): Promise<ContactEntity> {
  const like = side.contacts[slot] ?? side.contacts['manager'];
  return ensureContact(db, {
    organisationId: side.organisation!.id,
    hubId: side.hub?.id ?? null,
    name,
    email,
    language: like?.language ?? definition.languages[0] ?? 'en',
    zone: zoneOf(side) ?? like?.zone ?? definition.zone,
    role: slot,
    origin,
  });
}
