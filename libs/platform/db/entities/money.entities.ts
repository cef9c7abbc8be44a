import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { PaymentPurpose } from '../../../contracts/dossier/events.js';
import { cents, instant, maybeInstant } from './instant.js';

/** A checked amount that finance may pay: one row for each party and purpose, however often it is asked for. */
@Entity('payment')
@Index(['edition', 'status'])
export class PaymentEntity {
  /** `<reference>/<leg>/<party>/<purpose>`. */
  @PrimaryColumn('text') id!: string;
  @Column('text') ref!: string;
  @Column('text') edition!: string;
  @Column('text') leg!: string;
  @Column('text') party!: string;
  @Column('text') purpose!: PaymentPurpose;
  @Column(cents) cents!: number;
  @Column('text') payeeOrganisationId!: string;
  /** The line-by-line sum, as the payee reads it. */
  @Column('jsonb') explanation!: object;
  /** `void`: never approved when the exchange was stopped; what is paid then is a settlement of its own. */
  @Column('text') status!: 'requested' | 'approved' | 'booked' | 'returned' | 'void';
  /** The answer that checked the claim, and who gave it: the checker never approves. */
  @Column('text', { nullable: true }) checkAnswer!: string | null;
  @Column('text', { nullable: true }) checkedBy!: string | null;
  @Column('text', { nullable: true }) approvedBy!: string | null;
  @Column('text', { nullable: true }) runId!: string | null;
  @Column(instant) requestedAt!: string;
  @Column(maybeInstant) approvedAt!: string | null;
  @Column(maybeInstant) bookedAt!: string | null;
}

/** The weekly list of payments that finance works through. */
@Entity('payment_run')
export class PaymentRunEntity {
  /** `<edition>/<local day>`. */
  @PrimaryColumn('text') id!: string;
  @Column('text') edition!: string;
  @Column(instant) openedAt!: string;
  @Column(maybeInstant) bookedAt!: string | null;
  @Column('text', { nullable: true }) bookedBy!: string | null;
}

/** Where an organisation wants to be paid. Kept with who gave it and when. */
@Entity('bank_details')
@Index(['organisationId', 'ref'])
export class BankDetailsEntity {
  /** The answer that carried them. */
  @PrimaryColumn('text') answerId!: string;
  @Column('text') ref!: string;
  @Column('text') party!: string;
  @Column('text') organisationId!: string;
  @Column('text') accountHolder!: string;
  @Column('text') iban!: string;
  @Column('text', { nullable: true }) bic!: string | null;
  @Column('text') givenBy!: string;
  @Column(instant) givenAt!: string;
}
