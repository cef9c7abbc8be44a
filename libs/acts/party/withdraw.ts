import { In, type EntityManager } from 'typeorm';
import { ActEntity } from '../../platform/db/entities/index.js';
import type { StopReason } from '../../domain/programme/vocabulary.js';
import { ownId, receiveAct } from '../acts.js';
import { readActForm, refusalNow, type PartyAct, type TakenAct } from './party-act.js';
import { lockExchange } from '../same-act.js';

/** A party steps back: stored in the caller's transaction, once however often it is pressed. */
export async function withdraw(db: EntityManager, act: PartyAct): Promise<TakenAct> {
  const { record, party, contact, now } = act;
  const { ref } = record.exchange;
  const { value, errors } = readActForm(act, 'withdraw');
  if (errors.length > 0) return { kind: 'refused', errors, refusals: [], value };
  await lockExchange(db, ref);
  const before = await db.findOneBy(ActEntity, { ref, kind: 'stop', by: contact.id, status: In(['received', 'done']) });
  if (before) return { kind: 'taken', act: before };
  const code = await refusalNow(db, ref, 'stop');
  if (code) return { kind: 'not-now', code };
  const reason = value['reason'] as StopReason;
  const input = { ending: 'withdrawn' as const, reason, by: contact.id, party, notice: ownId };
  return { kind: 'taken', act: await receiveAct(db, { ref, kind: 'stop', input, payload: value, by: contact.id, at: now }) };
}
