/** What is said of a rebuild. */
import { ApiPropertyOptional } from '@nestjs/swagger'
import { OneOf, Optional } from '../fields.js'

export class RebuildQueryDto {
  /** `true` starts from nothing even where an earlier rebuild was stopped. */
  @Optional()
  @OneOf(['true', 'false'])
  anew?: string
}

export class RebuildProgressDto {
  /** `folding`, `proving` or `catching up`. */
  phase!: string
  events!: number
  eventsTotal!: number
}

export class RebuildErrorDto {
  code!: string
  message!: string
}

export class RebuildDto {
  /** `none`, `running`, `cancelled`, `failed` or `done`. */
  state!: string
  startedAt?: string
  endedAt?: string
  @ApiPropertyOptional({ type: RebuildProgressDto })
  progress?: RebuildProgressDto
  /** Seconds still to go in the present phase, by the rate so far. */
  secondsLeft?: number
  /** The position reached, the proof against what was live, and what differed. */
  @ApiPropertyOptional({ type: 'object', additionalProperties: true })
  outcome?: object
  @ApiPropertyOptional({ type: RebuildErrorDto })
  error?: RebuildErrorDto
}
