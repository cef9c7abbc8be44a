import { editionNow } from '../../libs/platform/clock/edition-clock.js';
import { parsePromptId } from '../../libs/domain/dossier/reference.js';
import { happyScript, type Question, type Script } from '../../infra/walkthrough/answers.js';
import { plays, type Play } from '../../infra/walkthrough/plays.js';
import { prepareRehearsal, type PreparedRehearsal } from '../../infra/walkthrough/prepare-rehearsal.js';
import type { JournalEntry } from '../../infra/walkthrough/staff-api.js';
import { Rehearsal, type Rehearsed } from '../../infra/walkthrough/rehearsal.js';
import type { KillableSystem } from '../e2e/killable-system.js';
import { StaffBrowsers } from '../e2e/staff-browsers.js';

/** An exchange whose people stop before a question, while something happens to the system, and go on later. */
export class HeldExchange {
  private constructor(
    private readonly running: KillableSystem,
    private readonly prepared: PreparedRehearsal,
    /** The robots of the part that is played now. */
    public robots: Rehearsal,
  ) {}

  /** Begins an exchange in an edition of its own, and plays until a question is asked that nobody answers. */
  static async before(question: Question, running: KillableSystem, browsers = new StaffBrowsers()): Promise<HeldExchange> {
    const prepared = await prepareRehearsal(running.system, { patienceMs: 120_000, hooks: { browserFor: browsers.browserFor } });
    const robots = new Rehearsal({ ...prepared, play: holding(question) });
    await robots.begin();
    const held = new HeldExchange(running, prepared, robots);
    await held.untilAsked(question);
    return held;
  }

  get ref(): string {
    return this.robots.ref ?? '';
  }

  /** The same people go on with other robots, up to a question that nobody answers. */
  async goOnBefore(question: Question): Promise<void> {
    await this.newRobots(holding(question));
    await this.untilAsked(question);
  }

  /** The same people go on with other robots, to the end. */
  async goOnToTheEnd(otherwise: Partial<Script> = {}): Promise<Rehearsed> {
    await this.newRobots({ ...plays.completed, script: { ...happyScript, ...otherwise } });
    return this.robots.playOn();
  }

  /** They read all their mails again, and answer what is still asked. */
  private async newRobots(play: Play): Promise<void> {
    const { ref } = this;
    const { manager } = await this.running.database();
    this.robots = new Rehearsal({ ...this.prepared, play, startsAt: await editionNow(manager, this.prepared.edition) });
    this.robots.ref = ref;
  }

  /** What the office reads in its history. */
  history(): Promise<JournalEntry[]> {
    return this.prepared.api.journal(this.ref);
  }

  private untilAsked(question: Question): Promise<void> {
    return this.robots.playUntil((journal) => journal.some(({ kind, detail }) => kind === 'asked' && parsePromptId(String(detail['prompt'])).kind === question));
  }
}

function holding(question: Question): Play {
  const script: Script = { ...happyScript, [question]: () => 'silent' };
  return { ...plays.completed, script };
}
