import { In, type EntityManager } from 'typeorm';
import { HubEntity, PartyEntity, PlanEntity } from '../../platform/db/entities/index.js';
import { formatDay } from '../../domain/texts/say-values.js';

/** What sentences about an exchange may name; empty texts as long as something is not known. Days are formatted. */
export interface SpokenExchange {
  reference: string;
  visitingHub: string;
  hostingHub: string;
  firstDay: string;
  lastDay: string;
  theme: string;
}

/** The same for many exchanges at once, by reference. */
export async function spokenExchanges(db: EntityManager, refs: readonly string[], language: string): Promise<Map<string, SpokenExchange>> {
  const wanted = [...new Set(refs)];
  if (wanted.length === 0) return new Map();
  const parties = await db.find(PartyEntity, { where: { ref: In(wanted) }, order: { leg: 'ASC' } });
  const hubIds = parties.flatMap((party) => (party.hubId ? [party.hubId] : []));
  const hubs = new Map((await db.findBy(HubEntity, { id: In(hubIds) })).map((hub) => [hub.id, hub.name]));
  const plans = new Map(
    (await db.find(PlanEntity, { where: { ref: In(wanted) }, order: { version: 'ASC' } })).map((plan) => [plan.ref, plan]),
  );
  const hubOf = new Map(parties.map(({ ref, party, hubId }) => [`${ref}/${party}`, hubs.get(hubId ?? '') ?? '']));
  return new Map(
    wanted.map((ref) => {
      const plan = plans.get(ref);
      return [
        ref,
        {
          reference: ref,
          visitingHub: hubOf.get(`${ref}/visiting`) ?? '',
          hostingHub: hubOf.get(`${ref}/hosting`) ?? '',
          firstDay: plan ? formatDay(plan.firstDay, language) : '',
          lastDay: plan ? formatDay(plan.lastDay, language) : '',
          theme: themeOf(plan),
        },
      ];
    }),
  );
}

/** Who visits whom, in a few words. */
export function pairOf({ visitingHub, hostingHub }: SpokenExchange): string {
  return hostingHub ? `${visitingHub} → ${hostingHub}` : visitingHub;
}

function themeOf(plan: PlanEntity | undefined): string {
  const theme = (plan?.content as { theme?: unknown } | null)?.theme;
  return typeof theme === 'string' ? theme : '';
}
