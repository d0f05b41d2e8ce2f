/** A thread that folds the partitions it is given, and is never more than a few pieces ahead of whoever writes them. */
import { parentPort, workerData } from 'node:worker_threads'
import { readModels as readModelsBy } from '../../projections/read-models.js'
import type { Config } from '../config.js'
import { openEventStore } from '../event-store/open-event-store.js'
import { toldOf, type ThreadFailure } from '../thread-failure.js'
import { foldPartitions, type FoldingTask } from './fold-partitions.js'
import { toMessage, type PieceMessage } from './piece-message.js'

/** What the thread is told: what to fold next, that a piece of it was taken, or to end. */
export type ToFolding = { readonly fold: Omit<FoldingTask, 'signal'> } | 'taken' | 'stop'

/** What the thread says. */
export type FromFolding = { readonly piece: PieceMessage } | { readonly failed: ThreadFailure } | 'idle'

const piecesAhead = 2

const config = workerData as Config
const port = parentPort!
const say = (message: FromFolding): void => port.postMessage(message)
const store = await openEventStore(config)
const fold = foldPartitions(store, readModelsBy(config.lifecycle))

const stopping = new AbortController()
let ahead = 0
let goOn = (): void => undefined
let working = Promise.resolve()

const work = async (task: FoldingTask): Promise<void> => {
  for await (const piece of fold({ ...task, signal: stopping.signal })) {
    say({ piece: toMessage(piece) })
    ahead += 1
    while (ahead >= piecesAhead && !stopping.signal.aborted) await new Promise<void>((resolve) => (goOn = resolve))
  }
}

const stop = async (): Promise<void> => {
  stopping.abort()
  goOn()
  await working
  await store.stop()
  port.close()
}

port.on('message', (message: ToFolding) => {
  if (message === 'taken') {
    ahead -= 1
    goOn()
  } else if (message === 'stop') void stop()
  else
    working = work(message.fold).then(
      () => say('idle'),
      (error: unknown) => say({ failed: toldOf(error) }),
    )
})
say('idle')
