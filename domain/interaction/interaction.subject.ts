/** Interactions: every contact with the customer, on any channel. They are facts; nothing is decided. */
import { Type } from 'typebox'
import { event, type EventOf } from '../event.js'
import { Label, Reference, Staff, Text } from '../fields.js'
import type { Subject } from '../subject.js'

export const interactionEvents = {
  InteractionRecorded: event({
    means: 'The customer and the company were in contact; the channel is in the metadata.',
    data: {
      direction: Type.Optional(Type.Enum(['inbound', 'outbound'])),
      subject: Type.Optional(Label),
      note: Type.Optional(Text),
      outcome: Type.Optional(Label),
      by: Type.Optional(Staff),
      /** The case, order or opportunity it was about. */
      about: Type.Optional(Reference),
    },
  }),
}
export type InteractionEvent = EventOf<typeof interactionEvents>

export const interactionSubject: Subject = { name: 'interaction', events: interactionEvents, deciders: [] }
