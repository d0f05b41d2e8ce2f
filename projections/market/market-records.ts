/** What was published of markets and industries, as its stream tells. */
import type { RecordedEvent } from '../../domain/event.js'
import type { MarketEvent } from '../../domain/market/market.events.js'
import type { Instant } from '../../domain/time.js'

type DataOf<T extends MarketEvent['type']> = Extract<MarketEvent, { type: T }>['data']

interface Recorded {
  readonly recordedAt: Instant
  /** Id of the event. */
  readonly event: string
}

export type MarketSize = DataOf<'MarketSizeRecorded'> & Recorded
export type IndustryBenchmark = DataOf<'IndustryBenchmarkRecorded'> & Recorded

/** By name and period: the latest word on each. */
export interface MarketRecords {
  readonly sizes: Map<string, MarketSize>
  readonly benchmarks: Map<string, IndustryBenchmark>
}

const keyOf = (name: string, { from, until }: MarketEvent['data']): string => JSON.stringify([name, from, until])

/** Takes one event more of the stream. */
export const takeMarketEvent = ({ sizes, benchmarks }: MarketRecords, event: RecordedEvent<MarketEvent>): void => {
  const recorded = { recordedAt: event.metadata.recordedAt, event: event.id }
  if (event.type === 'MarketSizeRecorded')
    sizes.set(keyOf(event.data.market, event.data), { ...event.data, ...recorded })
  else benchmarks.set(keyOf(event.data.industry, event.data), { ...event.data, ...recorded })
}
