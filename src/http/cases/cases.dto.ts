/** What can be asked of cases. */
import { Label, Optional, Reference, Staff } from '../fields.js'
import { EnvelopeDto } from '../writing/envelope.dto.js'

/** What every step of a case may say. */
export class CaseStepDto extends EnvelopeDto {
  /** Who holds the case now. */
  @Optional()
  @Staff()
  by?: string

  /** The status in the words of the system it comes from. */
  @Optional()
  @Label()
  sourceStatus?: string
}

export class OpenCaseDto extends CaseStepDto {
  /** The case’s id in your system. */
  @Reference()
  case!: string

  @Optional()
  @Label()
  subject?: string
}

export class AssignCaseDto extends EnvelopeDto {
  /** Who is responsible for the case now. */
  @Staff()
  by!: string

  /** The status in the words of the system it comes from. */
  @Optional()
  @Label()
  sourceStatus?: string
}

export class HoldCaseDto extends CaseStepDto {
  /** For whom or what it waits. */
  @Label()
  on!: string
}

export class ResolveCaseDto extends CaseStepDto {
  @Optional()
  @Label()
  resolution?: string
}

export class ReopenCaseDto extends CaseStepDto {
  @Label()
  reason!: string
}
