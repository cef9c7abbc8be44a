import { ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';

const sectionTypes = ['facts', 'answers', 'comparison', 'sum', 'list', 'choices', 'table', 'trail', 'files', 'notice', 'words', 'messages', 'acts'] as const;

/**
 * One section of a page: `type` says which, and with it what else it holds. Texts are said in the office's language;
 * beside them stand the values that they were said from (`cents`, `at`, `days`) and what they lead to (`to`).
 */
export class SectionDto {
  @ApiProperty({ enum: [...sectionTypes] })
  type!: (typeof sectionTypes)[number];
  @ApiPropertyOptional({ oneOf: [{ type: 'string' }, { type: 'object' }], description: 'Words, or words with `tag`, `to`, `cents`' })
  title?: unknown;
  @ApiPropertyOptional({ type: 'array', items: { type: 'object' }, description: 'facts, notice: `{label, value, items, problem}`; table: cells by column' })
  rows?: readonly unknown[];
  @ApiPropertyOptional({ type: 'array', items: { type: 'object' }, description: 'answers: `{title, rows: {field, label, value}}` by section of the form' })
  groups?: readonly unknown[];
  @ApiPropertyOptional({ type: 'array', items: { $ref: '#/components/schemas/SectionDto' }, description: 'comparison: what stands side by side' })
  sides?: readonly unknown[];
  @ApiPropertyOptional({ type: [String], description: 'sum: how it comes about, line by line' })
  lines?: readonly string[];
  @ApiPropertyOptional({ description: 'sum: euro cents' })
  cents?: number;
  @ApiPropertyOptional({ description: 'list: `[{text, detail}]`; notice: `{after, texts}`', oneOf: [{ type: 'array', items: { type: 'object' } }, { type: 'object' }] })
  items?: unknown;
  @ApiPropertyOptional({ type: 'array', items: { type: 'object' }, description: 'trail: `{at, when, text, detail}`' })
  entries?: readonly unknown[];
  @ApiPropertyOptional({ type: 'array', items: { type: 'object' }, description: 'notice, words, messages: sentences; `{quoted}` is what somebody wrote' })
  words?: readonly unknown[];
  @ApiPropertyOptional({ type: Object, description: 'What can be done from here: `{act, of, seen, values, buttons}`' })
  offer?: object;
}

/** Where sections stand in a description. */
export const sectionList = { type: 'array', items: { $ref: getSchemaPath(SectionDto) } } as const;

/** A page as data: what people of the office see there. */
export class PageDto {
  @ApiProperty()
  title!: string;
  @ApiProperty(sectionList)
  sections!: readonly object[];
}

/** The version of the facts that were shown, to be sent along with what is done on them. */
export class SeenDto {
  @ApiProperty({ description: 'SHA-256 of the facts that count: payees, accounts, sums, the plan', example: 'f3a1…' })
  seen!: string;
  @ApiPropertyOptional({ type: 'object', additionalProperties: { type: 'string' }, description: 'The facts in words, by name; sent back, a refusal says what they were before' })
  seenFacts?: Record<string, string>;
}

/** A fact that is no longer as it was shown. */
export class FactDifferenceDto {
  @ApiProperty()
  fact!: string;
  @ApiProperty()
  label!: string;
  @ApiPropertyOptional()
  before?: string;
  @ApiPropertyOptional()
  now?: string;
}

/** Nothing was done, because other facts count now than those that were shown. */
export class FactsChangedDto extends SeenDto {
  @ApiProperty({ enum: ['facts-changed'] })
  code!: string;
  @ApiProperty()
  message!: string;
  @ApiProperty({ type: [FactDifferenceDto] })
  difference!: readonly object[];
  @ApiProperty({ ...sectionList, description: 'What is true now' })
  sections!: readonly object[];
}

/** A field to be filled in. */
export class FieldDto {
  @ApiProperty()
  key!: string;
  @ApiProperty()
  type!: string;
  @ApiProperty()
  label!: string;
  @ApiPropertyOptional()
  hint?: string;
  @ApiProperty()
  required!: boolean;
  @ApiPropertyOptional({ type: 'array', items: { type: 'object', properties: { value: { type: 'string' }, label: { type: 'string' } } } })
  options?: readonly object[];
  @ApiPropertyOptional({ type: () => [FieldDto], description: 'Fields of one row of a list' })
  fields?: readonly object[];
}
