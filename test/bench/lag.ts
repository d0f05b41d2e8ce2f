/**
 * How long after an event is durable the read models reflect it, at a steady 1,000 events a second: beside a bare subscription
 * to the same log, which only sees the event.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { EventStore } from '../../src/event-store/event-store.js'
import { ProjectionEngine } from '../../src/projecting/projection-engine.js'
import { definition, models, openLedger } from './ledger.js'
import { percentile, type Benchmark, type Ground } from './measure.js'
import { purchase, streamsOf } from './purchase.js'

const perSecond = 1_000
const tickMs = 10
const seconds = 10
/** While the program warms up, nothing is counted. */
const warmUpSeconds = 2

/** Appends at the steady rate; answers when each event of the time that counts was durable, by position. */
const append = async (store: EventStore, streams: readonly string[]): Promise<Map<number, number>> => {
  const durableAt = new Map<number, number>()
  const appending: Promise<void>[] = []
  const started = performance.now()
  const total = perSecond * (seconds + warmUpSeconds)
  for (let made = 0; made < total; await pause(tickMs))
    for (const due = ((performance.now() - started) / 1_000) * perSecond; made < Math.min(due, total); made++) {
      const counts = made >= perSecond * warmUpSeconds
      const stream = streams[made % streams.length]!
      appending.push(
        store.append(stream, [purchase()], 'any').then(({ position }) => {
          if (counts) durableAt.set(position, performance.now())
        }),
      )
    }
  await Promise.all(appending)
  return durableAt
}

/** The 99th percentile of the time from durable to `seenAt`, in milliseconds. */
const lagOf = (durableAt: ReadonlyMap<number, number>, seenAt: ReadonlyMap<number, number>): number =>
  percentile(
    [...durableAt].map(([position, durable]) => Math.max(0, seenAt.get(position)! - durable)),
    0.99,
  )

const lag = async ({ folder }: Ground) => {
  const { store, readModels } = await openLedger(folder)
  const seenAt = new Map<number, number>()
  let seen = 0
  const see = (position: number): void => {
    for (const now = performance.now(); seen < position;) seenAt.set((seen += 1), now)
  }

  const ending = new AbortController()
  const subscription = (async () => {
    for await (const { position } of store.subscribe({ signal: ending.signal })) see(position)
  })()
  const bareDurable = await append(store, streamsOf('bare', 1_000))
  while (seen < (await store.head())) await pause(1)
  ending.abort()
  await subscription
  const baseline = lagOf(bareDurable, seenAt)

  const engine = new ProjectionEngine(store, readModels, models, definition)
  await engine.catchUp()
  engine.start()
  const watching = new AbortController()
  const watch = (async () => {
    while (!watching.signal.aborted) {
      await engine.reached(seen + 1, watching.signal).catch(() => undefined)
      see(engine.progress.position)
    }
  })()
  const durable = await append(store, streamsOf('bench', 1_000))
  await engine.reached(await store.head())
  watching.abort()
  await watch
  see(engine.progress.position)
  const ours = lagOf(durable, seenAt)
  await engine.stop()
  await store.stop()
  await readModels.stop()
  return { ours, baseline }
}

export const lagging: readonly Benchmark[] = [{ name: 'lag-p99', unit: 'ms', better: 'less', measure: lag }]
