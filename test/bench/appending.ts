/** Durable appends, one at a time and 64 at once, beside the same inserts in a bare loop with as many to a commit. */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { customerIdOf, customerStream } from '../../domain/customer/customer-id.js'
import type { NewEvent } from '../../domain/event.js'
import { openEmbeddedEventStore } from '../../src/event-store/embedded/embedded-event-store.js'
import { contentOf, emptyLike, writeAll } from './bare-sqlite.js'
import { perSecond, type Benchmark, type Ground } from './measure.js'

const purchase = (): NewEvent => ({
  id: randomUUID(),
  type: 'PurchaseCompleted',
  data: { total: { amount: 2_933, currency: 'USD' }, units: 2 },
  metadata: {
    occurredAt: '1997-01-01T00:00:00.000Z',
    recordedAt: '2026-01-01T00:00:00.000Z',
    actor: 'bench',
    channel: 'web',
    correlationId: randomUUID(),
    causationId: randomUUID(),
    schemaVersion: 1,
  },
})

const measure = async ({ folder }: Ground, concurrency: number, appends: number) => {
  const store = await openEmbeddedEventStore(join(folder, 'log'))
  const streams = Array.from({ length: 1_000 }, (_, number) => customerStream(customerIdOf('bench', String(number))))
  const events = Array.from({ length: appends }, purchase)
  let next = 0
  const client = async (): Promise<void> => {
    for (let index = next++; index < appends; index = next++)
      await store.append(streams[index % streams.length]!, [events[index]!], 'any')
  }
  const ours = await perSecond(appends, () => Promise.all(Array.from({ length: concurrency }, client)))
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
