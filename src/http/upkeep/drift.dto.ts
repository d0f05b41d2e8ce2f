/** What is said of drift. */
import { ApiProperty } from '@nestjs/swagger'

export class DriftedDto {
  /** The customer whose documents are not what the log says. */
  customer!: string
  /** The log position at which both were compared. */
  position!: number
  foundAt!: string
}

export class DriftDto {
  /** Hours in which every customer is looked at once; 0: nobody is. */
  hours!: number
  /** Since when this round has been going on. */
  since?: string
  /** Customers looked at in this round. */
  checked!: number
  /** When a whole round was completed last. */
  completedAt?: string
  /** Found in this round and the one before; `touchledger drift --repair` puts them right. */
  @ApiProperty({ type: [DriftedDto] })
  drifted!: readonly DriftedDto[]
  /** Why it is not looking at present. */
  failure?: string
}
