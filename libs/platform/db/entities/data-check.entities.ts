import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant } from './instant.js';

/** When somebody last looked whether the database fits together: one row. */
@Entity('data_check')
export class DataCheckEntity {
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'PK_data_check' }) id!: number;
  @Column(instant) lookedAt!: string;
}

/** What that look found not to fit, until a later one finds it no more. */
@Entity('data_finding')
export class DataFindingEntity {
  /** Table and column. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'PK_data_finding' }) what!: string;
  @Column('integer') count!: number;
  /** Ids of the first few. */
  @Column('jsonb') examples!: string[];
  /** By the real clock: when it was first found. */
  @Column(instant) since!: string;
}
