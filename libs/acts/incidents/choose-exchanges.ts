import type { EntityManager } from 'typeorm';
import { ActEntity } from '../../platform/db/entities/index.js';
import type { Stage } from '../../domain/kinds/exchange/lifecycle.js';

/** Which exchanges an incident may concern. */
export interface IncidentFilter {
  edition: string;
  stages: readonly Stage[];
  /** ISO 3166 code of the host's country; empty: any. */
  country: string;
  /** Local days between which the visit begins; empty: any. */
  visitFrom: string;
  visitUntil: string;
  /** Only those that an earlier incident moved, or tried to. */
  incident?: string;
}

/** An open exchange that can be ticked. */
export interface ChoosableExchange {
  ref: string;
  stage: Stage;
  paused: boolean;
  visitingHub: string;
  hostingHub: string;
  /** ISO 3166 code; empty as long as no host is known. */
  country: string;
  firstDay: string;
  lastDay: string;
}

/** The most exchanges that one incident moves. */
export const mostChosen = 1_000;

/** Open exchanges that fit a filter, by reference. */
export async function choosableExchanges(db: EntityManager, filter: IncidentFilter): Promise<ChoosableExchange[]> {
  const values: unknown[] = [];
  const value = (one: unknown): string => `$${values.push(one)}`;
  const conditions = [`e.edition = ${value(filter.edition)}`, 'e.ended_at is null', ...conditionsOf(filter, value)];
  return db.query(
    `select e.ref, e.stage, e.paused, coalesce(v.name, vo.legal_name, '') as "visitingHub", coalesce(h.name, ho.legal_name, '') as "hostingHub",
            coalesce(h.country, ho.country, '') as country, p.first_day::text as "firstDay", p.last_day::text as "lastDay"
     from dossier e
     join lateral (select first_day, last_day from plan where plan.ref = e.ref order by version desc limit 1) p on true
     left join party vp on vp.ref = e.ref and vp.leg = '1' and vp.party = 'visiting'
     left join hub v on v.id = vp.hub_id
     left join organisation vo on vo.id = vp.organisation_id
     left join party hp on hp.ref = e.ref and hp.leg = '1' and hp.party = 'hosting'
     left join hub h on h.id = hp.hub_id
     left join organisation ho on ho.id = hp.organisation_id
     where ${conditions.join(' and ')}
     order by e.ref limit ${mostChosen}`,
    values,
  );
}

/** Only what is asked for stands in the statement, so that the database can go by it. */
function conditionsOf(filter: IncidentFilter, value: (one: unknown) => string): string[] {
  const { stages, country, visitFrom, visitUntil, incident } = filter;
  return [
    ...(stages.length > 0 ? [`e.stage = any(${value([...stages])})`] : []),
    ...(country ? [`coalesce(h.country, ho.country) = ${value(country)}`] : []),
    ...(visitFrom ? [`p.first_day >= ${value(visitFrom)}::date`] : []),
    ...(visitUntil ? [`p.first_day <= ${value(visitUntil)}::date`] : []),
    ...(incident ? [`exists (select 1 from act a where a.ref = e.ref and a.incident_id = ${value(incident)}::uuid)`] : []),
  ];
}

/** Countries of the hosts of an edition's open exchanges, for the filter. */
export async function hostCountries(db: EntityManager, edition: string): Promise<string[]> {
  const rows: { country: string }[] = await db.query(
    `select distinct coalesce(h.country, o.country) as country
     from (select p.hub_id, p.organisation_id from dossier e
           join lateral (select hub_id, organisation_id from party where party.ref = e.ref and party.leg = '1' and party.party = 'hosting' limit 1) p on true
           where e.edition = $1 and e.ended_at is null group by 1, 2) host
     left join hub h on h.id = host.hub_id left join organisation o on o.id = host.organisation_id
     where coalesce(h.country, o.country) is not null order by 1`,
    [edition],
  );
  return rows.map(({ country }) => country);
}

/** The exchanges that an incident's acts were refused by. */
export async function refusedIn(db: EntityManager, incidentId: string): Promise<Set<string>> {
  const acts = await db.findBy(ActEntity, { incidentId, status: 'refused' });
  return new Set(acts.map(({ ref }) => ref));
}
