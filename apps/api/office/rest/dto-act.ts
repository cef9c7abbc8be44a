import { ApiProperty } from '@nestjs/swagger';

/** Something that a party or staff did to an exchange beside answering. */
export class ActDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;
  @ApiProperty({ description: 'The exchange, or one of its corrections', example: 'P2P-2026-0042' })
  ref!: string;
  @ApiProperty({ enum: ['stop', 'extend', 'replace-contact', 'change', 'pause', 'resume', 'correct'] })
  kind!: string;
  @ApiProperty({ type: Object, description: 'What the exchange got: ids, codes and instants; no names, no free text' })
  input!: object;
  @ApiProperty({ description: 'Contact or staff id' })
  by!: string;
  @ApiProperty({ format: 'date-time', description: 'By the exchange’s clock' })
  at!: string;
  @ApiProperty({ enum: ['received', 'done', 'refused'] })
  status!: string;
  @ApiProperty({ nullable: true, type: String, description: 'Why it was refused' })
  code!: string | null;
  @ApiProperty({ nullable: true, type: String, description: 'The incident that it belongs to' })
  incident!: string | null;
}
