import { Column, Entity, Generated, Index, PrimaryColumn } from 'typeorm';
import type { OpenPrompt } from '../../../contracts/dossier/view.js';
import type { Stage } from '../../../domain/kinds/exchange/lifecycle.js';
import type { Slot } from '../../../domain/programme/vocabulary.js';
import { cents, counter, instant, maybeInstant } from './instant.js';

/** An exchange from the moment its reference was given; also the start row that the relay turns into a workflow. */
@Entity('exchange')
@Index(['edition', 'stage', 'ref'])
@Index(['updatedAt'], { where: `"archived_at" is null and "stage" in ('completed', 'declined', 'expired', 'withdrawn', 'cancelled')` })
@Index(['startStatus'], { where: `"start_status" = 'planned'` })
export class ExchangeEntity {
  @PrimaryColumn('text') ref!: string;
  @Column('text') edition!: string;
  @Column('text') definitionId!: string;
  @Column('integer') definitionVersion!: number;
  @Column('text') startAt!: string;
  @Column('text', { default: 'planned' }) startStatus!: 'planned' | 'started';
  @Column('integer', { default: 0 }) startAttempts!: number;
  @Column(instant) startNextAt!: string;
  @Column(instant) createdAt!: string;
  /** The completed exchange that this one corrects, and how. */
  @Column('text', { nullable: true }) corrects!: string | null;
  @Column('jsonb', { nullable: true }) correction!: { party: string; cents: number; notice: string } | null;
  @Column('boolean', { default: false }) paused!: boolean;
  @Column(maybeInstant) archivedAt!: string | null;
  /** The read model: what the last published step left behind. `seq` orders it. */
  @Column('integer', { default: 0 }) seq!: number;
  @Column('text') stage!: Stage;
  @Column(maybeInstant) stageSince!: string | null;
  @Column('jsonb', { default: [] }) waitingFor!: OpenPrompt[];
  @Column(maybeInstant) wakeAt!: string | null;
  @Column(instant) updatedAt!: string;
}

/** A side of an exchange: the organisation and hub, filled in when the host is known. */
@Entity('party')
export class PartyEntity {
  @PrimaryColumn('text') ref!: string;
  @PrimaryColumn('text') leg!: string;
  @PrimaryColumn('text') party!: string;
  @Column('text', { nullable: true }) organisationId!: string | null;
  @Column('text', { nullable: true }) hubId!: string | null;
}

/** Who fills a slot of a party. */
@Entity('party_contact')
export class PartyContactEntity {
  @PrimaryColumn('text') ref!: string;
  @PrimaryColumn('text') leg!: string;
  @PrimaryColumn('text') party!: string;
  @PrimaryColumn('text') slot!: Slot;
  @Column('text') contactId!: string;
}

/** A version of the exchange's plan. The signatures bind the hash of the version they were given for. */
@Entity('plan')
export class PlanEntity {
  @PrimaryColumn('text') ref!: string;
  @PrimaryColumn('text') leg!: string;
  @PrimaryColumn('integer') version!: number;
  /** Local dates of the visit, `YYYY-MM-DD`. */
  @Column('date') firstDay!: string;
  @Column('date') lastDay!: string;
  @Column('integer') participants!: number;
  @Column('jsonb') content!: object;
  @Column(instant) createdAt!: string;
}

/** The agreement as it was shown and signed: its canonical text is hashed, both signatures name the hash. */
@Entity('agreement')
export class AgreementEntity {
  @PrimaryColumn('text') ref!: string;
  @PrimaryColumn('integer') version!: number;
  @Column('text') sha256!: string;
  @Column('text') language!: string;
  @Column('jsonb') content!: object;
  @Column(instant) createdAt!: string;
}

/** One step of an exchange as it was published; publishing it again returns its result. */
@Entity('step')
export class StepEntity {
  @PrimaryColumn('text') ref!: string;
  @PrimaryColumn('integer') seq!: number;
  @Column('text') sha256!: string;
  @Column('jsonb') result!: object;
}

/** The exchange's own history: who, when, what, why. Keyed by step and place within it, so nothing stands twice. */
@Entity('journal')
export class JournalEntity {
  @PrimaryColumn('text') ref!: string;
  @PrimaryColumn('integer') seq!: number;
  @PrimaryColumn('integer') n!: number;
  @Column('text') kind!: string;
  @Column('jsonb') event!: object;
  /** By the exchange's clock, and by the real one. */
  @Column(instant) at!: string;
  @Column(instant) realAt!: string;
}

/** What happened at the desk outside a workflow: a locked code, a bounce, a page opened, a staff sign-in. */
@Entity('activity_log')
@Index(['ref', 'id'])
export class ActivityLogEntity {
  @PrimaryColumn('bigint', { transformer: counter.transformer! })
  @Generated('increment')
  id!: number;
  @Column('text', { nullable: true }) ref!: string | null;
  @Column('text') kind!: string;
  /** Contact or staff id, or `system`. */
  @Column('text') who!: string;
  @Column('jsonb', { default: {} }) detail!: object;
  @Column(instant) at!: string;
}

/** A place and the money reserved with it, or a place in the queue for one. */
@Entity('place_hold')
@Index(['edition', 'queueOrder'])
export class PlaceHoldEntity {
  @PrimaryColumn('text') ref!: string;
  @Column('text') edition!: string;
  /** The order in which applications were received; kept through changes. */
  @Column(counter) queueOrder!: number;
  @Column(cents) cents!: number;
  @Column('text') status!: 'waiting' | 'held' | 'released';
  @Column(instant) askedAt!: string;
  @Column(maybeInstant) heldAt!: string | null;
  @Column(maybeInstant) releasedAt!: string | null;
}
