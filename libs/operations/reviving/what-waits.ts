import type { EntityManager } from 'typeorm';
import { isHeard, stopAfter, type ActKind, type DomainEvent, type HeardEvent } from '../../contracts/dossier/index.js';
import { ActEntity, InboxEntity, JournalEntity } from '../../platform/db/entities/index.js';
import { canonicalJson } from '../../domain/forms/canonical-json.js';
import { parsePromptId } from '../../domain/dossier/reference.js';

/**
 * Acts that a run took and that stand in no step, because it was lost before it could write them, wait again: of equal
 * ones those that came last. Returns how many.
 */
export async function giveBackUnwrittenActs(tx: EntityManager, ref: string): Promise<number> {
  const acts = await tx.find(ActEntity, { where: { ref, status: 'done' }, order: { order: 'ASC' } });
  const written = new Map<string, number>();
  for (const sign of await writtenActs(tx, ref)) written.set(sign, (written.get(sign) ?? 0) + 1);
  const unwritten = acts.filter((act) => {
    if (act.kind === 'correct') return false;
    const sign = signOfAct(act.kind, act.input);
    const count = written.get(sign) ?? 0;
    written.set(sign, count - 1);
    return count <= 0;
  });
  for (const { id } of unwritten) await tx.update(ActEntity, { id }, { status: 'received', attempts: 0 });
  return unwritten.length;
}

/** Answers and acts that wait for a workflow are handed to it at once, and not when their next try would have come. */
export async function hurryWhatWaits(db: EntityManager, ref: string): Promise<void> {
  const now = new Date().toISOString();
  await db.update(InboxEntity, { ref, status: 'received' }, { attempts: 0, nextAttemptAt: now });
  await db.update(ActEntity, { ref, status: 'received' }, { attempts: 0, nextAttemptAt: now });
}

async function writtenActs(tx: EntityManager, ref: string): Promise<string[]> {
  const rows = await tx.find(JournalEntity, { where: { ref }, order: { seq: 'ASC', n: 'ASC' } });
  return [...Map.groupBy(rows, ({ seq }) => seq).values()].flatMap((entries) => {
    const events = entries.map(({ event }) => event as DomainEvent);
    return events.flatMap((event, n) => (isHeard(event) && !isByItself(event, events, n) ? signOfEvent(event) : []));
  });
}

/** An exchange also goes on because the lead said so when asked, or because it is stopped: neither is an act of resuming. */
function isByItself(event: HeardEvent, events: readonly DomainEvent[], n: number): boolean {
  if (event.kind !== 'resumed') return false;
  const said = events.slice(0, n).some((one) => one.kind === 'answered' && one.choice === 'resume' && parsePromptId(one.prompt).kind === 'pause-check');
  return said || stopAfter(events.slice(n + 1)) !== undefined;
}

/** By this an act and its event are the same. */
function signOfEvent(event: HeardEvent): string[] {
  switch (event.kind) {
    case 'stopped':
      return ['stop'];
    case 'extended':
      return [signOfAct('extend', event)];
    case 'contact-replaced':
      return [signOfAct('replace-contact', event)];
    case 'change-asked':
      return [signOfAct('change', event)];
    case 'paused':
      return [signOfAct('pause', event)];
    case 'resumed':
      return [signOfAct('resume', event)];
    default:
      return [];
  }
}

/** An exchange is stopped once, whoever was first; each other act is known by what it changes. */
function signOfAct(kind: ActKind, input: object): string {
  const { prompt, until, leg, party, slot, contact, change, by } = input as Readonly<Record<string, unknown>>;
  switch (kind) {
    case 'stop':
      return 'stop';
    case 'extend':
      return canonicalJson({ kind, prompt, until });
    case 'replace-contact':
      return canonicalJson({ kind, leg, party, slot, contact });
    case 'change':
      return canonicalJson({ kind, change });
    case 'pause':
    case 'resume':
      return canonicalJson({ kind, by });
  }
}
