import { join } from 'node:path';
import { loadServiceConfig } from '../../libs/config/config.js';
import { temporalClient } from '../../libs/temporal/connect.js';
import { budgetTable, compareWithBudget, isOverBudget, type BudgetLine } from './budget.js';
import { searchForLeaks, type Search } from './leaks.js';
import { oneAtATime } from './one-at-a-time.js';
import { prepareRehearsal, type WalkedStack } from './prepare-rehearsal.js';
import { Rehearsal, type Rehearsed } from './rehearsal.js';
import { euro } from './timeline.js';

/** What a walkthrough found. */
export interface Walked {
  /** It ended as it should, within the budget, and nothing leaked. */
  ok: boolean;
  rehearsed: Rehearsed;
  budget: BudgetLine[];
  search: Search;
}

/** Plays one exchange to its end on a running system, prints the timeline and what was counted, and looks for leaks. */
export async function walkThrough(stack: WalkedStack, say: (line: string) => void): Promise<Walked> {
  const { databaseUrl } = loadServiceConfig(stack.env);
  return oneAtATime(databaseUrl, () => say('another walkthrough is running: this one begins when it has ended'), () => walk(stack, say));
}

async function walk(stack: WalkedStack, say: (line: string) => void): Promise<Walked> {
  const began = new Date();
  const rehearsal = await prepareRehearsal(stack, { say });
  say(`rehearsal edition ${rehearsal.edition}; everything that the robots type carries ${rehearsal.plot.canaries.mark}\n`);
  const rehearsed = await new Rehearsal(rehearsal).play().finally(() => rehearsal.end());

  const budget = compareWithBudget(rehearsed.counts, rehearsal.definition.messages);
  say('\nmails, questions and acts, against what the definition allows');
  for (const line of budgetTable(budget)) say(line);
  say('payments');
  for (const { party, cents } of rehearsed.payments) say(`  ${party.padEnd(12)} ${euro(cents)}`);

  const search = await searchAll(stack, rehearsed, began);
  for (const line of searchReport(search)) say(line);
  if (stack.temporalUiUrl) say(`workflow ${stack.temporalUiUrl}/namespaces/${stack.env['TEMPORAL_NAMESPACE'] ?? 'default'}/workflows/${rehearsed.ref}`);
  say(`${rehearsed.ending} in ${Math.round((Date.now() - began.getTime()) / 1000)} s`);
  return { ok: rehearsed.ending === 'completed' && !isOverBudget(budget) && search.leaks.length === 0, rehearsed, budget, search };
}

/** Looks for what the robots typed and were told in everything that Temporal knows, and in all logs. */
export async function searchAll(stack: WalkedStack, { secrets }: Pick<Rehearsed, 'secrets'>, since: Date): Promise<Search> {
  const config = loadServiceConfig(stack.env);
  const { client, connection } = temporalClient(config);
  try {
    return await searchForLeaks({ client, since: since.toISOString(), logDir: join(config.dataDir, 'logs'), secrets });
  } finally {
    await connection.close();
  }
}

function searchReport({ workflows, events, logs, leaks }: Search): string[] {
  return [
    `searched ${workflows} histories (${events} events), search attributes and ${logs} logs for names, texts, addresses, links, codes and accounts`,
    ...(leaks.length === 0 ? ['  nothing found'] : leaks.map(({ what, where }) => `  FOUND ${what} in ${where}`)),
  ];
}
