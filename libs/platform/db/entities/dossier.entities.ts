import { Column, Entity, ForeignKey, Generated, Index, PrimaryColumn } from 'typeorm';
import type { OpenPrompt } from '../../../contracts/dossier/view.js';
import type { Stage } from '../../../domain/kinds/exchange/lifecycle.js';
import type { Slot } from '../../../domain/programme/vocabulary.js';
import type { DossierKind } from '../../../domain/dossier/kind.js';
import { cents, counter, instant, maybeInstant } from './instant.js';
import { ContactEntity, HubEntity, OrganisationEntity } from './network.entities.js';
import { DefinitionEntity, EditionEntity } from './programme.entities.js';

/**
 * A dossier: whatever has a reference, a workflow, questions and a journal, from the moment its reference was given; also
 * the start row that the relay turns into a workflow. An exchange is one kind of dossier.
 */
@Entity('dossier')
@Index(['edition', 'stage', 'ref'])
@Index(['endedAt'], { where: `"archived_at" is null and "ended_at" is not null` })
@Index(['startStatus'], { where: `"start_status" = 'planned'` })
@ForeignKey(() => DefinitionEntity, ['definitionId', 'definitionVersion'], ['id', 'version'], { name: 'dossier_definition_fk' })
@Index('dossier_corrects', ['corrects'], { where: `"corrects" is not null` })
@Index('dossier_open', ['edition'], { where: `"ended_at" is null` })
export class DossierEntity {
  @PrimaryColumn('text') ref!: string;
  @Column('text', { default: 'exchange' }) kind!: DossierKind;
  @ForeignKey(() => EditionEntity, { name: 'dossier_edition_fk' })
  @Column('text') edition!: string;
  @Column('text') definitionId!: string;
  @Column('integer') definitionVersion!: number;
  @Column('text') startAt!: string;
  @Column('text', { default: 'planned' }) startStatus!: 'planned' | 'started';
  @Column('integer', { default: 0 }) startAttempts!: number;
  @Column(instant) startNextAt!: string;
  @Column(instant) createdAt!: string;
  /** The completed exchange that this one corrects, and how. */
  @ForeignKey(() => DossierEntity, { name: 'dossier_corrects_fk' })
  @Column('text', { nullable: true }) corrects!: string | null;
  @Column('jsonb', { nullable: true }) correction!: { party: string; cents: number; notice: string } | null;
  @Column('boolean', { default: false }) paused!: boolean;
  /** By the dossier's own clock, when the step that ended it was taken; null while it is open. Set once, whatever its kind calls its endings. */
  @Column(maybeInstant) endedAt!: string | null;
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
  @ForeignKey(() => DossierEntity, { name: 'party_ref_fk' })
  @PrimaryColumn('text') ref!: string;
  @PrimaryColumn('text') leg!: string;
  @PrimaryColumn('text') party!: string;
  @ForeignKey(() => OrganisationEntity, { name: 'party_organisation_fk' })
  @Column('text', { nullable: true }) organisationId!: string | null;
  @ForeignKey(() => HubEntity, { name: 'party_hub_fk' })
  @Column('text', { nullable: true }) hubId!: string | null;
}

/** Who fills a slot of a party. */
@Entity('party_contact')
@ForeignKey(() => PartyEntity, ['ref', 'leg', 'party'], ['ref', 'leg', 'party'], { name: 'party_contact_party_fk' })
@Index('party_contact_contact', ['contactId'])
export class PartyContactEntity {
  @PrimaryColumn('text') ref!: string;
  @PrimaryColumn('text') leg!: string;
  @PrimaryColumn('text') party!: string;
  @PrimaryColumn('text') slot!: Slot;
  @ForeignKey(() => ContactEntity, { name: 'party_contact_contact_fk' })
  @Column('text') contactId!: string;
}

/** A version of the exchange's plan. The signatures bind the hash of the version they were given for. */
@Entity('plan')
export class PlanEntity {
  @ForeignKey(() => DossierEntity, { name: 'plan_ref_fk' })
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

/** An exchange that holds what was needed for its visit only, such as access needs, and the day on which that is deleted. */
@Entity('visit_data')
@Index('visit_data_due', ['edition', 'deleteOn'])
export class VisitDataEntity {
  @ForeignKey(() => DossierEntity, { name: 'visit_data_ref_fk' })
  @PrimaryColumn('text', { primaryKeyConstraintName: 'PK_visit_data' }) ref!: string;
  @Column('text') edition!: string;
  /** In the zone of the programme, `YYYY-MM-DD`. */
  @Column('date') deleteOn!: string;
}

/** The agreement as it was shown and signed: its canonical text is hashed, both signatures name the hash. */
@Entity('agreement')
export class AgreementEntity {
  @ForeignKey(() => DossierEntity, { name: 'agreement_ref_fk' })
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
  @ForeignKey(() => DossierEntity, { name: 'step_ref_fk' })
  @PrimaryColumn('text') ref!: string;
  @PrimaryColumn('integer') seq!: number;
  @Column('text') sha256!: string;
  @Column('jsonb') result!: object;
  /** Changes of the story that the step was told after. */
  @Column('jsonb', { nullable: true }) since!: string[] | null;
}

/** The exchange's own history: who, when, what, why. Keyed by step and place within it, so nothing stands twice. */
@Entity('journal')
export class JournalEntity {
  @ForeignKey(() => DossierEntity, { name: 'journal_ref_fk' })
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
@Index('activity_log_kind_at', ['kind', 'at'])
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
@Index('place_hold_waiting', ['edition', 'queueOrder'], { where: `"status" = 'waiting'` })
export class PlaceHoldEntity {
  @ForeignKey(() => DossierEntity, { name: 'place_hold_ref_fk' })
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
