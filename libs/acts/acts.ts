import { randomUUID } from 'node:crypto';
import type { UpdateDefinition } from '@temporalio/common';
import type { Client } from '@temporalio/client';
import { LessThan, type EntityManager } from 'typeorm';
import {
  changeUpdate,
  exchangeWorkflowId,
  extendUpdate,
  pauseUpdate,
  replaceContactUpdate,
  resumeUpdate,
  stopUpdate,
  type ActionReceipt,
  type ActKind,
  type Acts,
} from '../contracts/dossier/index.js';
import { ActEntity, DossierEntity } from '../platform/db/entities/index.js';
import { deliverUpdate } from '../platform/temporal/deliver-update.js';
import { relayAfterMs } from '../platform/temporal/patience.js';

/** An act that was checked at the desk. */
export interface NewAct<K extends ActKind = ActKind> {
  ref: string;
  kind: K;
  /** What the workflow gets; where it names the act's own row, {@link ownId} stands for it. */
  input: Acts[K];
  /** What was written, for people. */
  payload: object;
  by: string;
  /** The exchange's clock, ISO 8601 UTC. */
  at: string;
  incidentId?: string;
  /** The act's own id, where the form already has one: sent twice, it is one act. */
  id?: string;
}

/** Stands in an act's input for the id of the act's own row. */
export const ownId = '$act';

/** What became of an act. */
export type ActOutcome = { kind: 'done' } | { kind: 'waiting' } | { kind: 'refused'; code: string };

/** Stores an act in the caller's transaction; it is on its way from then on. One that is stored already stays as it is. */
export async function receiveAct<K extends ActKind>(db: EntityManager, act: NewAct<K>, relayAfter = relayAfterMs): Promise<ActEntity> {
  const id = act.id ?? randomUUID();
  const now = Date.now();
  const row: Omit<ActEntity, 'order'> = {
    id,
    ref: act.ref,
    kind: act.kind,
    input: withOwnId(act.input, id),
    payload: act.payload,
    by: act.by,
    incidentId: act.incidentId ?? null,
    at: act.at,
    realAt: new Date(now).toISOString(),
    status: 'received',
    code: null,
    attempts: 0,
    nextAttemptAt: new Date(now + relayAfter).toISOString(),
  };
  await db.createQueryBuilder().insert().into(ActEntity).values(row as never).orIgnore().execute();
  return db.findOneByOrFail(ActEntity, { id });
}

/**
 * Hands an act to its exchange, unless an older one of the same exchange still waits: they arrive in the order in which
 * they were done. Safe to repeat: the act's id is the update's id.
 */
export async function forwardAct(db: EntityManager, client: Client, act: ActEntity, waitMs: number): Promise<ActOutcome> {
  if (await db.existsBy(ActEntity, { ref: act.ref, status: 'received', order: LessThan(act.order) })) return { kind: 'waiting' };
  const outcome = await send(db, client, act, waitMs);
  if (outcome.kind === 'done') await db.update(ActEntity, { id: act.id, status: 'received' }, { status: 'done' });
  if (outcome.kind === 'refused') {
    await db.update(ActEntity, { id: act.id, status: 'received' }, { status: 'refused', code: outcome.code });
  }
  return outcome;
}

const updates: { [K in ActKind]: UpdateDefinition<ActionReceipt, [Acts[K]]> } = {
  stop: stopUpdate,
  extend: extendUpdate,
  'replace-contact': replaceContactUpdate,
  change: changeUpdate,
  pause: pauseUpdate,
  resume: resumeUpdate,
};

async function send(db: EntityManager, client: Client, act: ActEntity, waitMs: number): Promise<ActOutcome> {
  const update = updates[act.kind as ActKind] as UpdateDefinition<ActionReceipt, [object]>;
  const delivered = await deliverUpdate(client, { workflowId: exchangeWorkflowId(act.ref), update, input: act.input, updateId: act.id, waitMs });
  switch (delivered.kind) {
    case 'taken':
      return { kind: 'done' };
    case 'refused':
      return delivered;
    case 'no-workflow': {
      const { endedAt } = await db.findOneByOrFail(DossierEntity, { ref: act.ref });
      return endedAt === null ? { kind: 'waiting' } : { kind: 'refused', code: 'exchange-over' }; // missing says nothing about the act
    }
    case 'out-of-reach':
      return { kind: 'waiting' };
  }
}

function withOwnId(input: object, id: string): object {
  return Object.fromEntries(Object.entries(input).map(([key, value]) => [key, value === ownId ? id : (value as unknown)]));
}
