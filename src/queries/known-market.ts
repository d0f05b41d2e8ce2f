/** What was published of markets and industries, as far as it was known. */
import { upcast } from '../../domain/catalogue.js'
import { marketStream, type MarketEvent } from '../../domain/market/market.events.js'
import { takeMarketEvent, type MarketRecords } from '../../projections/market/market-records.js'
import type { EventStore } from '../event-store/event-store.js'
import { foldStream, type StreamFold } from '../projecting/current-fold.js'
import type { KnownBy } from './known-models.js'
import { belongsTo } from './point-in-time.js'

const marketFold: StreamFold<MarketRecords> = {
  stream: marketStream,
  begin: () => ({ sizes: new Map(), benchmarks: new Map() }),
  take: (records, event) => takeMarketEvent(records, upcast<MarketEvent>(event)),
}

export const knownMarket = (store: EventStore, { position, knownAt }: KnownBy = {}): Promise<MarketRecords> =>
  foldStream(marketFold, store, position, (event) => belongsTo(knownAt === undefined ? {} : { knownAt }, event))
