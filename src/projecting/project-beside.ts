/** Projecting on another core while this one is busy filling the log. */
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type { Config } from '../config.js'

/** A thread that projects; safe beside any other engine, as the checkpoint moves by compare-and-set. */
export interface ProjectingBeside {
  /** Waits until `isDone` says so, looking every now and then, or until the thread has failed; then ends it. */
  finish(isDone: () => Promise<boolean>): Promise<void>
}

const lookEveryMs = 20
/** Batches are small; without a limit the thread would rather grow than tidy up. */
const resourceLimits = { maxOldGenerationSizeMb: 160, maxYoungGenerationSizeMb: 24 }

/** Starts the thread. What it leaves undone, because it failed, the next engine finds at the checkpoint. */
export const projectBeside = (config: Config): ProjectingBeside => {
  const worker = new Worker(new URL('./projecting-worker.js', import.meta.url), { workerData: config, resourceLimits })
  let ended = false
  const ending = once(worker, 'exit').then(
    () => (ended = true),
    () => (ended = true),
  )
  return {
    finish: async (isDone) => {
      while (!ended && !(await isDone())) await pause(lookEveryMs)
      if (!ended) worker.postMessage('stop')
      await ending
    },
  }
}
