import type { Client } from '@temporalio/client';
import type { DataSource } from 'typeorm';
import { forwardAct } from '../acts.js';
import { approveHandOver, declineHandOver } from '../party/hand-over.js';
import type { StaffMemberEntity } from '../../platform/db/entities/index.js';
import { senderWaitMs } from '../../platform/temporal/patience.js';
import { say } from '../../domain/texts/catalogue.js';
import { object, openActDesk, refuse, sayActRefusal } from './act-desk.js';
import { refusalToAct } from './may-act.js';

/** A decision on a hand-over to somebody whose address is not one of the organisation's. */
export interface HandOverDecision {
  ref: string;
  /** Of the activity log. */
  proposal: number;
  approve: boolean;
}

/** Approves or turns down a proposed hand-over. Returns what the page says then. */
export async function decideHandOver(
  db: DataSource,
  client: Client,
  staff: StaffMemberEntity,
  { ref, proposal, approve }: HandOverDecision,
): Promise<string> {
  const desk = await openActDesk(db.manager, staff, ref);
  const { texts, record, now } = desk;
  const sentences = ({ refusals }: { refusals: readonly { sentence: string }[] }): string => refusals.map(({ sentence }) => sentence).join(' ');
  const own = refusalToAct(staff, 'hand-over', record.parties);
  if (own) return sentences(object(desk, [{ code: own }]));
  if (!approve) {
    await db.transaction((tx) => declineHandOver(tx, staff, ref, proposal, now));
    return 'The slot stays as it is. Whoever asked reads it on the page of the exchange; nobody gets a mail.';
  }
  const approved = await db.transaction((tx) => approveHandOver(tx, staff, ref, proposal, now));
  switch (approved.kind) {
    case 'decided-before':
      return 'This hand-over was decided before, or is no longer needed.';
    case 'not-now':
      return sentences(refuse(desk, approved.code));
    case 'refused':
      return sentences(object(desk, approved.refusals));
    case 'taken': {
      const outcome = await forwardAct(db.manager, client, approved.act, senderWaitMs);
      if (outcome.kind === 'refused') return sayActRefusal(texts, outcome.code, record.programme.definition.brand.officePhone);
      if (outcome.kind === 'waiting') return say(texts, 'pages.staffActions.onItsWay');
      return say(texts, 'pages.staffActions.done', { what: say(texts, 'pages.staffActions.replace-contact') });
    }
  }
}
