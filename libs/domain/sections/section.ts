import type { Cents } from '../money/cents.js';

/**
 * What a page, a decision or a dossier shows, as data: a list of typed sections, the same for pages, the API and any
 * screen to come. Whoever builds them says the words, in the reader's language; whoever shows them only arranges. All of
 * it can be written as JSON.
 */
export type Section =
  | FactsSection
  | AnswersSection
  | ComparisonSection
  | SumSection
  | ListSection
  | ChoicesSection
  | TableSection
  | TrailSection
  | FilesSection
  | NoticeSection
  | WordsSection
  | MessagesSection
  | ActsSection;

/** Something said: words; or words with the value that they were said from, which programs sort, sum and follow. */
export type Said = string | SaidValue;

/** Words for people, and beside them what they stand for. */
export interface SaidValue {
  text: string;
  cents?: Cents;
  /** ISO 8601 instant, UTC. */
  at?: string;
  /** Local days, `2027-03-08`. */
  days?: { from: string; to: string };
  /** What can be opened from here. */
  to?: Target;
  /** A short mark beside the words, such as "postponed". */
  tag?: string;
  /** Smaller lines below the words. */
  lines?: readonly string[];
}

/** Something that has a page of its own; the address is for whoever shows it to know. */
export interface Target {
  kind: 'dossier' | 'conversation' | 'question' | 'act' | 'run' | 'incident' | 'mail-address' | 'phone';
  id: string;
}

/** Names and values. Rows whose words are empty are not shown. */
export interface FactsSection {
  type: 'facts';
  title?: Said;
  intro?: string;
  /** False: without a box of its own. */
  boxed?: boolean;
  rows: readonly FactRow[];
}

/** One name with its value. */
export interface FactRow {
  label: string;
  /** Several are said one after the other. */
  value: Said | readonly Said[];
  /** What belongs below the value. */
  items?: readonly ListItem[];
  /** What can be done about it. */
  offer?: Offer;
  /** What is wrong with it, and what can be done about that. */
  problem?: { text: string; offer?: Offer };
}

/** What somebody answered to a form. */
export interface AnswersSection {
  type: 'answers';
  title: string;
  /** The form's key in the definition. */
  form: string;
  /** Empty where nothing was sent: `absent` says so. */
  groups: readonly AnswerGroup[];
  absent?: string;
}

/** The answers of one section of a form. */
export interface AnswerGroup {
  title?: string;
  rows: readonly AnswerRow[];
}

/** One field with what was answered: words, the rows of a list, or files. */
export interface AnswerRow {
  /** The field's key. */
  field: string;
  label: string;
  value: string | { rows: readonly (readonly { label: string; text: string }[])[] } | { files: readonly SaidFile[] };
}

/** A file that was uploaded. */
export interface SaidFile {
  id: string;
  name: string;
  /** Bytes. */
  size: number;
}

/** Things side by side, such as two reports, or before and now. */
export interface ComparisonSection {
  type: 'comparison';
  title?: string;
  sides: readonly (FactsSection | AnswersSection)[];
}

/** How an amount comes about, line by line. */
export interface SumSection {
  type: 'sum';
  title?: string;
  lines: readonly string[];
  cents?: Cents;
  note?: string;
}

/** One thing after the other. */
export interface ListSection {
  type: 'list';
  title?: string;
  items: readonly ListItem[];
}

/** One thing of a list. */
export interface ListItem {
  text: Said;
  detail?: string;
}

/** Things of which one can be chosen by its button. */
export interface ChoicesSection {
  type: 'choices';
  choices: readonly { title: string; place: string; detail: string; label: string; values: Readonly<Record<string, string>> }[];
}

/** A list with columns. */
export interface TableSection {
  type: 'table';
  title?: string;
  /** What it is called where it has no title. */
  caption: string;
  head: readonly { label: string; num?: boolean }[];
  rows: readonly (readonly Said[])[];
}

/** What happened, the oldest first; or what is still to come. */
export interface TrailSection {
  type: 'trail';
  title?: string;
  entries: readonly TrailEntry[];
}

/** One entry of a trail. */
export interface TrailEntry {
  /** ISO 8601 instant; absent for what is still to come. */
  at?: string;
  /** The instant in words. */
  when?: string;
  text: string;
  detail?: string;
}

/** Files to be opened. */
export interface FilesSection {
  type: 'files';
  title?: string;
  files: readonly SaidFile[];
}

/** Something that must not be overlooked. */
export interface NoticeSection {
  type: 'notice';
  tone?: 'good' | 'warn';
  title?: string;
  /** Paragraphs; one that somebody wrote is marked as theirs. */
  words: readonly Paragraph[];
  /** A list among the paragraphs, after so many of them. */
  items?: { after: number; texts: readonly string[] };
  rows?: readonly FactRow[];
  /** What it leads to, side by side. */
  links?: readonly SaidValue[];
  offer?: Offer;
}

/** Plain words under a heading of their own. */
export interface WordsSection {
  type: 'words';
  title?: Said;
  words: readonly Paragraph[];
  offer?: Offer;
}

/** What people wrote by mail, the newest last. */
export interface MessagesSection {
  type: 'messages';
  title: Said;
  words: readonly Paragraph[];
  messages: readonly Message[];
  offer?: Offer;
}

/** One mail that came in. */
export interface Message {
  /** ISO 8601 instant. */
  at: string;
  /** The instant in words. */
  when: string;
  from: string;
  /** Marks beside the sender, such as "new". */
  tags: readonly string[];
  /** Another dossier of the same family to which it belongs. */
  of?: string;
  subject: string;
  /** Why not all of it is here. */
  missing?: string;
  text: string;
  attachments: readonly { name: string; size: number }[];
  /** The text with what it quotes, where that is more. */
  whole?: string;
}

/** What whoever reads can do beside answering; each leads to a form with a preview. */
export interface ActsSection {
  type: 'acts';
  title: string;
  acts: readonly SaidValue[];
}

/** A sentence of ours, or words that somebody wrote. */
export type Paragraph = string | { quoted: string } | { lead: string } | { small: string };

/** Something that whoever reads may do from here: a form of buttons. */
export interface Offer {
  act: OfferedAct;
  /** What it is done to, from the outside in: `[reference, proposal]`. */
  of: readonly string[];
  /** Version of the facts that it is offered on, where it decides something. */
  seen?: string;
  /** What goes along unseen. */
  values?: Readonly<Record<string, string>>;
  buttons: readonly { label: string; value?: string; quiet?: boolean }[];
}

/** What is offered beside questions and acts that have a page of their own. */
export type OfferedAct = 'retry-step' | 'hand-over' | 'conversation-seen' | 'address-works' | 'links-anew';
