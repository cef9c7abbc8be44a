import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { instant, maybeInstant } from './instant.js';
import { DossierEntity } from './dossier.entities.js';
import { OutboxEntity } from './mail.entities.js';
import { ContactEntity } from './network.entities.js';

/** A file that came with a mail: its content stays in the mailbox. */
export interface ListedFile {
  name: string;
  /** Bytes. */
  size: number;
}

/** Why not all of a mail could be taken: it is larger than anything we read, or built so that only its header can be read. */
export type MissingWhy = 'too-large' | 'unreadable';

/** What somebody wrote to the office about an exchange, outside all questions. It is read by people and decides nothing. */
@Entity('conversation')
@Index(['messageId'], { unique: true })
@Index(['ref', 'receivedAt'])
@Index(['ref'], { where: `"seen_by_staff_at" is null` })
export class ConversationEntity {
  @PrimaryColumn('uuid') id!: string;
  @ForeignKey(() => DossierEntity, { name: 'conversation_ref_fk' })
  @Column('text') ref!: string;
  /** The contact whose address it came from; null where no contact of the exchange has it. */
  @ForeignKey(() => ContactEntity, { name: 'conversation_contact_fk' })
  @Column('text', { nullable: true }) contactId!: string | null;
  @Column('text') direction!: 'in';
  /** The address that the mail says it is from; anybody can write anything there. */
  @Column('text') sender!: string;
  /** False: shown as an unverified sender. */
  @Column('boolean') senderKnown!: boolean;
  /** The mail of ours that it answers, where that is known. */
  @ForeignKey(() => OutboxEntity, { name: 'conversation_outbox_fk' })
  @Column('uuid', { nullable: true }) outboxId!: string | null;
  @Column('text') subject!: string;
  /** What was written, without what was quoted. */
  @Column('text') text!: string;
  /** The same with all that was quoted, cut where it is too long. */
  @Column('text') raw!: string;
  /** Without angle brackets; a mail that has none gets one made of its bytes. */
  @Column('text') messageId!: string;
  @Column('jsonb', { default: [] }) attachments!: ListedFile[];
  /** Why not all of the mail stands here; it is in the mailbox. Null: all of it does. */
  @Column('text', { nullable: true }) missing!: MissingWhy | null;
  /** By the exchange's clock, and by the real one. */
  @Column(instant) receivedAt!: string;
  @Column(instant) receivedRealAt!: string;
  @Column(maybeInstant) seenByStaffAt!: string | null;
}

/** Mail to somebody's address came back. One is open at a time, however many mails come back. */
@Entity('address_problem')
@Index(['contactId'], { unique: true, where: `"ended_at" is null` })
export class AddressProblemEntity {
  @PrimaryColumn('uuid') id!: string;
  /** Contact or staff id. */
  @Column('text') contactId!: string;
  /** The address that mail came back from: a corrected one starts afresh. */
  @Column('text') address!: string;
  /** Enhanced status code of RFC 3463, such as `5.1.1`. */
  @Column('text') code!: string;
  /** The first mail that came back. */
  @ForeignKey(() => OutboxEntity, { name: 'address_problem_outbox_fk' })
  @Column('uuid') outboxId!: string;
  @Column(instant) since!: string;
  @Column(maybeInstant) endedAt!: string | null;
}

/** A mail that came in and what became of it, so that it is taken once however often it is handed over. Says nothing of its content. */
@Entity('incoming_mail')
@Index(['senderHash', 'at'])
@Index(['at'])
export class IncomingMailEntity {
  /** SHA-256 of the Message-ID, or of the whole mail where it has none; of the place or the content of a mail that could not be taken. */
  @PrimaryColumn('text') id!: string;
  /** SHA-256 of the sender's address. */
  @Column('text') senderHash!: string;
  @Column('text') outcome!: string;
  @Column(instant) at!: string;
}

/** How it stands with the place that incoming mail is got from: one row. */
@Entity('incoming_watch')
export class IncomingWatchEntity {
  @PrimaryColumn('integer') id!: number;
  /** When some process last looked there and found it in order; null where none ever did, or none is to look any more. */
  @Column(maybeInstant) heardAt!: string | null;
  /** Since when nobody can get at it, and why, as a code. */
  @Column(maybeInstant) troubleSince!: string | null;
  @Column('text', { nullable: true }) code!: string | null;
}
