import { In, type EntityManager } from 'typeorm';
import { DossierEntity } from '../../platform/db/entities/index.js';
import type { OpenPrompt } from '../../contracts/dossier/index.js';
import type { Stage } from '../../domain/kinds/exchange/lifecycle.js';
import { pairOf, spokenExchanges } from './spoken-dossier.js';

/** What a list of exchanges is asked for. */
export interface ListWish {
  stages?: readonly Stage[];
  edition?: string;
  /** Only those that are postponed, or only those that are not. */
  paused?: boolean;
  /** Part of a reference, a hub's name or its city. */
  text?: string;
  /** The last reference of the page before. */
  after?: string;
  /** At most {@link mostListed}. */
  limit: number;
}

/** One line of the list, from the read model: no workflow is asked. */
export interface ListedExchange {
  ref: string;
  edition: string;
  stage: Stage;
  stageSince: string | null;
  /** Postponed until further notice. */
  paused: boolean;
  visitingHub: string;
  hostingHub: string;
  pair: string;
  waitingFor: OpenPrompt[];
  updatedAt: string;
}

/** A page of the list; `next` is what the following page comes `after`. */
export interface ListPage {
  exchanges: ListedExchange[];
  next?: string;
}

/** The most lines on a page. */
export const mostListed = 100;

/** Lists exchanges by reference. Pages are cut by key, so that a new exchange never shifts what comes next. */
export async function listExchanges(db: EntityManager, { stages = [], edition, paused, text, after, limit }: ListWish): Promise<ListPage> {
  const size = Math.min(mostListed, Math.max(1, limit));
  const query = db.createQueryBuilder(DossierEntity, 'exchange').orderBy('exchange.ref').take(size + 1);
  if (stages.length > 0) query.andWhere({ stage: In([...stages]) });
  if (edition !== undefined) query.andWhere({ edition });
  if (paused !== undefined) query.andWhere({ paused });
  if (after) query.andWhere('exchange.ref > :after', { after });
  if (text?.trim()) {
    query.andWhere(
      `(exchange.ref ilike :text or exists (
         select 1 from party p left join hub h on h.id = p.hub_id left join organisation o on o.id = p.organisation_id
         where p.ref = exchange.ref and (h.name ilike :text or h.city ilike :text or o.legal_name ilike :text)))`,
      { text: `%${text.trim().replace(/[\\%_]/g, '\\$&')}%` },
    );
  }
  const rows = await query.getMany();
  const shown = rows.slice(0, size);
  const spoken = await spokenExchanges(db, shown.map((row) => row.ref), 'en');
  const last = rows.length > size ? shown.at(-1)?.ref : undefined;
  return {
    exchanges: shown.map((row) => {
      const exchange = spoken.get(row.ref)!;
      const { ref, edition: of, stage, stageSince, paused: isPaused, waitingFor, updatedAt } = row;
      const { visitingHub, hostingHub } = exchange;
      return { ref, edition: of, stage, stageSince, paused: isPaused, visitingHub, hostingHub, pair: pairOf(exchange), waitingFor, updatedAt };
    }),
    ...(last && { next: last }),
  };
}
