import { Injectable } from '@nestjs/common';
import { Client } from '@temporalio/client';
import { DataSource } from 'typeorm';
import { DossierEntity } from '../../../../libs/platform/db/entities/index.js';
import { loadParties } from '../../../../libs/dossier/people/parties.js';
import { correctionFamily } from '../../../../libs/dossier/record/correction-family.js';
import { actsOfExchanges } from '../../../../libs/dossier/record/dossier-acts.js';
import { historyOf, mailsOfExchange, paymentsOfExchange, standingOf } from '../../../../libs/dossier/record/dossier-file.js';
import { listExchanges, type ListedExchange, type ListWish } from '../../../../libs/dossier/record/dossier-list.js';
import { spokenExchanges } from '../../../../libs/dossier/record/spoken-dossier.js';
import { StaffRefusal } from '../access/refusals.js';
import type { ActDto } from './dto-act.js';
import type { ExchangeDto, ExchangePageDto, HistoryEntryDto, ListedExchangeDto, MailDto, PartyDto } from './dto.js';

/** Reads exchanges in the shapes that the API promises. */
@Injectable()
export class ExchangeReader {
  constructor(
    private readonly db: DataSource,
    private readonly client: Client,
  ) {}

  async list(wish: ListWish): Promise<ExchangePageDto> {
    const { exchanges, next } = await listExchanges(this.db.manager, wish);
    return { exchanges: exchanges.map(listed), ...(next && { next }) };
  }

  async one(ref: string): Promise<ExchangeDto> {
    const exchange = await this.find(ref);
    const standing = await standingOf(this.client, exchange);
    const spoken = (await spokenExchanges(this.db.manager, [ref], 'en')).get(ref)!;
    const live = standing.source === 'live' ? standing.state : undefined;
    const { edition, stage, stageSince, paused, waitingFor, updatedAt, wakeAt } = exchange;
    return {
      ref,
      edition,
      stage: live?.stage ?? stage,
      stageSince,
      paused: live?.paused ?? paused,
      visitingHub: spoken.visitingHub,
      hostingHub: spoken.hostingHub,
      waitingFor,
      updatedAt,
      parties: await this.parties(ref),
      payments: (await paymentsOfExchange(this.db.manager, ref)).map(({ id, party, cents, status, requestedAt, bookedAt }) => ({
        id,
        party,
        cents,
        status,
        requestedAt,
        bookedAt,
      })),
      source: standing.source,
      wakeAt: live ? (live.wakeAt ?? null) : wakeAt,
      ...(live?.parked && { parked: live.parked }),
    };
  }

  async mails(ref: string): Promise<MailDto[]> {
    await this.find(ref);
    return mailsOfExchange(this.db.manager, ref);
  }

  async history(ref: string): Promise<HistoryEntryDto[]> {
    await this.find(ref);
    return historyOf(this.db.manager, ref);
  }

  /** The acts on an exchange and its corrections; what was written with them stays in the office. */
  async acts(ref: string): Promise<ActDto[]> {
    await this.find(ref);
    const acts = await actsOfExchanges(this.db.manager, await correctionFamily(this.db.manager, ref));
    return acts.map(({ id, ref: of, kind, input, by, at, status, code, incidentId }) => ({ id, ref: of, kind, input, by, at, status, code, incident: incidentId }));
  }

  private async find(ref: string): Promise<DossierEntity> {
    const exchange = await this.db.manager.findOneBy(DossierEntity, { ref });
    if (!exchange) throw new StaffRefusal('not-found');
    return exchange;
  }

  private async parties(ref: string): Promise<PartyDto[]> {
    const parties = await loadParties(this.db.manager, ref);
    return Object.values(parties).map(({ id, organisation, hub, contacts }) => ({
      party: id,
      organisation: organisation?.legalName ?? '',
      hub: hub?.name ?? '',
      people: Object.entries(contacts).map(([slot, { name, email, phone }]) => ({ slot, name, email, phone })),
    }));
  }
}

function listed({ ref, edition, stage, stageSince, paused, visitingHub, hostingHub, waitingFor, updatedAt }: ListedExchange): ListedExchangeDto {
  return { ref, edition, stage, stageSince, paused, visitingHub, hostingHub, waitingFor, updatedAt };
}
