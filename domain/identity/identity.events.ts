/** Events of who is the same as whom. They are about customers and stand in one stream of their own, in one order. */
import { Type } from 'typebox'
import { uuid } from '../customer/customer-id.js'
import { event, type EventOf } from '../event.js'
import { Label, Staff } from '../fields.js'

/** The stream in which all merges and un-merges are decided. */
export const identitiesStream = 'identities'

const CustomerId = Type.String({ pattern: uuid.source })

export const identityEvents = {
  CustomersMerged: event({
    means: 'Two customers were found to be one; whoever asks for the first is answered with the other.',
    touchpoint: false,
    data: { customer: CustomerId, into: CustomerId, reason: Label, by: Type.Optional(Staff) },
  }),
  CustomersUnmerged: event({
    means: 'A merge was taken back: the two are two again.',
    touchpoint: false,
    data: { customer: CustomerId, from: CustomerId, reason: Label, by: Type.Optional(Staff) },
  }),
}
export type IdentityEvent = EventOf<typeof identityEvents>
