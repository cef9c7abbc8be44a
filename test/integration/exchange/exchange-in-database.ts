import { randomBytes, randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import type { PublishSettings } from '../../../activities/exchange/step-context.js';
import { publishStep } from '../../../activities/exchange/publish-step.js';
import { closePromptAt } from '../../../activities/exchange/close-prompt.js';
import type { DomainEvent, Step, StepResult } from '../../../libs/contracts/exchange/index.js';
import { openDatabase } from '../../../libs/db/data-source.js';
import {
  EditionEntity,
  ExchangeEntity,
  HubEntity,
  ContactEntity,
  InboxEntity,
  PartyContactEntity,
  PartyEntity,
  PlanEntity,
  PromptEntity,
} from '../../../libs/db/entities/index.js';
import type { Stage } from '../../../libs/domain/exchange/lifecycle.js';
import { publishDefinition } from '../../../libs/programmes/publish-definition.js';
import { readProgramme, shippedProgrammes } from '../../../infra/programmes/read-programme.js';
import { loadSampleNetwork } from '../../../infra/sample/load-sample-network.js';
import { createTestDatabase } from '../../../infra/testing/test-database.js';

export const settings: PublishSettings = {
  linkKeys: [{ kid: 'k1', key: Buffer.alloc(32, 7) }],
  mailDomain: 'office.example',
};

/** A migrated database with the sample network and programme A. */
export async function databaseWithProgramme(): Promise<{ db: DataSource; close: () => Promise<void> }> {
  const { url, drop } = await createTestDatabase();
  const db = await openDatabase(url, 20);
  await loadSampleNetwork(db.manager);
  const read = readProgramme(shippedProgrammes[0]!);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  await publishDefinition(db.manager, read);
  return {
    db,
    close: async () => {
      await db.destroy();
      await drop();
    },
  };
}

/** An edition with so many places and so much money. */
export async function anEdition(db: DataSource, { places = 13, budgetCents = 3_055_000 } = {}): Promise<string> {
  const id = `edition-${randomBytes(4).toString('hex')}`;
  const original = await db.manager.findOneByOrFail(EditionEntity, { definitionId: 'p2p-learning' });
  await db.manager.insert(EditionEntity, { ...original, id, places, budgetCents, rehearsal: true });
  return id;
}

/** An exchange whose story publishes steps by hand. */
export class ExchangeInDatabase {
  seq = 0;

  private constructor(
    private readonly db: DataSource,
    readonly ref: string,
    readonly edition: string,
  ) {}

  static async between(db: DataSource, edition: string, visitor = 'artcor', host = 'cru'): Promise<ExchangeInDatabase> {
    const ref = `P2P-2026-${randomBytes(4).toString('hex')}`;
    const at = new Date().toISOString();
    const m = db.manager;
    await m.insert(ExchangeEntity, {
      ...{ ref, edition, definitionId: 'p2p-learning', definitionVersion: 1 },
      ...{ startAt: 'host-asked', stage: 'host-asked', startStatus: 'started', startNextAt: at, createdAt: at, updatedAt: at },
    });
    for (const [party, hubId] of [['visiting', visitor], ['hosting', host]] as const) {
      const { organisationId } = await m.findOneByOrFail(HubEntity, { id: hubId });
      await m.insert(PartyEntity, { ref, leg: '1', party, organisationId, hubId });
      const contacts = await m.findBy(ContactEntity, { hubId });
      for (const slot of ['manager', 'signatory', 'accountant'] as const) {
        const contactId = contacts.find(({ roles }) => roles.includes(slot))!.id;
        await m.insert(PartyContactEntity, { ref, leg: '1', party, slot, contactId });
      }
    }
    const plan = { ref, leg: '1', version: 1, firstDay: '2027-03-08', lastDay: '2027-03-11', participants: 1 };
    await m.insert(PlanEntity, { ...plan, content: { theme: 'Shared tools' }, createdAt: at });
    return new ExchangeInDatabase(db, ref, edition);
  }

  prompt(party: string, kind: string, slot: string, round = 1): string {
    return [this.ref, '1', party, kind, slot, round].join('/');
  }

  /** The next step with these events. */
  step(events: DomainEvent[], stage: Stage = 'host-asked'): Step {
    return { ref: this.ref, seq: (this.seq += 1), at: new Date().toISOString(), stage, events };
  }

  publish(step: Step): Promise<StepResult> {
    return this.db.transaction((tx) => publishStep(tx, settings, step));
  }

  closePrompt(prompt: string, closesAt: string) {
    return this.db.transaction((tx) => closePromptAt(tx, prompt, closesAt));
  }

  /** Puts an answer into the inbox as a page would, at an instant of the edition's clock. */
  async received(promptId: string, choice: string, payload: object = {}, receivedAt = new Date().toISOString()): Promise<string> {
    const id = randomUUID();
    await this.db.manager.insert(InboxEntity, {
      ...{ id, promptId, ref: this.ref, choice, payload, payloadHash: id, facts: {}, by: 'somebody', receivedAt },
      ...{ receivedRealAt: receivedAt, status: 'received' as const, code: null, attempts: 0, nextAttemptAt: receivedAt },
    });
    return id;
  }

  async promptRow(id: string): Promise<PromptEntity> {
    return this.db.manager.findOneByOrFail(PromptEntity, { id });
  }
}
