import type { EntityManager } from 'typeorm';
import { lengthInDays } from '../../../domain/calendar/days.js';
import { entitlementOf, type Entitlement, type EntitlementFacts } from '../../../domain/entitlement/entitlement.js';
import type { JsonValue } from '../../../domain/forms/canonical-json.js';
import type { FormValue } from '../../../domain/forms/read-form.js';
import type { Cents } from '../../../domain/money/cents.js';
import { latestAnswer, loadDossier, type DossierRecord } from '../../../dossier/record/dossier-record.js';
import { reservedFor } from '../../../dossier/record/say-dossier.js';
import { textOf } from '../../../dossier/record/text-of.js';

/** What a party gets by its wrap-up, and on whose word the days stand. */
export interface PartyEntitlement {
  entitlement: Entitlement;
  /** Who counted the days: staff where they decided between two reports; `nobody` as long as neither side has reported. */
  daysBy: 'staff' | 'host' | 'visitor' | 'nobody';
  /** Host and visitor count differently, and staff have not decided yet. */
  daysDiffer: boolean;
}

/** The wrap-ups that an entitlement follows from. */
export interface WrapUps {
  host?: FormValue | undefined;
  visitor?: FormValue | undefined;
  /** Which days count, where staff decided between the two. */
  decided?: FormValue | undefined;
}

/** What a party gets by the definition's rules and the wrap-ups that came in, line by line. */
export async function entitlementFor(db: EntityManager, ref: string, party: string): Promise<PartyEntitlement> {
  const record = await loadDossier(db, ref);
  return entitlementBy(record, party, await wrapUpsOf(db, ref));
}

/** The wrap-ups of an exchange that came in so far. */
export async function wrapUpsOf(db: EntityManager, ref: string): Promise<WrapUps> {
  const host = await latestAnswer(db, ref, 'host-wrap-up');
  const visitor = await latestAnswer(db, ref, 'visitor-wrap-up');
  const decision = await latestAnswer(db, ref, 'contradiction');
  return { host: host?.payload, visitor: visitor?.payload, decided: decision?.payload };
}

/** The same from wrap-ups at hand, of which one may not be sent yet. */
export function entitlementBy(record: DossierRecord, party: string, wrapUps: WrapUps): PartyEntitlement {
  const rules = record.programme.definition.entitlements[party];
  const part = record.programme.definition.parties[party]?.part;
  const days = daysPresent(record, wrapUps);
  if (!rules || !asksForMoney(part, wrapUps)) return { entitlement: nothing, ...days.source };
  const facts: EntitlementFacts = {
    participants: record.plan.participants,
    daysPresent: days.present,
    costs: costsOf(wrapUps.visitor, record.plan.participants),
    conditions: {
      'stay-days': lengthInDays(record.plan.firstDay, record.plan.lastDay),
      ...(typeof wrapUps.host?.['event'] === 'string' ? { event: wrapUps.host['event'] } : {}),
    },
    reservedCents: reservedFor(record, party),
  };
  return { entitlement: entitlementOf(rules, facts), ...days.source };
}

/** A visitor claims by its choice, a host by asking for its grant for a visit that took place. */
function asksForMoney(part: string | undefined, { host, visitor }: WrapUps): boolean {
  if (part === 'hosts') return host !== undefined && asksForGrant(host) && tookPlace(host);
  return visitor?.['choice'] === 'claimed';
}

/** Whether a host's report asks for the grant. */
export function asksForGrant(report: FormValue): boolean {
  return report['grantRequested'] === true;
}

/** Whether there was a visit by a host's report. */
export function tookPlace(report: FormValue): boolean {
  return report['tookPlace'] !== 'did-not-happen';
}

function daysPresent(
  { plan }: DossierRecord,
  { host, visitor, decided }: WrapUps,
): { present: number[]; source: Pick<PartyEntitlement, 'daysBy' | 'daysDiffer'> } {
  const longest = lengthInDays(plan.firstDay, plan.lastDay);
  const byStaff = countedDays(decided, longest);
  const byHost = countedDays(host, longest);
  const byVisitor = countedDays(visitor, longest);
  const differ = byHost !== undefined && byVisitor !== undefined && total(byHost) !== total(byVisitor);
  return {
    present: byStaff ?? byHost ?? byVisitor ?? [],
    source: {
      daysBy: byStaff ? 'staff' : byHost ? 'host' : byVisitor ? 'visitor' : 'nobody',
      daysDiffer: differ && !byStaff,
    },
  };
}

/** The days that a report counts, one entry for each participant, none above the plan's; undefined without a report. */
export function countedDays(report: FormValue | undefined, longest: number): number[] | undefined {
  if (report === undefined) return undefined;
  // Nobody was there in person, so there is no day to pay.
  if (report['tookPlace'] === 'did-not-happen' || report['tookPlace'] === 'online') return [];
  return rowsOf(report['daysPresent']).map((row) => Math.min(longest, Math.max(0, Number(row['days']) || 0)));
}

function total(days: readonly number[]): number {
  return days.reduce((sum, each) => sum + each, 0);
}

/** Costs by line, one sum for each traveller. */
function costsOf(visitor: FormValue | undefined, participants: number): Record<string, Cents[]> {
  const costs: Record<string, Cents[]> = {};
  for (const row of rowsOf(visitor?.['costs'])) {
    const line = textOf(row['line']) || 'travel';
    const sums = (costs[line] ??= Array.from({ length: participants }, () => 0));
    const traveller = Math.min(participants, Math.max(1, Number(row['traveller'] ?? 1))) - 1;
    sums[traveller] = (sums[traveller] ?? 0) + Number(row['amount'] ?? 0);
  }
  return costs;
}

/** The rows of a list field. */
export function rowsOf(value: JsonValue | undefined): readonly Readonly<Record<string, JsonValue>>[] {
  if (!Array.isArray(value)) return [];
  return value.filter((row) => typeof row === 'object' && row !== null && !Array.isArray(row)) as Record<string, JsonValue>[];
}

const nothing: Entitlement = { lines: [], beforeCapCents: 0, capCents: 0, totalCents: 0 };
