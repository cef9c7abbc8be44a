import type { Stage } from '../../libs/domain/kinds/exchange/lifecycle.js';
import type { PromptKind } from '../../libs/domain/programme/vocabulary.js';
import type { AnswerContext, Question } from '../walkthrough/answers.js';
import type { Play, PlayName } from '../walkthrough/plays.js';

/** Where an exchange rests while a release goes and the next one comes, and how it gets there. */
export interface Resting {
  play: PlayName;
  /** Questions that nobody answers before the release; with a party, only that one is silent. */
  silent: Partial<Record<Question, AnswerContext['party'] | 'everybody'>>;
  /** The host says no first, so that another is to be chosen. */
  hostSaysNo?: true;
  /** The edition has no place left. */
  noPlace?: true;
  /** Comes in the journal when it rests there. */
  when: { kind: string; question?: PromptKind; stage?: Stage };
}

/** Exchanges at rest in every stage that people answer, wait or pay in. */
export const resting = {
  'host asked': { play: 'completed', silent: { availability: 'everybody' }, when: { kind: 'asked', question: 'availability' } },
  'host silent, candidate chooses': { play: 'completed', silent: { availability: 'everybody', 'choose-host': 'everybody' }, when: { kind: 'asked', question: 'choose-host' } },
  'choosing another host': { play: 'completed', silent: { 'choose-host': 'everybody' }, hostSaysNo: true, when: { kind: 'asked', question: 'choose-host' } },
  applying: { play: 'completed', silent: { application: 'everybody' }, when: { kind: 'asked', question: 'application' } },
  'application reminded': { play: 'completed', silent: { application: 'everybody' }, when: { kind: 'reminded', question: 'application' } },
  queued: { play: 'completed', silent: {}, noPlace: true, when: { kind: 'asked', question: 'place' } },
  'in review': { play: 'completed', silent: { review: 'everybody' }, when: { kind: 'asked', question: 'review' } },
  'in review, declined later': { play: 'declined', silent: { review: 'everybody' }, when: { kind: 'asked', question: 'review' } },
  'signing, nobody has': { play: 'completed', silent: { sign: 'everybody' }, when: { kind: 'asked', question: 'sign' } },
  'signing, one has': { play: 'completed', silent: { sign: 'hosting' }, when: { kind: 'answered', question: 'sign' } },
  preparing: { play: 'completed', silent: {}, when: { kind: 'entered', stage: 'preparing' } },
  travelling: { play: 'completed', silent: {}, when: { kind: 'entered', stage: 'travelling' } },
  'wrapping up, both report': { play: 'completed', silent: { 'visitor-wrap-up': 'everybody', 'host-wrap-up': 'everybody' }, when: { kind: 'asked', question: 'host-wrap-up' } },
  'wrapping up, the office checks': { play: 'completed', silent: { check: 'everybody' }, when: { kind: 'asked', question: 'check' } },
  'wrapping up, finance approves': { play: 'completed', silent: { 'approve-payment': 'everybody' }, when: { kind: 'asked', question: 'approve-payment' } },
  'wrapping up, the bank books': { play: 'completed', silent: { booking: 'everybody' }, when: { kind: 'asked', question: 'booking' } },
  'following up': { play: 'completed', silent: { 'follow-up': 'everybody' }, when: { kind: 'asked', question: 'follow-up' } },
  'one has followed up': { play: 'completed', silent: { 'follow-up': 'hosting' }, when: { kind: 'answered', question: 'follow-up' } },
  settling: { play: 'settled', silent: { settlement: 'everybody' }, when: { kind: 'asked', question: 'settlement' } },
  postponed: { play: 'postponed', silent: { 'pause-check': 'everybody' }, when: { kind: 'asked', question: 'pause-check' } },
} satisfies Record<string, Resting>;

/** The play of an exchange until the release: as it goes, with the silences and refusals that let it rest. */
export function playUntilRelease(play: Play, { silent, hostSaysNo }: Resting): Play {
  const script = Object.fromEntries(
    Object.entries(play.script).map(([question, answer]) => {
      const who = silent[question as Question];
      const saysNo = hostSaysNo && question === 'availability';
      return [question, (context: AnswerContext) => (who === 'everybody' || who === context.party ? 'silent' : saysNo ? { choice: 'no' } : answer(context))];
    }),
  ) as Play['script'];
  return { ...play, script };
}

/** An exchange of a kept data folder, with what the robots need to go on with it. */
export interface KeptExchange {
  name: keyof typeof resting;
  ref: string;
  edition: string;
  /** Stands in everything that the exchange's robots type. */
  mark: string;
  visitingHub: string;
  hostingHub: string;
  firstDay: string;
  lastDay: string;
}

/** What lies beside a kept data folder. */
export interface KeptFolder {
  /** Commit whose program wrote it. */
  commit: string;
  /** When its clocks stood still, ISO 8601 UTC, real time. */
  stoppedAt: string;
  /** What links in its mails begin with. */
  publicUrl: string;
  exchanges: KeptExchange[];
}
