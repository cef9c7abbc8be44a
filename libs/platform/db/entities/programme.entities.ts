import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Definition } from '../../../domain/programme/definition.js';
import { cents, instant } from './instant.js';

/** One published version of a programme's rules. Never changed: an exchange keeps the version it started under. */
@Entity('definition')
export class DefinitionEntity {
  @PrimaryColumn('text') id!: string;
  @PrimaryColumn('integer') version!: number;
  @Column('text') sha256!: string;
  /** Plain `json`: the order in which a definition names its parties and fields is kept. */
  @Column('json') definition!: Definition;
  /** Text catalogues by language, with their revision. */
  @Column('json') texts!: object[];
  @Column(instant) publishedAt!: string;
}

/** A programme's run in a period, with its budget, its places and its clock. */
@Entity('edition')
@ForeignKey(() => DefinitionEntity, ['definitionId', 'definitionVersion'], ['id', 'version'], { name: 'edition_definition_fk' })
export class EditionEntity {
  @PrimaryColumn('text') id!: string;
  @Column('text') definitionId!: string;
  @Column('integer') definitionVersion!: number;
  @Column('text') name!: string;
  @Column(cents) budgetCents!: number;
  @Column('integer') places!: number;
  @Column({ ...cents, default: 0 }) reservedCents!: number;
  @Column('integer', { default: 0 }) placesHeld!: number;
  @Column('integer', { default: 0 }) lastReference!: number;
  /** A rehearsal's clock may be advanced; a real edition's never. */
  @Column('boolean', { default: false }) rehearsal!: boolean;
  @Column({ ...cents, default: 0 }) clockOffsetMs!: number;
  @Column('integer', { default: 0 }) clockVersion!: number;
  @Column(instant) createdAt!: string;
}

/** Work that the edition's upkeep did once: a digest of a day, a finance run of a week. */
@Entity('upkeep_done')
@Index(['edition'])
export class UpkeepDoneEntity {
  /** Business key, e.g. `digest/<edition>/<staff>/<local day>`. */
  @PrimaryColumn('text') key!: string;
  @ForeignKey(() => EditionEntity, { name: 'upkeep_done_edition_fk' })
  @Column('text') edition!: string;
  @Column(instant) at!: string;
}
