import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { DossierEntity, InboxEntity, JournalEntity, OutboxEntity, PromptEntity, SignedLinkEntity } from '../../../libs/platform/db/entities/index.js';
import { ExchangeInDatabase } from './exchange-in-database.js';
import { anEdition, databaseWithProgramme } from './programme-database.js';

let db: DataSource;
let close: () => Promise<void>;
let edition: string;

beforeAll(async () => {
  ({ db, close } = await databaseWithProgramme());
  edition = await anEdition(db);
});
afterAll(() => close());

describe('publishing a step', () => {
  test('asking the host writes the question with its dates, one link, one mail and the journal', async () => {
    const exchange = await ExchangeInDatabase.between(db, edition);
    const prompt = exchange.prompt('hosting', 'availability', 'manager');
    const result = await exchange.publish(exchange.step([{ kind: 'asked', prompt }]));

    const row = await exchange.promptRow(prompt);
    expect(result.prompts[prompt]).toEqual({ remindAt: row.remindAt, dueAt: row.dueAt, closesAt: row.closesAt });
    expect(row.remindAt).toHaveLength(2);
    expect(row.dueAt < row.closesAt).toBe(true);
    const links = await db.manager.findBy(SignedLinkEntity, { subjectId: prompt });
    expect(links).toHaveLength(1);
    const mails = await db.manager.findBy(OutboxEntity, { ref: exchange.ref });
    expect(mails.map(({ kind, audience, linkId }) => ({ kind, audience, linkId }))).toEqual([
      { kind: 'availability', audience: 'hosting', linkId: links[0]!.id },
    ]);
    const view = await db.manager.findOneByOrFail(DossierEntity, { ref: exchange.ref });
    expect(view).toMatchObject({ seq: 1, waitingFor: [{ prompt, escalated: false }], wakeAt: row.remindAt[0] });
  });

  test('the same step published again, after a kill, changes nothing and returns the same result', async () => {
    const exchange = await ExchangeInDatabase.between(db, edition);
    const step = exchange.step([{ kind: 'asked', prompt: exchange.prompt('hosting', 'availability', 'manager') }]);
    const first = await exchange.publish(step);
    expect(await exchange.publish({ ...step, at: new Date(Date.now() + 60_000).toISOString() })).toEqual(first);
    expect(await db.manager.countBy(OutboxEntity, { ref: exchange.ref })).toBe(1);
    expect(await db.manager.countBy(JournalEntity, { ref: exchange.ref })).toBe(1);
  });

  test('two workers publishing the same step at once write it once', async () => {
    const exchange = await ExchangeInDatabase.between(db, edition);
    const step = exchange.step([{ kind: 'asked', prompt: exchange.prompt('hosting', 'availability', 'manager') }]);
    const results = await Promise.all(Array.from({ length: 8 }, () => exchange.publish(step)));
    for (const result of results) expect(result).toEqual(results[0]);
    expect(await db.manager.countBy(PromptEntity, { ref: exchange.ref })).toBe(1);
  });

  test('another content under the same number is refused, and so is a gap', async () => {
    const exchange = await ExchangeInDatabase.between(db, edition);
    const step = exchange.step([{ kind: 'entered', stage: 'applying' }]);
    await exchange.publish(step);
    await expect(exchange.publish({ ...step, events: [{ kind: 'entered', stage: 'matching' }] })).rejects.toThrow('step-mismatch');
    await expect(exchange.publish({ ...step, seq: 5 })).rejects.toThrow('step-mismatch');
  });

  test('a step that fails half way leaves nothing behind', async () => {
    const exchange = await ExchangeInDatabase.between(db, edition);
    const prompt = exchange.prompt('hosting', 'availability', 'manager');
    const broken = exchange.step([{ kind: 'asked', prompt }, { kind: 'place-asked', answer: '00000000-0000-4000-8000-000000000000' }]);
    await expect(exchange.publish(broken)).rejects.toThrow();
    expect(await db.manager.countBy(PromptEntity, { ref: exchange.ref })).toBe(0);
    expect(await db.manager.countBy(JournalEntity, { ref: exchange.ref })).toBe(0);
    expect((await db.manager.findOneByOrFail(DossierEntity, { ref: exchange.ref })).seq).toBe(0);
  });

  test('only publishing makes a received answer an accepted one', async () => {
    const exchange = await ExchangeInDatabase.between(db, edition);
    const prompt = exchange.prompt('hosting', 'availability', 'manager');
    await exchange.publish(exchange.step([{ kind: 'asked', prompt }]));
    const answer = await exchange.received(prompt, 'yes');
    const at = new Date().toISOString();
    await exchange.publish(exchange.step([{ kind: 'answered', prompt, answer, choice: 'yes', by: 'somebody', at }], 'applying'));
    expect((await db.manager.findOneByOrFail(InboxEntity, { id: answer })).status).toBe('accepted');
    expect((await exchange.promptRow(prompt)).status).toBe('answered');
    const view = await db.manager.findOneByOrFail(DossierEntity, { ref: exchange.ref });
    expect(view).toMatchObject({ stage: 'applying', waitingFor: [] });
  });

  test('a colleague named by "not me" is asked next, and the old contact\'s links end', async () => {
    const exchange = await ExchangeInDatabase.between(db, edition);
    const first = exchange.prompt('hosting', 'availability', 'manager');
    await exchange.publish(exchange.step([{ kind: 'asked', prompt: first }]));
    const answer = await exchange.received(first, 'not-me', { colleagueName: 'Deputy of Cru', colleagueEmail: 'Deputy@cru.example' });
    const second = exchange.prompt('hosting', 'availability', 'manager', 2);
    await exchange.publish(
      exchange.step([
        { kind: 'answered', prompt: first, answer, choice: 'not-me', by: 'somebody', at: new Date().toISOString() },
        { kind: 'contact-replaced', leg: '1', party: 'hosting', slot: 'manager', answer },
        { kind: 'asked', prompt: second },
      ]),
    );
    const asked = await exchange.promptRow(second);
    const old = await exchange.promptRow(first);
    expect(asked.contactId).not.toBe(old.contactId);
    const links = await db.manager.findBy(SignedLinkEntity, { ref: exchange.ref });
    expect(links.find((link) => link.holderId === old.contactId)?.handedOverAt).not.toBeNull();
    expect(links.find((link) => link.holderId === asked.contactId)?.handedOverAt).toBeNull();
    const mails = await db.manager.findBy(OutboxEntity, { ref: exchange.ref, recipientId: asked.contactId! });
    expect(mails.map(({ kind }) => kind)).toEqual(['availability']);
  });
});

describe('closing a question at its deadline', () => {
  test('an answer received in time counts, even if nobody delivered it', async () => {
    const exchange = await ExchangeInDatabase.between(db, edition);
    const prompt = exchange.prompt('hosting', 'availability', 'manager');
    await exchange.publish(exchange.step([{ kind: 'asked', prompt }]));
    const answer = await exchange.received(prompt, 'yes');
    const past = new Date(Date.now() - 1_000).toISOString();
    expect(await exchange.closePrompt(prompt, past)).toMatchObject({ kind: 'answered', answer: { answer, choice: 'yes' } });
  });

  test('it lapses when nobody answered, and says so again when asked again', async () => {
    const exchange = await ExchangeInDatabase.between(db, edition);
    const prompt = exchange.prompt('hosting', 'availability', 'manager');
    await exchange.publish(exchange.step([{ kind: 'asked', prompt }]));
    const past = new Date(Date.now() - 1_000).toISOString();
    expect(await exchange.closePrompt(prompt, past)).toEqual({ kind: 'lapsed' });
    expect(await exchange.closePrompt(prompt, past)).toEqual({ kind: 'lapsed' });
  });

  test('a worker whose clock is fast closes nothing early: the database\'s clock decides', async () => {
    const exchange = await ExchangeInDatabase.between(db, edition);
    const prompt = exchange.prompt('hosting', 'availability', 'manager');
    await exchange.publish(exchange.step([{ kind: 'asked', prompt }]));
    const soon = new Date(Date.now() + 60_000).toISOString();
    const fast = Date.now() + 120_000;
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => fast);
    const verdict = await exchange.closePrompt(prompt, soon).finally(() => clock.mockRestore());
    expect(verdict).toEqual({ kind: 'not-yet', waitMs: 5_000 });
    const answer = await exchange.received(prompt, 'yes', {}, new Date().toISOString());
    expect(await exchange.closePrompt(prompt, new Date(Date.now() - 1_000).toISOString())).toMatchObject({ kind: 'answered', answer: { answer } });
  });

  test('a worker whose clock is slow closes in time', async () => {
    const exchange = await ExchangeInDatabase.between(db, edition);
    const prompt = exchange.prompt('hosting', 'availability', 'manager');
    await exchange.publish(exchange.step([{ kind: 'asked', prompt }]));
    const past = new Date(Date.now() - 1_000).toISOString();
    const slow = Date.now() - 120_000;
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => slow);
    const verdict = await exchange.closePrompt(prompt, past).finally(() => clock.mockRestore());
    expect(verdict).toEqual({ kind: 'lapsed' });
  });
});
