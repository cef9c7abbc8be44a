import type { DataSource, EntityManager } from 'typeorm';
import type { ServiceConfig } from '../../platform/config/config.js';
import { addToConversation } from '../conversation/conversation.js';
import { noteAddressProblem } from '../conversation/address-problems.js';
import { ActivityLogEntity, IncomingMailEntity, type MissingWhy } from '../../platform/db/entities/index.js';
import { classify, senderHash, type Classified, type IgnoredWhy, type Known } from './classify.js';
import { knownAbout } from './known-mails.js';
import type { ReadMail } from './mail-reader.js';
import { headerOf, sha256, type ReceivedMail } from './received-mail.js';
import { forgetUntaken, noteUntaken, type UntakenWhy } from './untaken.js';
import { withoutCodes } from './without-secrets.js';

/**
 * What became of a mail. What is `unknown`, `conversation-in-part` or could not be taken was written by somebody whom
 * nobody here will read, or not whole: whoever handed the mail over must not lose it silently.
 */
export type Outcome = 'conversation' | 'conversation-in-part' | 'bounce' | 'delay' | 'unknown' | UntakenWhy | `ignored-${IgnoredWhy}`;

/** A mail as a door hands it in. */
export interface HandedIn {
  raw: Buffer;
  /** Sender of the envelope; absent where the door does not know it. */
  envelopeFrom?: string;
  /** Where it lies in a mailbox, in which people can look it up; absent where it lies nowhere unless it is taken. */
  place?: string;
  /** Whether this is the beginning only of a mail that is too large. */
  isBeginning?: boolean;
}

/** What mails are taken with. */
export interface Taking {
  db: DataSource;
  config: Pick<ServiceConfig, 'linkKeys' | 'mail'>;
  /** What a mail says; a mail that it throws at is left to people. */
  read: ReadMail;
}

/** How long it is remembered that a mail came in, in milliseconds. */
const rememberedFor = 90 * 86_400_000;

/**
 * Takes an incoming mail: when this returns, what follows from it is committed, once, however often the same mail is
 * handed in. No mail answers a question or reaches a workflow.
 * @throws Error when the database is away; the mail has then not been taken.
 */
export async function takeMail({ db, config, read: readMail }: Taking, handed: HandedIn): Promise<Outcome> {
  const read = await readAsFarAsPossible(readMail, handed);
  const keys = [handed.place, sha256(handed.raw)].filter((key) => key !== undefined);
  if (!read) {
    if (handed.place !== undefined) await noteUntaken(db.manager, handed.place, 'unreadable');
    return 'unreadable';
  }
  return db.transaction(async (tx) => {
    const outcome = (await earlierOutcome(tx, read.mail)) ?? (await take(tx, config, read));
    await forgetUntaken(tx, keys);
    return outcome;
  });
}

/** A mail, and why that is not all of it. */
interface MailSoFar {
  mail: ReceivedMail;
  missing: MissingWhy | null;
}

/** What lies in a mailbox is told to the office even if only its header can be read; what does not is refused, and its sender told. */
async function readAsFarAsPossible(readMail: ReadMail, { raw, envelopeFrom, place, isBeginning }: HandedIn): Promise<MailSoFar | undefined> {
  const read = (bytes: Buffer, missing: MissingWhy | null): Promise<MailSoFar | undefined> =>
    readMail(bytes, envelopeFrom).then(
      (mail) => ({ mail, missing }),
      () => undefined,
    );
  const whole = await read(raw, isBeginning ? 'too-large' : null);
  return whole ?? (place === undefined ? undefined : read(headerOf(raw), 'unreadable'));
}

async function take(tx: EntityManager, config: Pick<ServiceConfig, 'linkKeys' | 'mail'>, { mail, missing }: MailSoFar): Promise<Outcome> {
  const known = await knownAbout(tx, config, mail);
  const classified = classify(mail, known);
  await act(tx, mailToKeep(mail, known), missing, classified);
  const outcome = outcomeOf(classified, missing);
  await tx.insert(IncomingMailEntity, { id: sha256(mail.messageId), senderHash: senderHash(mail), outcome, at: new Date().toISOString() });
  await tx.query('delete from incoming_mail where at < $1', [new Date(Date.now() - rememberedFor).toISOString()]);
  return outcome;
}

/** The mail as it may be shown: whoever answers a mail with a code quotes it. */
function mailToKeep(mail: ReceivedMail, { ours }: Known): ReceivedMail {
  if (!ours.some(({ kind }) => kind === 'code')) return mail;
  const attachments = mail.attachments.map((one) => ({ ...one, name: withoutCodes(one.name) }));
  return { ...mail, subject: withoutCodes(mail.subject), text: withoutCodes(mail.text), raw: withoutCodes(mail.raw), attachments };
}

/** What became of the same mail when it came first. Two doors with the same mail take turns. */
async function earlierOutcome(tx: EntityManager, { messageId }: ReceivedMail): Promise<Outcome | undefined> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`incoming/${messageId}`]);
  return (await tx.findOneBy(IncomingMailEntity, { id: sha256(messageId) }))?.outcome as Outcome | undefined;
}

async function act(tx: EntityManager, mail: ReceivedMail, missing: MissingWhy | null, classified: Classified): Promise<void> {
  switch (classified.kind) {
    case 'reply': {
      const { ref, contactId, senderKnown, outboxId } = classified;
      const { from: sender, subject, text, raw, messageId, attachments } = mail;
      await addToConversation(tx, { ref, contactId, sender, senderKnown, outboxId, subject, text, raw, messageId, attachments, missing });
      return;
    }
    case 'bounce':
      return bounced(tx, classified);
    case 'delay': {
      const { mail: late, code } = classified;
      return log(tx, late.ref, 'mail-delayed', { outbox: late.outboxId, mail: late.kind, recipient: late.recipientId, code });
    }
    case 'ignored':
      if (classified.why === 'auto-reply' && classified.ref) await log(tx, classified.ref, 'mail-auto-reply', {});
      return;
    case 'unknown':
      return;
  }
}

/** A candidate who mistyped the own address is nobody whom the office could call. */
async function bounced(tx: EntityManager, { mail, code }: Extract<Classified, { kind: 'bounce' }>): Promise<void> {
  if (mail.recipient === 'draft') return;
  const { outboxId, recipientId, address, ref, kind } = mail;
  await noteAddressProblem(tx, { outboxId, recipientId, address, code, ref, kind });
}

async function log(tx: EntityManager, ref: string | null, kind: string, detail: object): Promise<void> {
  await tx.insert(ActivityLogEntity, { ref, kind, who: 'system', detail, at: new Date().toISOString() });
}

function outcomeOf(classified: Classified, missing: MissingWhy | null): Outcome {
  switch (classified.kind) {
    case 'reply':
      return missing === null ? 'conversation' : 'conversation-in-part';
    case 'ignored':
      return `ignored-${classified.why}`;
    default:
      return classified.kind;
  }
}
