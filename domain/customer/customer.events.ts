/** Events of the customer as such: who it is, where it is known, which stage the relationship is in. */
import { Type } from 'typebox'
import { event, type EventOf } from '../event.js'
import { Uuid, FieldName, Label, Labels, Reference, Staff } from '../fields.js'
import { Corrected, ruleEvent } from '../rule-event.js'
import { DayField } from '../time.js'
import { stages } from './stage.js'

export const customerEvents = {
  CustomerRegistered: event({
    means: 'The customer got a file of its own.',
    touchpoint: false,
    data: {
      kind: Type.Enum(['person', 'organisation']),
      profile: Type.Optional(Labels),
    },
  }),
  ProfileFieldChanged: event({
    means: 'A field of the profile got a new value; null clears it.',
    touchpoint: false,
    data: { field: FieldName, value: Type.Union([Label, Type.Null()]) },
  }),
  SourceRecordLinked: event({
    means: 'A source system’s record was found to be this customer.',
    touchpoint: false,
    data: { source: Reference, externalId: Reference },
  }),
  LifecycleStageChanged: event({
    means: 'A person moved the customer to another lifecycle stage, against what the rules would say.',
    touchpoint: false,
    data: { stage: Type.Enum(stages), reason: Label },
  }),
  CustomerAssigned: event({
    means: 'A member of staff became responsible for the customer.',
    touchpoint: false,
    data: { to: Staff, from: Type.Optional(Staff), reason: Type.Optional(Label) },
  }),
  EventDiscarded: event({
    means: 'An event that no fold could take was left out of the history by a person; it stays in the log.',
    touchpoint: false,
    reportable: false,
    data: { event: Uuid, reason: Label, by: Type.Optional(Staff) },
  }),
  CustomerWentQuiet: ruleEvent('The customer has not bought for so long that he counts as lost.', {
    quietSince: DayField,
    /** The first day on which he was quiet for too long; before the day evaluated where that was the first one ever. */
    wentQuietOn: DayField,
  }),
  CustomerQuietnessCorrected: ruleEvent('The customer had not gone quiet after all, as is known now.', {
    ...Corrected,
    quietSince: DayField,
    wentQuietOn: DayField,
  }),
}
export type CustomerEvent = EventOf<typeof customerEvents>
