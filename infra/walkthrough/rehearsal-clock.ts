import { StaffApiRefusal, type Advanced, type StaffApi } from './staff-api.js';

/** The clock of one rehearsal edition, as seen through the staff's interface. */
export class RehearsalClock {
  /** How far it can be ahead of real time at least and at most, in milliseconds: answers take a while to arrive. */
  private leastMs = -Infinity;
  private mostMs: number;

  constructor(
    private readonly api: StaffApi,
    private readonly rehearsal: { edition: string; startsAt: string; patienceMs: number },
  ) {
    this.mostMs = Date.parse(rehearsal.startsAt) - Date.now() + 1_000;
  }

  /** What it shows now, ISO 8601 UTC. */
  now(): string {
    return new Date(Date.now() + (Number.isFinite(this.leastMs) ? this.leastMs : this.mostMs)).toISOString();
  }

  /** Waits until every answer is taken up and every mail of this hour has gone. The clock stays, give or take a second. */
  async settle(): Promise<void> {
    for (let slackMs = 5; ; slackMs *= 4) {
      try {
        await this.advance((asked) => new Date(asked + this.mostMs + slackMs).toISOString());
        return;
      } catch (error) {
        // It already shows a little more than we believed.
        if (!(error instanceof StaffApiRefusal) || error.code !== 'not-back' || slackMs > 10_000) throw error;
      }
    }
  }

  /** Moves it to the next thing that happens by itself. Returns what for; undefined when nothing ever would. */
  async toNext(): Promise<Advanced | undefined> {
    const advanced = await this.advance(() => undefined);
    return advanced.to > advanced.from ? advanced : undefined;
  }

  /** Moves it to an instant, past everything that happens by itself before. */
  async to(instant: string): Promise<void> {
    while ((await this.advance(() => instant)).to < instant);
  }

  /** Is told that it was moved by another way. */
  movedTo(instant: string): void {
    this.hear(Date.now(), { to: instant });
  }

  private async advance(until: (asked: number) => string | undefined): Promise<Advanced> {
    const deadline = Date.now() + this.rehearsal.patienceMs;
    for (;;) {
      const asked = Date.now();
      try {
        const advanced = await this.api.advance(this.rehearsal.edition, until(asked));
        this.hear(asked, advanced);
        return advanced;
      } catch (error) {
        if (!(error instanceof StaffApiRefusal) || error.code !== 'not-settled' || Date.now() > deadline) throw error;
      }
    }
  }

  private hear(asked: number, { to }: Pick<Advanced, 'to'>): void {
    this.mostMs = Date.parse(to) - asked;
    this.leastMs = Date.parse(to) - Date.now();
  }
}
