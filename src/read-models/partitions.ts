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

/** One of several equal parts of all partitions: part `at`, from 0, of so many. */
export interface Share {
  readonly at: number
  readonly of: number
}

/** All customers. */
export const everybody: Share = { at: 0, of: 1 }

/** Into how many parts customers can be shared. */
export const shareCounts = [1, 2, 4, 8, 16] as const

/** The part of so many that a customer is in. */
export const shareOf = (customer: string, of: number): number =>
  Math.floor((partitionOf(customer) * of) / digits.length)

/** Whether a customer is in a part. */
export const isIn = ({ at, of }: Share, customer: string): boolean => of === 1 || shareOf(customer, of) === at

/** The partitions of a part. They follow each other, and so do the customers in their order. */
export const partitionsIn = ({ at, of }: Share): readonly number[] =>
  partitions.filter((partition) => Math.floor((partition * of) / digits.length) === at)
