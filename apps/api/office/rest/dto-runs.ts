import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { sectionList, SeenDto } from './dto-sections.js';

/** The question whether a payment is paid, as the reader may answer it. */
export class ApprovalDto extends SeenDto {
  @ApiProperty({ description: 'The question' })
  prompt!: string;
}

/** One payment of a run. */
export class RunPaymentDto {
  @ApiProperty()
  id!: string;
  @ApiProperty({ description: 'Euro cents' })
  cents!: number;
  @ApiProperty({ enum: ['requested', 'approved', 'booked', 'returned', 'void'] })
  status!: string;
  @ApiProperty(sectionList)
  sections!: readonly object[];
  @ApiPropertyOptional({ type: ApprovalDto })
  approval?: ApprovalDto;
  @ApiPropertyOptional({ description: 'Why the reader may not approve it' })
  refusal?: string;
}

/** "Book all": exactly the payments that are shown as approved. */
export class BookingOfferDto extends SeenDto {
  @ApiProperty()
  sentence!: string;
  @ApiProperty()
  count!: number;
  @ApiProperty({ description: 'Euro cents' })
  cents!: number;
  @ApiProperty({ description: 'Local day with which the booking date begins', format: 'date' })
  today!: string;
}

/** A payment run. */
export class RunDto {
  @ApiProperty({ description: '`<edition>/<local day>`' })
  id!: string;
  @ApiProperty()
  title!: string;
  @ApiProperty(sectionList)
  sections!: readonly object[];
  @ApiProperty({ type: [RunPaymentDto] })
  payments!: readonly RunPaymentDto[];
  @ApiPropertyOptional({ type: BookingOfferDto })
  booking?: BookingOfferDto;
}

/** A decision on one payment of a run. */
export class PaymentDecisionDto extends SeenDto {
  @ApiProperty({ description: 'The payment' })
  payment!: string;
  @ApiProperty({ enum: ['approve', 'return'] })
  choice!: string;
  @ApiPropertyOptional({ description: 'Needed to send it back' })
  reason?: string;
}

/** What the bank's statement says of the payments that were shown. */
export class BookingDto extends SeenDto {
  @ApiProperty({ format: 'date' })
  date!: string;
  @ApiProperty()
  bankReference!: string;
}

/** What was booked. */
export class BookedDto {
  @ApiProperty({ description: 'Marked just now' })
  marked!: number;
  @ApiProperty({ description: 'Marked before, by whomever' })
  before!: number;
  @ApiProperty({ type: [String], description: 'Payments that somebody else has to mark' })
  left!: readonly string[];
}
