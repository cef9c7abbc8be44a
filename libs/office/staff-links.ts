import { IsNull, type EntityManager } from 'typeorm';
import type { ServiceConfig } from '../platform/config/config.js';
import { SignedLinkEntity, type PromptEntity } from '../platform/db/entities/index.js';
import { newLink } from '../links/links.js';
import type { LinkPurpose } from '../links/token.js';

/** The link of a member of staff to a question: made once, repeated in every digest. */
export function staffPromptLink(
  tx: EntityManager,
  config: Pick<ServiceConfig, 'linkKeys'>,
  prompt: PromptEntity,
  staffId: string,
  at: string,
): Promise<SignedLinkEntity> {
  return reusedLink(tx, config, { purpose: 'staff-prompt', subjectId: prompt.id, holderId: staffId, ref: prompt.ref, at });
}

/** The one link of a holder to a subject, made when there is none yet: also when two processes want it at the same moment. */
export async function reusedLink(
  tx: EntityManager,
  config: Pick<ServiceConfig, 'linkKeys'>,
  wanted: { purpose: LinkPurpose; subjectId: string; holderId: string; ref?: string; at: string },
): Promise<SignedLinkEntity> {
  const { purpose, subjectId, holderId } = wanted;
  const open = { purpose, subjectId, holderId, revokedAt: IsNull() };
  const known = await tx.findOneBy(SignedLinkEntity, open);
  if (known) return known;
  await tx.createQueryBuilder().insert().into(SignedLinkEntity).values(newLink(config.linkKeys, wanted)).orIgnore().execute();
  return tx.findOneByOrFail(SignedLinkEntity, open);
}
