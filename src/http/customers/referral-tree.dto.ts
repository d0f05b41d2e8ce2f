/** Answers about who was brought in by a customer. */
import { ApiProperty } from '@nestjs/swagger'
import { Optional, WholeNumberText } from '../fields.js'
import { AnsweredDto } from '../reading/answered.dto.js'
import { PointInTimeDto } from '../reading/point-in-time.dto.js'

const byCurrency = { type: 'object', additionalProperties: { type: 'integer' } } as const

export class ReferralBranchDto {
  /** The customer’s id. */
  customer!: string
  /** Profit of the customer so far, minor units by currency. */
  @ApiProperty(byCurrency)
  net!: Record<string, number>
  /** Credit, one level deep: `net` of those whom it brought in. Null where not all of them are told. */
  @ApiProperty({ ...byCurrency, nullable: true })
  earned!: Record<string, number> | null
  /** How many it brought in. */
  broughtIn!: number
  /** Those of them that are told, in the order in which it was recorded. */
  @ApiProperty({ type: () => [ReferralBranchDto] })
  branches!: readonly ReferralBranchDto[]
}

export class ReferralTreeDto extends AnsweredDto {
  unit!: 'minor units by currency'
  /** Who brought the customer in: nobody, one, or several where customers were merged. */
  @ApiProperty({ type: [String] })
  broughtInBy!: readonly string[]
  /** Everybody whom the customer brought in, and those brought in by them, is told. */
  isWhole!: boolean
  /** How many are told, beside the customer itself. */
  customers!: number
  tree!: ReferralBranchDto
}

export class ReferralTreeQueryDto extends PointInTimeDto {
  /** How many levels; 1 is whom the customer itself brought in. 5 where not given. */
  @Optional()
  @WholeNumberText(1, 20)
  depth?: number

  /** Customers at most, those nearest to the customer first. 200 where not given. */
  @Optional()
  @WholeNumberText(1, 1_000)
  limit?: number
}
