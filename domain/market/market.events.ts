/** Events of the market that the business sells in, as others publish it. They are about no one customer and stand in one stream. */
import { Type } from 'typebox'
import { event, type EventOf, type FieldProblem } from '../event.js'
import { Count, Reference, Staff } from '../fields.js'
import { Price } from '../money.js'
import { DayField } from '../time.js'

/** The stream in which figures of markets and industries are recorded. */
export const marketStream = 'market'

/** Of which period, and who says so. */
const published = {
  from: DayField,
  /** The last day of the period. */
  until: DayField,
  /** Who published it: an association, a statistics office, a study with its year. */
  publisher: Reference,
  by: Type.Optional(Staff),
}

const reversed = ({ from, until }: { readonly from: string; readonly until: string }): FieldProblem[] =>
  from > until ? [{ field: 'until', message: `must not be before ${from}, the first day` }] : []

export const marketEvents = {
  MarketSizeRecorded: event({
    means:
      'Somebody published how large a market was in a period; what is recorded again of the same period corrects it.',
    touchpoint: false,
    reportable: false,
    data: {
      market: Reference,
      ...published,
      /** What all suppliers together turned over. */
      turnover: Type.Optional(Price),
      /** Customers of all suppliers together. */
      customers: Type.Optional(Count),
    },
    problems: (data) => [
      ...reversed(data),
      ...(data.turnover === undefined && data.customers === undefined
        ? [{ field: 'turnover', message: 'is required, or customers, or both' }]
        : []),
    ],
  }),
  IndustryBenchmarkRecorded: event({
    means: 'Somebody published the average margin of an industry in a period; the same period again corrects it.',
    touchpoint: false,
    reportable: false,
    data: {
      industry: Reference,
      ...published,
      /** Profit as a share of revenue: 0.08 is 8 %. */
      margin: Type.Number({ minimum: -10, maximum: 1 }),
    },
    problems: reversed,
  }),
}
export type MarketEvent = EventOf<typeof marketEvents>
