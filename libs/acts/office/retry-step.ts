import type { Client } from '@temporalio/client';
import type { EntityManager } from 'typeorm';
import { exchangeWorkflowId, retryStepSignal } from '../../contracts/dossier/index.js';
import type { StaffMemberEntity } from '../../platform/db/entities/index.js';
import { audit } from '../../staff/audit/audit.js';

/** How long a signal may take, in milliseconds. */
const signalMs = 2_000;

/** Has an exchange try again to write down the step at which it stands still. False while it is out of reach. */
export async function retryStep(db: EntityManager, client: Client, staff: StaffMemberEntity, ref: string): Promise<boolean> {
  const handle = client.workflow.getHandle(exchangeWorkflowId(ref));
  const asked = await client
    .withDeadline(Date.now() + signalMs, () => handle.signal(retryStepSignal))
    .then(() => true, () => false);
  if (asked) await audit(db, staff.id, { kind: 'step-retried' }, ref);
  return asked;
}
