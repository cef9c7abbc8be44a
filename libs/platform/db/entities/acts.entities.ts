import { Column, Entity, ForeignKey, Generated, Index, PrimaryColumn } from 'typeorm';
import type { ActKind } from '../../../contracts/dossier/acts.js';
import { cents, counter, instant, maybeInstant } from './instant.js';
import { DossierEntity } from './dossier.entities.js';
import { EditionEntity } from './programme.entities.js';

/** What a party or staff do to an exchange beside answering, as it came in: nothing is lost on the way to the workflow. */
@Entity('act')
@Index(['ref'])
@Index(['incidentId'])
@Index(['nextAttemptAt'], { where: `"status" = 'received'` })
@Index('act_done', ['realAt'], { where: `"status" = 'done'` })
export class ActEntity {
  @PrimaryColumn('uuid') id!: string;
  /** The order in which acts were done; those of one exchange reach it in this order. */
  @Column(counter)
  @Generated('increment')
  order!: number;
  @ForeignKey(() => DossierEntity, { name: 'act_ref_fk' })
  @Column('text') ref!: string;
  /** `correct` opened another exchange, which the input names; it went to no workflow. */
  @Column('text') kind!: ActKind | 'correct';
  /** What the workflow gets: ids, codes and instants. */
  @Column('jsonb') input!: object;
  /** What was written, for people: reasons in words, new names, new dates. */
  @Column('jsonb') payload!: object;
  /** Contact or staff id. */
  @Column('text') by!: string;
  /** The incident that moves many exchanges at once. */
  @ForeignKey(() => IncidentEntity, { name: 'act_incident_fk' })
  @Column('uuid', { nullable: true }) incidentId!: string | null;
  @Column(instant) at!: string;
  @Column(instant) realAt!: string;
  @Column('text') status!: 'received' | 'done' | 'refused';
  @Column('text', { nullable: true }) code!: string | null;
  @Column('integer', { default: 0 }) attempts!: number;
  @Column(instant) nextAttemptAt!: string;
}

/** One act of staff upon many exchanges at once: postponed, resumed, extended or moved online. */
@Entity('incident')
export class IncidentEntity {
  @PrimaryColumn('uuid') id!: string;
  @ForeignKey(() => EditionEntity, { name: 'incident_edition_fk' })
  @Column('text') edition!: string;
  @Column('text') kind!: 'pause' | 'resume' | 'extend' | 'online';
  @Column('jsonb') payload!: object;
  @Column('text') by!: string;
  @Column(instant) at!: string;
  @Column('integer') chosen!: number;
}

/** Money that a party has to pay back. */
@Entity('recovery')
@Index('recovery_ref', ['ref'])
export class RecoveryEntity {
  /** `<reference>/<leg>/<party>`. */
  @PrimaryColumn('text') id!: string;
  @ForeignKey(() => DossierEntity, { name: 'recovery_ref_fk' })
  @Column('text') ref!: string;
  @Column('text') edition!: string;
  @Column('text') party!: string;
  @Column(cents) cents!: number;
  @Column('text') status!: 'requested' | 'received' | 'written-off';
  @Column(instant) requestedAt!: string;
  @Column(maybeInstant) endedAt!: string | null;
}

/** A closed exchange's history, packed and hashed: proof of what happened, and the source of rebuilt views. */
@Entity('archived_history')
export class ArchivedHistoryEntity {
  @ForeignKey(() => DossierEntity, { name: 'archived_history_ref_fk' })
  @PrimaryColumn('text') ref!: string;
  /** A run that was terminated is archived too, beside the one that went on and ended. */
  @PrimaryColumn('text') runId!: string;
  /** How the run was closed, as Temporal calls it. */
  @Column('text', { default: 'COMPLETED' }) closedAs!: string;
  /** SHA-256 of the unpacked document. */
  @Column('text') sha256!: string;
  @Column('integer') events!: number;
  /** Gzipped JSON of the history. */
  @Column('bytea') document!: Buffer;
  @Column(instant) archivedAt!: string;
}
