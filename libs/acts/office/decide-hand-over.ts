import type { Client } from '@temporalio/client';
import type { DataSource, EntityManager } from 'typeorm';
import { forwardAct } from '../acts.js';
import { lockExchange } from '../same-act.js';
import { approveHandOver, declineHandOver, type ApprovedHandOver } from '../party/hand-over.js';
import type { StaffMemberEntity } from '../../platform/db/entities/index.js';
import { senderWaitMs } from '../../platform/temporal/patience.js';
import { say, type TextCatalogue } from '../../domain/texts/catalogue.js';
import { openProposals, type HandOverProposal } from '../../dossier/people/hand-over-proposals.js';
import type { Parties } from '../../dossier/people/parties.js';
import { factsChanged, type FactDifference, type FactsChanged, type Seen, type SeenFact } from '../../dossier/seen/facts-seen.js';
import { audit } from '../../staff/audit/audit.js';
import { object, openActDesk, refuse, sayActRefusal, type ActDesk } from './act-desk.js';
import { refusalToAct } from './may-act.js';

/** A decision on a hand-over to somebody whose address is not one of the organisation's. */
export interface HandOverDecision {
  ref: string;
  /** Of the activity log. */
  proposal: number;
  approve: boolean;
  seen: Seen;
}

/** What came of it: a code for programs, what the page says then. */
export interface DecidedHandOver {
  code: 'approved' | 'on-its-way' | 'declined' | 'decided-before' | 'refused' | 'facts-changed';
  sentence: string;
  difference?: readonly FactDifference[];
}

/** Approves or turns down a proposed hand-over, as it was shown. */
export async function decideHandOver(db: DataSource, client: Client, staff: StaffMemberEntity, decision: HandOverDecision): Promise<DecidedHandOver> {
  const desk = await openActDesk(db.manager, staff, decision.ref);
  const own = refusalToAct(staff, 'hand-over', desk.record.parties);
  if (own) return { code: 'refused', sentence: sentences(object(desk, [{ code: own }])) };
  const taken = await db.transaction((tx) => decide(tx, staff, decision, desk.now));
  switch (taken.kind) {
    case 'declined':
      return { code: 'declined', sentence: 'The slot stays as it is. Whoever asked reads it on the page of the exchange; nobody gets a mail.' };
    case 'decided-before':
      return { code: 'decided-before', sentence: 'This hand-over was decided before, or is no longer needed.' };
    case 'changed':
      await audit(db.manager, staff.id, { kind: 'staff-refused', route: 'hand-over', code: taken.code }, decision.ref);
      return { code: taken.code, sentence: 'Nothing was done: this hand-over is no longer what you were shown.', difference: taken.difference };
    case 'not-now':
      return { code: 'refused', sentence: sentences(refuse(desk, taken.code)) };
    case 'refused':
      return { code: 'refused', sentence: sentences(object(desk, taken.refusals)) };
    case 'taken':
      return deliver(desk, client, taken);
  }
}

/** What must still be true of a proposed hand-over when it is decided: who would act for whom, and in whose place. */
export function handOverFacts(parties: Parties, { id, party, slot, name, email }: HandOverProposal, texts: TextCatalogue): SeenFact[] {
  const holder = parties[party]?.contacts[slot];
  const part = say(texts, `slots.${slot}`);
  return [
    { name: `proposal/${id}`, label: part, said: `${name}, ${email}`, value: [party, slot, name, email] },
    { name: 'holder', label: `${part} so far`, said: holder?.name ?? 'nobody', value: holder?.id ?? null },
  ];
}

type Decided = ApprovedHandOver | { kind: 'declined' } | ({ kind: 'changed' } & FactsChanged);

async function decide(tx: EntityManager, staff: StaffMemberEntity, { ref, proposal, approve, seen }: HandOverDecision, now: string): Promise<Decided> {
  await lockExchange(tx, ref);
  const open = (await openProposals(tx, ref)).find(({ id }) => id === proposal);
  if (!open) return { kind: 'decided-before' };
  const { record, texts } = await openActDesk(tx, staff, ref);
  const changed = factsChanged(seen, handOverFacts(record.parties, open, texts));
  if (changed) return { kind: 'changed', ...changed };
  if (approve) return approveHandOver(tx, staff, ref, proposal, now);
  await declineHandOver(tx, staff, ref, proposal, now);
  return { kind: 'declined' };
}

async function deliver({ db, texts, record }: ActDesk, client: Client, { act }: Extract<ApprovedHandOver, { kind: 'taken' }>): Promise<DecidedHandOver> {
  const outcome = await forwardAct(db, client, act, senderWaitMs);
  if (outcome.kind === 'refused') return { code: 'refused', sentence: sayActRefusal(texts, outcome.code, record.programme.definition.brand.officePhone) };
  if (outcome.kind === 'waiting') return { code: 'on-its-way', sentence: say(texts, 'pages.staffActions.onItsWay') };
  return { code: 'approved', sentence: say(texts, 'pages.staffActions.done', { what: say(texts, 'pages.staffActions.replace-contact') }) };
}

function sentences({ refusals }: { refusals: readonly { sentence: string }[] }): string {
  return refusals.map(({ sentence }) => sentence).join(' ');
}
