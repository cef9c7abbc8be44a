import type { StaffMemberEntity } from '../../platform/db/entities/index.js';
import { say } from '../../domain/texts/catalogue.js';
import type { BrokenCondition } from '../../operations/health/condition.js';
import { lookAtHealth } from '../../operations/health/look-at-health.js';
import type { LetterItem } from '../../mail/letters/new-mail.js';
import type { HealthLines } from './digest.js';
import type { Office, UpkeepTools } from '../office.js';

/** What lasts shorter than this mends itself, and is no line of a mail, in milliseconds. */
const lastingMs = 15 * 60_000;

/** What is broken, for the digests of one run of upkeep: looked up once, and only when somebody's digest may go. */
export function healthLines({ client }: Pick<UpkeepTools, 'client'>, { db, texts }: Office): HealthLines {
  let looked: Promise<BrokenCondition[]> | undefined;
  return async ({ roles }: StaffMemberEntity): Promise<LetterItem[]> => {
    if (!roles.includes('coordinator') && !roles.includes('lead')) return [];
    looked ??= lookAtHealth({ db, client });
    return (await looked).filter(isForDigest).map(({ name, count }) => ({
      text: say(texts, 'pages.staff.digestHealth', { condition: say(texts, `health.${name}.name`), count }),
      detail: say(texts, `health.${name}.do`),
      path: '/staff/health',
    }));
  };
}

/** While the engine is away no mail goes either; whoever reads this reads it later. */
function isForDigest({ name, lastingMs: lasting }: BrokenCondition): boolean {
  return name !== 'engine-away' && lasting >= lastingMs;
}
