/** Decides on figures of markets and industries: what says nothing new is not recorded again. */
import { canonicalJson } from '../canonical-json.js'
import type { Decider } from '../decider.js'
import { marketStream, type MarketEvent } from './market.events.js'

type DataOf<T extends MarketEvent['type']> = Extract<MarketEvent, { type: T }>['data']

export type MarketCommand =
  | { readonly type: 'RecordMarketSize'; readonly data: DataOf<'MarketSizeRecorded'> }
  | { readonly type: 'RecordIndustryBenchmark'; readonly data: DataOf<'IndustryBenchmarkRecorded'> }

interface Figure {
  /** What was recorded last of the period, but for who recorded it. */
  readonly said: string | null
}

const saidBy = ({ by: _by, ...data }: MarketEvent['data']): string => canonicalJson(data)

export const market: Decider<Figure, MarketCommand, MarketEvent> = {
  name: 'market',
  stream: marketStream,
  customersOf: () => [],
  initial: { said: null },
  instanceOf: (data) =>
    JSON.stringify(
      'market' in data
        ? ['market', data.market, data.from, data.until]
        : ['industry', data.industry, data.from, data.until],
    ),
  decide: {
    RecordMarketSize: ({ data }, { said }) => (said === saidBy(data) ? [] : [{ type: 'MarketSizeRecorded', data }]),
    RecordIndustryBenchmark: ({ data }, { said }) =>
      said === saidBy(data) ? [] : [{ type: 'IndustryBenchmarkRecorded', data }],
  },
  evolve: {
    MarketSizeRecorded: (_, { data }) => ({ said: saidBy(data) }),
    IndustryBenchmarkRecorded: (_, { data }) => ({ said: saidBy(data) }),
  },
}
