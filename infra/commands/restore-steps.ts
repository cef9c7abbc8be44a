import 'reflect-metadata';
import type { Client } from '@temporalio/client';
import type { DataSource } from 'typeorm';
import { restoreStep, type LostEvent } from '../../activities/dossier/restore-step.js';
import { exchangeWorkflowId, retryStepSignal, type WrittenStep } from '../../libs/contracts/dossier/index.js';
import { mailDomainOf } from '../../libs/mail/letters/new-mail.js';
import { keepReferencesFree, missingSteps } from '../../libs/operations/restoring/missing-steps.js';
import type { ServiceConfig } from '../../libs/platform/config/config.js';
import { openDatabase } from '../../libs/platform/db/data-source.js';
import { PaymentEntity } from '../../libs/platform/db/entities/index.js';
import { temporalClient } from '../../libs/platform/temporal/connect.js';
import { runningConfig } from '../stack/running-config.js';
import { runCommand, say } from './command.js';

// `npm run restore-steps`: after Postgres was put back from a copy, writes again what the engine's histories have since.

const usage = 'Use: npm run restore-steps, after Postgres was put back from a copy that is older than Temporal.';

async function main(args: string[]): Promise<number> {
  if (args.length > 0) return say(usage, 2);
  const config = runningConfig(process.env);
  const db = await openDatabase(config.databaseUrl, { ...config.database, connections: 4, statementMs: 0 });
  const { client, connection } = temporalClient(config);
  try {
    return await restoreAll(db, client, config);
  } finally {
    await connection.close();
    await db.destroy();
  }
}

async function restoreAll(db: DataSource, client: Client, config: ServiceConfig): Promise<number> {
  const { steps, unknown } = await missingSteps(db.manager, client);
  await keepReferencesFree(db.manager, unknown);
  const settings = { linkKeys: config.linkKeys, mailDomain: mailDomainOf(config.mail.from.address) };
  const [lost, failed]: [LostEvent[], Map<string, string>] = [[], new Map()];
  for (const written of steps) {
    const { ref } = written.step;
    if (failed.has(ref)) continue; // what comes after a step that is missing has nothing to stand on
    try {
      lost.push(...(await db.transaction((tx) => restoreStep(tx, settings, written))));
    } catch (error) {
      failed.set(ref, error instanceof Error ? error.message : String(error));
    }
  }
  const refs = [...new Set(steps.map(({ step }) => step.ref))].filter((ref) => !failed.has(ref));
  await Promise.allSettled(refs.map((ref) => client.workflow.getHandle(exchangeWorkflowId(ref)).signal(retryStepSignal)));
  say(await report(db, { steps, refs, lost, unknown, failed }), 0);
  return failed.size === 0 ? 0 : 1;
}

interface Restored {
  steps: WrittenStep[];
  refs: string[];
  lost: LostEvent[];
  unknown: string[];
  failed: Map<string, string>;
}

async function report(db: DataSource, { steps, refs, lost, unknown, failed }: Restored): Promise<string> {
  const approved = refs.length > 0 ? await db.manager.findBy(PaymentEntity, { status: 'approved' }) : [];
  return [
    `${steps.length} steps of ${refs.length} exchanges were written again; their mails count as sent.`,
    ...lost.map(({ ref, seq, event }) => `  ${ref} step ${seq}: ${sayLost(event)}`),
    ...unknown.map((ref) => `  ${ref} was begun after the copy: nobody is on file for it. Ask the people to enquire again, and end its workflow.`),
    ...[...failed].map(([ref, why]) => `  ${ref} could not be written again: ${why}. Bring it on with npm run revive -- ${ref} --replace.`),
    ...(approved.length > 0 ? [`Before the next payment run, ask finance whether these were paid since the copy: ${approved.map(({ id }) => id).join(', ')}.`] : []),
  ].join('\n');
}

function sayLost(event: LostEvent['event']): string {
  if (event.kind === 'answered') return `what was written with the answer to ${event.prompt} ("${event.choice}", by ${event.by}) is lost; ask for it again`;
  return `"${event.kind}" could not be acted upon, because what it refers to is lost; look at the exchange`;
}

await runCommand(main);
