/** Customers in sixteen parts, by the first digit of their ids: what engines and threads share among them. */
import { customerStream } from '../../domain/customer/customer-id.js'
import type { NameRange } from '../event-store/event-store.js'

const digits = '0123456789abcdef'

/** The numbers of the parts. */
export const partitions: readonly number[] = [...digits].map((_, partition) => partition)

/** The part that a customer belongs to; every text belongs to one. */
export const partitionOf = (customer: string): number => {
  const known = digits.indexOf(customer.charAt(0))
  if (known >= 0) return known
  return Math.min([...digits].filter((digit) => digit < customer).length, digits.length - 1)
}

/** Behind every customer whose id begins with a digit. */
const endOf = (digit: string): string => customerStream(`${digit}\u{10ffff}`)

/** The streams of the customers of a part. */
export const streamsOf = (partition: number): NameRange => ({
  after: partition === 0 ? undefined : endOf(digits[partition - 1]!),
  before: partition === digits.length - 1 ? undefined : endOf(digits[partition]!),
})
