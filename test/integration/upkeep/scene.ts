import type { Client } from '@temporalio/client';
import type { DataSource } from 'typeorm';
import { makeTestFolder } from '../../../infra/testing/test-folder.js';
import type { ServiceConfig } from '../../../libs/platform/config/config.js';
import { EditionEntity, OutboxEntity, PaymentEntity, PromptEntity } from '../../../libs/platform/db/entities/index.js';
import type { MailKind } from '../../../libs/domain/programme/vocabulary.js';
import type { Stage } from '../../../libs/domain/kinds/exchange/lifecycle.js';
import { parsePromptId } from '../../../libs/domain/dossier/reference.js';
import { roles } from '../../../libs/domain/programme/vocabulary.js';
import { putExchange } from '../exchange/exchange-on-file.js';
import { databaseWithProgramme, edition, setClock as setProgrammeClock } from '../exchange/programme-database.js';
import { testConfig } from '../exchange/test-app.js';

export { edition };

/** A database with the shipped programme, the sample network and a Temporal server that is always away. */
export interface Scene {
  db: DataSource;
  config: ServiceConfig;
  client: Client;
  close(): Promise<void>;
}

export async function openScene(): Promise<Scene> {
  const { db, url, close } = await databaseWithProgramme(8);
  await db.manager.update(EditionEntity, { id: edition }, { rehearsal: true });
  const folder = makeTestFolder();
  return {
    db,
    config: testConfig(url, folder.path, 'http://127.0.0.1:3999'),
    client: awayClient(),
    close: async () => {
      folder.remove();
      await close();
    },
  };
}

/** Temporal out of reach: every call fails. */
function awayClient(): Client {
  const away = () => Promise.reject(new Error('Temporal is away'));
  return {
    withDeadline: (_deadline: number, work: () => Promise<unknown>) => work(),
    workflow: {
      start: away,
      getHandle: () => ({ executeUpdate: away, signal: away, query: away, describe: away }),
    },
  } as unknown as Client;
}

/** Sets the edition's clock to an instant. */
export const setClock = ({ db }: Scene, at: string): Promise<void> => setProgrammeClock(db, at);

/** An exchange between two hubs of the sample network, with its plan. */
export async function addExchange({ db }: Scene, ref: string, stage: Stage, hosting: string | null = 'blivande'): Promise<void> {
  const visit = { firstDay: '2027-04-12', lastDay: '2027-04-15', theme: 'Makers of tomorrow' };
  await putExchange(db.manager, { ref, edition, stage, seq: 1, visiting: 'the-spark', hosting, ...visit, at: '2027-03-01T09:00:00.000Z' });
}

/** An open question; by default due in a week. */
export async function addPrompt({ db }: Scene, id: string, askedAt: string, over: Partial<PromptEntity> = {}): Promise<PromptEntity> {
  const { ref, leg, party, kind, slot } = parsePromptId(id);
  const role = (roles as readonly string[]).includes(slot) ? slot : null;
  const hub = party === 'visiting' ? 'the-spark' : 'blivande';
  const people: Partial<Record<string, string>> = { manager: 'manager', signatory: 'director', accountant: 'accounts' };
  const row: PromptEntity = {
    id,
    ref,
    edition,
    leg,
    party,
    kind,
    slot,
    role,
    contactId: role ? null : `${hub}-${people[slot]}`,
    status: 'open',
    about: null,
    askedAt,
    remindAt: [],
    dueAt: daysAfter(askedAt, 7),
    closesAt: daysAfter(askedAt, 14),
    noticeAt: null,
    frozen: null,
    decided: false,
    escalatedAt: null,
    endedAt: null,
    ...over,
  };
  await db.manager.insert(PromptEntity, row);
  return row;
}

/** A payment that waits for finance. */
export async function addPayment({ db }: Scene, ref: string, party: string, over: Partial<PaymentEntity> = {}): Promise<PaymentEntity> {
  const row = {
    id: `${ref}/1/${party}/claim`,
    ref,
    edition,
    leg: '1',
    party,
    purpose: 'claim' as const,
    cents: party === 'visiting' ? 101_000 : 50_000,
    payeeOrganisationId: party === 'visiting' ? 'the-spark' : 'blivande',
    explanation: [],
    status: 'requested' as const,
    checkAnswer: null,
    checkedBy: 'coordinator',
    approvedBy: null,
    runId: null,
    requestedAt: '2027-03-08T09:00:00.000Z',
    approvedAt: null,
    bookedAt: null,
    ...over,
  };
  await db.manager.insert(PaymentEntity, row);
  return row;
}

/** Planned mails of a kind, in the order of their keys. */
export async function mailsOf({ db }: Scene, kind: MailKind): Promise<OutboxEntity[]> {
  return db.manager.find(OutboxEntity, { where: { kind }, order: { businessKey: 'ASC' } });
}

export function daysAfter(at: string, days: number): string {
  return new Date(Date.parse(at) + days * 86_400_000).toISOString();
}
