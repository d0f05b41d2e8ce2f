/** The answer to a write. */
import { ApiProperty } from '@nestjs/swagger'

export class WrittenEventDto {
  /** UUID; derived from the idempotency key where there was one. */
  id!: string
  type!: string
}

export class WrittenDto {
  /** The customer’s id. */
  customer!: string
  /** Revision of the customer’s stream after the write; also the `ETag`. */
  revision!: number
  /** Position in the log of the last event written; absent when nothing had to be. */
  position?: number
  /** What was written, in order; empty when the state asked for was there already. */
  @ApiProperty({ type: [WrittenEventDto] })
  events!: readonly WrittenEventDto[]
  /** The request had been carried out before; this is its answer again. */
  repeated!: boolean
}

/** What is about no one customer: there is no revision of a customer’s own to tell. */
export class WrittenTogetherDto {
  /** Position in the log of the event written; absent when nothing had to be. */
  position?: number
  /** What was written; empty when the state asked for was there already. */
  @ApiProperty({ type: [WrittenEventDto] })
  events!: readonly WrittenEventDto[]
  /** The request had been carried out before; this is its answer again. */
  repeated!: boolean
}

/** A merge, say, decided in a stream that all customers share. */
export class SharedWrittenDto extends WrittenTogetherDto {
  /** The id of the customer whom it is about. */
  customer!: string
}

export class WrittenBatchDto {
  /** Position in the log of the last event written. */
  position!: number
  /** The answer per customer, in the order in which the batch named them first. */
  @ApiProperty({ type: [WrittenDto] })
  customers!: readonly WrittenDto[]
}
