import type { Definition } from '../../libs/domain/programme/definition.js';
import type { StaffRole } from '../../libs/domain/programme/vocabulary.js';
import type { Plot, Question } from './answers.js';
import type { OpenedPage, PagesOpener } from './browser.js';
import type { Person, StaffRobot } from './cast.js';
import type { Mail, MailboxClient } from './mailbox-client.js';
import type { Play } from './plays.js';
import type { StaffApi } from './staff-api.js';
import type { Timeline } from './timeline.js';

/** A question that a robot is about to answer, or has just answered. */
export interface AnswerMoment {
  question: Question;
  person: Person;
  /** The page with the form, or the page that came back. */
  page: OpenedPage;
  /** The link that led there. */
  link: string;
  ref: string | undefined;
  /** Waits until every earlier answer is taken up and every mail of this hour has gone. */
  settle: () => Promise<void>;
}

/** Where tests put their hands in. */
export interface RehearsalHooks {
  /** A mail has come, and nobody has acted on it yet. */
  beforeReading?(mail: Mail): Promise<void>;
  beforeAnswer?(moment: AnswerMoment): Promise<void>;
  afterAnswer?(moment: AnswerMoment): Promise<void>;
  /** Gives each person a browser of another kind. */
  browserFor?: (who: string) => PagesOpener;
}

/** What a rehearsal needs to know of the running system. */
export interface RehearsalInput {
  publicUrl: string;
  staffUrl: string;
  mailbox: MailboxClient;
  api: StaffApi;
  edition: string;
  /** What the edition's clock showed when it was made, ISO 8601 UTC. */
  startsAt: string;
  definition: Definition;
  /** Addresses of the office's robots and of everybody else there, and the role in which each robot acts, by id. */
  office: Record<StaffRobot, string> & { others: readonly string[]; ids: ReadonlyMap<string, StaffRole> };
  plot: Plot;
  play: Play;
  timeline: Timeline;
  /** How long answers, steps and mails may take to settle before that is a fault, in milliseconds. */
  patienceMs: number;
  hooks?: RehearsalHooks;
}
