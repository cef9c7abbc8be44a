import { Column, Entity, ForeignKey, Generated, Index, PrimaryColumn } from 'typeorm';
import type { Facts } from '../../../contracts/dossier/events.js';
import type { PromptKind } from '../../../domain/programme/vocabulary.js';
import { counter, instant, maybeInstant } from './instant.js';
import { DossierEntity } from './dossier.entities.js';
import { ContactEntity } from './network.entities.js';
import { EditionEntity } from './programme.entities.js';

/** A question to a contact or a staff role. */
@Entity('prompt')
@Index(['ref'])
@Index('prompt_escalated', ['escalatedAt'], { where: `"status" = 'open' and "escalated_at" is not null and "frozen" is null` })
@Index('prompt_contact_asked', ['contactId', 'askedAt'], { where: `"contact_id" is not null` })
// In the migration, because a decorator cannot say all of it.
@Index('prompt_of_staff', { synchronize: false })
@Index('prompt_of_parties', { synchronize: false })
export class PromptEntity {
  /** `<reference>/<leg>/<party>/<kind>/<slot>/<round>`. */
  @PrimaryColumn('text') id!: string;
  @ForeignKey(() => DossierEntity, { name: 'prompt_ref_fk' })
  @Column('text') ref!: string;
  @Column('text') edition!: string;
  @Column('text') leg!: string;
  @Column('text') party!: string;
  @Column('text') kind!: PromptKind;
  @Column('text') slot!: string;
  /** The staff role that is asked, when no contact is. */
  @Column('text', { nullable: true }) role!: string | null;
  @ForeignKey(() => ContactEntity, { name: 'prompt_contact_fk' })
  @Column('text', { nullable: true }) contactId!: string | null;
  @Column('text') status!: 'open' | 'answered' | 'lapsed' | 'closed';
  /** The answer that the question refers to. */
  @Column('text', { nullable: true }) about!: string | null;
  /** What is left of its dates while the exchange is postponed; no deadline counts meanwhile. */
  @Column('jsonb', { nullable: true }) frozen!: object | null;
  @Column(instant) askedAt!: string;
  /** ISO 8601 instants, in order. */
  @Column('jsonb') remindAt!: string[];
  @Column(instant) dueAt!: string;
  @Column(instant) closesAt!: string;
  /** When the contact is warned that it closes. */
  @Column(maybeInstant) noticeAt!: string | null;
  /** Set at the deadline, under a lock: from here on no answer is taken. */
  @Column('boolean', { default: false }) decided!: boolean;
  @Column(maybeInstant) escalatedAt!: string | null;
  @Column(maybeInstant) endedAt!: string | null;
}

/**
 * A way to a prompt without an account. The token itself is never stored: it is recomputed at each send, and the hash
 * finds it again.
 */
@Entity('signed_link')
@Index(['tokenHash'], { unique: true })
@Index(['subjectId'])
@Index('signed_link_sign_in', ['holderId', 'createdAt'], { where: `"purpose" = 'sign-in'` })
@Index('signed_link_ref_holder', ['ref', 'holderId'])
@Index('signed_link_once', ['purpose', 'subjectId', 'holderId', 'generation'], {
  unique: true,
  where: `"revoked_at" is null and "handed_over_at" is null and not "duplicate" and "purpose" <> 'sign-in'`,
})
export class SignedLinkEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') purpose!: string;
  /** The prompt, draft or outbox row that the link leads to. */
  @Column('text') subjectId!: string;
  /** Contact or staff id; the draft's id for a candidate who is not yet known. */
  @Column('text') holderId!: string;
  @Column('integer') generation!: number;
  @Column('text') kid!: string;
  @Column('text') tokenHash!: string;
  @ForeignKey(() => DossierEntity, { name: 'signed_link_ref_fk' })
  @Column('text', { nullable: true }) ref!: string | null;
  @Column(instant) createdAt!: string;
  @Column(maybeInstant) revokedAt!: string | null;
  /** The holder gave the question to a colleague: the link says so, and acts no more. */
  @Column(maybeInstant) handedOverAt!: string | null;
  /** Made a second time before a key forbade it; both stand in mails, so both open what they did. */
  @Column('boolean', { default: false }) duplicate!: boolean;
}

/** An answer as it came in: nothing is lost between a click and the workflow. */
@Entity('inbox')
@Index(['promptId'], { unique: true, where: `"status" in ('received', 'accepted')` })
@Index(['nextAttemptAt'], { where: `"status" = 'received'` })
@Index('inbox_ref', ['ref'])
@Index('inbox_prompt', ['promptId'])
export class InboxEntity {
  @PrimaryColumn('uuid') id!: string;
  /** The order of receipt; the queue for places follows it. */
  @Column(counter)
  @Generated('increment')
  order!: number;
  /** No key: a place may be offered before the exchange has put its question for one into words. */
  @Column('text') promptId!: string;
  @ForeignKey(() => DossierEntity, { name: 'inbox_ref_fk' })
  @Column('text') ref!: string;
  @Column('text') choice!: string;
  @Column('jsonb') payload!: object;
  @Column('text') payloadHash!: string;
  @Column('jsonb') facts!: Facts;
  /** Contact or staff id, or `system`. */
  @Column('text') by!: string;
  @Column(instant) receivedAt!: string;
  @Column(instant) receivedRealAt!: string;
  @Column('text') status!: 'received' | 'accepted' | 'superseded' | 'refused' | 'too-late';
  /** Why it was refused. */
  @Column('text', { nullable: true }) code!: string | null;
  @Column('integer', { default: 0 }) attempts!: number;
  @Column(instant) nextAttemptAt!: string;
}

/** An e-mailed code that opens a 30-minute window for a signature or bank details. */
@Entity('mailed_code')
@Index(['linkId'])
@Index(['ref', 'holderId'])
@Index('mailed_code_ends', ['endsAt'])
export class MailedCodeEntity {
  @PrimaryColumn('uuid') id!: string;
  @ForeignKey(() => SignedLinkEntity, { name: 'mailed_code_link_fk', onDelete: 'CASCADE' })
  @Column('uuid') linkId!: string;
  /** Whose it is in which exchange: tries and mails are counted by both, whichever link is used. */
  @Column('text', { default: '' }) ref!: string;
  @Column('text', { default: '' }) holderId!: string;
  @Column('text') codeHash!: string;
  @Column(instant) sentAt!: string;
  @Column(instant) endsAt!: string;
  @Column('integer', { default: 0 }) wrongTries!: number;
  @Column(maybeInstant) usedAt!: string | null;
  /** SHA-256 of the secret of the browser for which it opened the window. */
  @Column('text', { nullable: true }) openedBy!: string | null;
}

/**
 * Something that was typed and counts for nothing yet: a candidate's choice of a host before the address is confirmed
 * (the confirming click writes the exchange), or an answer that was saved to be continued later.
 */
@Entity('draft')
@Index('draft_ref', ['ref'], { where: `"ref" is not null` })
@Index('draft_edition', ['edition'], { where: `"ref" is null` })
// In the migration, because a decorator cannot say all of it.
@Index('draft_prompt', { synchronize: false })
export class DraftEntity {
  @PrimaryColumn('uuid') id!: string;
  @ForeignKey(() => EditionEntity, { name: 'draft_edition_fk' })
  @Column('text') edition!: string;
  @Column('jsonb') payload!: object;
  @Column('text') language!: string;
  @Column(instant) createdAt!: string;
  @Column(instant) deleteAt!: string;
  /** The exchange that it became. */
  @ForeignKey(() => DossierEntity, { name: 'draft_ref_fk' })
  @Column('text', { nullable: true }) ref!: string | null;
}
