/** What can be asked about all contracts. */
import { dayNumber, dayOfNumber, type Day } from '../../domain/time.js'
import { contractDates, inCalendarOrder, type ContractDate } from '../../projections/contracts/calendar.js'
import { contracts } from '../../projections/contracts/contracts.read-model.js'
import type { AnyReadModel } from '../../projections/read-model.js'
import type { Clock } from '../clock.js'
import type { EventStore } from '../event-store/event-store.js'
import type { ReadModelReader } from '../read-models/read-model-store.js'
import { everyCustomer } from './every-customer.js'
import type { PointInTime } from './point-in-time.js'
import type { AnsweredAt } from './portfolio-query.js'

export interface ContractCalendarRequest extends PointInTime {
  /** The first day; the day asked about, where not said. */
  readonly from?: Day
  /** How many days from then on; 90 where not said. */
  readonly days?: number
}

export interface ContractCalendar extends AnsweredAt {
  readonly from: Day
  readonly until: Day
  /** In order; the first ten thousand. */
  readonly dates: readonly ContractDate[]
}

const usualDays = 90
const datesListed = 10_000

export class ContractQuery {
  constructor(
    private readonly store: EventStore,
    private readonly readModels: Pick<ReadModelReader, 'snapshot'>,
    private readonly models: readonly AnyReadModel[],
    private readonly clock: Clock,
  ) {}

  /** What begins, ends, and must be given notice of. */
  async calendar({ from, days = usualDays, ...at }: ContractCalendarRequest): Promise<ContractCalendar> {
    const { store, readModels, models } = this
    const now = this.clock()
    const asOf = at.asOf ?? now
    const first = from ?? asOf.slice(0, 10)
    const last = dayOfNumber(dayNumber(first) + days - 1)
    return everyCustomer({ store, readModels, models }, at, [contracts], async ({ position, customers }) => {
      const dates: ContractDate[] = []
      for await (const { customer, of } of customers())
        for (const document of of(contracts)) dates.push(...contractDates(customer, document, first, last))
      dates.sort(inCalendarOrder)
      return {
        asOf,
        knownAt: at.knownAt ?? now,
        position,
        from: first,
        until: last,
        dates: dates.slice(0, datesListed),
      }
    })
  }
}
