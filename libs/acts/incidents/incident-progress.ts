import { In, type EntityManager } from 'typeorm';
import { ActEntity, IncidentEntity, StaffMemberEntity } from '../../platform/db/entities/index.js';
import { pairOf, spokenExchanges } from '../../dossier/record/spoken-dossier.js';
import type { IncidentPayload, LeftOut } from './start-incident.js';

/** How one exchange of an incident stands. */
export interface IncidentRow {
  ref: string;
  pair: string;
  /** `retrying`: the exchange is out of reach, and it is tried again. */
  state: 'done' | 'waiting' | 'retrying' | 'refused';
  /** Code of the refusal. */
  code?: string;
  /** When the act was given, by the edition's clock. */
  at: string;
}

/** How far an incident has come. */
export interface IncidentProgress {
  incident: IncidentEntity & { payload: IncidentPayload };
  by: string;
  rows: IncidentRow[];
  leftOut: LeftOut[];
  done: number;
  waiting: number;
  refused: number;
}

/** Attempts after which "on its way" is not the whole truth any more. */
const patience = 5;

/** Reads how far an incident has come; undefined when there is none. */
export async function incidentProgress(db: EntityManager, id: string, language: string): Promise<IncidentProgress | undefined> {
  const incident = (await db.findOneBy(IncidentEntity, { id })) as (IncidentEntity & { payload: IncidentPayload }) | null;
  if (!incident) return undefined;
  const acts = await db.find(ActEntity, { where: { incidentId: id }, order: { ref: 'ASC', id: 'ASC' } });
  const spoken = await spokenExchanges(db, incident.payload.refs, language);
  const rows = [...Map.groupBy(acts, ({ ref }) => ref)].map(([ref, own]): IncidentRow => {
    const exchange = spoken.get(ref);
    return { ref, pair: exchange ? pairOf(exchange) : '', ...stateOf(own) };
  });
  const count = (...states: IncidentRow['state'][]): number => rows.filter(({ state }) => states.includes(state)).length;
  const staff = await db.findOneBy(StaffMemberEntity, { id: incident.by });
  return {
    incident,
    by: staff?.name ?? incident.by,
    rows,
    leftOut: incident.payload.leftOut,
    done: count('done'),
    waiting: count('waiting', 'retrying'),
    refused: count('refused'),
  };
}

/** Earlier incidents, the newest first, each with how many of its exchanges are done. */
export async function latestIncidents(db: EntityManager, most: number): Promise<{ incident: IncidentEntity; waiting: number }[]> {
  const incidents = await db.find(IncidentEntity, { order: { at: 'DESC', id: 'ASC' }, take: most });
  const open = await db.findBy(ActEntity, { incidentId: In(incidents.map(({ id }) => id)), status: 'received' });
  return incidents.map((incident) => ({ incident, waiting: new Set(open.filter((act) => act.incidentId === incident.id).map(({ ref }) => ref)).size }));
}

/** One exchange can get several acts, one for each question that gets more time: the least advanced one counts. */
function stateOf(acts: readonly ActEntity[]): Pick<IncidentRow, 'state' | 'code' | 'at'> {
  const at = acts[0]!.at;
  const waiting = acts.filter(({ status }) => status === 'received');
  if (waiting.length > 0) return { at, state: waiting.some(({ attempts }) => attempts >= patience) ? 'retrying' : 'waiting' };
  const refused = acts.find(({ status }) => status === 'refused');
  return refused ? { at, state: 'refused', code: refused.code ?? 'refused' } : { at, state: 'done' };
}
