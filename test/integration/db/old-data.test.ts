import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../../../infra/testing/test-database.js';
import { openDatabase } from '../../../libs/platform/db/data-source.js';
import { createIndex } from '../../../libs/platform/db/schema-change.js';
import { migrate } from '../../../libs/platform/db/migrate.js';
import { ForeignKeys1791010000000 } from '../../../libs/platform/db/migrations/1791010000000-foreign-keys.js';
import { UniqueKeys1791020000000 } from '../../../libs/platform/db/migrations/1791020000000-unique-keys.js';

const at = '2027-03-01T09:00:00.000Z';

let database: TestDatabase;
let db: DataSource;

beforeEach(async () => {
  database = await createTestDatabase();
  db = await openDatabase(database.url, { connections: 3, lockMs: 5_000 });
});
afterEach(async () => {
  await db.destroy();
  await database.drop();
});

/** Takes the keys back, as they were missing before, writes rows that break them, and migrates. */
async function upgraded(rows: () => Promise<unknown>): Promise<void> {
  const runner = db.createQueryRunner();
  await new UniqueKeys1791020000000().down(runner);
  await new ForeignKeys1791010000000().down(runner);
  await runner.query(`delete from migrations where name in ('ForeignKeys1791010000000', 'UniqueKeys1791020000000')`);
  await runner.release();
  await rows();
  await migrate(database.url);
}

const organisation = `insert into organisation (id, legal_name, type, membership) values ('org', 'Org', 'ngo', 'member')`;

describe('data of before the keys', () => {
  test('that names what is gone stays, and new rows have to be right', async () => {
    await upgraded(() => db.query(`insert into place_hold (ref, edition, queue_order, cents, status, asked_at) values ('gone', 'e', 1, 1, 'held', $1)`, [at]));
    expect(await db.query('select ref from place_hold')).toEqual([{ ref: 'gone' }]);
    await expect(db.query(`insert into place_hold (ref, edition, queue_order, cents, status, asked_at) values ('new', 'e', 2, 1, 'held', $1)`, [at])).rejects.toThrow('place_hold_ref_fk');
    const unproven = await db.query(`select conname from pg_constraint where contype = 'f' and not convalidated`);
    expect(unproven).toEqual([{ conname: 'place_hold_ref_fk' }]);
  });

  test('with one person on file twice keeps both, and takes no third', async () => {
    const contact = (id: string, email: string, origin: string) =>
      db.query(`insert into contact (id, organisation_id, name, email, language, zone, roles, origin, created_at) values ($1, 'org', $1, $2, 'en', 'UTC', '{}', $3, $4)`, [id, email, origin, at]);
    await upgraded(async () => {
      await db.query(organisation);
      await contact('named', 'manager@org.example', 'named');
      await contact('on-file', 'Manager@org.example', 'directory');
    });
    expect(await db.query('select id, duplicate from contact order by id')).toEqual([
      { id: 'named', duplicate: true },
      { id: 'on-file', duplicate: false },
    ]);
    await expect(contact('third', 'MANAGER@org.example', 'named')).rejects.toThrow('contact_once');
  });

  test('with one link made twice keeps both open, and makes no third', async () => {
    const link = () =>
      db.query(`insert into signed_link (id, purpose, subject_id, holder_id, generation, kid, token_hash, created_at) values ($1, 'prompt', 'p', 'h', 1, 'k', $2, $3)`, [randomUUID(), randomUUID(), at]);
    await upgraded(async () => {
      await link();
      await link();
    });
    expect(await db.query('select duplicate, revoked_at from signed_link order by duplicate')).toEqual([
      { duplicate: false, revoked_at: null },
      { duplicate: true, revoked_at: null },
    ]);
    await expect(link()).rejects.toThrow('signed_link_once');
  });
});

describe('a migration', () => {
  test('that was broken off half-way is done again from where it stood', async () => {
    await upgraded(async () => {
      const runner = db.createQueryRunner();
      await new ForeignKeys1791010000000().up(runner);
      await runner.release();
    });
    expect(await db.query(`select conname from pg_constraint where contype = 'f' and not convalidated`)).toEqual([]);
  });

  test('makes an index anew that was left half made, and one that stands it leaves alone', async () => {
    await db.query(organisation);
    const runner = db.createQueryRunner();
    const twice = { name: 'organisation_type', table: 'organisation', on: '("type")', unique: true };
    await db.query(`insert into organisation (id, legal_name, type, membership) values ('second', 'Second', 'ngo', 'member')`);
    await expect(createIndex(runner, twice)).rejects.toThrow('could not create unique index');
    await db.query(`delete from organisation where id = 'second'`);
    await createIndex(runner, twice);
    await createIndex(runner, twice);
    await runner.release();
    expect(await db.query(`select indisvalid as valid from pg_index where indexrelid = 'organisation_type'::regclass`)).toEqual([{ valid: true }]);
  });

  test('steps back from a long transaction and lets others write meanwhile', async () => {
    const long = db.createQueryRunner();
    let migrated = false;
    await upgraded(async () => {
      await long.startTransaction();
      await long.query('lock table staff_session in row exclusive mode');
      setTimeout(() => void long.commitTransaction(), 7_000); // longer than a change of a table waits
    }).then(() => (migrated = true));
    await long.release();
    expect(migrated).toBe(true);
  });
});
