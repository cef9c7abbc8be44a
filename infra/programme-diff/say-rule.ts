import { durationOf, readDuration, type DurationUnit } from '../../libs/domain/programme/durations.js';
import { formatCents } from '../../libs/domain/money/cents.js';

/** What a rule is called, by the last word of its path. */
const ruleNames: Readonly<Record<string, string>> = {
  due: 'please answer by',
  closes: 'closes without an answer',
  reminders: 'reminders',
  onLapse: 'silence leads to',
  escalateTo: 'handed over to',
  noticeBefore: 'warned before it closes',
  code: 'needs an e-mailed code',
  to: 'asked',
  cap: 'most that a party gets',
  amount: 'amount',
  maxUnits: 'most units',
  paid: 'paid',
  budget: 'budget',
  places: 'places',
  opens: 'opens',
  deadlineText: 'deadline as published',
  maxRounds: 'hosts asked at most',
  offered: 'other hosts offered',
  keptFor: 'draft kept for',
  readableFor: 'links readable after the end',
  quietPeriods: 'no mail in',
  holidays: 'no working days',
  mails: 'most mails',
  questions: 'most questions',
  acts: 'most acts of staff',
  required: 'must be filled in',
  membership: 'memberships admitted',
  maxDays: 'longest stay in days',
  minDays: 'shortest stay in days',
  offset: 'distance',
};

/** Paths whose numbers are cents. */
const money = /^edition\.budget$|\.(cap|amount)$/;

const units: Readonly<Record<DurationUnit, [one: string, many: string]>> = {
  wd: ['working day', 'working days'],
  d: ['day', 'days'],
  mo: ['month', 'months'],
  h: ['hour', 'hours'],
  min: ['minute', 'minutes'],
};

/** What the rule at a path is called; undefined where the path says it itself. */
export function ruleName(path: string): string | undefined {
  return ruleNames[path.split('.').at(-1) ?? ''];
}

/** A value of a definition in words: durations, amounts, yes and no, lists and spans. */
export function sayRule(path: string, value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return money.test(path) ? `${formatCents(value, 'en')} euro` : String(value);
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map((one) => sayRule(path, one)).join(', ');
  if (typeof value === 'string') return readDuration(value) ? sayDuration(value) : value;
  return saySpan(value as Record<string, unknown>);
}

/** A duration in words: "7 working days", "3 days before". */
export function sayDuration(text: string): string {
  const { amount, unit } = durationOf(text);
  const [one, many] = units[unit];
  const count = Math.abs(amount);
  return `${count} ${count === 1 ? one : many}${amount < 0 ? ' before' : ''}`;
}

function saySpan(value: Record<string, unknown>): string {
  if ('from' in value && 'to' in value) return `${String(value['from'])} to ${String(value['to'])}`;
  return Object.entries(value)
    .map(([key, one]) => `${key} ${sayRule(key, one)}`)
    .join(' ');
}
