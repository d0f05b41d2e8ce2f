/** Durable appends, one at a time and 64 at once, beside the same inserts in a bare loop with as many to a commit. */
import { join } from 'node:path'
import { openEmbeddedEventStore } from '../../src/event-store/embedded/embedded-event-store.js'
import { contentOf, emptyLike, writeAll } from './bare-sqlite.js'
import { atOnce, perSecond, type Benchmark, type Ground } from './measure.js'
import { purchase, streamsOf } from './purchase.js'

const measure = async ({ folder }: Ground, concurrency: number, appends: number) => {
  const store = await openEmbeddedEventStore(join(folder, 'log'))
  const streams = streamsOf('bench', 1_000)
  const events = Array.from({ length: appends }, purchase)
  const ours = await perSecond(appends, () =>
    atOnce(concurrency, appends, (index) => store.append(streams[index % streams.length]!, [events[index]!], 'any')),
  )
  await store.stop()
  const content = contentOf(join(folder, 'log', 'events.sqlite'))
  const only = (wanted: (table: string) => boolean) => ({
    ...content,
    tables: content.tables.filter(({ name }) => wanted(name)),
  })
  const bare = emptyLike(join(folder, 'bare.sqlite'), content, 'FULL')
  writeAll(
    bare,
    only((table) => table !== 'events'),
    1_000,
  )
  const baseline = await perSecond(appends, () =>
    writeAll(
      bare,
      only((table) => table === 'events'),
      concurrency,
    ),
  )
  bare.close()
  return { ours, baseline }
}

export const appending: readonly Benchmark[] = [
  { name: 'append-1', unit: 'appends/s', better: 'more', measure: (ground) => measure(ground, 1, 3_000) },
  { name: 'append-64', unit: 'appends/s', better: 'more', measure: (ground) => measure(ground, 64, 30_000) },
]
