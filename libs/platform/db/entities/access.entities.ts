import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { PromptEntity } from './asking.entities.js';
import { instant, maybeInstant } from './instant.js';
import { StaffMemberEntity } from './network.entities.js';

/** A staff member's browser session, begun by a mailed sign-in link. Eight hours. */
@Entity('staff_session')
export class StaffSessionEntity {
  /** SHA-256 of the cookie's value. */
  @PrimaryColumn('text') tokenHash!: string;
  @ForeignKey(() => StaffMemberEntity, { name: 'staff_session_staff_fk' })
  @Column('text') staffId!: string;
  /** Must come back with every form of the session. */
  @Column('text') csrfToken!: string;
  @Column(instant) createdAt!: string;
  @Column(instant) endsAt!: string;
  @Column(maybeInstant) endedAt!: string | null;
}

/** What was typed behind the mailed link of a member of staff, until its holder has signed in. Eight hours. */
@Entity('held_form')
export class HeldFormEntity {
  @ForeignKey(() => StaffMemberEntity, { name: 'held_form_staff_fk' })
  @PrimaryColumn('text')
  staffId!: string;
  @ForeignKey(() => PromptEntity, { name: 'held_form_prompt_fk' })
  @PrimaryColumn('text')
  promptId!: string;
  /** As it was posted. */
  @Column('jsonb') raw!: object;
  @Column(instant) heldAt!: string;
}

/** A staff member's token for the API. */
@Entity('staff_token')
@Index(['staffId'])
export class StaffTokenEntity {
  /** SHA-256 of the token. */
  @PrimaryColumn('text') tokenHash!: string;
  @ForeignKey(() => StaffMemberEntity, { name: 'staff_token_staff_fk' })
  @Column('text') staffId!: string;
  @Column(instant) createdAt!: string;
  @Column(maybeInstant) revokedAt!: string | null;
}

/** What went wrong inside an activity, in full; the workflow's history carries only `code` and the row's id. */
@Entity('error_report')
@Index('error_report_at', ['at'])
export class ErrorReportEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') code!: string;
  @Column('text') activity!: string;
  @Column('jsonb') detail!: object;
  @Column(instant) at!: string;
}
