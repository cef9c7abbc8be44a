import type { Finding } from '../../libs/domain/programme/problems.js';
import type { IdTaken, ImportPlan, RowPlan } from '../../libs/network/import-plan.js';

type Row = { id: string; name?: string; legalName?: string; email?: string };

/** What an import does, a line for each row that it touches, and how many it leaves alone. */
export function importReport({ organisations, hubs, contacts }: ImportPlan): string[] {
  const kinds: [string, readonly RowPlan<Row>[]][] = [
    ['organisation', organisations],
    ['hub', hubs],
    ['contact', contacts],
  ];
  const touched = kinds.flatMap(([kind, rows]) => rows.flatMap((each) => lineOf(kind, each)));
  const kept = kinds.map(([kind, rows]) => counted(rows.filter(({ what }) => what === 'kept').length, kind));
  return [...touched, `${'kept'.padEnd(width)} ${kept.join(', ')}`];
}

/** Why a file does not fit the directory, to be said with its line. */
export function importFinding({ index, id, email, holder }: IdTaken): Finding {
  return { path: ['contacts', index, 'id'], problem: `the id "${id}" is that of ${holder}, who stands in this file too; give ${email} another id` };
}

const width = 9;

function lineOf(kind: string, each: RowPlan<Row>): string[] {
  if (each.what === 'kept') return [];
  const line = `${each.what.padEnd(width)} ${kind} ${each.row.id}, ${nameOf(each.row)}`;
  return [each.what === 'changed' ? `${line}: ${changesOf(each.row, each.before, each.fields)}` : line];
}

function changesOf(row: Row, before: Row, fields: readonly string[]): string {
  const said = (holder: Row, field: string): string => sayValue((holder as Readonly<Record<string, unknown>>)[field]);
  return fields
    .filter((field) => field !== 'createdAt')
    .map((field) => (field === 'retiredAt' ? 'comes back' : `${field} ${said(before, field)} -> ${said(row, field)}`))
    .join('; ');
}

function sayValue(value: unknown): string {
  return value === null || value === '' ? '(nothing)' : typeof value === 'string' ? value : JSON.stringify(value);
}

function nameOf({ name, legalName = '', email }: Row): string {
  return email ? `${name ?? ''} <${email}>` : (name ?? legalName);
}

function counted(count: number, kind: string): string {
  return `${count} ${kind}${count === 1 ? '' : 's'}`;
}
