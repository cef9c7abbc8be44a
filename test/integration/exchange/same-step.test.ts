import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { ContactEntity, DossierEntity, PromptEntity, SignedLinkEntity } from '../../../libs/platform/db/entities/index.js';
import { ExchangeInDatabase } from './exchange-in-database.js';
import { anEdition, databaseWithProgramme } from './programme-database.js';

// While one step is being written, more may happen: it all comes with the next step, and one of it may undo another.

let db: DataSource;
let close: () => Promise<void>;
let edition: string;

beforeAll(async () => {
  ({ db, close } = await databaseWithProgramme());
  edition = await anEdition(db);
});
afterAll(() => close());

describe('a question that was asked in the moment in which', () => {
  test('the exchange was postponed stands still with the others, and has its dates again when it goes on', async () => {
    const exchange = await ExchangeInDatabase.between(db, edition);
    const prompt = exchange.prompt('visiting', 'application', 'manager');
    const postponed = await exchange.publish(exchange.step([{ kind: 'asked', prompt }, { kind: 'paused', by: 'lead' }], 'applying'));
    expect(postponed.prompts).toEqual({});
    expect(postponed.frozen).toHaveProperty([prompt]);
    expect((await exchange.promptRow(prompt)).frozen).not.toBeNull();
    expect((await view(exchange)).wakeAt).toBeNull();

    const resumed = await exchange.publish(exchange.step([{ kind: 'resumed', by: 'lead' }], 'applying'));
    expect(resumed.prompts[prompt]?.closesAt).toBe((await exchange.promptRow(prompt)).closesAt);
    expect((await exchange.promptRow(prompt)).frozen).toBeNull();
  });

  test('the exchange was withdrawn is closed, and nobody waits for it', async () => {
    const exchange = await ExchangeInDatabase.between(db, edition);
    const prompt = exchange.prompt('visiting', 'application', 'manager');
    const { prompts } = await exchange.publish(
      exchange.step(
        [
          { kind: 'asked', prompt },
          { kind: 'stopped', ending: 'withdrawn', reason: 'other', by: 'visitor', party: 'visiting' },
          { kind: 'closed', prompt, why: 'withdrawn' },
        ],
        'applying',
      ),
    );
    expect(prompts).toEqual({});
    expect((await exchange.promptRow(prompt)).status).toBe('closed');
    expect(await view(exchange)).toMatchObject({ waitingFor: [], wakeAt: null });
  });

  test('the contact was replaced is the new contact’s, and the link of the old one is dead', async () => {
    const exchange = await ExchangeInDatabase.between(db, edition);
    const prompt = exchange.prompt('visiting', 'application', 'manager');
    const after = await db.manager.findOneByOrFail(ContactEntity, { hubId: 'nova-iskra' });
    await exchange.publish(
      exchange.step(
        [
          { kind: 'asked', prompt },
          { kind: 'contact-replaced', leg: '1', party: 'visiting', slot: 'manager', contact: after.id, by: 'staff' },
        ],
        'applying',
      ),
    );
    expect((await exchange.promptRow(prompt)).contactId).toBe(after.id);
    const links = await db.manager.findBy(SignedLinkEntity, { subjectId: prompt });
    expect(links.map(({ holderId, revokedAt }) => ({ isNew: holderId === after.id, works: revokedAt === null }))).toEqual(
      expect.arrayContaining([
        { isNew: true, works: true },
        { isNew: false, works: false },
      ]),
    );
    expect(await db.manager.countBy(PromptEntity, { ref: exchange.ref })).toBe(1);
  });
});

function view(exchange: ExchangeInDatabase): Promise<DossierEntity> {
  return db.manager.findOneByOrFail(DossierEntity, { ref: exchange.ref });
}
