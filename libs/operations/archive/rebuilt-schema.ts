import type { EntityManager } from 'typeorm';
import type { RebuiltEntry, RebuiltView } from './rebuilt-view.js';

/**
 * Where an exchange's history came from: the archive, Temporal; `unbegun` when its workflow has not started yet, `lost`
 * when nobody has it, `damaged` when it cannot be read. Only the first three say how the views should be.
 */
export type HistorySource = 'archive' | 'temporal' | 'unbegun' | 'lost' | 'damaged';

/** Those of which the views can be told again. */
const told = `"source" in ('archive', 'temporal', 'unbegun')`;

/** One row that is not as the histories tell it. */
export interface DifferingRow {
  table: 'journal' | 'dossier';
  ref: string;
  /** Step and place within it, for a row of the journal. */
  seq: number | null;
  n: number | null;
  /** Columns that differ; empty for a row that one side does not have. */
  fields: string[];
  /** Which side has the row alone. */
  only: 'live' | 'rebuilt' | null;
}

/** How the live views stand to the rebuilt ones. */
export interface Comparison {
  equal: { journal: number; exchange: number };
  differing: DifferingRow[];
  /** Exchanges that took a step while they were read: nothing is said of them. */
  moved: string[];
}

/** Makes the schema `rebuilt` afresh. */
export async function openRebuilt(db: EntityManager): Promise<void> {
  await db.query(`drop schema if exists "rebuilt" cascade`);
  await db.query(`create schema "rebuilt"`);
  await db.query(`create table "rebuilt"."journal" (like "public"."journal" including all)`);
  await db.query(`create table "rebuilt"."dossier" as
    select "ref", ''::text as "source", ${columns.join(', ')}, "updated_at" from "public"."dossier" with no data`);
  await db.query(`alter table "rebuilt"."dossier" add primary key ("ref")`);
}

/** Removes the schema. */
export async function dropRebuilt(db: EntityManager): Promise<void> {
  await db.query(`drop schema if exists "rebuilt" cascade`);
}

/** Puts what a history tells of one exchange in the place of what was told of it before. */
export async function putRebuilt(db: EntityManager, ref: string, source: HistorySource, journal: RebuiltEntry[], view: RebuiltView): Promise<void> {
  const { seq, stage, stageSince, waitingFor, wakeAt, paused, endedAt, updatedAt } = view;
  await db.transaction(async (tx) => {
    await tx.query(`delete from "rebuilt"."journal" where "ref" = $1`, [ref]);
    await tx.query(`delete from "rebuilt"."dossier" where "ref" = $1`, [ref]);
    await tx.query(
      `insert into "rebuilt"."journal" ("ref", "seq", "n", "kind", "event", "at", "real_at")
       select $1, row."seq", row."n", row."kind", row."event", row."at", row."realAt"
       from jsonb_to_recordset($2::jsonb) as row("seq" integer, "n" integer, "kind" text, "event" jsonb, "at" timestamptz, "realAt" timestamptz)`,
      [ref, JSON.stringify(journal)],
    );
    await tx.query(
      `insert into "rebuilt"."dossier" ("ref", "source", "seq", "stage", "stage_since", "waiting_for", "wake_at", "paused", "ended_at", "updated_at")
       values ($1, $2, $3, $4, $5, $6::jsonb, $7, $8, $9, $10)`,
      [ref, source, seq, stage, stageSince, JSON.stringify(waitingFor), wakeAt, paused, endedAt, updatedAt],
    );
  });
}

/** The columns of the read model. */
const columns = ['"seq"', '"stage"', '"stage_since"', '"waiting_for"', '"wake_at"', '"paused"', '"ended_at"'];
/** The columns of the journal that a history tells. */
const entry = ['"kind"', '"event"', '"at"'];

/**
 * References of exchanges that stand at another step than their rebuilt view. The published steps themselves say so:
 * they are no view, and the columns that are may be what is damaged.
 */
export async function movedMeanwhile(db: EntityManager): Promise<string[]> {
  const rows = (await db.query(
    `select coalesce(live."ref", made."ref") as "ref" from "public"."dossier" live full join "rebuilt"."dossier" made using ("ref")
     where live."ref" is null or made."ref" is null
        or (made.${told} and made."seq" <> coalesce((select max("seq") from "public"."step" where "step"."ref" = made."ref"), 0))
     order by 1`,
  )) as { ref: string }[];
  return rows.map(({ ref }) => ref);
}

/** Compares the live views with the rebuilt ones: all columns but the real clock's and the time of the last change. */
export async function compareViews(db: EntityManager): Promise<Comparison> {
  const moved = await movedMeanwhile(db);
  const journal = (await db.query(
    `select coalesce(live."ref", made."ref") as "ref", coalesce(live."seq", made."seq") as "seq", coalesce(live."n", made."n") as "n",
       ${differingOf(entry)} as "fields", ${onlyOf} as "only"
     from ${liveJournal} live full join "rebuilt"."journal" made using ("ref", "seq", "n")
     where (${columnsOf('live', entry)}) is distinct from (${columnsOf('made', entry)}) and not coalesce(live."ref", made."ref") = any($1)
     order by 1, 2, 3`,
    [moved],
  )) as Omit<DifferingRow, 'table'>[];
  const exchange = (await db.query(
    `select live."ref", null as "seq", null as "n", ${differingOf(columns)} as "fields", null as "only"
     from "public"."dossier" live join "rebuilt"."dossier" made using ("ref")
     where made.${told} and (${columnsOf('live', columns)}) is distinct from (${columnsOf('made', columns)}) and not live."ref" = any($1) order by 1`,
    [moved],
  )) as Omit<DifferingRow, 'table'>[];
  return {
    equal: {
      journal: await countOf(db, `"rebuilt"."journal" made join "public"."journal" live using ("ref", "seq", "n")`, entry, moved),
      exchange: await countOf(db, `"rebuilt"."dossier" made join "public"."dossier" live using ("ref")`, columns, moved),
    },
    differing: [...exchange.map((row) => ({ table: 'dossier' as const, ...row })), ...journal.map((row) => ({ table: 'journal' as const, ...row }))],
    moved,
  };
}

/** Rows of exchanges whose history cannot be read are left out: nothing can be said of them. */
const liveJournal = `(select * from "public"."journal" where "ref" not in (select "ref" from "rebuilt"."dossier" where not ${told}))`;
const onlyOf = `case when made."ref" is null then 'live' when live."ref" is null then 'rebuilt' end`;

function columnsOf(side: 'live' | 'made', names: readonly string[]): string {
  return names.map((name) => `${side}.${name}`).join(', ');
}

/** An array with the names of the columns that differ between two rows that both exist. */
function differingOf(names: readonly string[]): string {
  const each = names.map((name) => `case when live.${name} is distinct from made.${name} then '${name.replaceAll('"', '')}' end`);
  return `case when live."ref" is null or made."ref" is null then '{}' else array_remove(array[${each.join(', ')}], null) end`;
}

async function countOf(db: EntityManager, tables: string, names: readonly string[], moved: string[]): Promise<number> {
  const where = `(${columnsOf('live', names)}) is not distinct from (${columnsOf('made', names)}) and not made."ref" = any($1)`;
  const [row] = (await db.query(`select count(*)::int as "count" from ${tables} where ${where}`, [moved])) as { count: number }[];
  return row?.count ?? 0;
}

/**
 * Puts what differs in its place, in one transaction that no step can be written beside. Returns the exchanges that
 * moved since their history was read; then nothing was changed.
 */
export async function swapViews(db: EntityManager): Promise<string[]> {
  return db.transaction(async (tx) => {
    await tx.query(`set local lock_timeout = '10s'`);
    await tx.query(`lock table "public"."dossier" in exclusive mode`); // publishing locks its exchange's row first
    const moved = await movedMeanwhile(tx);
    if (moved.length > 0) return moved;
    await tx.query(
      `delete from "public"."journal" where ("ref", "seq", "n") in (
         select live."ref", live."seq", live."n" from ${liveJournal} live left join "rebuilt"."journal" made using ("ref", "seq", "n")
         where (${columnsOf('live', entry)}) is distinct from (${columnsOf('made', entry)}))`,
    );
    await tx.query(`insert into "public"."journal" select * from "rebuilt"."journal" on conflict do nothing`);
    await tx.query(
      `update "public"."dossier" live set ${columns.map((name) => `${name} = made.${name}`).join(', ')}, "updated_at" = coalesce(made."updated_at", live."updated_at")
       from "rebuilt"."dossier" made
       where made."ref" = live."ref" and made.${told} and (${columnsOf('live', columns)}) is distinct from (${columnsOf('made', columns)})`,
    );
    return [];
  });
}
