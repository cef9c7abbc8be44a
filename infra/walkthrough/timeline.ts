import { DateTime } from 'luxon';

/** One thing that happened, at an instant of the rehearsal's clock. */
export interface Happening {
  at: string;
  who: string;
  kind: 'mail' | 'click' | 'stage' | 'euro' | 'clock';
  what: string;
}

/** Prints what happens as it happens, on the clock of the programme's office, and keeps it. */
export class Timeline {
  readonly happenings: Happening[] = [];
  private lastDay = '';

  constructor(
    private readonly zone: string,
    private readonly say: (line: string) => void,
  ) {}

  add(happening: Happening): void {
    this.happenings.push(happening);
    const { at, who, kind, what } = happening;
    const local = DateTime.fromISO(at, { zone: this.zone, locale: 'en-GB' });
    const day = local.toFormat('ccc dd LLL yyyy');
    const shownDay = day === this.lastDay ? ''.padEnd(day.length) : day;
    this.lastDay = day;
    this.say(`${shownDay}  ${local.toFormat('HH:mm')}  ${who.padEnd(18)}  ${signs[kind]} ${what}`);
  }
}

const signs: Record<Happening['kind'], string> = { mail: 'mail  ', click: 'does  ', stage: 'stage ', euro: 'euro  ', clock: 'clock ' };

/** Cents as people read them: `1,010.00`. */
export function euro(cents: number): string {
  return (cents / 100).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}
