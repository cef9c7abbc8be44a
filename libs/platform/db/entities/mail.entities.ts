import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { MailKind } from '../../../domain/programme/vocabulary.js';
import { instant, maybeInstant } from './instant.js';
import { PromptEntity } from './asking.entities.js';
import { DossierEntity } from './dossier.entities.js';
import { ContactEntity } from './network.entities.js';
import { EditionEntity } from './programme.entities.js';

/** A mail to one recipient, from the moment it was decided on. */
@Entity('outbox')
@Index(['businessKey'], { unique: true })
@Index(['ref'])
@Index(['messageId'])
@Index('outbox_confirm', ['plannedRealAt'], { where: `"kind" = 'confirm-address'` })
@Index('outbox_waiting', ['edition', 'notBefore'], { where: `"status" in ('planned', 'sending')` })
@Index('outbox_thread', ['threadId'], { where: `"thread_id" is not null` })
@Index('outbox_undelivered', ['edition', 'plannedRealAt'], { where: `"status" in ('refused', 'ambiguous')` })
@Index('outbox_recipient', ['recipientId', 'kind', 'plannedRealAt'])
export class OutboxEntity {
  @PrimaryColumn('uuid') id!: string;
  /** What the mail is, e.g. `<prompt id>/asked`; the same mail is planned once. */
  @Column('text') businessKey!: string;
  @ForeignKey(() => DossierEntity, { name: 'outbox_ref_fk' })
  @Column('text', { nullable: true }) ref!: string | null;
  @ForeignKey(() => EditionEntity, { name: 'outbox_edition_fk' })
  @Column('text', { nullable: true }) edition!: string | null;
  /** Entry of the text catalogue. */
  @Column('text') kind!: MailKind;
  /** Contact, staff or draft id. */
  @Column('text') recipientId!: string;
  /** The party whose mail this is, or `staff`: the budget counts by it. */
  @Column('text') audience!: string;
  /** What the text needs, fixed when the mail was planned, so that a second send has the same body. */
  @Column('jsonb') data!: object;
  /** No key: the mail tells that there was a link, also once that is deleted. */
  @Column('text', { nullable: true }) linkId!: string | null;
  @Column('text') messageId!: string;
  @Column('text', { nullable: true }) threadId!: string | null;
  /** `overtaken`: it waited until nobody needed its answer from its reader any more, and was not sent. */
  @Column('text') status!: 'planned' | 'sending' | 'sent' | 'refused' | 'ambiguous' | 'overtaken';
  /** By the edition's clock, and by the real one. */
  @Column(instant) plannedAt!: string;
  @Column(instant) plannedRealAt!: string;
  /** By the edition's clock: not in quiet hours, and once its fate is unknown not within the hour. */
  @Column(instant) notBefore!: string;
  @Column('integer', { default: 0 }) attempts!: number;
  /** By the real clock: the relay leaves it alone until then, because it was tried in vain or whoever planned it is at it. */
  @Column({ ...instant, default: () => 'now()' }) nextTryAt!: string;
  /** Who is sending it: only they say what came of it. */
  @Column('uuid', { nullable: true }) lease!: string | null;
  /** By the real clock: while it lasts, nobody else sends the row. */
  @Column(maybeInstant) leaseUntil!: string | null;
  /** By the real clock: when it was handed over and nobody knows whether it arrived. A second time makes it `ambiguous`. */
  @Column(maybeInstant) inDoubtSince!: string | null;
  @Column('text', { nullable: true }) lastCode!: string | null;
  @Column(maybeInstant) sentAt!: string | null;
}

/** The one gate that all senders read: closed while the mail server refuses us as a whole. */
@Entity('mail_gate')
export class MailGateEntity {
  @PrimaryColumn('integer') id!: number;
  @Column(maybeInstant) closedSince!: string | null;
  @Column('text', { nullable: true }) code!: string | null;
  @Column(maybeInstant) probeAt!: string | null;
}

/** A reminder that fell due; a contact's rows of one day become one mail. */
@Entity('due_reminder')
@Index(['edition'], { where: `"outbox_id" is null` })
@Index('due_reminder_outbox', ['outboxId'], { where: `"outbox_id" is not null` })
export class DueReminderEntity {
  @ForeignKey(() => PromptEntity, { name: 'due_reminder_prompt_fk' })
  @PrimaryColumn('text') promptId!: string;
  @PrimaryColumn('integer') nth!: number;
  @ForeignKey(() => EditionEntity, { name: 'due_reminder_edition_fk' })
  @Column('text') edition!: string;
  @ForeignKey(() => ContactEntity, { name: 'due_reminder_contact_fk' })
  @Column('text') contactId!: string;
  @Column(instant) dueAt!: string;
  @ForeignKey(() => OutboxEntity, { name: 'due_reminder_outbox_fk' })
  @Column('uuid', { nullable: true }) outboxId!: string | null;
}
