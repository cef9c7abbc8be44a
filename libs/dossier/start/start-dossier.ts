import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType, TypedSearchAttributes } from '@temporalio/common';
import type { EntityManager } from 'typeorm';
import { editionClock } from '../../platform/clock/edition-clock.js';
import {
  exchangeTaskQueue,
  exchangeWorkflowId,
  exchangeWorkflowType,
  searchAttributes,
  type ExchangeInput,
} from '../../contracts/dossier/index.js';
import { DossierEntity, PartyEntity } from '../../platform/db/entities/index.js';
import type { OpenStage } from '../../domain/kinds/exchange/lifecycle.js';
import { programmeVersion } from '../../programmes/definition-store.js';

/** How long a start may take before it is left to the relay, in milliseconds. */
const startWaitMs = 3_000;

/** Begins the workflow of an exchange whose start row is written. Safe to repeat: the reference is the workflow's id. */
export async function startExchange(db: EntityManager, client: Client, ref: string): Promise<'started' | 'waiting'> {
  try {
    await startWorkflow(db, client, ref, { revived: false, waitMs: startWaitMs });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) return 'waiting';
  }
  await db.update(DossierEntity, { ref }, { startStatus: 'started' });
  return 'started';
}

/**
 * Starts the workflow of an exchange: its first run, of which there is one, or one that goes on from the written steps.
 * @throws WorkflowExecutionAlreadyStartedError when one runs, or, for a first run, when there ever was one.
 */
export async function startWorkflow(db: EntityManager, client: Client, ref: string, { revived, waitMs }: { revived: boolean; waitMs: number }): Promise<void> {
  const input = await exchangeInput(db, ref);
  await client.withDeadline(Date.now() + waitMs, () =>
    client.workflow.start(exchangeWorkflowType, {
      workflowId: exchangeWorkflowId(ref),
      taskQueue: exchangeTaskQueue,
      workflowIdReusePolicy: revived ? 'ALLOW_DUPLICATE' : 'REJECT_DUPLICATE',
      typedSearchAttributes: attributesOf(input),
      args: [{ ...input, ...(revived && { revived }) }],
    }),
  );
}

/** What the workflow of an exchange starts with: ids and rules, no people. */
export async function exchangeInput(db: EntityManager, ref: string): Promise<ExchangeInput> {
  const row = await db.findOneByOrFail(DossierEntity, { ref });
  const parties = await db.find(PartyEntity, { where: { ref }, order: { leg: 'ASC' } });
  const { policy, sha256, definition } = await programmeVersion(db, row.definitionId, row.definitionVersion);
  const known = Object.keys(definition.parties);
  return {
    ref,
    edition: row.edition,
    definition: { id: row.definitionId, version: row.definitionVersion, sha256, policy },
    leg: parties[0]?.leg ?? '1',
    parties: known.filter((party) => parties.some((row) => row.party === party)),
    startAt: row.startAt as OpenStage,
    clock: await editionClock(db, row.edition),
    naming: 2,
    ...(row.correction && { correction: row.correction }),
  };
}

/** Search attributes set at the start; none is personal. */
function attributesOf(input: ExchangeInput): TypedSearchAttributes {
  const keyword = (name: string) => defineSearchAttributeKey(name, SearchAttributeType.KEYWORD);
  return new TypedSearchAttributes([
    { key: keyword(searchAttributes.stage), value: input.startAt },
    { key: keyword(searchAttributes.edition), value: input.edition },
    { key: keyword(searchAttributes.definition), value: `${input.definition.id}@${input.definition.version}` },
  ]);
}
