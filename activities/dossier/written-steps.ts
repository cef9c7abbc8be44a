import { MoreThan, type EntityManager } from 'typeorm';
import type { DomainEvent, StepResult, WrittenStep } from '../../libs/contracts/dossier/index.js';
import { DossierEntity, JournalEntity, StepEntity } from '../../libs/platform/db/entities/index.js';
import type { Stage } from '../../libs/domain/kinds/exchange/lifecycle.js';

/** How many steps are read at a time: a payload of Temporal holds two megabytes, a step mostly less than one kilobyte. */
const pageSize = 100;

/**
 * The steps of an exchange that stand written, from one on, as its workflow once published them. When it acts next
 * is known of the last one only; no other is asked for it.
 */
export async function readWrittenSteps(db: EntityManager, ref: string, from: number): Promise<WrittenStep[]> {
  const { startAt, seq: last, wakeAt } = await db.findOneByOrFail(DossierEntity, { ref });
  const rows = await db.find(StepEntity, { where: { ref, seq: MoreThan(from - 1) }, order: { seq: 'ASC' }, take: pageSize });
  if (rows.length === 0) return [];
  const journal = await db.find(JournalEntity, { where: { ref }, order: { seq: 'ASC', n: 'ASC' } });
  const written = Map.groupBy(journal, ({ seq }) => seq);
  return rows.map(({ seq, result, since }) => {
    const entries = written.get(seq) ?? [];
    const { at = '', realAt = '' } = entries[0] ?? {};
    const events = entries.map(({ event }) => event as DomainEvent);
    const step = { ref, seq, at, stage: stageAfter(journal, seq, startAt as Stage), events };
    return { step: { ...step, ...(seq === last && wakeAt && { wakeAt }), ...(since && { since }) }, result: result as StepResult, writtenAt: realAt };
  });
}

function stageAfter(journal: readonly JournalEntity[], seq: number, startAt: Stage): Stage {
  const entered = journal.findLast((entry) => entry.seq <= seq && entry.kind === 'entered');
  return entered ? (entered.event as Extract<DomainEvent, { kind: 'entered' }>).stage : startAt;
}
