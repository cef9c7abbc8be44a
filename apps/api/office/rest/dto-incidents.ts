import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { sectionList, SeenDto } from './dto-sections.js';

/** An open exchange that an incident may concern. */
export class ChoosableDto {
  @ApiProperty()
  ref!: string;
  @ApiProperty()
  stage!: string;
  @ApiProperty()
  paused!: boolean;
  @ApiProperty()
  visitingHub!: string;
  @ApiProperty()
  hostingHub!: string;
  @ApiProperty({ description: 'ISO 3166 code of the host’s country; empty while no host is known' })
  country!: string;
  @ApiProperty({ format: 'date' })
  firstDay!: string;
  @ApiProperty({ format: 'date' })
  lastDay!: string;
}

/** What an incident shall do, and to which exchanges. */
export class IncidentWishDto {
  @ApiProperty()
  edition!: string;
  @ApiProperty({ type: [String], description: 'Chosen exchanges' })
  refs!: string[];
  @ApiProperty({ type: Object, description: 'The form’s fields: what, until, reason, words' })
  fields!: Record<string, unknown>;
}

/** What an incident would do. */
export class IncidentPreviewDto extends SeenDto {
  @ApiProperty({ description: 'Exchanges that get an act' })
  moved!: number;
  @ApiProperty({ description: 'Mails that go out' })
  mails!: number;
  @ApiProperty(sectionList)
  sections!: readonly object[];
}

/** An incident that begins on what its preview showed. */
export class StartIncidentDto extends SeenDto {
  @ApiProperty({ format: 'uuid', description: 'Made by the sender: sent twice, it is one incident' })
  id!: string;
  @ApiProperty()
  edition!: string;
  @ApiProperty({ type: [String] })
  refs!: string[];
  @ApiProperty({ type: Object })
  fields!: Record<string, unknown>;
}

/** How far an incident has come. */
export class IncidentDto {
  @ApiProperty()
  id!: string;
  @ApiProperty({ enum: ['pause', 'resume', 'online', 'extend'] })
  kind!: string;
  @ApiProperty()
  done!: number;
  @ApiProperty()
  waiting!: number;
  @ApiProperty()
  refused!: number;
  @ApiPropertyOptional(sectionList)
  sections?: readonly object[];
}
