import { In, type EntityManager } from 'typeorm';
import { ActivityLogEntity, DossierEntity, PartyContactEntity, PromptEntity } from '../../platform/db/entities/index.js';
import { isEnding } from '../../domain/kinds/exchange/lifecycle.js';
import type { Slot } from '../../domain/programme/vocabulary.js';

/** Kinds of entries in the activity log by which a proposal lives. */
export const proposalEntries = { proposed: 'hand-over-proposed', approved: 'hand-over-approved', declined: 'hand-over-declined' } as const;

/** What a proposal says: who shall take which slot over. */
export interface Proposal {
  party: string;
  slot: Slot;
  name: string;
  email: string;
  message: string;
}

/** A hand-over to somebody whose address is not one of the organisation's, and what became of it. */
export interface HandOverProposal extends Proposal {
  id: number;
  ref: string;
  /** The contact who proposes it. */
  by: string;
  at: string;
  /** Overtaken: somebody else has the slot by now, what was asked then is answered, or the exchange is over. */
  state: 'open' | 'approved' | 'declined' | 'overtaken';
}

/** What else the log keeps of a proposal, to tell whether it still matters. */
interface Noted extends Proposal {
  /** Who had the slot when it was proposed. */
  holder?: string;
  /** The questions that were open to the holder then. */
  prompts?: string[];
}

/** The proposals of an exchange, the oldest first. */
export async function proposalsOf(db: EntityManager, ref: string): Promise<HandOverProposal[]> {
  const rows = await db.find(ActivityLogEntity, { where: { ref, kind: In(Object.values(proposalEntries)) }, order: { id: 'ASC' } });
  const proposed = rows.filter(({ kind }) => kind === proposalEntries.proposed);
  if (proposed.length === 0) return [];
  const decisions = new Map(rows.filter((row) => !proposed.includes(row)).map(({ kind, detail }) => [(detail as { proposal: number }).proposal, kind]));
  const over = isEnding((await db.findOneByOrFail(DossierEntity, { ref })).stage);
  const slots = await db.findBy(PartyContactEntity, { ref });
  const open = new Set((await db.find(PromptEntity, { where: { ref, status: 'open' }, select: { id: true } })).map(({ id }) => id));
  return proposed.map((row) => {
    const { holder, prompts = [], ...proposal } = row.detail as Noted;
    const decision = decisions.get(row.id);
    const holds = holder === undefined || slots.some(({ party, slot, contactId }) => party === proposal.party && slot === proposal.slot && contactId === holder);
    const answered = prompts.length > 0 && !prompts.some((id) => open.has(id));
    const undecided = over || !holds || answered ? 'overtaken' : 'open';
    const state = decision === proposalEntries.approved ? 'approved' : decision === proposalEntries.declined ? 'declined' : undecided;
    return { ...proposal, id: row.id, ref, by: row.who, at: row.at, state };
  });
}

/** The hand-overs of an exchange that wait for staff, the oldest first. */
export async function openProposals(db: EntityManager, ref: string): Promise<HandOverProposal[]> {
  return (await proposalsOf(db, ref)).filter(({ state }) => state === 'open');
}

/** The hand-overs of an edition that wait for staff, the oldest first. */
export async function openProposalsOfEdition(db: EntityManager, edition: string): Promise<HandOverProposal[]> {
  const rows: { ref: string }[] = await db.query(
    `select distinct l.ref from activity_log l join dossier e on e.ref = l.ref where e.edition = $1 and l.kind = $2
       and not exists (select 1 from activity_log d where d.ref = l.ref and d.kind in ($3, $4) and (d.detail->>'proposal')::bigint = l.id)
     order by l.ref`,
    [edition, proposalEntries.proposed, proposalEntries.approved, proposalEntries.declined],
  );
  const open = [];
  for (const { ref } of rows) open.push(...(await openProposals(db, ref)));
  return open.toSorted((a, b) => a.id - b.id);
}
