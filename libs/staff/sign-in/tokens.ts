import { IsNull, type EntityManager } from 'typeorm';
import { StaffTokenEntity, type StaffMemberEntity } from '../../platform/db/entities/index.js';
import { randomSecret, secretHash } from './secret.js';
import { staffById } from './staff-members.js';

/** Start of every API token, so that one that leaked is recognised for what it is. */
const prefix = 'sojourn_';

/** Makes a token for the API. It is shown once: only its hash is kept. */
export async function issueToken(db: EntityManager, staffId: string): Promise<string> {
  const token = prefix + randomSecret();
  await db.insert(StaffTokenEntity, {
    tokenHash: secretHash(token),
    staffId,
    createdAt: new Date().toISOString(),
    revokedAt: null,
  });
  return token;
}

/** Who holds a token, or undefined: made up, revoked, or of somebody who left. */
export async function staffOfToken(db: EntityManager, token: string): Promise<StaffMemberEntity | undefined> {
  if (!token.startsWith(prefix) || token.length > 100) return undefined;
  const row = await db.findOneBy(StaffTokenEntity, { tokenHash: secretHash(token), revokedAt: IsNull() });
  return row ? staffById(db, row.staffId) : undefined;
}

/** Ends every token of a member of staff. Returns how many there were. */
export async function revokeTokens(db: EntityManager, staffId: string): Promise<number> {
  const { affected } = await db.update(
    StaffTokenEntity,
    { staffId, revokedAt: IsNull() },
    { revokedAt: new Date().toISOString() },
  );
  return affected ?? 0;
}
