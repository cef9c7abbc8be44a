import { IsNull, type EntityManager, type EntityTarget } from 'typeorm';
import { ActivityLogEntity, ContactEntity, HubEntity, OrganisationEntity } from '../platform/db/entities/index.js';
import type { NetworkFile } from '../domain/network/network-file.js';
import { changesNothing, planImport, type ImportPlan, type NetworkOnFile, type RowPlan } from './import-plan.js';

/** What an import would do now; writes nothing. */
export async function foreseeImport(db: EntityManager, network: NetworkFile): Promise<ImportPlan> {
  return planImport(network, await networkOnFile(db), new Date().toISOString());
}

/**
 * Makes the directory what the file says, in the caller's transaction; imports take turns. Nothing is deleted, and the
 * same file a second time changes nothing. A plan with problems is returned as it is and nothing is written.
 * @param who a staff id, or `system` for a command.
 */
export async function importNetwork(tx: EntityManager, network: NetworkFile, who: string): Promise<ImportPlan> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('network-import', 0))`);
  const plan = await foreseeImport(tx, network);
  if (plan.problems.length > 0 || changesNothing(plan)) return plan;
  await write(tx, OrganisationEntity, plan.organisations);
  await write(tx, HubEntity, plan.hubs);
  await write(tx, ContactEntity, plan.contacts);
  await tx.insert(ActivityLogEntity, { ref: null, kind: 'network-imported', who, detail: { changes: tellsOf(plan) }, at: new Date().toISOString() });
  return plan;
}

/** The directory as it stands. */
export async function networkOnFile(db: EntityManager): Promise<NetworkOnFile> {
  const order = { id: 'ASC' } as const;
  return {
    organisations: await db.find(OrganisationEntity, { order }),
    hubs: await db.find(HubEntity, { order }),
    contacts: await db.find(ContactEntity, { order }),
  };
}

/** Whether nobody is in the directory: no organisation that has not left. */
export async function isEmptyNetwork(db: EntityManager): Promise<boolean> {
  return !(await db.existsBy(OrganisationEntity, { retiredAt: IsNull() }));
}

async function write<Row extends { id: string }>(tx: EntityManager, entity: EntityTarget<Row>, rows: readonly RowPlan<Row>[]): Promise<void> {
  const touched = rows.filter(({ what }) => what !== 'kept').map(({ row }) => row);
  await tx.save(entity, touched as never[], { chunk: 200 });
}

/** Which row was touched how, by ids and names of fields only: what stood there is nobody's to read in a log. */
function tellsOf({ organisations, hubs, contacts }: ImportPlan): string[] {
  const tell = (kind: string, rows: readonly RowPlan<{ id: string }>[]): string[] =>
    rows.flatMap((each) => (each.what === 'kept' ? [] : [`${each.what} ${kind} ${each.row.id}${each.what === 'changed' ? ` (${each.fields.join(', ')})` : ''}`]));
  return [...tell('organisation', organisations), ...tell('hub', hubs), ...tell('contact', contacts)];
}
