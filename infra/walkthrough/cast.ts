import { Browser, type PagesOpener } from './browser.js';
import type { Canaries } from './canaries.js';

/** Somebody who reads a mailbox and answers. */
export interface Person {
  /** As the timeline calls them. */
  who: string;
  address: string;
  party: 'visiting' | 'hosting' | 'staff';
  browser: PagesOpener;
  /** The newest link that they were mailed. */
  lastLink?: string;
}

/** Roles of the office that robots play, each by somebody of their own. */
export const staffRobots = ['coordinator', 'finance', 'lead'] as const;
export type StaffRobot = (typeof staffRobots)[number];

/** Everybody in the play, found by address. The host's people are met when they are first written to. */
export class Cast {
  private readonly people = new Map<string, Person>();

  /** `browserFor` gives each person a browser. */
  constructor(
    canaries: Canaries,
    staff: Record<StaffRobot, string>,
    private readonly browserFor: (who: string) => PagesOpener = () => new Browser(),
  ) {
    this.join('visiting manager', canaries.email('manager'), 'visiting');
    this.join('visiting signatory', canaries.email('signatory'), 'visiting');
    for (const who of staffRobots) this.join(who, staff[who], 'staff');
  }

  /** Who reads this address; undefined when nobody in the play does. */
  find(address: string): Person | undefined {
    return this.people.get(address.toLowerCase());
  }

  /** The person of that name. Throws when there is none. */
  named(who: string): Person {
    const found = [...this.people.values()].findLast((person) => person.who === who);
    if (!found) throw new Error(`nobody is called ${who}`);
    return found;
  }

  /** Lets somebody join the play. */
  join(who: string, address: string, party: Person['party']): Person {
    const person = { who, address: address.toLowerCase(), party, browser: this.browserFor(who) };
    this.people.set(person.address, person);
    return person;
  }

  addresses(): string[] {
    return [...this.people.keys()];
  }
}
