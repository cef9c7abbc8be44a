/** The most mails, questions and staff acts that an exchange may take on the road it took. */
import type { Definition, MessageBudget } from './definition.js';
import type { Detour, PartyId, Road } from './vocabulary.js';

/** One detour that an exchange took: for the party named, or for all whom it concerns. */
export interface DetourTaken {
  readonly detour: Detour;
  readonly party?: PartyId;
}

/** The budget of a road (`happy`: everything as planned) with everything that its detours add. */
export function budgetOf(messages: Definition['messages'], road: Road | 'happy', taken: readonly DetourTaken[] = []): MessageBudget {
  const straight = road === 'happy' ? messages : messages.roads[road];
  const parties = structuredClone(straight.parties);
  const staff = structuredClone(straight.staff);
  for (const { detour, party } of taken) {
    const extra = messages.detours[detour];
    for (const [id, { mails, questions }] of Object.entries(extra.parties)) {
      if (party !== undefined && id !== party) continue;
      const sum = (parties[id] ??= { mails: 0, questions: 0 });
      sum.mails += mails;
      sum.questions += questions;
    }
    for (const [role, { acts }] of Object.entries(extra.staff) as [keyof MessageBudget['staff'], { acts: number }][]) {
      staff[role] = { acts: (staff[role]?.acts ?? 0) + acts };
    }
  }
  return { parties, staff };
}
