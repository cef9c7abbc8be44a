import { randomUUID } from 'node:crypto';
import { DraftEntity, EditionEntity, DossierEntity } from '../../libs/platform/db/entities/index.js';
import { confirmDraft } from '../../libs/kinds/exchange/enquiry/confirm-draft.js';
import { until, type KillableSystem } from './killable-system.js';

/** A candidate's confirming click, left to the relay: an exchange of the real edition whose host was asked and has not answered. */
export async function openExchange(system: KillableSystem): Promise<string> {
  const { manager } = await system.database();
  const { id: edition } = await manager.findOneByOrFail(EditionEntity, { rehearsal: false });
  const person = { name: 'The manager', email: 'manager@visitor.example', position: 'manager', language: 'en' };
  const plan = { hostChoice: 'named', visitingHub: 'artcor', hostingHub: 'cru', dates: { from: '2027-03-08', to: '2027-03-11' }, theme: 'Shared tools' };
  const now = new Date().toISOString();
  const draft = { id: randomUUID(), edition, language: 'en', createdAt: now, deleteAt: '2099-01-01T00:00:00.000Z', ref: null };
  await manager.insert(DraftEntity, { ...draft, payload: { ...person, ...plan, signs: 'me', bank: 'me' } });
  const came = await manager.transaction((tx) => confirmDraft(tx, draft.id, now));
  if (came.kind !== 'confirmed') throw new Error(JSON.stringify(came));
  await until('the host is asked', 30_000, async () => (await manager.findOneByOrFail(DossierEntity, { ref: came.ref })).seq > 0);
  return came.ref;
}
