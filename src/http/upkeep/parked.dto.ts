/** What is said of parked events. */
import { ApiProperty } from '@nestjs/swagger'
import { Label, Optional, Staff } from '../fields.js'
import { EnvelopeDto } from '../writing/envelope.dto.js'

export class ParkedErrorDto {
  /** A stable code, or the name of the error. */
  code!: string
  message!: string
}

export class ParkedEventDto {
  /** The customer who is held up. */
  customer!: string
  /** The event’s place in the log. */
  position!: number
  stream!: string
  revision!: number
  /** The event’s id. */
  id!: string
  type!: string
  recordedAt!: string
  /** How many events of the customer wait, with this one. */
  waiting!: number
  /** What the fold said. */
  @ApiProperty({ type: ParkedErrorDto })
  error!: ParkedErrorDto
}

export class ParkedDto {
  /** Log position that the read models reflect. */
  position!: number
  @ApiProperty({ type: [ParkedEventDto] })
  parked!: readonly ParkedEventDto[]
}

export class DiscardParkedDto extends EnvelopeDto {
  /** Why it is left out; kept with the event. */
  @Label()
  reason!: string

  /** The member of staff who decided. */
  @Optional()
  @Staff()
  by?: string
}
