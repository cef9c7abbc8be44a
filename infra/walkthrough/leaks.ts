import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';

/** Something that only Postgres and a mail may hold. */
export interface Secret {
  /** What it is, for the report. */
  what: string;
  text: string;
  /** Counts only where no other digit or letter stands beside it: short codes. */
  alone?: boolean;
}

/** A secret where it should not be. */
export interface Leak {
  what: string;
  where: string;
}

/** What was searched, and what was found. */
export interface Search {
  workflows: number;
  events: number;
  logs: number;
  leaks: Leak[];
}

/** Looks for secrets in all that Temporal knows of workflows started since an instant, and in the logs of the system. */
export async function searchForLeaks(input: {
  client: Client;
  since: string;
  logDir: string;
  secrets: readonly Secret[];
}): Promise<Search> {
  const search: Search = { workflows: 0, events: 0, logs: 0, leaks: [] };
  const looksFor = matchers(input.secrets);
  const look = (where: string, text: string): void => {
    for (const what of looksFor(text)) search.leaks.push({ what, where });
  };
  for await (const workflow of input.client.workflow.list({ query: `StartTime >= '${input.since}'` })) {
    search.workflows += 1;
    look(`search attributes and memo of ${workflow.workflowId}`, JSON.stringify([workflow.workflowId, workflow.searchAttributes, workflow.memo]));
    const history = await input.client.workflow.getHandle(workflow.workflowId, workflow.runId).fetchHistory();
    search.events += history.events?.length ?? 0;
    look(`history of ${workflow.workflowId}`, readable(history.events));
  }
  for (const name of readdirSync(input.logDir)) {
    search.logs += 1;
    look(`log ${name}`, readFileSync(join(input.logDir, name), 'utf8'));
  }
  return search;
}

function matchers(secrets: readonly Secret[]): (text: string) => string[] {
  const known = secrets.filter(({ text }) => text !== '').map(({ what, text, alone }) => ({ what, lower: text.toLowerCase(), alone }));
  return (text) => {
    const lower = text.toLowerCase();
    const found = known.filter(({ lower: secret, alone }) => (alone ? standsAlone(lower, secret) : lower.includes(secret)));
    return [...new Set(found.map(({ what }) => what))];
  };
}

function standsAlone(text: string, secret: string): boolean {
  return new RegExp(`(?<![a-z0-9.-])${secret}(?![a-z0-9-])`).test(text);
}

/** Everything that can be read in a history, the bytes of its payloads decoded. */
function readable(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(readable).join('\n');
  if (typeof value !== 'object' || value === null) return '';
  return Object.entries(value)
    .map(([name, each]) => `${name} ${readable(each)}`)
    .join('\n');
}
