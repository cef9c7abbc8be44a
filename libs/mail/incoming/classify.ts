import { looksLikeOurs } from '../letters/message-id.js';
import { sha256, type ReceivedMail } from './received-mail.js';

/** A mail of ours that an incoming one may be about. */
export interface OurMail {
  outboxId: string;
  messageId: string;
  threadId: string | null;
  /** The exchange that it belongs to; null where that cannot be told. */
  ref: string | null;
  /** Whether its Message-ID is keyed: a stranger cannot name it. */
  isKeyed: boolean;
  /** Entry of the text catalogue. */
  kind: string;
  recipientId: string;
  recipient: 'contact' | 'staff' | 'draft';
  /** The recipient's address as it stands now, in lower case; empty if the recipient is no longer on file. */
  address: string;
}

/** What we know that bears on an incoming mail. */
export interface Known {
  /** Lower-case addresses that we send from and are answered at. */
  ownAddresses: readonly string[];
  /** Domain of our Message-IDs. */
  mailDomain: string;
  /** Mails of ours that it names, as an answer or a report. */
  ours: readonly OurMail[];
  /** Exchanges whose reference stands in the subject, in the subject's order. */
  subjectRefs: readonly string[];
  /** Exchanges in which the sender's address is a contact's, and which contact's. */
  contactOf: ReadonlyMap<string, string>;
  /** Whether it is the address of a member of staff. */
  isStaff: boolean;
  /** The sender's exchange that moved last, of those under way. */
  latestRef: string | null;
  /** Mails of this sender in the last hour, without this one. */
  sentThisHour: number;
  /** Mails of unverified senders in the last hour, by the exchanges that this one may be about. */
  strangersThisHour: ReadonlyMap<string, number>;
}

/** Why a mail is of no concern. */
export type IgnoredWhy =
  /** Our own mail, or one that pretends to be. */
  | 'own-mail'
  | 'no-sender'
  /** Out of office, a list, a read receipt: nobody wrote it. */
  | 'auto-reply'
  /** A mail server's notice in no form that can be relied on. */
  | 'notice'
  /** A report about no mail of ours, or about one to somebody else. */
  | 'foreign-report'
  /** A report that says something else than failure or delay. */
  | 'delivered'
  /** More mails in an hour than anybody writes, or than strangers may write about one exchange. */
  | 'flood';

/** What an incoming mail is to us. Nothing of it ever answers a question. */
export type Classified =
  /** For the conversation of an exchange. */
  | { kind: 'reply'; ref: string; contactId: string | null; senderKnown: boolean; outboxId: string | null }
  /** A mail of ours will not arrive. */
  | { kind: 'bounce'; mail: OurMail; code: string }
  /** A mail of ours is late, and still on its way. */
  | { kind: 'delay'; mail: OurMail; code: string }
  | { kind: 'ignored'; why: IgnoredWhy; ref: string | null }
  /** Written by somebody, about no exchange that can be told. */
  | { kind: 'unknown' };

/** Mails an hour that one sender may write to conversations. */
export const mostAnHour = 20;
/** Mails an hour that senders whom we do not know may write to one exchange, all together: addresses cost nothing. */
export const mostOfStrangersAnHour = 40;

/** Says what an incoming mail is. Reports come first: they too are sent by machines. */
export function classify(mail: ReceivedMail, known: Known): Classified {
  if (mail.report) return classifyReport(mail, known);
  const ignored = ignoredWhy(mail, known);
  const answered = answeredMail(mail, known);
  if (ignored) return { kind: 'ignored', why: ignored, ref: answered?.ref ?? known.subjectRefs[0] ?? null };
  const ref = answered?.ref ?? known.subjectRefs[0] ?? known.latestRef;
  if (!ref) return { kind: 'unknown' };
  const contactId = contactIn(ref, mail, answered, known);
  const senderKnown = (contactId !== null || known.isStaff) && !looksForged(mail);
  if (!senderKnown && (known.strangersThisHour.get(ref) ?? 0) >= mostOfStrangersAnHour) return { kind: 'ignored', why: 'flood', ref };
  return { kind: 'reply', ref, contactId: senderKnown ? contactId : null, senderKnown, outboxId: answered?.outboxId ?? null };
}

/**
 * A report counts only if it names the Message-ID of a mail of ours and is about the very address that this mail went
 * to; what else it claims is somebody's invention.
 */
function classifyReport(mail: ReceivedMail, { ours }: Known): Classified {
  const { report } = mail;
  const about = ours.find((our) => isAbout(mail, our));
  const recipient = about?.address ? report?.recipients.find(({ addresses }) => addresses.includes(about.address)) : undefined;
  if (!about || !recipient) return { kind: 'ignored', why: 'foreign-report', ref: about?.ref ?? null };
  const { action, status } = recipient;
  // A server that gave up after days reports a failure with a 4: that mail will not arrive either.
  if (action === 'failed' && !status.startsWith('2')) return { kind: 'bounce', mail: about, code: status || 'failed' };
  if (action === 'delayed') return { kind: 'delay', mail: about, code: status || 'delayed' };
  return { kind: 'ignored', why: 'delivered', ref: about.ref };
}

/** By the copy that it returns; without one by what it answers, which proves something only where nobody can guess it. */
function isAbout({ report, answers }: ReceivedMail, { messageId, isKeyed }: OurMail): boolean {
  const isIt = (id: string): boolean => id.toLowerCase() === messageId.toLowerCase();
  return report?.originalMessageId === undefined ? isKeyed && answers.some(isIt) : isIt(report.originalMessageId);
}

function ignoredWhy(mail: ReceivedMail, known: Known): IgnoredWhy | undefined {
  if (isOwn(mail, known)) return 'own-mail';
  if (isAutomatic(mail)) return 'auto-reply';
  if (isNotice(mail)) return 'notice';
  if (!mail.from) return 'no-sender';
  if (known.sentThisHour >= mostAnHour) return 'flood';
  return undefined;
}

function isOwn(mail: ReceivedMail, { ownAddresses, mailDomain, ours }: Known): boolean {
  const id = mail.messageId.toLowerCase();
  return looksLikeOurs(id, mailDomain) || ours.some(({ messageId }) => messageId.toLowerCase() === id) || ownAddresses.includes(mail.from);
}

/** First words of an out-of-office note's subject, for senders that mark it in no header. */
const absence =
  /^\s*(?:automatic reply|auto(?:matic)?[- ]?(?:reply|response)|out of (?:the )?office|réponse automatique|absence du bureau|respuesta automática|fuera de la oficina|risposta automatica|fuori (?:sede|ufficio)|automatische antwort|abwesenheits(?:notiz|nachricht)|automatski odgovor|odsutan|odsutna)\s*(?::|$)/iu;

/** RFC 3834, and what mail programs did before it. */
function isAutomatic({ headers, subject, type }: ReceivedMail): boolean {
  const submitted = headers.get('auto-submitted')?.split(/[;\s]/)[0]?.toLowerCase();
  if (submitted && submitted !== 'no') return true;
  if (['x-autoreply', 'x-autorespond', 'x-autoresponder', 'x-autoreply-from', 'x-mail-autoreply'].some((name) => isSaid(headers.get(name)))) return true;
  if (['bulk', 'auto_reply', 'junk', 'list'].includes(headers.get('precedence')?.toLowerCase() ?? '')) return true;
  if (headers.has('list-id')) return true;
  if (type.name === 'multipart/report') return true;
  return absence.test(subject);
}

function isSaid(value: string | undefined): boolean {
  return value !== undefined && !/^(?:no|false|0)$/i.test(value);
}

/** Machines write with an empty sender, or as the postmaster. */
function isNotice({ from, envelopeFrom }: ReceivedMail): boolean {
  return envelopeFrom === '' || /^(?:mailer-daemon|postmaster|mail-daemon)@/.test(from);
}

/** The mail of ours that is answered: the nearest that belongs to an exchange, by its own id or by its thread's. */
function answeredMail({ answers }: ReceivedMail, { ours }: Known): OurMail | undefined {
  const ids = answers.map((id) => id.toLowerCase());
  const place = ({ messageId, threadId }: OurMail): number => {
    const own = ids.indexOf(messageId.toLowerCase());
    if (own >= 0) return own;
    const thread = threadId ? ids.indexOf(threadId.toLowerCase()) : -1;
    return thread >= 0 ? ids.length + thread : Infinity;
  };
  return ours
    .filter((mail) => mail.ref && place(mail) < Infinity)
    .sort((a, b) => place(a) - place(b))[0];
}

/** The contact that the sender's address belongs to: of the exchange as it is staffed now, or whom the mail was for. */
function contactIn(ref: string, { from }: ReceivedMail, answered: OurMail | undefined, { contactOf }: Known): string | null {
  const contact = contactOf.get(ref);
  if (contact) return contact;
  return answered?.ref === ref && answered.recipient === 'contact' && answered.address === from ? answered.recipientId : null;
}

/** Under what a sender's mails are counted. What is forged counts for itself: nobody uses up what somebody else may send. */
export function senderHash(mail: ReceivedMail): string {
  return sha256(looksForged(mail) ? `forged/${mail.from}` : mail.from);
}

/** A server on the way found that the sender's domain did not send this, or the mail names several senders. */
function looksForged({ hasOneSender, proofs }: ReceivedMail): boolean {
  if (!hasOneSender || proofs.some((proof) => /\bdmarc\s*=\s*fail\b/.test(proof))) return true;
  // A domain without a rule of its own: its list of servers says no, and nobody signed. Only the topmost verdict can be
  // our own server's; a forger may have written all others.
  const [own = ''] = proofs;
  return /\bspf\s*=\s*(?:hard)?fail\b/.test(own) && !/\b(?:dmarc|dkim)\s*=\s*pass\b/.test(own);
}
