import type { EntityManager } from 'typeorm';
import { IncomingMailEntity } from '../../platform/db/entities/index.js';
import { sha256 } from './received-mail.js';

/** Why a mail is left to people, who find it flagged in the mailbox. */
export type UntakenWhy =
  /** Not even its header can be read. */
  | 'unreadable'
  /** What follows from it could not be written down, time and again. */
  | 'failed'
  /** The mailbox's own server cannot hand it over. */
  | 'unserved';

/** Remembers a mail that could not be taken, so that health tells of it. It may be tried again: nothing is remembered under its Message-ID. */
export async function noteUntaken(db: EntityManager, key: string, why: UntakenWhy): Promise<void> {
  await db.upsert(IncomingMailEntity, { id: idOf(key), senderHash: sha256(''), outcome: why, at: new Date().toISOString() }, ['id']);
}

/** Forgets what was said about a mail that could be taken after all. */
export async function forgetUntaken(db: EntityManager, keys: readonly string[]): Promise<void> {
  await db.delete(IncomingMailEntity, keys.map(idOf));
}

function idOf(key: string): string {
  return sha256(`untaken/${key}`);
}
