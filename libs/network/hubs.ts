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
  /** It has left the network: named where it was chosen, offered to nobody else. */
  readonly retired?: boolean;
}

/** Every hub of the directory, as lists offer it; who has left the network is named, and offered no more. */
export async function hubOptions(db: EntityManager): Promise<HubOption[]> {
  const hubs = await db.find(HubEntity, { order: { name: 'ASC' } });
  return hubs.map(({ id, name, city, country, availableForMobility, retiredAt }) => ({ id, name, city, country, open: availableForMobility, ...(retiredAt !== null && { retired: true }) }));
}
