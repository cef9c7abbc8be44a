import { isEnding, type Ending, type Stage } from '../../libs/domain/kinds/exchange/lifecycle.js';
import { parsePromptId } from '../../libs/domain/dossier/reference.js';
import type { JournalEntry, StaffApi } from './staff-api.js';
import { euro, type Happening, type Timeline } from './timeline.js';

/** An exchange's journal as a rehearsal reads it: what it has gained is told on the timeline. */
export class ToldJournal {
  entries: JournalEntry[] = [];
  /** Cents that may be paid, by party. */
  private readonly requested = new Map<string, number>();

  constructor(
    private readonly api: StaffApi,
    private readonly timeline: Timeline,
  ) {}

  /** Reads on and tells what is new. */
  async read(ref: string): Promise<void> {
    const journal = await this.api.journal(ref);
    for (const entry of journal.slice(this.entries.length)) this.tell(ref, entry);
    this.entries = journal;
  }

  get ending(): Ending | undefined {
    const stage = this.entries.findLast(({ kind }) => kind === 'entered')?.detail['stage'] as Stage | undefined;
    return stage && isEnding(stage) ? stage : undefined;
  }

  /** What was asked last, for whoever wonders why nothing happens. */
  get lastAsked(): string {
    return String(this.entries.findLast(({ kind }) => kind === 'asked')?.detail['prompt'] ?? 'nothing');
  }

  /** What was booked, in that order. */
  get payments(): { party: string; cents: number }[] {
    const booked = this.entries.filter(({ kind }) => kind === 'payment-booked').map(({ detail }) => String(detail['party']));
    return booked.map((party) => ({ party, cents: this.requested.get(party) ?? 0 }));
  }

  private tell(ref: string, { kind, at, detail }: JournalEntry): void {
    const add = (what: string, sort: Happening['kind']): void => this.timeline.add({ at, who: ref, kind: sort, what });
    const [party, cents] = [String(detail['party']), Number(detail['cents'])];
    if (kind === 'payment-requested') this.requested.set(party, cents);
    switch (kind) {
      case 'entered':
        return add(String(detail['stage']), 'stage');
      case 'stopped':
      case 'paused':
      case 'resumed':
      case 'plan-changed':
      case 'change-refused':
        return add(kind.replace('-', ' '), 'stage');
      case 'lapsed': {
        const { kind: question, party: whose } = parsePromptId(String(detail['prompt']));
        return add(`${question}${whose === '-' ? '' : ` (${whose})`}: closed without an answer`, 'stage');
      }
      case 'payment-requested':
        return add(`${euro(cents)} may be paid to the ${party} party`, 'euro');
      case 'payment-booked':
        return add(`${euro(this.requested.get(party) ?? 0)} booked for the ${party} party`, 'euro');
    }
  }
}
