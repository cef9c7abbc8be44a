import { createHash, randomUUID } from 'node:crypto';
import type { ServiceConfig } from '../../platform/config/config.js';
import type { OutboxEntity } from '../../platform/db/entities/index.js';
import type { MailKind } from '../../domain/programme/vocabulary.js';
import type { CalendarVisit } from '../../documents/calendar/visit-calendar.js';
import { messageIdOf, type MessageIdMaker } from './message-id.js';

/** One line of a mail that lists several things, with a link of its own where it asks something. */
export interface LetterItem {
  text: string;
  detail?: string;
  /** Id of a signed link; its address is made when the mail is sent. */
  linkId?: string;
  /** A page of ours that anybody may know of, such as `/staff/exchanges/P2P-2027-0001`: it lets nobody in. */
  path?: string;
  /** The words of a button to either; without them the text itself is the link. */
  button?: string;
}

/** Lines of one kind under a title, which says that there are none where there are none. */
export interface LetterList {
  title: string;
  items: LetterItem[];
}

/** What a mail says beside the recipient's name and the programme's: fixed when it is planned. */
export interface LetterData {
  /** Values of the text catalogue's entry, formatted for the reader. */
  params: Record<string, string | number>;
  /** Which version of the text: a party, or `changes`. */
  variant?: string;
  items?: LetterItem[];
  lists?: LetterList[];
  /** The button leads to this page of the link, not to its question. */
  page?: 'exchange';
  /** Where the button leads, when it is no signed link: a path as in {@link LetterItem}. */
  path?: string;
  /** What a colleague wrote along. */
  note?: string;
  /** That the exchange is postponed, where the mail asks something all the same. */
  postponed?: string;
  /** A visit that the reader's calendar has to learn of. */
  calendar?: CalendarVisit;
}

/** A mail to be planned. */
export interface NewMail {
  /** What the mail is; the same key is planned once. */
  businessKey: string;
  kind: MailKind;
  /** Contact, staff or draft id. */
  recipientId: string;
  /** The party whose mail this is, or `staff`. */
  audience: string;
  data: LetterData;
  linkId?: string | null;
  ref?: string | null;
  edition?: string | null;
  /** The edition's clock, ISO 8601 UTC. */
  plannedAt: string;
  /** Not before this instant of the edition's clock; absent: at once. */
  notBefore?: string;
}

/**
 * The outbox row of a mail. `headStartMs` is how long the relay leaves it to whoever plans it and sends it at once
 * (default: not at all).
 */
export function newMail(mail: NewMail, ids: MessageIdMaker, headStartMs = 0): OutboxEntity {
  const now = Date.now();
  return {
    id: randomUUID(),
    businessKey: mail.businessKey,
    ref: mail.ref ?? null,
    edition: mail.edition ?? null,
    kind: mail.kind,
    recipientId: mail.recipientId,
    audience: mail.audience,
    data: mail.data,
    linkId: mail.linkId ?? null,
    messageId: messageIdOf(ids, mail.businessKey),
    threadId: mail.ref ? threadIdOf(mail.ref, mail.recipientId, ids.mailDomain) : null,
    status: 'planned',
    plannedAt: mail.plannedAt,
    plannedRealAt: new Date(now).toISOString(),
    notBefore: mail.notBefore ?? mail.plannedAt,
    attempts: 0,
    nextTryAt: new Date(now + headStartMs).toISOString(),
    lease: null,
    leaseUntil: null,
    inDoubtSince: null,
    lastCode: null,
    sentAt: null,
  };
}

/** What the process makes Message-IDs with. */
export function messageIdsOf({ linkKeys, mail }: Pick<ServiceConfig, 'linkKeys' | 'mail'>): MessageIdMaker {
  return { linkKeys, mailDomain: mailDomainOf(mail.from.address) };
}

/** Domain of our Message-IDs: the sender's. */
export function mailDomainOf(fromAddress: string): string {
  return fromAddress.split('@')[1] ?? 'localhost';
}

/** Under one id a mail program shows what one person was written about one exchange. Anybody may know it: it proves nothing. */
function threadIdOf(ref: string, recipientId: string, mailDomain: string): string {
  return `${createHash('sha256').update(`thread/${ref}/${recipientId}`).digest('hex').slice(0, 40)}@${mailDomain}`;
}
