import type { VisitDays } from '../../libs/domain/calendar/moments.js';
import { lengthInDays } from '../../libs/domain/calendar/days.js';
import { maximumEntitlement } from '../../libs/domain/entitlement/entitlement.js';
import type { Definition } from '../../libs/domain/programme/definition.js';
import { digestedPromptKinds, systemRole, type PartyId, type PromptKind } from '../../libs/domain/programme/vocabulary.js';
import { happyScript, type Reply, type Script } from './people.js';

/** What somebody answers so many days after being asked. */
export const days = (afterDays: number, choice: string, facts?: Reply['facts']): Reply => ({ choice, afterDays, ...(facts && { facts }) });

/** People who do what the happy road expects, with the most that each side can get. */
export function happyPeople(definition: Definition, visit: VisitDays): Script {
  const accepted = Object.keys(definition.entitlements).map((party) => [`check.${party}`, [days(1, 'accept', { cents: mostOf(definition, party, visit) })]]);
  return { ...happyScript, ...(Object.fromEntries(accepted) as Script) };
}

/** The most that a party can get by the plan, in cents. */
export function mostOf({ entitlements }: Definition, party: PartyId, { firstDay, lastDay }: VisitDays): number {
  const rules = entitlements[party];
  return rules ? maximumEntitlement(rules, { participants: 1, days: lengthInDays(firstDay, lastDay) }) : 0;
}

/** Each question to the office is answered only when it is asked again, by whoever takes over. */
export function officeSilent(definition: Definition, people: Script): Script {
  const asked = digestedPromptKinds.filter((kind) => !isOfSystem(definition, kind)) as readonly string[];
  const late = Object.entries(people).map(([key, replies]): [string, Script[PromptKind]] =>
    asked.includes(key.split('.')[0] ?? '') ? [key, ['silent', ...(replies ?? [])]] : [key, replies],
  );
  return Object.fromEntries(late) as Script;
}

function isOfSystem({ prompts }: Definition, kind: PromptKind): boolean {
  const { to } = prompts[kind];
  return 'role' in to && to.role === systemRole;
}
