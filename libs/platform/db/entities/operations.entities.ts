import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { HealthCondition } from '../../../domain/programme/health-conditions.js';
import { instant } from './instant.js';

/** Something that is broken, from when it was first found until it is gone. */
@Entity('broken_since')
export class BrokenSinceEntity {
  @PrimaryColumn('text') name!: HealthCondition;
  /** The exchange that it is about; empty where it is about none. */
  @PrimaryColumn('text') subject!: string;
  /** By the clock on which it is measured. */
  @Column(instant) since!: string;
  /** By the real clock. */
  @Column({ ...instant, default: () => 'now()' }) foundAt!: string;
  @Column({ ...instant, default: () => 'now()' }) seenAt!: string;
}
