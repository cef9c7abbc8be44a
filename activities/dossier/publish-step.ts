import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { DomainEvent, OpenPrompt, Step, StepResult } from '../../libs/contracts/dossier/index.js';
import {
  DossierEntity,
  JournalEntity,
  OutboxEntity,
  PromptEntity,
  SignedLinkEntity,
  StepEntity,
} from '../../libs/platform/db/entities/index.js';
import { canonicalJson } from '../../libs/domain/forms/canonical-json.js';
import { wakeAtAfter } from '../../libs/dossier/record/wake-at.js';
import { CodedError } from '../../libs/platform/temporal/failure-interceptor.js';
import { isEnding } from '../../libs/domain/kinds/exchange/lifecycle.js';
import { mailedPromptKinds } from '../../libs/domain/programme/vocabulary.js';
import { actUpon } from './act-upon.js';
import { planTookOver } from '../../libs/kinds/exchange/letters/plan-mail.js';
import type { LetterSettings } from '../../libs/kinds/exchange/letters/letter-context.js';
import { clockOf, stepContext, type StepContext } from './step-context.js';

/** A step that is written down. */
export interface PublishedStep {
  result: StepResult;
  /** Outbox ids of the mails that it planned and that may go now. */
  mails: string[];
}

/**
 * Writes one step of an exchange down: journal, read model, prompts, links, mails, places, payments. The caller's
 * transaction makes it all or nothing; a step that was written before returns the result it had then, and its mails are
 * the relay's.
 */
export async function publishStep(tx: EntityManager, settings: LetterSettings, step: Step): Promise<PublishedStep> {
  const exchange = await tx.findOne(DossierEntity, { where: { ref: step.ref }, lock: { mode: 'for_no_key_update' } });
  if (!exchange) throw new CodedError('exchange-unknown');
  const sha256 = hashOf(step.events);
  const written = await tx.findOneBy(StepEntity, { ref: step.ref, seq: step.seq });
  if (written) return { result: writtenResult(written, sha256), mails: [] };
  if (exchange.seq !== step.seq - 1) throw new CodedError('step-mismatch');

  const context = await stepContext(tx, settings, step, exchange);
  for (const [n, event] of step.events.entries()) {
    context.writes.journal.push(journalRow(context, n, event));
    await actUpon(context, event);
    await writeQuestions(context);
  }
  await tellSuccessors(context);
  await writeQuestions(context);
  await writeMailsAndJournal(context);
  await writeReadModel(context);
  const result = resultOf(context);
  await tx.insert(StepEntity, { ref: step.ref, seq: step.seq, sha256, result, since: step.since ?? null });
  return { result, mails: mailsForNow(context) };
}

/** Whoever took a slot over learns of it: by the question that goes to them in the same step, else by a mail of its own. */
async function tellSuccessors(context: StepContext): Promise<void> {
  for (const successor of context.successors) {
    const isAsked = context.writes.mails.some(({ kind, recipientId }) => recipientId === successor.contact.id && (mailedPromptKinds as readonly string[]).includes(kind));
    if (!isAsked) await planTookOver(context, successor);
  }
}

function writtenResult(written: StepEntity, sha256: string): StepResult {
  if (written.sha256 !== sha256) throw new CodedError('step-mismatch');
  const { unsent: _, ...result } = written.result as unknown as StepResult;
  return result;
}

function journalRow({ step }: StepContext, n: number, event: DomainEvent): JournalEntity {
  return {
    ref: step.ref,
    seq: step.seq,
    n,
    kind: event.kind,
    event,
    at: step.at, // the story's own instant, so that a history can tell the journal again
    realAt: new Date().toISOString(),
  };
}

/** At once, because a later event of the same step may close a question, postpone it or give it to somebody else. */
async function writeQuestions({ tx, writes, written }: StepContext): Promise<void> {
  const [prompts, links] = [writes.prompts.slice(written.prompts), writes.links.slice(written.links)];
  if (prompts.length > 0) await tx.insert(PromptEntity, prompts);
  if (links.length > 0) await tx.insert(SignedLinkEntity, links);
  Object.assign(written, { prompts: writes.prompts.length, links: writes.links.length });
}

async function writeMailsAndJournal({ tx, writes }: StepContext): Promise<void> {
  if (writes.mails.length > 0) {
    await tx.createQueryBuilder().insert().into(OutboxEntity).values(writes.mails as never).orIgnore().execute();
  }
  await tx.insert(JournalEntity, writes.journal as never);
}

/** What it writes can be computed again from the steps and their results alone: see libs/operations/archive/rebuilt-view.ts. */
async function writeReadModel({ tx, step, exchange, now, result }: StepContext): Promise<void> {
  const open = await tx.findBy(PromptEntity, { ref: step.ref, status: 'open' });
  await tx.update(DossierEntity, { ref: step.ref }, {
    seq: step.seq,
    stage: step.stage,
    ...(step.stage !== exchange.stage && { stageSince: step.at }),
    ...(isEnding(step.stage) && { endedAt: exchange.endedAt ?? step.at }),
    waitingFor: open.toSorted(byAsking).map(openPrompt),
    wakeAt: wakeAtAfter(step, result),
    updatedAt: now,
  });
}

/** Not the database's order: that of its texts depends on where it was set up. */
function byAsking(a: PromptEntity, b: PromptEntity): number {
  if (a.askedAt !== b.askedAt) return a.askedAt < b.askedAt ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

function resultOf({ result, edition }: StepContext): StepResult {
  return { ...result, clock: clockOf(edition) };
}

function mailsForNow({ writes, now }: StepContext): string[] {
  return writes.mails.filter(({ notBefore }) => notBefore <= now).map(({ id }) => id);
}

function openPrompt({ id, dueAt, closesAt, escalatedAt }: PromptEntity): OpenPrompt {
  return { prompt: id, dueAt, closesAt, escalated: escalatedAt !== null };
}

function hashOf(events: DomainEvent[]): string {
  return createHash('sha256').update(canonicalJson(events)).digest('hex');
}
