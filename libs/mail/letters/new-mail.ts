import { createHash, randomUUID } from 'node:crypto';
import type { OutboxEntity } from '../../platform/db/entities/index.js';
import type { MailKind } from '../../domain/programme/vocabulary.js';
import type { CalendarVisit } from '../../documents/calendar/visit-calendar.js';

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

/** The outbox row of a mail. Its Message-ID follows from the business key, so that every attempt carries the same. */
export function newMail(mail: NewMail, mailDomain: string): OutboxEntity {
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
    messageId: `${idOf(mail.businessKey)}@${mailDomain}`,
    threadId: mail.ref ? `${idOf(`thread/${mail.ref}/${mail.recipientId}`)}@${mailDomain}` : null,
    status: 'planned',
    plannedAt: mail.plannedAt,
    plannedRealAt: new Date().toISOString(),
    notBefore: mail.notBefore ?? mail.plannedAt,
    attempts: 0,
    leaseUntil: null,
    lastCode: null,
    sentAt: null,
  };
}

/** Domain of our Message-IDs: the sender's. */
export function mailDomainOf(fromAddress: string): string {
  return fromAddress.split('@')[1] ?? 'localhost';
}

function idOf(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 40);
}
