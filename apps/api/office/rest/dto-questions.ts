import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { FieldDto, sectionList, SeenDto } from './dto-sections.js';

/** A question that waits for the office. */
export class OpenQuestionDto {
  @ApiProperty({ description: '`<reference>/<leg>/<party>/<kind>/<slot>/<round>`' })
  prompt!: string;
  @ApiProperty()
  ref!: string;
  @ApiProperty({ description: 'What is asked, in a sentence' })
  text!: string;
  @ApiProperty()
  detail!: string;
  @ApiProperty({ type: [String], description: 'Who may answer it' })
  roles!: readonly string[];
  @ApiProperty({ format: 'date-time' })
  dueAt!: string;
}

/** Questions that wait for the office: the first fifty of each edition, and how many there are. */
export class OpenQuestionsDto {
  @ApiProperty()
  count!: number;
  @ApiProperty({ type: [OpenQuestionDto] })
  questions!: OpenQuestionDto[];
}

/** A question to the office with everything that it is decided by, the same as on its page. */
export class QuestionDto extends SeenDto {
  @ApiProperty()
  prompt!: string;
  @ApiProperty()
  ref!: string;
  @ApiProperty()
  title!: string;
  @ApiProperty()
  summary!: string;
  @ApiProperty({ format: 'date-time' })
  dueAt!: string;
  @ApiProperty({ enum: ['open', 'answered', 'not-yours', 'closed'] })
  state!: string;
  @ApiPropertyOptional({ description: 'Who decided what, or why it is not yours' })
  sentence?: string;
  @ApiProperty(sectionList)
  sections!: readonly object[];
  @ApiProperty({ type: [FieldDto] })
  form!: readonly object[];
  @ApiProperty({ type: Object, description: 'What the form begins with, by dotted name' })
  value!: object;
}

/** An answer to a question, on the facts that were shown. */
export class AnswerDto extends SeenDto {
  @ApiProperty({ type: Object, description: 'The form’s fields, with the reason where one is needed', example: { choice: 'decline', reason: 'The visit is over.' } })
  fields!: Record<string, unknown>;
}

/** An answer that was recorded. */
export class AnsweredDto {
  @ApiProperty({ format: 'uuid' })
  answer!: string;
  @ApiProperty()
  choice!: string;
  @ApiProperty({ description: 'Who decided what' })
  sentence!: string;
  @ApiProperty({ description: 'False while the exchange is out of reach: it is delivered later, once' })
  arrived!: boolean;
}
