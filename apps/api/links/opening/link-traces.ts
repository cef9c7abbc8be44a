import type { DataSource } from 'typeorm';
import { ActivityLogEntity, SignedLinkEntity } from '../../../../libs/platform/db/entities/index.js';
import { looksLikeToken, tokenHash } from '../../../../libs/links/token.js';

/** What the desk notes about links: who only reads changes nothing else. */
type Trace = 'link-fetched' | 'link-refused';

/** Notes once for each link that its page was fetched, by a person or by a mail program's scanner. */
export async function noteFetched(db: DataSource, link: SignedLinkEntity): Promise<void> {
  await noteOnce(db, link, 'link-fetched');
}

/** Notes once for each link that was revoked, or whose key was retired, that somebody still comes by it. */
export async function noteRefusedLink(db: DataSource, token: string): Promise<void> {
  if (!looksLikeToken(token)) return;
  const link = await db.manager.findOneBy(SignedLinkEntity, { tokenHash: tokenHash(token) });
  if (link) await noteOnce(db, link, 'link-refused');
}

/** Links whose trace this process has seen: fifty scans of a mail are one look into the database. */
const noted = new Set<string>();
/** Then the memory starts anew; the log itself still knows. */
const mostNoted = 50_000;

async function noteOnce(db: DataSource, link: SignedLinkEntity, kind: Trace): Promise<void> {
  const key = `${kind}/${link.id}`;
  if (noted.has(key)) return;
  if (noted.size >= mostNoted) noted.clear();
  noted.add(key);
  await db.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [key]);
    const known = await tx
      .createQueryBuilder(ActivityLogEntity, 'log')
      .where(`log.kind = :kind and log.who = :who and log.detail->>'link' = :link`, { kind, who: link.holderId, link: link.id })
      .andWhere(link.ref === null ? 'log.ref is null' : 'log.ref = :ref', { ref: link.ref })
      .getExists();
    if (known) return;
    await tx.insert(ActivityLogEntity, { ref: link.ref, kind, who: link.holderId, detail: { link: link.id }, at: new Date().toISOString() });
  });
}
