import type { Client } from '@temporalio/client';
import type { DataSource, EntityManager } from 'typeorm';
import { forwardAct, receiveAct, type ActOutcome } from '../acts.js';
import { ActEntity, DossierEntity, type StaffMemberEntity } from '../../platform/db/entities/index.js';
import { senderWaitMs } from '../../platform/temporal/patience.js';
import { audit } from '../../staff/audit/audit.js';
import { openActDesk, sayActRefusal, type ActRefusal } from './act-desk.js';
import { prepareAct, type PostedAct, type PreparedAct } from './prepare-act.js';

/** What became of an act. */
export type GivenAct =
  /** The exchange took it. */
  | { kind: 'done'; act: ActEntity }
  /** It is recorded; the exchange gets it in a moment. */
  | { kind: 'waiting'; act: ActEntity }
  /** The exchange refused it. */
  | { kind: 'refused'; refusal: ActRefusal }
  /** The form is not in order, or the act cannot be given. */
  | { kind: 'not-given'; prepared: Extract<PreparedAct, { ok: false }> };

/**
 * Carries a staff member's act out: stored with the form's own id, so that a form sent twice is one act, then handed to
 * the exchange.
 */
export async function giveAct(
  db: DataSource,
  client: Client,
  staff: StaffMemberEntity,
  ref: string,
  posted: PostedAct & { id: string },
): Promise<GivenAct> {
  const stored = await db.transaction((tx) => store(tx, staff, ref, posted));
  if ('ok' in stored) {
    for (const { code } of stored.refusals) await audit(db.manager, staff.id, { kind: 'staff-refused', route: `act ${posted.act}`, code }, ref);
    return { kind: 'not-given', prepared: stored };
  }
  const outcomes = await Promise.all(stored.map((each) => outcomeOf(db.manager, client, each)));
  const outcome = outcomeOfAll(outcomes);
  const [act] = stored;
  if (outcome.kind !== 'refused') return { kind: outcome.kind, act };
  const { texts, record } = await openActDesk(db.manager, staff, ref);
  const { officePhone } = record.programme.definition.brand;
  return { kind: 'refused', refusal: { code: outcome.code, sentence: sayActRefusal(texts, outcome.code, officePhone) } };
}

/** Of several things one may not have been possible any more: the page of the exchange shows which. */
function outcomeOfAll(outcomes: readonly ActOutcome[]): ActOutcome {
  return outcomes.find(({ kind }) => kind === 'waiting') ?? outcomes.find(({ kind }) => kind === 'done') ?? outcomes[0]!;
}

async function store(
  tx: EntityManager,
  staff: StaffMemberEntity,
  ref: string,
  { id, ...posted }: PostedAct & { id: string },
): Promise<[ActEntity, ...ActEntity[]] | Extract<PreparedAct, { ok: false }>> {
  // Acts on one exchange are judged one after the other, so that the second sees the first.
  await tx.findOneOrFail(DossierEntity, { where: { ref }, lock: { mode: 'for_no_key_update' } });
  const before = await tx.findOneBy(ActEntity, { id, ref });
  if (before) return [before]; // what goes with it is on its way since then
  const desk = await openActDesk(tx, staff, ref);
  const prepared = await prepareAct(desk, posted);
  if (!prepared.ok) return prepared;
  const [first, ...others] = await prepared.make(tx);
  await audit(tx, staff.id, { kind: 'staff-acted', act: posted.act, id }, ref);
  const row = { ref, payload: prepared.payload, by: staff.id, at: desk.now };
  const stored: [ActEntity, ...ActEntity[]] = [await receiveAct(tx, { ...row, ...first, id })];
  for (const other of others) stored.push(await receiveAct(tx, { ...row, ...other }));
  return stored;
}

async function outcomeOf(db: EntityManager, client: Client, act: ActEntity): Promise<ActOutcome> {
  if (act.status === 'done') return { kind: 'done' };
  if (act.status === 'refused') return { kind: 'refused', code: act.code ?? 'refused' };
  return forwardAct(db, client, act, senderWaitMs);
}
