import type { Watched } from './watched-plans.js';

/** A statement that may do more than others, and why. */
interface Exception {
  rule: 'scan' | 'buffers';
  /** A part of what it is for (empty where several pages ask it), and of its text. */
  what: string;
  statement: string;
  why: string;
}

const exceptions: readonly Exception[] = [
  { rule: 'scan', what: 'nightly look at the data', statement: '', why: 'once a night it reads everything, by itself and for nobody who waits' },
  { rule: 'scan', what: '/staff/questions/', statement: 'FROM "place_hold"', why: 'the number in the queue counts all who came before; an index would be read from end to end as well' },
  { rule: 'buffers', what: '/staff/questions/', statement: 'FROM "place_hold"', why: 'the same' },
  { rule: 'scan', what: '/staff/incidents', statement: 'from dossier e', why: 'without any filter the lead sees the first thousand of all open exchanges: a fifth of the table' },
  { rule: 'buffers', what: '/staff/incidents', statement: 'from dossier e', why: 'the lead chooses among all open exchanges of an edition, a few times a year' },
  { rule: 'buffers', what: '/staff/runs', statement: 'select run_id as run, status, count(*)', why: 'sixty runs are summed up, hundreds of payments each, from an index alone' },
  { rule: 'buffers', what: '', statement: '"wake_at" < ', why: 'all open exchanges of an edition are looked at: an index of when they act would be written again by each step' },
  { rule: 'buffers', what: '', statement: 'select o.kind, o.ref, o.status', why: 'fifty mails that nobody got, each with its question and its reader by key' },
  { rule: 'buffers', what: '', statement: 'from conversation c join dossier', why: 'the exchange of each unread message by key: a hundred of them' },
  { rule: 'buffers', what: '', statement: 'FROM "inbox" "inbox" INNER JOIN "prompt"', why: 'the question of each answer that is not taken up yet by key' },
  { rule: 'buffers', what: 'the desk', statement: 'from dossier d join lateral', why: 'whether a visit is near stands in the plan of each exchange that is signed: some hundred' },
];

/** Whether a statement is one of those. */
export function excepted(one: Watched, rule: Exception['rule']): boolean {
  return exceptions.some((each) => each.rule === rule && one.what.includes(each.what) && one.statement.includes(each.statement));
}
