import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { DataSource } from 'typeorm';

/**
 * For whom a statement runs. `page`: somebody waits for an answer of the program. `step`: an exchange waits. `round`: nobody
 * waits; it runs beside everything else.
 */
export type For = 'page' | 'step' | 'round';

/** The costliest run of one statement for one purpose. */
export interface Watched {
  for: For;
  /** Which page, step or round. */
  what: string;
  /** With lists of parameters as one. */
  statement: string;
  /** Pages of 8 KB that were read, from memory or disk. */
  buffers: number;
  /** Tables read from end to end, with how many rows that were. */
  scans: { table: string; rows: number }[];
}

/** A node of a plan, as EXPLAIN says it in JSON. */
interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Shared Hit Blocks'?: number;
  'Shared Read Blocks'?: number;
  Plans?: PlanNode[];
}

/** Watches the plans of every statement that this process sends to one database, by what it was just doing. */
export class WatchedPlans {
  private doing: { for: For; what: string } | undefined;
  private readonly seen = new Map<string, Watched>();

  private constructor() {
    const hear = (text: string | undefined): void => this.hear(text ?? '');
    const connect = pg.Client.prototype.connect as (this: pg.Client, ...args: unknown[]) => unknown;
    pg.Client.prototype.connect = function (this: pg.Client, ...args: unknown[]) {
      this.on('notice', ({ message }) => hear(message));
      return connect.apply(this, args);
    } as pg.Client['connect'];
  }

  /** From here on each statement says its plan, as it really ran. Connections that stand are replaced; `back` asks whether all use new ones. */
  static async on(db: DataSource, back: () => Promise<boolean>): Promise<WatchedPlans> {
    const watched = new WatchedPlans();
    const [{ name }] = (await db.query('select current_database() as name')) as [{ name: string }];
    const settings = { log_min_duration: '0', log_analyze: 'on', log_buffers: 'on', log_timing: 'off', log_format: 'json', log_level: 'notice', log_nested_statements: 'off' };
    await db.query(`alter database "${name}" set session_preload_libraries = 'auto_explain'`);
    for (const [setting, value] of Object.entries(settings)) await db.query(`alter database "${name}" set auto_explain.${setting} = '${value}'`);
    await db.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()');
    await db.query('select pg_terminate_backend(pg_backend_pid())').catch(() => undefined);
    while (!(await back().catch(() => false))) await pause(50);
    return watched;
  }

  /** Does something, and keeps the plans of what it asks the database. */
  async during<T>(purpose: For, what: string, work: () => Promise<T>): Promise<T> {
    this.doing = { for: purpose, what };
    try {
      return await work();
    } finally {
      this.doing = undefined;
    }
  }

  /** All that was seen, the costliest first. */
  get all(): Watched[] {
    return [...this.seen.values()].toSorted((a, b) => b.buffers - a.buffers);
  }

  private hear(message: string): void {
    const at = message.indexOf('{');
    if (!this.doing || !message.startsWith('duration:') || at < 0) return;
    const said = JSON.parse(message.slice(at)) as { 'Query Text': string; Plan: PlanNode };
    const statement = said['Query Text'].replace(/\s+/g, ' ').replace(/\$\d+(, \$\d+)+/g, '$…').trim();
    const buffers = (said.Plan['Shared Hit Blocks'] ?? 0) + (said.Plan['Shared Read Blocks'] ?? 0);
    const key = `${this.doing.for} ${statement}`;
    const before = this.seen.get(key);
    const scans = scansOf(said.Plan);
    const [known, now] = [before?.scans ?? [], scans].map((each) => Math.max(0, ...each.map(({ rows }) => rows)));
    if (before && before.buffers >= buffers && known! >= now!) return;
    this.seen.set(key, { ...this.doing, statement, buffers: Math.max(buffers, before?.buffers ?? 0), scans: now! >= known! ? scans : before!.scans });
  }
}

function scansOf(node: PlanNode): { table: string; rows: number }[] {
  const own = node['Node Type'] === 'Seq Scan' ? [{ table: node['Relation Name'] ?? '', rows: Math.round((node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops']) }] : [];
  return [...own, ...(node.Plans ?? []).flatMap(scansOf)];
}
