import { DataFindingEntity } from '../../platform/db/entities/index.js';
import { agoMs, broken, type BrokenCase, type HealthTools } from './condition.js';

/** What the last nightly look found not to fit together in the database. */
export async function dataMismatch({ db }: HealthTools): Promise<BrokenCase[]> {
  const findings = await db.find(DataFindingEntity, { order: { since: 'ASC', what: 'ASC' } });
  return broken(
    'data-mismatch',
    findings.map(({ what, count, examples, since }) => ({
      text: `${what}: ${count}, such as ${examples.join(', ')}`,
      since,
      lastingMs: agoMs(since),
    })),
  );
}
