import { join } from 'node:path';
import { loadServiceConfig } from '../../libs/platform/config/config.js';
import { temporalClient } from '../../libs/platform/temporal/connect.js';
import { budgetTable, compareWithBudget, isOverBudget, type BudgetLine } from './budget.js';
import { budgetOfWay, wayTaken, type WayTaken } from './detours.js';
import { searchForLeaks, type Search } from './leaks.js';
import { oneAtATime } from './one-at-a-time.js';
import { plays, type Play, type PlayName } from './plays.js';
import { prepareRehearsal, type WalkedStack } from './prepare-rehearsal.js';
import { Rehearsal, type Rehearsed } from './rehearsal.js';
import { euro } from './timeline.js';

/** What a walkthrough found. */
export interface Walked {
  /** It ended and was paid as it should, within the budget, and nothing leaked. */
  ok: boolean;
  rehearsed: Rehearsed;
  way: WayTaken;
  budget: BudgetLine[];
  search: Search;
}

/** Plays one exchange to its end on a running system, prints the timeline and what was counted, and looks for leaks. */
export async function walkThrough(stack: WalkedStack, name: PlayName, say: (line: string) => void): Promise<Walked> {
  const { databaseUrl } = loadServiceConfig(stack.env);
  return oneAtATime(databaseUrl, () => say('another walkthrough is running: this one begins when it has ended'), () => walk(stack, name, say));
}

async function walk(stack: WalkedStack, name: PlayName, say: (line: string) => void): Promise<Walked> {
  const began = new Date();
  const play: Play = plays[name];
  const rehearsal = await prepareRehearsal(stack, { say, play });
  say(`rehearsal edition ${rehearsal.edition}; everything that the robots type carries ${rehearsal.plot.canaries.mark}\n`);
  const rehearsed = await new Rehearsal(rehearsal).play().finally(() => rehearsal.end());

  const way = wayTaken(rehearsed.journal);
  const budget = compareWithBudget(rehearsed.counts, budgetOfWay(rehearsal.definition.messages, way));
  say(`\nmails, questions and acts, against what the definition allows on the road ${[way.road, ...detoursInWords(way)].join(', ')}`);
  for (const line of budgetTable(budget)) say(line);
  say('payments');
  for (const { party, cents } of rehearsed.payments) say(`  ${party.padEnd(12)} ${euro(cents)}`);
  if (rehearsed.payments.length === 0) say('  none');
  const expected = ofPlay(play, rehearsed);
  for (const line of expected) say(line);

  const search = await searchAll(stack, rehearsed, began);
  for (const line of searchReport(search)) say(line);
  if (stack.temporalUiUrl) say(`workflow ${stack.temporalUiUrl}/namespaces/${stack.env['TEMPORAL_NAMESPACE'] ?? 'default'}/workflows/${rehearsed.ref}`);
  say(`${rehearsed.ending} in ${Math.round((Date.now() - began.getTime()) / 1000)} s`);
  return { ok: expected.length === 0 && !isOverBudget(budget) && search.leaks.length === 0, rehearsed, way, budget, search };
}

/** What is not as the play wants it. */
function ofPlay({ ending, payments }: Play, rehearsed: Rehearsed): string[] {
  const paid = Object.fromEntries(rehearsed.payments.map(({ party, cents }) => [party, cents]));
  const parties = [...new Set([...Object.keys(payments), ...Object.keys(paid)])];
  return [
    ...(rehearsed.ending === ending ? [] : [`  ENDED ${rehearsed.ending} INSTEAD OF ${ending}`]),
    ...parties.filter((party) => paid[party] !== payments[party]).map((party) => `  ${party}: ${euro(payments[party] ?? 0)} WAS TO BE PAID`),
  ];
}

function detoursInWords({ detours }: WayTaken): string[] {
  const words = detours.map(({ detour, party }) => (party ? `${detour} (${party})` : detour));
  return [...Map.groupBy(words, (word) => word)].map(([word, same]) => (same.length > 1 ? `${same.length} x ${word}` : word));
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
