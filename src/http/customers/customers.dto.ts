/** What can be asked of a customer’s file. */
import { ValidateBy } from 'class-validator'
import { stages, type Stage } from '../../../domain/customer/stage.js'
import { Label, Labels, OneOf, Optional, Reference, Staff } from '../fields.js'
import { EnvelopeDto, MomentDto } from '../writing/envelope.dto.js'

export class RegisterCustomerDto extends EnvelopeDto {
  /** A person or an organisation. */
  @OneOf(['person', 'organisation'])
  kind!: 'person' | 'organisation'

  /** What is known of the customer, under names of your choice. */
  @Optional()
  @Labels()
  profile?: Record<string, string>

  /** What the source calls the customer; together with `source` it gives the customer’s id. */
  @Optional()
  @Reference()
  externalId?: string
}

export class ChangeProfileDto extends EnvelopeDto {
  /** Which field of the profile. */
  @Reference()
  field!: string

  /** Its new value, up to 500 characters; null clears it. */
  @ValidateBy({
    name: 'labelOrNull',
    validator: {
      validate: (value) => value === null || (typeof value === 'string' && value.length <= 500),
      defaultMessage: () => '$property must be a text of up to 500 characters, or null',
    },
  })
  value!: string | null
}

export class LinkSourceRecordDto extends MomentDto {
  /** The system that knows the customer. */
  @Reference()
  source!: string

  /** What it calls the customer. */
  @Reference()
  externalId!: string
}

export class ChangeLifecycleStageDto extends EnvelopeDto {
  /** The stage that the customer is in, whatever the rules would say. */
  @OneOf(stages)
  stage!: Stage

  @Label()
  reason!: string
}

export class AssignCustomerDto extends EnvelopeDto {
  /** The member of staff who is responsible from now on. */
  @Staff()
  to!: string

  @Optional()
  @Label()
  reason?: string
}
