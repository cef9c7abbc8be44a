import type { Watched } from './watched-plans.js';

/** A statement that may do more than others, and why. */
interface Exception {
  rule: 'scan' | 'buffers';
  /** A part of what it is for, and of its text. */
  what: string;
  statement: string;
  why: string;
}

const exceptions: readonly Exception[] = [
  { rule: 'scan', what: 'nightly look at the data', statement: '', why: 'once a night it reads everything, by itself and for nobody who waits' },
];

/** Whether a statement is one of those. */
export function excepted(one: Watched, rule: Exception['rule']): boolean {
  return exceptions.some((each) => each.rule === rule && one.what.includes(each.what) && one.statement.includes(each.statement));
}
