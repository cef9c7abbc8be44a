import { IncomingWatchEntity } from '../../platform/db/entities/index.js';
import { agoMs, broken, type BrokenCase, type HealthTools } from './condition.js';

/** Where nobody looked for mail for this long, somebody should ask why, in milliseconds. */
const longestSilenceMs = 10 * 60_000;

/** What people read of mails that were not taken in, by their outcome. */
const untakenWords: Readonly<Record<string, string>> = {
  unreadable: 'could not be read',
  failed: 'could not be written down',
  unserved: 'could not be had from the mailbox’s server',
  'ignored-flood': 'left out, because one sender or strangers wrote too many in an hour',
};

/** That incoming mail cannot be got at, and mails of the last week that were left in the mailbox. */
export async function incomingMail({ db }: HealthTools): Promise<BrokenCase[]> {
  const watch = await db.findOneByOrFail(IncomingWatchEntity, { id: 1 });
  const rows: { outcome: string; n: number; since: Date }[] = await db.query(
    `select outcome, count(*)::int as n, min(at) as since from incoming_mail
     where outcome = any($1) and at > now() - interval '7 days' group by outcome order by min(at)`,
    [Object.keys(untakenWords)],
  );
  const untaken = rows.map(({ outcome, n, since }) => {
    const at = since.toISOString();
    return { text: `${n === 1 ? '1 mail' : `${n} mails`} ${untakenWords[outcome]}`, since: at, lastingMs: agoMs(at) };
  });
  return broken('incoming-mail', [...standstill(watch), ...untaken]);
}

function standstill({ troubleSince, code, heardAt }: IncomingWatchEntity): { text: string; since: string; lastingMs: number }[] {
  if (troubleSince) return [{ text: `The mailbox cannot be read (${code ?? ''})`, since: troubleSince, lastingMs: agoMs(troubleSince) }];
  if (heardAt && agoMs(heardAt) > longestSilenceMs) return [{ text: 'Nobody looks into the mailbox', since: heardAt, lastingMs: agoMs(heardAt) }];
  return [];
}
