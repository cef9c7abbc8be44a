import { setTimeout as pause } from 'node:timers/promises';
import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { DataSource } from 'typeorm';
import { exchangeWorkflowId, type WrittenStep } from '../../contracts/dossier/index.js';
import { ArchivedHistoryEntity, DossierEntity } from '../../platform/db/entities/index.js';
import type { Stage } from '../../domain/kinds/exchange/lifecycle.js';
import { toldToTheEnd } from './archive-history.js';
import { hashIn, historyIn, type History } from './history-document.js';
import { publishedSteps } from './published-steps.js';
import { movedMeanwhile, openRebuilt, putRebuilt, type HistorySource } from './rebuilt-schema.js';
import { rebuiltJournal, rebuiltView, type Beginning } from './rebuilt-view.js';

/** How many histories are read side by side. */
const sideBySide = 8;
/** How often exchanges that moved while they were read are read again. */
const passes = 5;
/** How long to wait before that, in milliseconds: a step may be written and not yet in the history. */
const passPauseMs = 300;

/** What no step writes: how an exchange was begun. */
const begun = { ref: true, startAt: true, startStatus: true, createdAt: true, corrects: true } as const;

/** What was read. */
export interface Rebuilt {
  /** Exchanges by where their history came from. */
  sources: Record<HistorySource, number>;
  /** Exchanges whose history nobody has any more: their rows are left as they are. */
  lost: string[];
  /** Archived histories that do not have the hash noted with them, or that have a step missing. */
  damaged: string[];
}

/**
 * Tells journal and read model of every exchange again, from archived histories and from those that Temporal still
 * has, into the schema `rebuilt`. The live tables are only read.
 */
export async function rebuildViews(db: DataSource, client: Client): Promise<Rebuilt> {
  await openRebuilt(db.manager);
  const rows = await db.manager.find(DossierEntity, { select: begun, order: { ref: 'ASC' } });
  const read = new Map<string, HistorySource>();
  let left = rows;
  for (let pass = 0; pass < passes && left.length > 0; pass += 1) {
    if (pass > 0) await pause(passPauseMs);
    await inTurns(left, async (row) => void read.set(row.ref, await rebuildOne(db, client, row)));
    const moved = new Set(await movedMeanwhile(db.manager));
    left = rows.filter(({ ref }) => moved.has(ref));
  }
  const from = (source: HistorySource): string[] => [...read].filter(([, one]) => one === source).map(([ref]) => ref);
  const count = (source: HistorySource): number => from(source).length;
  return {
    sources: { archive: count('archive'), temporal: count('temporal'), unbegun: count('unbegun'), lost: count('lost'), damaged: count('damaged') },
    lost: from('lost'),
    damaged: from('damaged'),
  };
}

async function rebuildOne(db: DataSource, client: Client, row: DossierEntity): Promise<HistorySource> {
  const { source, steps } = await stepsOf(db, client, row);
  await putRebuilt(db.manager, row.ref, source, rebuiltJournal(steps), rebuiltView(beginningOf(row), steps));
  return source;
}

/** A correction stands where it was opened from the first; an enquiry's stage is dated by its first move. */
function beginningOf({ startAt, createdAt, corrects }: DossierEntity): Beginning {
  return { stage: startAt as Stage, since: corrects === null ? null : createdAt };
}

async function stepsOf(db: DataSource, client: Client, { ref, startStatus }: DossierEntity): Promise<{ source: HistorySource; steps: WrittenStep[] }> {
  const told = await db.manager.findOneBy(ArchivedHistoryEntity, { ref, closedAs: toldToTheEnd });
  if (told) return archivedSteps(told);
  const history = await historyOf(client, ref);
  if (history) return readSteps('temporal', history);
  const [terminated] = await db.manager.find(ArchivedHistoryEntity, { where: { ref }, order: { archivedAt: 'DESC' }, take: 1 });
  return terminated ? archivedSteps(terminated) : { source: startStatus === 'planned' ? 'unbegun' : 'lost', steps: [] };
}

async function archivedSteps({ document, sha256 }: ArchivedHistoryEntity): Promise<{ source: HistorySource; steps: WrittenStep[] }> {
  if (hashIn(document) !== sha256) return { source: 'damaged', steps: [] };
  return readSteps('archive', historyIn(document));
}

/** The steps of a history; one that cannot be read is reported, and stops no other. */
async function readSteps(source: HistorySource, history: History): Promise<{ source: HistorySource; steps: WrittenStep[] }> {
  try {
    return { source, steps: await publishedSteps(history) };
  } catch {
    return { source: 'damaged', steps: [] };
  }
}

async function historyOf(client: Client, ref: string): Promise<History | undefined> {
  try {
    return await client.workflow.getHandle(exchangeWorkflowId(ref)).fetchHistory();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

async function inTurns<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const worker = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: sideBySide }, worker));
}
