import type { EntityManager } from 'typeorm';
import { HubEntity } from '../platform/db/entities/index.js';

/** A hub as a list offers it. `country` is an ISO 3166 code. */
export interface HubOption {
  readonly id: string;
  readonly name: string;
  readonly city: string;
  readonly country: string;
  /** It said that it is open for mobility programmes: marked in the list. */
  readonly open?: boolean;
}

/** Every hub of the directory, as lists offer it. */
export async function hubOptions(db: EntityManager): Promise<HubOption[]> {
  const hubs = await db.find(HubEntity, { order: { name: 'ASC' } });
  return hubs.map(({ id, name, city, country, availableForMobility }) => ({ id, name, city, country, open: availableForMobility }));
}
