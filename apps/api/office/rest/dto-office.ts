import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { staffRoles } from '../../../../libs/domain/programme/vocabulary.js';

/** Somebody who works in the office. */
export class StaffMemberDto {
  @ApiProperty()
  id!: string;
  @ApiProperty()
  name!: string;
  @ApiProperty()
  email!: string;
  @ApiProperty({ enum: [...staffRoles], isArray: true })
  roles!: string[];
  @ApiProperty({ type: [String], description: 'Organisations, by id, that the person never decides for' })
  conflicts!: string[];
}

/** Everybody who works in the office now. */
export class OfficeDto {
  @ApiProperty({ type: [StaffMemberDto] })
  staff!: StaffMemberDto[];
}

/** Conflicts of interest to enter or to lift. */
export class ConflictChangeDto {
  @ApiPropertyOptional({ type: [String], description: 'Organisations by id' })
  add?: string[];
  @ApiPropertyOptional({ type: [String], description: 'Organisations by id; nobody lifts their own' })
  remove?: string[];
  @ApiProperty({ maxLength: 500, description: 'Kept with who changed it and when' })
  why!: string;
}
