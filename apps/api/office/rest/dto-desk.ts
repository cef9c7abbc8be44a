import { ApiProperty } from '@nestjs/swagger';
import { sectionList } from './dto-sections.js';

/** An edition's week. */
export class DeskWeekDto {
  @ApiProperty()
  edition!: string;
  @ApiProperty()
  name!: string;
  @ApiProperty()
  rehearsal!: boolean;
  @ApiProperty({ format: 'date-time', description: 'By the edition’s clock' })
  now!: string;
  @ApiProperty(sectionList)
  sections!: readonly object[];
}
