import type { EntityManager } from 'typeorm';
import type { HealthCondition } from '../../domain/programme/health-conditions.js';
import type { BrokenCase } from './condition.js';

/** A case that was not found for so long is gone; one look that missed it is no end. */
const goneAfter = `interval '2 minutes'`;

interface Remembered {
  name: string;
  subject: string;
  since: Date;
  /** For how long by the real clock, in milliseconds. */
  lasting: string;
}

/**
 * Remembers when each case was first found, and says so of those that are still there: what is measured anew at each
 * look (the last try, the engine's absence) would otherwise never be old. Forgets those that are gone.
 * @param untold conditions of which nothing can be known at this moment: they are kept as they are.
 */
export async function withFirstInstants(db: EntityManager, found: readonly BrokenCase[], untold: readonly HealthCondition[]): Promise<BrokenCase[]> {
  const first = new Map<string, BrokenCase>();
  for (const one of found) {
    const known = first.get(keyOf(one.name, one.ref));
    if (!known || one.since < known.since) first.set(keyOf(one.name, one.ref), one);
  }
  const subjects = [...first.values()].map(({ name, ref, since }) => ({ name, subject: ref ?? '', since }));
  const rows = (await db.query(
    `insert into "broken_since" ("name", "subject", "since")
     select * from jsonb_to_recordset($1::jsonb) as row("name" text, "subject" text, "since" timestamptz)
     on conflict ("name", "subject") do update set "seen_at" = now(), "since" = least("broken_since"."since", excluded."since")
     returning "name", "subject", "since", extract(epoch from now() - "found_at") * 1000 as "lasting"`,
    [JSON.stringify(subjects)],
  )) as Remembered[];
  await db.query(`delete from "broken_since" where "seen_at" < now() - ${goneAfter} and "name" <> all($1)`, [[...untold]]);
  const remembered = new Map(rows.map((row) => [keyOf(row.name, row.subject), row]));
  return found.map((one) => {
    const row = remembered.get(keyOf(one.name, one.ref));
    if (!row) return one;
    const since = row.since.toISOString();
    return { ...one, since: since < one.since ? since : one.since, lastingMs: Math.max(one.lastingMs, Number(row.lasting)) };
  });
}

function keyOf(name: string, ref: string | undefined): string {
  return `${name} ${ref ?? ''}`;
}
