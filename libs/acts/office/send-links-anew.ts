import { In, IsNull, type EntityManager } from 'typeorm';
import { mailLink } from '../../answers/mail-link.js';
import { receivedAt } from '../../dossier/prompts/received-at.js';
import { newLink } from '../../links/links.js';
import type { ServiceConfig } from '../../platform/config/config.js';
import { ContactEntity, DossierEntity, MailedCodeEntity, OutboxEntity, PartyContactEntity, PromptEntity, SignedLinkEntity } from '../../platform/db/entities/index.js';
import { audit } from '../../staff/audit/audit.js';

/** Whose links of which exchange are no longer to work. */
export interface Leak {
  ref: string;
  contactId: string;
  /** The member of staff who says so. */
  by: string;
}

/** What came of it. */
export type SentAnew =
  /** The links that were mailed before lead nowhere; so many new ones are in the outbox. */
  | { kind: 'sent'; revoked: number }
  /** Nobody who acts in this exchange. */
  | { kind: 'not-theirs' };

/**
 * Revokes every link of a person in an exchange, and mails new ones to the address on file: to what is still open, or to
 * what was asked last. Whoever has a link that got into wrong hands finds the one page that says nothing.
 */
export async function sendLinksAnew(db: EntityManager, config: Pick<ServiceConfig, 'mail' | 'linkKeys'>, leak: Leak): Promise<SentAnew> {
  return db.transaction(async (tx) => {
    const contact = await actingContact(tx, leak);
    if (!contact) return { kind: 'not-theirs' };
    const { edition } = await tx.findOneOrFail(DossierEntity, { where: { ref: leak.ref }, lock: { mode: 'for_no_key_update' } });
    const at = await receivedAt(tx, edition);
    const revoked = await revokeLinks(tx, leak, contact, at);
    for (const prompt of await questionsOf(tx, leak)) {
      const link = newLink(config.linkKeys, { purpose: 'prompt', subjectId: prompt.id, holderId: contact.id, ref: leak.ref, at, generation: (await lastGeneration(tx, prompt, contact)) + 1 });
      await tx.insert(SignedLinkEntity, link);
      await leadMailsTo(tx, link, revoked);
      await mailLink(tx, config, { prompt, contact, link, businessKey: `sent-anew/${link.id}` });
    }
    await audit(tx, leak.by, { kind: 'links-sent-anew', contact: contact.id }, leak.ref);
    return { kind: 'sent', revoked: revoked.length };
  });
}

async function actingContact(tx: EntityManager, { ref, contactId }: Leak): Promise<ContactEntity | undefined> {
  const acts = await tx.existsBy(PartyContactEntity, { ref, contactId });
  return acts ? ((await tx.findOneBy(ContactEntity, { id: contactId })) ?? undefined) : undefined;
}

/** All that lead into the exchange: to its questions, and the one by which the candidate confirmed the address. */
async function revokeLinks(tx: EntityManager, { ref, contactId }: Leak, contact: ContactEntity, at: string): Promise<SignedLinkEntity[]> {
  const enquiries: { id: string }[] = await tx.query(`select id from draft where ref = $1 and payload->>'prompt' is null and lower(payload->>'email') = lower($2)`, [ref, contact.email]);
  const live = await tx.find(SignedLinkEntity, {
    where: [
      { ref, holderId: contactId, revokedAt: IsNull() },
      { purpose: 'confirm', subjectId: In(enquiries.map(({ id }) => id)), revokedAt: IsNull() },
    ],
  });
  await tx.update(SignedLinkEntity, { id: In(live.map(({ id }) => id)) }, { revokedAt: at });
  // A browser that was let in by a code asks for another one.
  await tx.update(MailedCodeEntity, { ref, holderId: contactId }, { openedBy: null });
  return live;
}

/** The open questions, or the one that was asked last. */
async function questionsOf(tx: EntityManager, { ref, contactId }: Leak): Promise<PromptEntity[]> {
  const asked = await tx.find(PromptEntity, { where: { ref, contactId }, order: { askedAt: 'DESC' } });
  const open = asked.filter(({ status }) => status === 'open');
  return open.length > 0 ? open : asked.slice(0, 1);
}

async function lastGeneration(tx: EntityManager, prompt: PromptEntity, contact: ContactEntity): Promise<number> {
  const [last] = await tx.find(SignedLinkEntity, { where: { subjectId: prompt.id, holderId: contact.id }, order: { generation: 'DESC' }, take: 1 });
  return last?.generation ?? 0;
}

/** Mails that still wait bring the new link: the old one would lead nowhere. */
async function leadMailsTo(tx: EntityManager, link: SignedLinkEntity, revoked: readonly SignedLinkEntity[]): Promise<void> {
  const old = revoked.filter(({ subjectId }) => subjectId === link.subjectId).map(({ id }) => id);
  await tx.update(OutboxEntity, { linkId: In(old), status: 'planned' }, { linkId: link.id });
}
