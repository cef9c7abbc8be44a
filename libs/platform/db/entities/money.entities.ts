import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { PaymentPurpose } from '../../../contracts/dossier/events.js';
import { cents, instant, maybeInstant } from './instant.js';
import { DossierEntity } from './dossier.entities.js';
import { OrganisationEntity, StaffMemberEntity } from './network.entities.js';
import { EditionEntity } from './programme.entities.js';

/** A checked amount that finance may pay: one row for each party and purpose, however often it is asked for. */
@Entity('payment')
@Index(['edition', 'status'])
@Index('payment_ref', ['ref'])
// In the migrations, because a decorator cannot say all of it.
@Index('payment_run_totals', { synchronize: false })
@Index('payment_owed', { synchronize: false })
export class PaymentEntity {
  /** `<reference>/<leg>/<party>/<purpose>`. */
  @PrimaryColumn('text') id!: string;
  @ForeignKey(() => DossierEntity, { name: 'payment_ref_fk' })
  @Column('text') ref!: string;
  @Column('text') edition!: string;
  @Column('text') leg!: string;
  @Column('text') party!: string;
  @Column('text') purpose!: PaymentPurpose;
  @Column(cents) cents!: number;
  @ForeignKey(() => OrganisationEntity, { name: 'payment_payee_fk' })
  @Column('text') payeeOrganisationId!: string;
  /** The line-by-line sum, as the payee reads it. */
  @Column('jsonb') explanation!: object;
  /** `void`: never approved when the exchange was stopped; what is paid then is a settlement of its own. */
  @Column('text') status!: 'requested' | 'approved' | 'booked' | 'returned' | 'void';
  /** The answer that checked the claim, and who gave it: the checker never approves. */
  @Column('text', { nullable: true }) checkAnswer!: string | null;
  @Column('text', { nullable: true }) checkedBy!: string | null;
  @Column('text', { nullable: true }) approvedBy!: string | null;
  @ForeignKey(() => PaymentRunEntity, { name: 'payment_run_fk' })
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
  @ForeignKey(() => EditionEntity, { name: 'payment_run_edition_fk' })
  @Column('text') edition!: string;
  @Column(instant) openedAt!: string;
  @Column(maybeInstant) bookedAt!: string | null;
  @ForeignKey(() => StaffMemberEntity, { name: 'payment_run_booked_by_fk' })
  @Column('text', { nullable: true }) bookedBy!: string | null;
}

/** Where an organisation wants to be paid. Kept with who gave it and when. */
@Entity('bank_details')
@Index(['organisationId', 'ref'])
@Index('bank_details_ref', ['ref'])
export class BankDetailsEntity {
  /** The answer that carried them. */
  @PrimaryColumn('text') answerId!: string;
  @ForeignKey(() => DossierEntity, { name: 'bank_details_ref_fk' })
  @Column('text') ref!: string;
  @Column('text') party!: string;
  @ForeignKey(() => OrganisationEntity, { name: 'bank_details_organisation_fk' })
  @Column('text') organisationId!: string;
  @Column('text') accountHolder!: string;
  @Column('text') iban!: string;
  @Column('text', { nullable: true }) bic!: string | null;
  @Column('text') givenBy!: string;
  @Column(instant) givenAt!: string;
}
