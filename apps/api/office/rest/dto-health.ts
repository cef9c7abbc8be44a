import { ApiProperty } from '@nestjs/swagger';
import { healthConditions } from '../../../../libs/domain/programme/health-conditions.js';

/** One thing that is broken. */
export class BrokenConditionDto {
  @ApiProperty({ enum: [...healthConditions] })
  name!: string;
  @ApiProperty()
  count!: number;
  @ApiProperty({ format: 'date-time', description: 'By the clock on which it is measured' })
  since!: string;
  @ApiProperty({ type: [String], description: 'The first exchanges that it concerns' })
  refs!: string[];
}

/** What is broken at this moment. */
export class StaffHealthDto {
  @ApiProperty({ format: 'date-time' })
  at!: string;
  @ApiProperty()
  healthy!: boolean;
  @ApiProperty({ type: [BrokenConditionDto] })
  conditions!: BrokenConditionDto[];
}
