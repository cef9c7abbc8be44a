import type { EntityManager } from 'typeorm';
import type { LinkKey } from '../../libs/platform/config/keys.js';
import { clockNow } from '../../libs/platform/clock/edition-clock.js';
import type { EditionClock, Step, StepResult } from '../../libs/contracts/dossier/index.js';
import {
  ContactEntity,
  EditionEntity,
  ExchangeEntity,
  InboxEntity,
  JournalEntity,
  OutboxEntity,
  PlanEntity,
  PromptEntity,
  SignedLinkEntity,
} from '../../libs/platform/db/entities/index.js';
import type { FormValue } from '../../libs/domain/forms/read-form.js';
import type { Slot } from '../../libs/domain/programme/vocabulary.js';
import { loadParties, type Parties } from '../../libs/dossier/people/parties.js';
import { programmeVersion, type Programme } from '../../libs/programmes/definition-store.js';

/** What the process brings to every step. */
export interface PublishSettings {
  linkKeys: readonly [LinkKey, ...LinkKey[]];
  /** Domain of our Message-IDs. */
  mailDomain: string;
}

/** Everything that the events of one step work with: what stands in the database, and what will be written to it. */
export interface StepContext {
  tx: EntityManager;
  settings: PublishSettings;
  step: Step;
  exchange: ExchangeEntity;
  edition: EditionEntity;
  programme: Programme;
  parties: Parties;
  /** The exchange's clock when the step is written down, ISO 8601 UTC. */
  now: string;
  /** Who took a slot over in this step. */
  successors: Successor[];
  writes: {
    journal: JournalEntity[];
    prompts: PromptEntity[];
    links: SignedLinkEntity[];
    mails: OutboxEntity[];
  };
  /** How many of the prompts and links stand in the database already. */
  written: { prompts: number; links: number };
  result: Pick<StepResult, 'prompts' | 'frozen' | 'moments' | 'place'>;
}

/** Somebody who takes a party's slot over. */
export interface Successor {
  leg: string;
  party: string;
  slot: Slot;
  contact: ContactEntity;
  /** Who named the person, as people know them: a colleague by name, or the office. */
  by: string;
}

/** Loads what a step needs, under the lock of its exchange that the caller holds. */
export async function stepContext(
  tx: EntityManager,
  settings: PublishSettings,
  step: Step,
  exchange: ExchangeEntity,
): Promise<StepContext> {
  const edition = await tx.findOneByOrFail(EditionEntity, { id: exchange.edition });
  return {
    tx,
    settings,
    step,
    exchange,
    edition,
    programme: await programmeVersion(tx, exchange.definitionId, exchange.definitionVersion),
    parties: await loadParties(tx, exchange.ref),
    now: clockNow(clockOf(edition)),
    successors: [],
    writes: { journal: [], prompts: [], links: [], mails: [] },
    written: { prompts: 0, links: 0 },
    result: { prompts: {}, moments: {} },
  };
}

/** The edition's clock as its row has it. */
export function clockOf(edition: EditionEntity): EditionClock {
  return { offsetMs: edition.clockOffsetMs, version: edition.clockVersion };
}

/** The latest version of a leg's plan. */
export async function latestPlan(tx: EntityManager, ref: string, leg: string): Promise<PlanEntity> {
  return tx.findOneOrFail(PlanEntity, { where: { ref, leg }, order: { version: 'DESC' } });
}

/** An answer as it was posted. */
export async function answerRow(tx: EntityManager, answer: string): Promise<InboxEntity & { payload: FormValue }> {
  return (await tx.findOneByOrFail(InboxEntity, { id: answer })) as InboxEntity & { payload: FormValue };
}

/** The contact that fills a slot, or the party's manager where nobody else was named. */
export function contactFor(parties: Parties, party: string, slot: string): ContactEntity | undefined {
  return parties[party]?.contacts[slot] ?? parties[party]?.contacts['manager'];
}
