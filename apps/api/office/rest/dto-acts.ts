import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { FieldDto, sectionList, SeenDto } from './dto-sections.js';

/** The form of an act on one exchange. */
export class ActFormDto {
  @ApiProperty()
  act!: string;
  @ApiProperty()
  title!: string;
  @ApiProperty({ type: [FieldDto] })
  form!: readonly object[];
  @ApiPropertyOptional({ type: Object, description: 'What is asked beside the form: `{name, label, options}`' })
  beside?: object;
  @ApiProperty({ type: 'array', items: { type: 'object' }, description: 'Why the reader may not do it' })
  refusals!: readonly object[];
}

/** What was typed into the form of an act. */
export class ActWishDto {
  @ApiProperty({ type: Object, description: 'The form’s fields and what is asked beside it' })
  fields!: Record<string, unknown>;
}

/** What an act would bring about. */
export class ActPreviewDto extends SeenDto {
  @ApiProperty(sectionList)
  sections!: readonly object[];
}

/** An act that is done on what its preview showed. */
export class GiveActDto extends SeenDto {
  @ApiProperty({ format: 'uuid', description: 'Made by the sender: sent twice, it is one act' })
  id!: string;
  @ApiProperty({ type: Object })
  fields!: Record<string, unknown>;
}

/** What became of an act. */
export class GivenActDto {
  @ApiProperty({ enum: ['done', 'waiting'], description: 'waiting: recorded, and carried out in a moment' })
  state!: string;
  @ApiPropertyOptional({ description: 'The correction that was opened' })
  opened?: string;
}

/** A decision on a hand-over that a party proposed. */
export class HandOverDecisionDto extends SeenDto {
  @ApiProperty()
  approve!: boolean;
}

/** What came of it, for people. */
export class NewsDto {
  @ApiProperty()
  code!: string;
  @ApiProperty()
  sentence!: string;
}

/** Up to which instant mails were read. */
export class ReadUntilDto {
  @ApiProperty({ format: 'date-time', description: 'As the offer on the page carries it' })
  shownUntil!: string;
}

/** Whose links got into wrong hands. */
export class LeakDto {
  @ApiProperty({ description: 'Contact id' })
  contact!: string;
}
