import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { endings, openStages } from '../../../../libs/domain/kinds/exchange/lifecycle.js';

const stages = [...openStages, ...endings];

/** Why a request was not carried out. */
export class RefusalDto {
  @ApiProperty({ description: 'For programs; never changes its meaning', example: 'role' })
  code!: string;
  @ApiProperty({ description: 'For people' })
  message!: string;
}

/** A question that an exchange waits for. */
export class WaitingDto {
  @ApiProperty({ description: '`<reference>/<leg>/<party>/<kind>/<slot>/<round>`' })
  prompt!: string;
  @ApiProperty({ format: 'date-time', description: 'The date that people read; after it staff take over' })
  dueAt!: string;
  @ApiProperty({ format: 'date-time', description: 'After it no answer counts' })
  closesAt!: string;
  @ApiProperty()
  escalated!: boolean;
}

/** One exchange in a list. */
export class ListedExchangeDto {
  @ApiProperty({ example: 'P2P-2026-0042' })
  ref!: string;
  @ApiProperty()
  edition!: string;
  @ApiProperty({ enum: stages })
  stage!: string;
  @ApiProperty({ format: 'date-time', nullable: true, type: String })
  stageSince!: string | null;
  @ApiProperty({ description: 'Postponed until further notice: no deadline counts' })
  paused!: boolean;
  @ApiProperty()
  visitingHub!: string;
  @ApiProperty({ description: 'Empty as long as no host is known' })
  hostingHub!: string;
  @ApiProperty({ type: [WaitingDto] })
  waitingFor!: WaitingDto[];
  @ApiProperty({ format: 'date-time' })
  updatedAt!: string;
}

/** A page of exchanges, by reference. */
export class ExchangePageDto {
  @ApiProperty({ type: [ListedExchangeDto] })
  exchanges!: ListedExchangeDto[];
  @ApiPropertyOptional({ description: 'Give it as `after` for the next page; absent on the last' })
  next?: string;
}

/** A person who acts for a party. */
export class PersonDto {
  @ApiProperty({ enum: ['manager', 'participant', 'signatory', 'accountant'] })
  slot!: string;
  @ApiProperty()
  name!: string;
  @ApiProperty({ format: 'email' })
  email!: string;
  @ApiProperty({ nullable: true, type: String })
  phone!: string | null;
}

/** One side of an exchange. */
export class PartyDto {
  @ApiProperty({ example: 'visiting' })
  party!: string;
  @ApiProperty({ description: 'Empty as long as it is not known' })
  organisation!: string;
  @ApiProperty()
  hub!: string;
  @ApiProperty({ type: [PersonDto] })
  people!: PersonDto[];
}

/** An amount that may be paid to a party. */
export class PaymentDto {
  @ApiProperty({ description: '`<reference>/<leg>/<party>/<purpose>`' })
  id!: string;
  @ApiProperty()
  party!: string;
  @ApiProperty({ description: 'Euro cents' })
  cents!: number;
  @ApiProperty({ enum: ['requested', 'approved', 'booked', 'returned', 'void'] })
  status!: string;
  @ApiProperty({ format: 'date-time' })
  requestedAt!: string;
  @ApiProperty({ format: 'date-time', nullable: true, type: String })
  bookedAt!: string | null;
}

/** A step that cannot be written down until staff act. */
export class ParkedDto {
  @ApiProperty()
  seq!: number;
  @ApiProperty()
  code!: string;
}

/** One exchange. */
export class ExchangeDto extends ListedExchangeDto {
  @ApiProperty({ type: [PartyDto] })
  parties!: PartyDto[];
  @ApiProperty({ type: [PaymentDto] })
  payments!: PaymentDto[];
  @ApiProperty({ enum: ['live', 'read-model'], description: 'Whether the workflow itself said where it stands, or its last published step' })
  source!: string;
  @ApiProperty({ format: 'date-time', nullable: true, type: String, description: 'When it acts by itself next' })
  wakeAt!: string | null;
  @ApiPropertyOptional({ type: ParkedDto })
  parked?: ParkedDto;
}

/** One mail of an exchange; its link is never told. */
export class MailDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;
  @ApiProperty()
  kind!: string;
  @ApiProperty({ description: 'The party whose mail it is' })
  audience!: string;
  @ApiProperty()
  recipient!: string;
  @ApiProperty({ enum: ['planned', 'sending', 'sent', 'refused', 'ambiguous', 'overtaken'], description: 'overtaken: not sent, because nobody needed its answer any more' })
  status!: string;
  @ApiProperty()
  hasLink!: boolean;
  @ApiProperty({ format: 'date-time' })
  plannedAt!: string;
  @ApiProperty({ format: 'date-time' })
  notBefore!: string;
  @ApiProperty({ format: 'date-time', nullable: true, type: String })
  sentAt!: string | null;
  @ApiProperty()
  attempts!: number;
  @ApiProperty({ nullable: true, type: String })
  lastCode!: string | null;
  @ApiProperty()
  messageId!: string;
}

/** An entry of the history. */
export class HistoryEntryDto {
  @ApiProperty({ description: 'The exchange, or one of its corrections' })
  ref!: string;
  @ApiProperty({ enum: ['journal', 'desk'] })
  source!: string;
  @ApiProperty()
  kind!: string;
  @ApiProperty({ format: 'date-time', description: 'By the exchange’s clock; at the desk the real one' })
  at!: string;
  @ApiProperty({ format: 'date-time' })
  realAt!: string;
  @ApiProperty({ description: 'Contact or staff id, `system`, or empty' })
  who!: string;
  @ApiProperty({ type: Object, description: 'Ids, choices, cents and instants; no names, no free text' })
  detail!: object;
}

/** How far to move a rehearsal's clock. */
export class AdvanceDto {
  @ApiPropertyOptional({ format: 'date-time', description: 'No further than this; absent: to the next thing that happens by itself' })
  until?: string;
}

/** What a clock moved for. */
export class AdvanceReasonDto {
  @ApiProperty({ enum: ['exchange', 'mail', 'upkeep', 'until', 'nothing'] })
  kind!: string;
  @ApiPropertyOptional({ description: 'The exchange that acted' })
  ref?: string;
  @ApiPropertyOptional({ description: 'The kind of the mail that may go now' })
  mail?: string;
  @ApiPropertyOptional({ description: 'reminders, digest, payment-run or drafts' })
  what?: string;
}

/** Where a rehearsal's clock is now, and what it moved for. */
export class AdvancedDto {
  @ApiProperty({ format: 'date-time' })
  from!: string;
  @ApiProperty({ format: 'date-time' })
  to!: string;
  @ApiProperty({ type: AdvanceReasonDto })
  why!: AdvanceReasonDto;
}
