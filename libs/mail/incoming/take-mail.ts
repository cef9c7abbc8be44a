import type { DataSource, EntityManager } from 'typeorm';
import type { ServiceConfig } from '../../config/config.js';
import { addToConversation } from '../../conversation/conversation.js';
import { noteAddressProblem } from '../../conversation/address-problems.js';
import { ActivityLogEntity, IncomingMailEntity } from '../../db/entities/index.js';
import { classify, type Classified, type IgnoredWhy, type Known } from './classify.js';
import { knownAbout } from './known-mails.js';
import { readReceivedMail, sha256, type ReceivedMail } from './received-mail.js';
import { withoutSecrets } from './without-secrets.js';

/**
 * What became of a mail. `unknown` and `unreadable` were written by somebody whom nobody here will read: whoever
 * handed the mail over must not lose it silently.
 */
export type Outcome = 'conversation' | 'bounce' | 'delay' | 'unknown' | 'unreadable' | `ignored-${IgnoredWhy}`;

/** A mail as a door hands it in. */
export interface HandedIn {
  raw: Buffer;
  /** Sender of the envelope; absent where the door does not know it. */
  envelopeFrom?: string;
}

/** How long it is remembered that a mail came in, in milliseconds. */
const rememberedFor = 90 * 86_400_000;

/**
 * Takes an incoming mail: when this returns, what follows from it is committed, once, however often the same mail is
 * handed in. No mail answers a question or reaches a workflow.
 * @throws Error when the database is away; the mail has then not been taken.
 */
export async function takeMail(db: DataSource, config: Pick<ServiceConfig, 'mail'>, { raw, envelopeFrom }: HandedIn): Promise<Outcome> {
  const mail = await readReceivedMail(raw, envelopeFrom).catch(() => undefined);
  if (!mail) return 'unreadable';
  return db.transaction(async (tx) => (await earlierOutcome(tx, mail)) ?? take(tx, config, mail));
}

async function take(tx: EntityManager, config: Pick<ServiceConfig, 'mail'>, mail: ReceivedMail): Promise<Outcome> {
  const known = await knownAbout(tx, config, mail);
  const classified = classify(mail, known);
  await act(tx, mailToKeep(mail, known), classified);
  const outcome = outcomeOf(classified);
  await tx.insert(IncomingMailEntity, { id: sha256(mail.messageId), senderHash: sha256(mail.from), outcome, at: new Date().toISOString() });
  await tx.query('delete from incoming_mail where at < $1', [new Date(Date.now() - rememberedFor).toISOString()]);
  return outcome;
}

/** The mail as it may be shown: whoever answers quotes links and codes that are meant for one person. */
function mailToKeep(mail: ReceivedMail, { ours }: Known): ReceivedMail {
  const mayHoldCodes = ours.some(({ kind }) => kind === 'code');
  const clean = (text: string): string => withoutSecrets(text, mayHoldCodes);
  const attachments = mail.attachments.map((one) => ({ ...one, name: clean(one.name) }));
  return { ...mail, subject: clean(mail.subject), text: clean(mail.text), raw: clean(mail.raw), attachments };
}

/** What became of the same mail when it came first. Two doors with the same mail take turns. */
async function earlierOutcome(tx: EntityManager, { messageId }: ReceivedMail): Promise<Outcome | undefined> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`incoming/${messageId}`]);
  return (await tx.findOneBy(IncomingMailEntity, { id: sha256(messageId) }))?.outcome as Outcome | undefined;
}

async function act(tx: EntityManager, mail: ReceivedMail, classified: Classified): Promise<void> {
  switch (classified.kind) {
    case 'reply': {
      const { ref, contactId, senderKnown, outboxId } = classified;
      const { from: sender, subject, text, raw, messageId, attachments } = mail;
      await addToConversation(tx, { ref, contactId, sender, senderKnown, outboxId, subject, text, raw, messageId, attachments });
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

function outcomeOf(classified: Classified): Outcome {
  switch (classified.kind) {
    case 'reply':
      return 'conversation';
    case 'ignored':
      return `ignored-${classified.why}`;
    default:
      return classified.kind;
  }
}
