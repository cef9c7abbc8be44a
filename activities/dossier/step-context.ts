import type { EntityManager } from 'typeorm';
import { clockNow } from '../../libs/platform/clock/edition-clock.js';
import type { EditionClock, Step, StepResult } from '../../libs/contracts/dossier/index.js';
import { InboxEntity, PlanEntity, type DossierEntity, type EditionEntity } from '../../libs/platform/db/entities/index.js';
import type { FormValue } from '../../libs/domain/forms/read-form.js';
import { recordOf } from '../../libs/dossier/record/dossier-record.js';
import type { LetterContext, LetterSettings, Successor } from '../../libs/kinds/exchange/letters/letter-context.js';

/** Everything that the events of one step work with: what is on file, and what will be written to it. */
export interface StepContext extends LetterContext {
  /** Who took a slot over in this step. */
  successors: Successor[];
  /** How many of the prompts and links stand in the database already. */
  written: { prompts: number; links: number };
  result: Pick<StepResult, 'prompts' | 'frozen' | 'moments' | 'place'>;
}

/** Loads what a step needs, under the lock of its exchange that the caller holds. */
export async function stepContext(
  tx: EntityManager,
  settings: LetterSettings,
  step: Step,
  exchange: DossierEntity,
): Promise<StepContext> {
  const record = await recordOf(tx, exchange);
  return {
    ...record,
    tx,
    settings,
    step,
    now: clockNow(clockOf(record.edition)),
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
