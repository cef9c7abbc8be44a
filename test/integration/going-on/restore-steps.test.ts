import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { DataSource, EntityManager } from 'typeorm';
import { publishStep } from '../../../activities/dossier/publish-step.js';
import { restoreStep, type LostEvent } from '../../../activities/dossier/restore-step.js';
import type { DomainEvent } from '../../../libs/contracts/dossier/index.js';
import type { Stage } from '../../../libs/domain/kinds/exchange/lifecycle.js';
import { keepReferencesFree, missingSteps } from '../../../libs/operations/restoring/missing-steps.js';
import { EditionEntity, OutboxEntity } from '../../../libs/platform/db/entities/index.js';
import { PaperTemporal } from '../archive/paper-temporal.js';
import { putAnswer } from '../exchange/exchange-on-file.js';
import { ExchangeInDatabase, settings } from '../exchange/exchange-in-database.js';
import { anEdition, databaseWithProgramme } from '../exchange/programme-database.js';

let db: DataSource;
let close: () => Promise<void>;
let edition: string;
let engine: PaperTemporal;
let exchange: ExchangeInDatabase;

beforeEach(async () => {
  ({ db, close } = await databaseWithProgramme());
  edition = await anEdition(db);
  engine = new PaperTemporal();
  exchange = await ExchangeInDatabase.between(db, edition);
  await publish(db.manager, [{ kind: 'asked', prompt: availability() }]);
});
afterEach(() => close());

const availability = () => exchange.prompt('hosting', 'availability', 'manager');
const application = () => exchange.prompt('visiting', 'application', 'manager');

async function publish(tx: EntityManager, events: DomainEvent[], stage?: Stage): Promise<void> {
  const step = exchange.step(events, stage);
  const { result } = await tx.transaction((inner) => publishStep(inner, settings, step));
  engine.note(step, result);
}

async function answered(tx: EntityManager, prompt: string, choice: string, payload = {}): Promise<Extract<DomainEvent, { kind: 'answered' }>> {
  const at = new Date().toISOString();
  const answer = await putAnswer(tx, { promptId: prompt, choice, payload, receivedAt: at });
  return { kind: 'answered', prompt, answer, choice, by: 'somebody', at };
}

/** What an exchange's steps leave behind, apart from ids that are drawn and from when it was written. */
async function whatStands(tx: EntityManager): Promise<Record<string, unknown>> {
  const rows = (sql: string): Promise<unknown> => tx.query(sql, [exchange.ref]);
  return {
    dossier: await rows('select seq, stage, stage_since, waiting_for, wake_at, paused from dossier where ref = $1'),
    journal: await rows('select seq, n, kind, event, at from journal where ref = $1 order by seq, n'),
    steps: await rows('select seq, sha256, result from step where ref = $1 order by seq'),
    prompts: await rows('select id, status, about, contact_id, remind_at, due_at, closes_at, frozen from prompt where ref = $1 order by id'),
    answers: await rows('select id, prompt_id, choice, status from inbox where ref = $1 order by "order"'),
    mails: await rows('select business_key, kind, recipient_id from outbox where ref = $1 order by business_key'),
    hold: await rows('select status, cents from place_hold where ref = $1'),
  };
}

class TakenBack extends Error {}

/** Lives on in a transaction that is taken back: what is left is the database as it was before. */
async function livedAndLost(live: (tx: EntityManager) => Promise<void>): Promise<Record<string, unknown>> {
  const kept: { stands?: Record<string, unknown> } = {};
  await db
    .transaction(async (tx) => {
      await live(tx);
      kept.stands = await whatStands(tx);
      throw new TakenBack();
    })
    .catch((error: unknown) => {
      if (!(error instanceof TakenBack)) throw error;
    });
  return kept.stands!;
}

async function restore(): Promise<LostEvent[]> {
  const { steps } = await missingSteps(db.manager, engine.client);
  const lost: LostEvent[] = [];
  for (const written of steps) lost.push(...(await db.transaction((tx) => restoreStep(tx, settings, written))));
  return lost;
}

describe('a database that was put back from a copy', () => {
  test('has each step again that the engine knows, with the dates that people were told, and nobody gets a mail twice', async () => {
    const before = await livedAndLost(async (tx) => {
      await publish(tx, [{ kind: 'reminded', prompt: availability(), nth: 1, skipped: 0 }]);
      const yes = await answered(tx, availability(), 'yes');
      await publish(tx, [yes, { kind: 'entered', stage: 'applying' }, { kind: 'asked', prompt: application() }], 'applying');
      await publish(tx, [{ kind: 'extended', prompt: application(), until: new Date(Date.now() + 40 * 86_400_000).toISOString(), by: 'somebody' }], 'applying');
      await publish(tx, [{ kind: 'paused', by: 'lead' }, { kind: 'informed', leg: '1', party: 'visiting', slot: 'manager', notice: 'paused' }], 'applying');
    });
    expect((await whatStands(db.manager))['dossier']).toMatchObject([{ seq: 1 }]);
    expect(await restore()).toEqual([]);
    expect(await whatStands(db.manager)).toEqual(before);
    const planned = await db.manager.findBy(OutboxEntity, { ref: exchange.ref, status: 'planned' });
    const now = new Date().toISOString();
    expect(planned.filter(({ notBefore, businessKey }) => notBefore <= now && !businessKey.startsWith(availability()))).toEqual([]);
    expect(await db.query('select * from due_reminder')).toEqual([]);
    expect(await missingSteps(db.manager, engine.client)).toEqual({ steps: [], unknown: [] });
  });

  test('names what people had typed since: it stands in no history; the exchange goes on all the same', async () => {
    await livedAndLost(async (tx) => {
      await publish(tx, [await answered(tx, availability(), 'yes'), { kind: 'entered', stage: 'applying' }, { kind: 'asked', prompt: application() }], 'applying');
      const submitted = await answered(tx, application(), 'submitted', { dates: { from: '2027-03-08', to: '2027-03-11' }, participants: [{}] });
      await publish(tx, [submitted, { kind: 'plan-submitted', leg: '1', answer: submitted.answer }, { kind: 'entered', stage: 'queued' }], 'queued');
    });
    expect((await restore()).map(({ seq, event }) => `${seq} ${event.kind}`)).toEqual(['3 answered', '3 plan-submitted']);
    expect((await whatStands(db.manager))['dossier']).toMatchObject([{ seq: 3, stage: 'queued' }]);
  });

  test('names exchanges that it does not know at all, and gives their references to nobody else', async () => {
    const stranger = 'P2P-2026-0042';
    engine.note({ ref: stranger, seq: 1, at: new Date().toISOString(), stage: 'host-asked', events: [] });
    const { unknown } = await missingSteps(db.manager, engine.client);
    expect(unknown).toEqual([stranger]);
    await keepReferencesFree(db.manager, unknown);
    expect((await db.manager.findOneByOrFail(EditionEntity, { id: edition })).lastReference).toBe(42);
  });
});
