/** Folding partitions on as many threads as there are cores, for one that writes what they fold. */
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Config } from '../config.js'
import { failureOf } from '../thread-failure.js'
import type { FoldPartitions } from './fold-partitions.js'
import type { FromFolding, ToFolding } from './folding-worker.js'
import { fromMessage } from './piece-message.js'

/** What is folded is short-lived: with more room for it, little of it is ever looked at by the garbage collector. */
const resourceLimits = { maxYoungGenerationSizeMb: 64 }

/**
 * Folds on threads that read the log of a configuration, which must be the one that the task is about. Undefined where threads
 * make nothing faster: each of them would have to fetch the whole log from a server, or there is one core.
 */
export const threadsFor = (config: Config): FoldPartitions | undefined =>
  config.eventStoreUrl === '' && availableParallelism() > 1 ? foldOn(availableParallelism(), config) : undefined

const foldOn = (threads: number, config: Config): FoldPartitions =>
  async function* ({ until, partitions, signal }) {
    const waiting = [...partitions]
    const messages: { readonly from: Worker; readonly message: FromFolding | Error }[] = []
    let wake = (): void => undefined
    const hear = (from: Worker, message: FromFolding | Error): void => {
      messages.push({ from, message })
      wake()
    }
    const abort = (): void => wake()
    signal?.addEventListener('abort', abort)
    const workers = Array.from({ length: Math.min(threads, partitions.length) }, () => {
      const worker = new Worker(new URL('./folding-worker.js', import.meta.url), { workerData: config, resourceLimits })
      worker.on('message', (message: FromFolding) => hear(worker, message))
      worker.once('exit', () => hear(worker, new Error('A thread that folds ended before it had folded everything')))
      worker.once('error', (error) => hear(worker, error instanceof Error ? error : new Error(String(error))))
      return worker
    })
    const tell = (worker: Worker, message: ToFolding): void => worker.postMessage(message)
    try {
      for (let busy = workers.length; busy > 0 && !signal?.aborted;) {
        const heard = messages.shift()
        if (!heard) {
          await new Promise<void>((resolve) => (wake = resolve))
          continue
        }
        const { from, message } = heard
        if (message instanceof Error) throw message
        if (message === 'idle') {
          const next = waiting.shift()
          if (next) tell(from, { fold: { until, partitions: [next] } })
          else busy -= 1
        } else if ('failed' in message) throw failureOf(message.failed)
        else {
          yield fromMessage(message.piece)
          tell(from, 'taken')
        }
      }
    } finally {
      signal?.removeEventListener('abort', abort)
      for (const worker of workers) tell(worker, 'stop')
      for (const worker of workers) if (worker.threadId >= 0) await once(worker, 'exit')
    }
  }
