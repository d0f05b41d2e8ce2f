/** What can be asked and is said of contracts. */
import { ApiProperty } from '@nestjs/swagger'
import { contractPeriods, type ContractPeriod } from '../../../domain/contract/contract.subject.js'
import {
  Day,
  Label,
  Nested,
  OneOf,
  Optional,
  Reference,
  Share,
  Staff,
  WholeNumber,
  WholeNumberText,
} from '../fields.js'
import { MoneyDto } from '../money.dto.js'
import { AnsweredAtDto } from '../reading/answered.dto.js'
import { PointInTimeDto } from '../reading/point-in-time.dto.js'
import { EnvelopeDto } from '../writing/envelope.dto.js'

export class SignContractDto extends EnvelopeDto {
  @Reference()
  contract!: string

  /** The first day of the term. */
  @Day()
  from!: string

  /** The last day of the term. */
  @Day()
  until!: string

  /** What the customer pays in a period. */
  @Nested(MoneyDto)
  value!: MoneyDto

  /** What is left of it after all costs; the share that was left of the customer’s revenue so far, where it is not said. */
  @Optional()
  @Nested(MoneyDto)
  margin?: MoneyDto

  /** The period of value and margin. */
  @OneOf(contractPeriods)
  per!: ContractPeriod

  /** How likely it is renewed at the end of a term, 0 to 1; learned from other contracts, where it is not said. */
  @Optional()
  @Share()
  renewalProbability?: number

  /** Who wants to end it must say so this many days before. */
  @Optional()
  @WholeNumber(0, 3_660)
  noticeDays?: number

  /** The member of staff. */
  @Optional()
  @Staff()
  by?: string
}

export class AmendContractDto extends EnvelopeDto {
  /** What the customer pays in a period from now on. */
  @Nested(MoneyDto)
  value!: MoneyDto

  /** What is left of it after all costs. */
  @Optional()
  @Nested(MoneyDto)
  margin?: MoneyDto

  /** The period of value and margin. */
  @OneOf(contractPeriods)
  per!: ContractPeriod

  @Optional()
  @Label()
  reason?: string

  /** The member of staff. */
  @Optional()
  @Staff()
  by?: string
}

export class RenewContractDto extends EnvelopeDto {
  /** The last day of the new term. */
  @Day()
  until!: string

  /** The member of staff. */
  @Optional()
  @Staff()
  by?: string
}

export class TerminateContractDto extends EnvelopeDto {
  /** The last day of the contract. */
  @Day()
  on!: string

  @Label()
  reason!: string

  /** The member of staff. */
  @Optional()
  @Staff()
  by?: string
}

export class ContractDateDto {
  /** Day. */
  day!: string
  @ApiProperty({ enum: ['begins', 'notice', 'ends'] })
  what!: 'begins' | 'notice' | 'ends'
  customer!: string
  contract!: string
  /** In a period; null where only its end is known. */
  @ApiProperty({ type: MoneyDto, nullable: true })
  value!: MoneyDto | null
  @ApiProperty({ enum: contractPeriods, nullable: true })
  per!: ContractPeriod | null
  renewals!: number
  /** Whether it was terminated, and so is not to be renewed. */
  isTerminated!: boolean
}

export class ContractCalendarDto extends AnsweredAtDto {
  from!: string
  until!: string
  /** In order; the first ten thousand. */
  @ApiProperty({ type: [ContractDateDto] })
  dates!: readonly ContractDateDto[]
}

export class ContractCalendarQueryDto extends PointInTimeDto {
  /** The first day; the day asked about, where not said. */
  @Optional()
  @Day()
  from?: string

  /** How many days from then on; 90 where not said. */
  @Optional()
  @WholeNumberText(1, 3_660)
  days?: number
}
