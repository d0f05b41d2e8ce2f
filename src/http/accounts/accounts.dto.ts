/** What can be asked and is said of a customer’s accounts. */
import { ApiProperty } from '@nestjs/swagger'
import { MarginsDto } from '../customers/margins.dto.js'
import { CurrencyValueDto } from '../customers/value.dto.js'
import { Label, Optional, Reference, Staff } from '../fields.js'
import { AnsweredDto } from '../reading/answered.dto.js'
import { EnvelopeDto } from '../writing/envelope.dto.js'

export class OpenAccountDto extends EnvelopeDto {
  @Reference()
  account!: string

  /** What it is called. */
  @Optional()
  @Label()
  label?: string

  /** The member of staff. */
  @Optional()
  @Staff()
  by?: string
}

export class CloseAccountDto extends EnvelopeDto {
  @Label()
  reason!: string

  /** The member of staff. */
  @Optional()
  @Staff()
  by?: string
}

export class AccountDto {
  account!: string
  label!: string | null
  /** Instant; null where only what was bought on it is known. */
  openedAt!: string | null
  /** Instant. */
  closedAt!: string | null
  closedBecause!: string | null
  /** Realized value of what names the account, by ISO 4217 code; minor units. */
  @ApiProperty({ type: 'object', additionalProperties: { $ref: '#/components/schemas/CurrencyValueDto' } })
  currencies!: Record<string, CurrencyValueDto>
  /** Whether the cost of goods is known of no recognised sale, of some, or of all. */
  @ApiProperty({ enum: ['none', 'partial', 'all'] })
  costBasis!: 'none' | 'partial' | 'all'
  /** Of the latest years. */
  margins!: MarginsDto
}

export class AccountsDto extends AnsweredDto {
  /** By their name. */
  @ApiProperty({ type: [AccountDto] })
  accounts!: readonly AccountDto[]
}
