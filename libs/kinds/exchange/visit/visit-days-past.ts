import { localDay } from '../../../domain/calendar/days.js';
import { beforeItsEnd, openStages, type Stage } from '../../../domain/kinds/exchange/lifecycle.js';
import { zoneOf } from '../../../dossier/people/parties.js';
import type { DossierRecord } from '../../../dossier/record/dossier-record.js';

/**
 * Whether the days of a visit that all have signed for went by while the exchange stood still. Once it goes on it counts as
 * travelled, and its dates cannot be moved any more.
 */
export function visitWentBy(record: DossierRecord, now: string): boolean {
  return beforeItsEnd.includes(record.exchange.stage) && record.plan.lastDay < todayOfHost(record, now);
}

/** Whether the first day of a visit that no report was asked about yet is here or has passed. */
export function visitHasBegun(record: DossierRecord, now: string): boolean {
  return ahead.includes(record.exchange.stage) && record.plan.firstDay <= todayOfHost(record, now);
}

/** Stages of an exchange on its way to the visit. */
const ahead: readonly Stage[] = [...openStages.slice(0, openStages.indexOf('preparing')), ...beforeItsEnd];

/** Today where the visit takes place, or at the programme's office as long as nobody hosts it. */
export function todayOfHost({ parties, programme }: Pick<DossierRecord, 'parties' | 'programme'>, now: string): string {
  return localDay(zoneOf(parties['hosting']) ?? programme.definition.zone, now);
}
