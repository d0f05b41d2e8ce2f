/** Who had bought by a day, on which days and for how much: what models of value are fitted to. */
import { invalid, ruleBroken } from '../../domain/errors.js'
import type { Day, Instant } from '../../domain/time.js'
import { purchaseDaysOf, type PurchaseDay } from '../../projections/purchase-history/purchase-history.js'
import type { EventStore } from '../event-store/event-store.js'
import { historyOf, storedHistories } from '../projecting/history.js'
import { readIdentities } from '../projecting/known-identities.js'
import { belongsTo } from '../queries/point-in-time.js'

export interface BuyersRequest {
  /** The last day of the window. */
  readonly until: Day
  /** Only what was recorded by then. */
  readonly knownAt?: Instant | undefined
  readonly signal?: AbortSignal | undefined
  readonly onCustomers?: (customers: number) => void
}

/** A customer who had bought by the end of the window. */
export interface Buyer {
  /** Purchase days of the window. */
  readonly within: readonly PurchaseDay[]
  /** Purchase days after it, in order. */
  readonly later: readonly Day[]
}

export interface Buyers {
  readonly until: Day
  readonly knownAt?: Instant
  readonly buyers: readonly Buyer[]
  /** The last day on which any of them bought. */
  readonly lastDay: Day
  /** The log position up to which events were read. */
  readonly position: number
}

/** Reads the whole log. Undefined when aborted. */
export const readBuyers = async (
  store: EventStore,
  { until, knownAt, signal, onCustomers = () => undefined }: BuyersRequest,
): Promise<Buyers | undefined> => {
  const position = await store.head()
  const at = knownAt === undefined ? {} : { knownAt }
  const identities = await readIdentities(store, position, (event) => belongsTo(at, event))
  const buyers: Buyer[] = []
  let lastDay = until
  let customers = 0
  for await (const { customer, events } of storedHistories(store, identities, position)) {
    if (signal?.aborted) return undefined
    const known = { customer, events: events.filter((event) => belongsTo(at, event)) }
    const days = purchaseDaysOf(historyOf(known))
    const within = days.filter(({ day }) => day <= until)
    const last = days.at(-1)?.day ?? until
    if (within.length > 0) {
      buyers.push({ within, later: days.slice(within.length).map(({ day }) => day) })
      if (last > lastDay) lastDay = last
    }
    onCustomers((customers += 1))
  }
  return { until, ...at, buyers, lastDay, position }
}

/** In which currencies anything was bought within the window. */
export const currenciesOf = ({ buyers }: Buyers): string[] => {
  const known = new Set<string>()
  for (const { within } of buyers)
    for (const { amounts } of within) for (const currency of Object.keys(amounts)) known.add(currency)
  return [...known].sort()
}

/**
 * The currency that was asked for, or the only one.
 * @throws DomainError `currency-unknown`, `currency-missing`, `fit-no-customers`
 */
export const currencyOf = (buyers: Buyers, asked: string | undefined): string => {
  const known = currenciesOf(buyers)
  const [only, ...others] = known
  if (asked !== undefined) {
    if (known.includes(asked)) return asked
    throw invalid('currency-unknown', `Nothing was bought in ${asked}`, { currency: asked, known })
  }
  if (only === undefined) throw ruleBroken('fit-no-customers', 'Nobody had bought anything by then')
  if (others.length > 0) throw invalid('currency-missing', `Say which currency: one of ${known.join(', ')}`, { known })
  return only
}
