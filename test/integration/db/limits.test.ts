import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../../../infra/testing/test-database.js';
import { openDatabase } from '../../../libs/platform/db/data-source.js';
import { ContactEntity, EditionEntity, OrganisationEntity, OutboxEntity } from '../../../libs/platform/db/entities/index.js';

const at = '2027-03-01T09:00:00.000Z';

let database: TestDatabase;
let db: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  db = await openDatabase(database.url, { connections: 4, statementMs: 400, lockMs: 300, connectMs: 2_000 });
  await db.manager.insert(OrganisationEntity, { id: 'org', legalName: 'Org', type: 'ngo' as never, membership: 'member' as never, registration: null, vatStatus: null });
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

describe('a process waits for the database no longer than it was told', () => {
  test('a statement that takes too long is broken off', async () => {
    await expect(db.query('select pg_sleep(5)')).rejects.toMatchObject({ driverError: { code: '57014' } });
  });

  test('a lock that somebody else holds is given up', async () => {
    const holder = db.createQueryRunner();
    await holder.startTransaction();
    await holder.query('lock table organisation in access exclusive mode');
    await expect(db.query('select * from organisation')).rejects.toMatchObject({ driverError: { code: '55P03' } });
    await holder.rollbackTransaction();
    await holder.release();
  });

  test('a transaction that stands open and does nothing is ended, and what it held is free', async () => {
    const other = await openDatabase(database.url, { connections: 1, idleInTransactionMs: 100 });
    const idle = other.createQueryRunner();
    await idle.startTransaction();
    await idle.query('lock table organisation in access exclusive mode');
    const patient = await openDatabase(database.url, { connections: 1 });
    expect(await patient.query('select count(*)::int as n from organisation')).toEqual([{ n: 1 }]);
    await patient.destroy();
    await idle.release().catch(() => undefined);
    await other.destroy();
  });

  test('where all connections are taken, the next one says so', async () => {
    const narrow = await openDatabase(database.url, { connections: 1, connectMs: 200 });
    const only = narrow.createQueryRunner();
    await only.connect();
    await expect(narrow.query('select 1')).rejects.toThrow(/timeout/i);
    await only.release();
    await narrow.destroy();
  });
});

test('an absent value in a condition stops the work; it never reads or changes every row', async () => {
  const absent = undefined as unknown as string;
  const nothing = null as unknown as string;
  await expect(db.manager.findBy(OrganisationEntity, { id: absent })).rejects.toThrow();
  await expect(db.manager.update(OrganisationEntity, { id: absent }, { legalName: 'everybody' })).rejects.toThrow();
  await expect(db.manager.delete(OrganisationEntity, { id: nothing })).rejects.toThrow();
  expect(await db.manager.find(OrganisationEntity)).toMatchObject([{ legalName: 'Org' }]);
});

describe('a database on another machine', () => {
  let plain: Server;
  const heard: string[] = [];
  beforeAll(async () => {
    plain = createServer((socket) => {
      socket.on('error', () => undefined);
      // `N` is what a Postgres without TLS answers to the question for it.
      socket.on('data', (bytes) => {
        heard.push(bytes.toString('latin1'));
        socket.write('N');
      });
    });
    await new Promise<void>((resolve) => plain.listen(0, '0.0.0.0', resolve));
  });
  afterAll(() => new Promise((resolve) => plain.close(resolve)));

  test.each(['', '?sslmode=disable', '?sslmode=no-verify'])('that knows no TLS hears neither name nor password (%s)', async (query) => {
    const { port } = plain.address() as AddressInfo;
    await expect(openDatabase(`postgres://office:swordfish@0.0.0.0:${port}/sojourn${query}`)).rejects.toThrow(/SSL/);
    expect(heard.join('')).not.toMatch(/office|swordfish/);
    expect(heard.length).toBeGreaterThan(0);
  });
});

describe('rows name only what is there', () => {
  test('a mail of an edition that nobody knows is refused', async () => {
    const row = { id: '00000000-0000-4000-8000-000000000001', businessKey: 'x', edition: 'nowhere', kind: 'digest', recipientId: 'x', audience: 'staff', data: {}, messageId: 'm', status: 'planned', plannedAt: at, plannedRealAt: at, notBefore: at };
    await expect(db.manager.insert(OutboxEntity, row as never)).rejects.toMatchObject({ driverError: { constraint: 'outbox_edition_fk' } });
  });

  test('an edition by rules that were never published is refused', async () => {
    const row = { id: 'e', definitionId: 'd', definitionVersion: 1, name: 'E', budgetCents: 0, places: 0, createdAt: at };
    await expect(db.manager.insert(EditionEntity, row)).rejects.toMatchObject({ driverError: { constraint: 'edition_definition_fk' } });
  });

  test('the same address twice in one organisation is refused, however it is written', async () => {
    const contact = (id: string, email: string) => ({ id, organisationId: 'org', hubId: null, name: id, email, language: 'en', zone: 'UTC', roles: [], origin: 'directory' as const, createdAt: at });
    await db.manager.insert(ContactEntity, contact('one', 'manager@org.example'));
    await expect(db.manager.insert(ContactEntity, contact('two', 'Manager@Org.example'))).rejects.toMatchObject({ driverError: { constraint: 'contact_once' } });
  });
});
