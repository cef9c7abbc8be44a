import type { DataSource } from 'typeorm';

/** Rows of one table that wait to be moved on, in SQL; who takes one leaves the next try to a later instant. */
export interface WaitingRows {
  table: string;
  key: string;
  /** Which rows wait. */
  where: string;
  /** From when on a row may be taken. */
  dueAt: string;
  /** Who comes first. */
  order: string;
  /** What taking a row sets, so that nobody else takes it meanwhile. */
  set: string;
}

/** How long a row is left alone after an attempt, by attempts so far, in milliseconds. */
const backoffMs = [500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000];

/** Exchanges whose workflow did not start. */
export const plannedExchanges = triedAgain({ table: 'dossier', key: 'ref', status: `"start_status" = 'planned'`, attempts: 'start_attempts', nextAt: 'start_next_at' });
/** Answers that did not reach their workflow. */
export const receivedAnswers = triedAgain(receivedIn('inbox'));
/** Acts that did not reach their workflow: of each exchange the oldest, so that they arrive in their order. */
export const receivedActs = oldestFirst(triedAgain(receivedIn('act')));

/** Takes rows that wait, at most so many; each is taken by one only, however many look at the same time. Returns their keys. */
export async function leaseRows(db: DataSource, { table, key, where, dueAt, order, set }: WaitingRows, limit: number): Promise<string[]> {
  const sql = `update "${table}" set ${set} where "${key}" in
    (select "${key}" from "${table}" where ${where} and ${dueAt} <= now() order by ${order} limit $1 for no key update skip locked) returning "${key}" as "key"`;
  const [rows] = (await db.query(sql, [limit])) as [{ key: string }[], number];
  return rows.map((row) => row.key);
}

interface TriedAgain {
  table: string;
  key: string;
  status: string;
  attempts: string;
  nextAt: string;
}

/** Rows that count their attempts, and are left alone for longer after each. */
function triedAgain({ table, key, status, attempts, nextAt }: TriedAgain): WaitingRows {
  const set = `"${attempts}" = "${attempts}" + 1, "${nextAt}" = now() + ${backoff(`"${attempts}"`)}`;
  return { table, key, where: status, dueAt: `"${nextAt}"`, order: `"${nextAt}"`, set };
}

/** Of the rows of one exchange only the one that came first waits; the next waits once it is settled. */
function oldestFirst(rows: WaitingRows): WaitingRows {
  const older = `"older"."ref" = "${rows.table}"."ref" and "older"."status" = 'received' and "older"."order" < "${rows.table}"."order"`;
  return { ...rows, where: `${rows.where} and not exists (select 1 from "${rows.table}" "older" where ${older})` };
}

function receivedIn(table: string): TriedAgain {
  return { table, key: 'id', status: `"status" = 'received'`, attempts: 'attempts', nextAt: 'next_attempt_at' };
}

/** The pause after an attempt, longer with each. */
function backoff(attempts: string): string {
  const steps = backoffMs.map((ms, n) => `when ${attempts} <= ${n} then ${interval(ms)}`).join(' ');
  return `case ${steps} else ${interval(backoffMs.at(-1)!)} end`;
}

function interval(ms: number): string {
  return `interval '${ms} milliseconds'`;
}
