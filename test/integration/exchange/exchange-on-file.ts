import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { ContactEntity, DossierEntity, HubEntity, InboxEntity, PartyContactEntity, PartyEntity, PlanEntity } from '../../../libs/platform/db/entities/index.js';
import { isEnding, type Stage } from '../../../libs/domain/kinds/exchange/lifecycle.js';

/** An exchange as its confirmed enquiry leaves it, or as later steps do. */
export interface ExchangeOnFile {
  ref: string;
  edition: string;
  stage: Stage;
  /** Steps that are written down. */
  seq?: number;
  /** Hubs of the sample network; nobody hosts yet where there is none. */
  visiting: string;
  hosting: string | null;
  firstDay: string;
  lastDay: string;
  theme: string;
  at: string;
}

/** Puts an exchange between two hubs of the sample network into the database, with the hubs' own people and a plan. */
export async function putExchange(m: EntityManager, { ref, edition, stage, seq = 0, visiting, hosting, at, theme, ...visit }: ExchangeOnFile): Promise<void> {
  await m.insert(DossierEntity, {
    ...{ ref, edition, definitionId: 'p2p-learning', definitionVersion: 1, startAt: 'host-asked', startStatus: 'started', startNextAt: at },
    ...{ seq, stage, ...(seq > 0 && { stageSince: at }), createdAt: at, updatedAt: at, endedAt: isEnding(stage) ? at : null },
  });
  for (const [party, hubId] of [['visiting', visiting], ['hosting', hosting]] as const) await putParty(m, ref, party, hubId);
  await m.insert(PlanEntity, { ref, leg: '1', version: 1, ...visit, participants: 1, content: { theme }, createdAt: at });
}

async function putParty(m: EntityManager, ref: string, party: string, hubId: string | null): Promise<void> {
  const hub = hubId === null ? null : await m.findOneByOrFail(HubEntity, { id: hubId });
  await m.insert(PartyEntity, { ref, leg: '1', party, organisationId: hub?.organisationId ?? null, hubId });
  if (!hub) return;
  const contacts = await m.findBy(ContactEntity, { hubId: hub.id });
  for (const slot of ['manager', 'signatory', 'accountant'] as const) {
    const contactId = contacts.find(({ roles }) => roles.includes(slot))!.id;
    await m.insert(PartyContactEntity, { ref, leg: '1', party, slot, contactId });
  }
}

/** An answer as it stands in the inbox. */
export type AnswerOnFile = Pick<InboxEntity, 'promptId' | 'choice'> & Partial<InboxEntity>;

/** Puts an answer into the inbox as a page would, at an instant of the edition's clock; returns its id. */
export async function putAnswer(m: EntityManager, { promptId, choice, ...over }: AnswerOnFile): Promise<string> {
  const id = over.id ?? randomUUID();
  const at = over.receivedAt ?? new Date().toISOString();
  await m.insert(InboxEntity, {
    ...{ id, promptId, ref: promptId.split('/')[0]!, choice, payload: {}, payloadHash: id, facts: {}, by: 'somebody' },
    ...{ receivedAt: at, receivedRealAt: at, status: 'received', code: null, attempts: 0, nextAttemptAt: at },
    ...over,
  });
  return id;
}
