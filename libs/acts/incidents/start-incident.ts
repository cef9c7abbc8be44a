import type { DataSource, EntityManager } from 'typeorm';
import { receiveAct } from '../acts.js';
import { editionNow } from '../../platform/clock/edition-clock.js';
import { IncidentEntity, type StaffMemberEntity } from '../../platform/db/entities/index.js';
import { audit } from '../../staff/audit/audit.js';
import { foreseeIncident, type ForeseenExchange, type IncidentWish } from './foresee-incident.js';

/** An incident that is to begin. */
export interface IncidentOrder extends IncidentWish {
  /** The form's own id: sent twice, it is one incident. */
  id: string;
  edition: string;
}

/** An exchange that an incident left out, and why. */
export interface LeftOut {
  ref: string;
  code: string;
  sentence: string;
}

/** What an incident's row holds for people. */
export interface IncidentPayload {
  reason: string;
  words: string;
  until?: string;
  /** Everything that was chosen. */
  refs: string[];
  leftOut: LeftOut[];
}

/**
 * Begins an incident: its row and one act (or, for more time, one for each question) for every chosen exchange, in one
 * transaction. From then on the relay delivers the acts. Returns false when no exchange would take it.
 */
export async function startIncident(db: DataSource, staff: StaffMemberEntity, order: IncidentOrder): Promise<boolean> {
  return db.transaction(async (tx) => {
    if (await tx.existsBy(IncidentEntity, { id: order.id })) return true;
    const foreseen = await foreseeIncident(tx, staff, order);
    if (foreseen.every(({ acts }) => acts.length === 0)) return false;
    const at = await editionNow(tx, order.edition);
    if (!(await insertOnce(tx, staff, order, foreseen, at))) return true;
    for (const { ref, acts } of foreseen) {
      for (const act of acts) await receiveAct(tx, { ...act, ref, by: staff.id, at, incidentId: order.id, input: withIncident(act, order.id) }, 0);
    }
    await audit(tx, staff.id, { kind: 'incident-started', incident: order.id, what: order.kind, exchanges: foreseen.filter(({ acts }) => acts.length > 0).length });
    return true;
  });
}

/** Of two clicks at the same moment, one writes the row; the other waits for it and finds it there. */
async function insertOnce(tx: EntityManager, staff: StaffMemberEntity, { id, edition, kind, value, refs }: IncidentOrder, foreseen: ForeseenExchange[], at: string): Promise<boolean> {
  const leftOut = foreseen.flatMap(({ ref, refusal }): LeftOut[] => (refusal ? [{ ref, ...refusal }] : []));
  const payload = { ...value, refs: [...refs], leftOut };
  const inserted = await tx
    .createQueryBuilder()
    .insert()
    .into(IncidentEntity)
    .values({ id, edition, kind, payload, by: staff.id, at, chosen: refs.length } as never)
    .orIgnore()
    .returning('id')
    .execute();
  return (inserted.raw as unknown[]).length > 0;
}

/** Mails of a pause name the incident that they come from. */
function withIncident({ kind, input }: ForeseenExchange['acts'][number], incident: string): ForeseenExchange['acts'][number]['input'] {
  return kind === 'pause' || kind === 'resume' ? { ...input, incident } : input;
}
