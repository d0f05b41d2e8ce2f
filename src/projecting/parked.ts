/** Finding what is parked of a customer. */
import { notFound } from '../../domain/errors.js'
import type { ParkedEvent } from '../read-models/read-model-store.js'

/**
 * The event that holds up a customer, who may be named by the survivor or by the one of whom it was recorded.
 * @throws DomainError `nothing-parked`
 */
export const mustBeParked = (parked: readonly ParkedEvent[], customer: string): ParkedEvent => {
  const event = parked.find((one) => one.customer === customer || one.stream.endsWith(customer))
  if (!event) throw notFound('nothing-parked', `Nothing of customer ${customer} is parked`, { customer })
  return event
}
