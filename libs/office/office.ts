import type { Client } from '@temporalio/client';
import { DateTime } from 'luxon';
import type { EntityManager } from 'typeorm';
import { editionNow } from '../platform/clock/edition-clock.js';
import type { ServiceConfig } from '../platform/config/config.js';
import type { EditionEntity } from '../platform/db/entities/index.js';
import { catalogueFor, type TextCatalogue } from '../domain/texts/catalogue.js';
import { programmeOfEdition, type Programme } from '../programmes/definition-store.js';

/** What upkeep works with in a process. */
export interface UpkeepTools {
  db: EntityManager;
  client: Client;
  config: ServiceConfig;
}

/** An edition's office at one instant of the edition's clock. */
export interface Office {
  db: EntityManager;
  config: ServiceConfig;
  programme: Programme;
  edition: EditionEntity;
  /** ISO 8601 UTC, by the edition's clock. */
  now: string;
  zone: string;
  /** The office's own language is the programme's first. */
  texts: TextCatalogue;
}

/** The office of an edition as its clock stands. */
export async function openOffice({ db, config }: Pick<UpkeepTools, 'db' | 'config'>, edition: string): Promise<Office> {
  const { edition: row, ...programme } = await programmeOfEdition(db, edition);
  const { definition } = programme;
  return {
    db,
    config,
    programme,
    edition: row,
    now: await editionNow(db, edition),
    zone: definition.zone,
    texts: catalogueFor(programme.texts, definition.languages[0] ?? 'en'),
  };
}

/** How far back the latest instant of a rhythm is looked for, in days: mostly it is a day or two ago, or a long weekend. */
const lookedBack = [4, 14];

/**
 * The latest instant of a rhythm that is not after `now`: `next` gives the one strictly after an instant. Undefined when
 * there was none within two weeks.
 */
export function latestOf(next: (after: string) => string, now: string): string | undefined {
  for (const days of lookedBack) {
    let latest: string | undefined;
    for (let at = next(daysBefore(days, now)); at <= now; at = next(at)) latest = at;
    if (latest !== undefined) return latest;
  }
  return undefined;
}

function daysBefore(days: number, now: string): string {
  return DateTime.fromISO(now, { zone: 'utc' }).minus({ days }).toISO() ?? now;
}
