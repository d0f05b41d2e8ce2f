/** Events of the stream `identities`: who is the same as whom. */
import { Type } from 'typebox'
import { event, type EventOf } from '../event.js'
import { Uuid, Label, Staff } from '../fields.js'

export const identityEvents = {
  CustomersMerged: event({
    means: 'A customer was found to be the same as another, who stands for both from now on.',
    touchpoint: false,
    data: { customer: Uuid, into: Uuid, reason: Label, by: Type.Optional(Staff) },
  }),
  CustomersUnmerged: event({
    means:
      'A customer was found not to be the other one after all, and is itself again with all who were merged into it.',
    touchpoint: false,
    data: { customer: Uuid, from: Uuid, reason: Label, by: Type.Optional(Staff) },
  }),
}
export type IdentityEvent = EventOf<typeof identityEvents>
