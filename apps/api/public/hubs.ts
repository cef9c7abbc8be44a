import type { EntityManager } from 'typeorm';
import { HubEntity } from '../../../libs/db/entities/index.js';
import type { HubOption } from '../../../libs/pages/index.js';

/** Every hub of the directory, as lists offer it; who has left the network is named, and offered no more. */
export async function hubOptions(db: EntityManager): Promise<HubOption[]> {
  const hubs = await db.find(HubEntity, { order: { name: 'ASC' } });
  return hubs.map(({ id, name, city, country, availableForMobility, retiredAt }) => ({ id, name, city, country, open: availableForMobility, ...(retiredAt !== null && { retired: true }) }));
}
