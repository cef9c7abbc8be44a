import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { archiveHistory } from '../../../libs/operations/archive/archive-history.js';
import { rebuildViews } from '../../../libs/operations/archive/rebuild-views.js';
import { compareViews, swapViews } from '../../../libs/operations/archive/rebuilt-schema.js';
import type { DomainEvent, Step } from '../../../libs/contracts/dossier/index.js';
import { ArchivedHistoryEntity, DossierEntity, JournalEntity, PromptEntity } from '../../../libs/platform/db/entities/index.js';
import type { Stage } from '../../../libs/domain/kinds/exchange/lifecycle.js';
import { ExchangeInDatabase } from '../exchange/exchange-in-database.js';
import { anEdition, databaseWithProgramme } from '../exchange/programme-database.js';
import { PaperTemporal } from './paper-temporal.js';

let db: DataSource;
let close: () => Promise<void>;
let edition: string;
let temporal: PaperTemporal;

beforeEach(async () => {
  ({ db, close } = await databaseWithProgramme());
  edition = await anEdition(db);
  temporal = new PaperTemporal();
});
afterEach(() => close());

async function publish(exchange: ExchangeInDatabase, events: DomainEvent[], stage?: Stage): Promise<Step> {
  const step = exchange.step(events, stage);
  temporal.note(step, await exchange.publish(step));
  return step;
}

/** Asked, reminded, handed to staff, moved, postponed, gone on, answered: everything that the read model shows. */
async function livelyExchange(): Promise<ExchangeInDatabase> {
  const exchange = await ExchangeInDatabase.between(db, edition);
  const prompt = exchange.prompt('hosting', 'availability', 'manager');
  const choice = exchange.prompt('visiting', 'choose-host', 'manager');
  await publish(exchange, [{ kind: 'asked', prompt }]);
  await publish(exchange, [{ kind: 'reminded', prompt, nth: 1, skipped: 0 }]);
  await publish(exchange, [{ kind: 'escalated', prompt, skipped: 1 }, { kind: 'entered', stage: 'choosing-host' }, { kind: 'asked', prompt: choice }], 'choosing-host');
  await publish(exchange, [{ kind: 'extended', prompt, until: new Date(Date.now() + 40 * 86_400_000).toISOString(), by: 'somebody' }], 'choosing-host');
  await publish(exchange, [{ kind: 'escalated', prompt: choice, skipped: 0 }], 'choosing-host');
  const check = exchange.prompt('-', 'pause-check', 'lead');
  await publish(exchange, [{ kind: 'paused', by: 'somebody' }, { kind: 'asked', prompt: check }], 'choosing-host');
  await publish(exchange, [{ kind: 'asked', prompt: exchange.prompt('visiting', 'dates', 'manager') }], 'choosing-host');
  return exchange;
}

async function goOn(exchange: ExchangeInDatabase): Promise<void> {
  const prompt = exchange.prompt('hosting', 'availability', 'manager');
  const check = exchange.prompt('-', 'pause-check', 'lead');
  await publish(exchange, [{ kind: 'resumed', by: 'somebody' }, { kind: 'closed', prompt: check, why: 'overtaken' }], 'choosing-host');
  const answer = await exchange.received(prompt, 'yes');
  await publish(
    exchange,
    [
      { kind: 'answered', prompt, answer, choice: 'yes', by: 'somebody', at: new Date().toISOString() },
      { kind: 'closed', prompt: exchange.prompt('visiting', 'choose-host', 'manager'), why: 'overtaken' },
      { kind: 'entered', stage: 'applying' },
      { kind: 'asked', prompt: exchange.prompt('visiting', 'application', 'manager') },
      { kind: 'awaited', moment: 'visit-starts' },
    ],
    'applying',
  );
}

async function archivedExchange(): Promise<ExchangeInDatabase> {
  const exchange = await livelyExchange();
  await goOn(exchange);
  const lapsed: DomainEvent = { kind: 'lapsed', prompt: exchange.prompt('visiting', 'application', 'manager'), skipped: 0 };
  await publish(exchange, [lapsed, { kind: 'entered', stage: 'expired' }, { kind: 'ended', ending: 'expired' }], 'expired');
  temporal.close(exchange.ref);
  await archiveHistory(db.manager, temporal.client, exchange.ref);
  temporal.forget(exchange.ref);
  return exchange;
}

const rebuild = () => rebuildViews(db, temporal.client);
const journalOf = (ref: string) => db.manager.find(JournalEntity, { where: { ref }, order: { seq: 'ASC', n: 'ASC' } });
const viewOf = (ref: string) => db.manager.findOneByOrFail(DossierEntity, { ref });

describe('views rebuilt from histories', () => {
  test('are those that publishing wrote, at each point of an exchange', async () => {
    const paused = await livelyExchange();
    const resumed = await livelyExchange();
    await goOn(resumed);
    await archivedExchange();
    expect(await rebuild()).toMatchObject({ sources: { archive: 1, temporal: 2, unbegun: 0, lost: 0, damaged: 0 } });
    expect(await compareViews(db.manager)).toEqual({ equal: { journal: 10 + 17 + 20, exchange: 3 }, differing: [], moved: [] });
    expect(await viewOf(paused.ref)).toMatchObject({ paused: true });
    expect(await viewOf(resumed.ref)).toMatchObject({ paused: false, stage: 'applying' });
  });

  test('of an exchange that ended while it was postponed do not say that it still is', async () => {
    const exchange = await livelyExchange();
    await publish(exchange, [{ kind: 'entered', stage: 'declined' }, { kind: 'ended', ending: 'declined' }], 'declined');
    expect(await viewOf(exchange.ref)).toMatchObject({ stage: 'declined', paused: false });
    await rebuild();
    expect((await compareViews(db.manager)).differing).toEqual([]);
  });

  test('mend whatever was damaged, and leave the rest alone', async () => {
    const [open, over, untouched] = [await livelyExchange(), await archivedExchange(), await livelyExchange()];
    const [journals, views] = [await Promise.all([open, over].map(({ ref }) => journalOf(ref))), await Promise.all([open, over].map(({ ref }) => viewOf(ref)))];
    const before = await journalOf(untouched.ref);

    await db.query(`delete from "journal" where "ref" = $1 and "seq" = 2`, [open.ref]);
    await db.query(`update "journal" set "event" = '{"kind":"asked"}' where "ref" = $1 and "seq" = 1`, [open.ref]);
    await db.query(`insert into "journal" select "ref", 99, "n", "kind", "event", "at", "real_at" from "journal" where "ref" = $1 and "seq" = 1`, [open.ref]);
    await db.manager.update(DossierEntity, { ref: open.ref }, { seq: 0, paused: false, waitingFor: [], wakeAt: '2026-01-01T00:00:00.000Z' });
    await db.query(`delete from "journal" where "ref" = $1`, [over.ref]);
    await db.manager.update(DossierEntity, { ref: over.ref }, { stage: 'completed', stageSince: null });

    await rebuild();
    const { differing, moved } = await compareViews(db.manager);
    expect(moved).toEqual([]);
    const ofOpen = differing.filter(({ ref }) => ref === open.ref);
    expect(ofOpen).toEqual([
      { table: 'dossier', ref: open.ref, seq: null, n: null, fields: ['seq', 'waiting_for', 'wake_at', 'paused'], only: null },
      { table: 'journal', ref: open.ref, seq: 1, n: 0, fields: ['event'], only: null },
      { table: 'journal', ref: open.ref, seq: 2, n: 0, fields: [], only: 'rebuilt' },
      { table: 'journal', ref: open.ref, seq: 99, n: 0, fields: [], only: 'live' },
    ]);
    const ofOver = differing.filter(({ ref }) => ref === over.ref);
    expect(ofOver[0]).toMatchObject({ table: 'dossier', fields: ['stage', 'stage_since'] });
    expect(ofOver).toHaveLength(1 + journals[1]!.length);
    expect(differing).toHaveLength(ofOpen.length + ofOver.length);

    expect(await swapViews(db.manager)).toEqual([]);
    expect((await compareViews(db.manager)).differing).toEqual([]);
    for (const [n, { ref }] of [open, over].entries()) {
      expect(withoutRealTime(await journalOf(ref))).toEqual(withoutRealTime(journals[n]!));
      expect({ ...(await viewOf(ref)), updatedAt: '' }).toEqual({ ...views[n]!, updatedAt: '' });
    }
    expect(await journalOf(untouched.ref)).toEqual(before);
  });

  test('are not put in place when an exchange moved meanwhile; the next run is', async () => {
    const exchange = await livelyExchange();
    await db.query(`delete from "journal" where "ref" = $1 and "seq" = 2`, [exchange.ref]);
    await rebuild();
    await goOn(exchange);
    expect(await compareViews(db.manager)).toMatchObject({ differing: [], moved: [exchange.ref] });
    expect(await swapViews(db.manager)).toEqual([exchange.ref]);
    expect((await journalOf(exchange.ref)).filter(({ seq }) => seq === 2)).toEqual([]);
    await rebuild();
    expect(await swapViews(db.manager)).toEqual([]);
    expect((await journalOf(exchange.ref)).filter(({ seq }) => seq === 2)).toHaveLength(1);
  });

  test('wait for a step that is written and not yet in the history', async () => {
    const exchange = await livelyExchange();
    const step = exchange.step([{ kind: 'host-picked', leg: '1', answer: 'nobody' }]);
    step.events = [{ kind: 'entered', stage: 'host-asked' }];
    const result = await exchange.publish(step);
    temporal.note(step);
    setTimeout(() => temporal.note(step, result), 100);
    await rebuild();
    expect(await compareViews(db.manager)).toMatchObject({ differing: [], moved: [] });
  });

  test('say nothing of exchanges whose history is lost or damaged, and leave their rows as they are', async () => {
    const [lost, damaged, unbegun] = [await livelyExchange(), await archivedExchange(), await ExchangeInDatabase.between(db, edition)];
    temporal.forget(lost.ref);
    await db.manager.update(ArchivedHistoryEntity, { ref: damaged.ref }, { document: Buffer.from('gone') });
    await db.manager.update(DossierEntity, { ref: unbegun.ref }, { startStatus: 'planned' });
    const before = await Promise.all([lost, damaged, unbegun].map(async ({ ref }) => ({ journal: await journalOf(ref), view: await viewOf(ref) })));

    expect(await rebuild()).toEqual({ sources: { archive: 0, temporal: 0, unbegun: 1, lost: 1, damaged: 1 }, lost: [lost.ref], damaged: [damaged.ref] });
    expect(await compareViews(db.manager)).toEqual({ equal: { journal: 0, exchange: 1 }, differing: [], moved: [] });
    expect(await swapViews(db.manager)).toEqual([]);
    expect(await Promise.all([lost, damaged, unbegun].map(async ({ ref }) => ({ journal: await journalOf(ref), view: await viewOf(ref) })))).toEqual(before);
  });

  test('date the stage of a correction from its opening', async () => {
    const exchange = await ExchangeInDatabase.between(db, edition);
    const { ref } = exchange;
    const { ref: corrects } = await ExchangeInDatabase.between(db, edition);
    const { createdAt } = await viewOf(ref);
    await db.manager.update(DossierEntity, { ref }, { corrects, startAt: 'correcting', stage: 'correcting', stageSince: createdAt });
    await publish(exchange, [{ kind: 'asked', prompt: exchange.prompt('visiting', 'repayment', 'accountant') }], 'correcting');
    await rebuild();
    expect((await compareViews(db.manager)).differing).toEqual([]);
  });

  test('compare questions in the order of asking, whatever the database thinks of their ids', async () => {
    const exchange = await ExchangeInDatabase.between(db, edition);
    const prompts = ['visiting', 'hosting'].map((party) => exchange.prompt(party, 'sign', 'signatory'));
    await publish(exchange, prompts.map((prompt) => ({ kind: 'asked', prompt })));
    await rebuild();
    expect((await compareViews(db.manager)).differing).toEqual([]);
    expect(await db.manager.countBy(PromptEntity, { ref: exchange.ref })).toBe(2);
  });
});

function withoutRealTime(rows: JournalEntity[]) {
  return rows.map(({ realAt: _, ...row }) => row);
}
