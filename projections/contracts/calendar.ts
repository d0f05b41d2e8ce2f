/** The contract calendar: which contracts begin, must be given notice of, and end, day by day (R15). */
import { dayNumber, dayOfNumber, type Day } from '../../domain/time.js'
import type { ContractDocument } from './contracts.read-model.js'

export interface ContractDate extends Pick<ContractDocument, 'contract' | 'value' | 'per' | 'renewals'> {
  readonly day: Day
  /** `notice`: the last day on which either side can say that the contract is not renewed. */
  readonly what: 'begins' | 'notice' | 'ends'
  readonly customer: string
  readonly isTerminated: boolean
}

/** The dates of a contract from one day until another, both included. */
export const contractDates = (customer: string, document: ContractDocument, from: Day, until: Day): ContractDate[] => {
  const { contract, value, per, renewals, terminated, noticeDays } = document
  const found: ContractDate[] = []
  const note = (day: Day | null, what: ContractDate['what']): void => {
    if (day === null || day < from || day > until) return
    found.push({ day, what, customer, contract, value, per, renewals, isTerminated: terminated !== null })
  }
  note(document.from, 'begins')
  if (document.until !== null && noticeDays !== null && !terminated)
    note(dayOfNumber(dayNumber(document.until) - noticeDays), 'notice')
  note(document.until, 'ends')
  return found
}

/** In the order of days; of one day by customer and contract. */
export const inCalendarOrder = (a: ContractDate, b: ContractDate): number => {
  const [one, other] = [a, b].map(({ day, customer, contract, what }) => `${day} ${customer} ${contract} ${what}`) as [
    string,
    string,
  ]
  return one < other ? -1 : one > other ? 1 : 0
}
