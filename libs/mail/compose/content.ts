/**
 * What a mail says, before anybody decides how it looks: one language, one subject, a greeting, a
 * column of blocks, a closing. Values are plain text; escaping belongs to the renderers.
 */
export interface MailContent {
  /** BCP 47 tag of the language that every text below is written in, such as `en` or `sr-Latn`. */
  language: string;
  subject: string;
  /** The line that mailboxes show behind the subject in their list; the mail itself does not show it. */
  preheader?: string;
  greeting: string;
  blocks: MailBlock[];
  /** The closing lines, one per row, such as the regards and the sender's role. */
  closing: string[];
}

/** One piece of a mail's column, in reading order. */
export type MailBlock =
  /** Paragraphs; an empty line starts a new one, a single line break is kept. */
  | { kind: 'text'; text: string }
  /** The one thing to do. The address is also printed below it, for mail programs that block buttons. */
  | { kind: 'button'; label: string; url: string }
  /** Names and values, such as dates, places, amounts. */
  | { kind: 'facts'; rows: { label: string; value: string }[] }
  /** Several things of one kind; a title may stand alone, where there is nothing of its kind. */
  | { kind: 'list'; title?: string; items: MailListItem[] }
  /** Something that must not be overlooked, such as a deadline. */
  | { kind: 'notice'; text: string };

/** One of several things: what it is, more about it, and where it leads. */
export interface MailListItem {
  text: string;
  detail?: string;
  /** Also printed as an address, for mail programs that show no links. */
  url?: string;
  /** The words of a button to the address; without them the text itself is the link. */
  button?: string;
}

/** Whose mail it is in the reader's eyes: the funded programme and the office that answers the phone. */
export interface MailBrand {
  programmeName: string;
  /** Stands where the logo would, for programmes that have none and programs that show no pictures. */
  logoText: string;
  /** A small picture as a `data:` address; it travels with the mail, since mail programs block remote pictures. */
  logo?: string | undefined;
  /** `#rrggbb`, for the button and the rules; anything else falls back to a dark blue. */
  accentColour: string;
  officeName: string;
  /** As people dial it, with country code. */
  officePhone: string;
  officeAddressLine: string;
}
