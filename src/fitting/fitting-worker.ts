/** A thread that fits one model, and ends. */
import { parentPort, workerData } from 'node:worker_threads'
import type { Config } from '../config.js'
import { openEventStore } from '../event-store/open-event-store.js'
import { toldOf, type ThreadFailure } from '../thread-failure.js'
import { fittingsOf, type Fittings } from './fittings.js'

/** What is to be fitted: one of the fittings, and what it is asked. */
export interface FittingTask<What extends keyof Fittings = keyof Fittings> {
  readonly config: Config
  readonly what: What
  readonly asked: Parameters<Fittings[What]>
}

/** What the thread says. */
export type FromFitting = { readonly fitted: unknown } | { readonly failed: ThreadFailure }

const { config, what, asked } = workerData as FittingTask
const say = (message: FromFitting): void => parentPort!.postMessage(message)

const store = await openEventStore(config)
try {
  const fit = fittingsOf(store)[what] as (...asked: unknown[]) => Promise<unknown>
  say({ fitted: await fit(...asked) })
} catch (error) {
  say({ failed: toldOf(error) })
} finally {
  await store.stop()
  parentPort!.close()
}
