import { Browser } from './browser.js';
import type { Canaries } from './canaries.js';

/** Somebody who reads a mailbox and answers. */
export interface Person {
  /** As the timeline calls them. */
  who: string;
  address: string;
  party: 'visiting' | 'hosting' | 'staff';
  browser: Browser;
}

/** Everybody in the play, found by address. The host's people are met when they are first written to. */
export class Cast {
  private readonly people = new Map<string, Person>();

  constructor(canaries: Canaries, staff: { coordinator: string; finance: string }) {
    this.join('visiting manager', canaries.email('manager'), 'visiting');
    this.join('visiting signatory', canaries.email('signatory'), 'visiting');
    this.join('coordinator', staff.coordinator, 'staff');
    this.join('finance', staff.finance, 'staff');
  }

  /** Who reads this address; undefined when nobody in the play does. */
  find(address: string): Person | undefined {
    return this.people.get(address.toLowerCase());
  }

  /** The person of that name. Throws when there is none. */
  named(who: string): Person {
    const found = [...this.people.values()].find((person) => person.who === who);
    if (!found) throw new Error(`nobody is called ${who}`);
    return found;
  }

  /** Lets somebody join the play. */
  join(who: string, address: string, party: Person['party']): Person {
    const person = { who, address: address.toLowerCase(), party, browser: new Browser() };
    this.people.set(person.address, person);
    return person;
  }

  addresses(): string[] {
    return [...this.people.keys()];
  }
}
