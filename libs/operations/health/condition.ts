import type { Client } from '@temporalio/client';
import type { EntityManager } from 'typeorm';
import type { HealthCondition } from '../../domain/programme/health-conditions.js';

/** One thing that is broken at this moment, by name. */
export interface BrokenCondition {
  name: HealthCondition;
  count: number;
  /** Since when, ISO 8601 UTC, by the clock on which it is measured. */
  since: string;
  /** For how long, in milliseconds of the same clock. */
  lastingMs: number;
  /** The first few: what it is about, and the exchange where there is one. */
  items: ConditionItem[];
}

/** One case of a condition. */
export interface ConditionItem {
  text: string;
  ref?: string;
}

/** One case as it was found: since when and for how long it is so by its own measure, which may begin anew each time. */
export interface BrokenCase extends ConditionItem {
  name: HealthCondition;
  since: string;
  lastingMs: number;
}

/** What health is looked up with. */
export interface HealthTools {
  db: EntityManager;
  client: Client;
}

/** Cases that are named; the count says how many there are. */
const mostItems = 20;

/** Cases of one condition. */
export function broken(name: HealthCondition, cases: readonly Omit<BrokenCase, 'name'>[]): BrokenCase[] {
  return cases.map((one) => ({ ...one, name }));
}

/** Makes a condition of its cases; none where there is no case. */
export function conditionOf(name: HealthCondition, cases: readonly BrokenCase[]): BrokenCondition[] {
  if (cases.length === 0) return [];
  const since = cases.map((one) => one.since).sort()[0]!;
  const items = cases.slice(0, mostItems).map(({ text, ref }) => ({ text, ...(ref !== undefined && { ref }) }));
  return [{ name, count: cases.length, since, lastingMs: Math.max(...cases.map((one) => one.lastingMs)), items }];
}

/** How long ago an instant was on the real clock, in milliseconds. */
export function agoMs(instant: string): number {
  return Date.now() - Date.parse(instant);
}
