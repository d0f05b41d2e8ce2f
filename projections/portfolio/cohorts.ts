/** Cohorts: customers by the month of their first purchase, how many of them buy later, and for how much (R60). */
import type { Contribution } from '../read-model.js'

/** The figures that cohorts are made of. */
export const cohortFigures = ['cohort', 'cohort/revenue'] as const

/** A cohort, so many months after its own. */
export interface CohortMonth {
  /** `YYYY-MM`. */
  readonly month: string
  /** Months since the cohort’s own, which is 0. */
  readonly after: number
  /** Customers of the cohort who bought in it. */
  readonly customers: number
  /** Share of the cohort. */
  readonly rate: number
  /** Recognised revenue less refunds, minor units by currency. */
  readonly revenue: Readonly<Record<string, number>>
}

export interface Cohort {
  /** Month of the first purchase, `YYYY-MM`. */
  readonly cohort: string
  readonly customers: number
  /** Every month up to the last one in which anybody bought or revenue came or went. */
  readonly months: readonly CohortMonth[]
}

const monthNumber = (month: string): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1
const monthOf = (number: number): string =>
  `${String(Math.floor(number / 12)).padStart(4, '0')}-${String((number % 12) + 1).padStart(2, '0')}`

/** The cohorts, earliest first. Contributions may come in any order; those of other figures are passed over. */
export const cohortTable = (contributions: Iterable<Contribution>): Cohort[] => {
  const customers = new Map<string, Map<number, number>>()
  const revenue = new Map<string, Record<string, number>>()
  let end = 0
  for (const { figure, key, add } of contributions) {
    const [cohort = '', after = '', currency = ''] = String(key).split('/')
    const last = monthNumber(cohort) + Number(after)
    if (figure === 'cohort' && add.customers) {
      let months = customers.get(cohort)
      if (!months) customers.set(cohort, (months = new Map<number, number>()))
      months.set(Number(after), add.customers)
    } else if (figure === 'cohort/revenue' && add.revenue) {
      const place = `${cohort}/${Number(after)}`
      const amounts = revenue.get(place)
      if (amounts) amounts[currency] = add.revenue
      else revenue.set(place, { [currency]: add.revenue })
    } else continue
    end = Math.max(end, last)
  }
  return [...customers.keys()].sort().map((cohort) => {
    const months = customers.get(cohort)!
    const size = months.get(0)!
    return {
      cohort,
      customers: size,
      months: Array.from({ length: end - monthNumber(cohort) + 1 }, (_, after) => {
        const buying = months.get(after) ?? 0
        const earned = Object.entries(revenue.get(`${cohort}/${after}`) ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
        return {
          month: monthOf(monthNumber(cohort) + after),
          after,
          customers: buying,
          rate: buying / size,
          revenue: Object.fromEntries(earned),
        }
      }),
    }
  })
}
