/** Fitting on another core, so that the server answers meanwhile: one model after the other, as each holds every buyer. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { OnModuleDestroy } from '@nestjs/common'
import type { Config } from '../config.js'
import { eventStoreStopped } from '../event-store/event-store.js'
import { failureOf } from '../thread-failure.js'
import type { FittingTask, FromFitting } from './fitting-worker.js'
import type { Fittings } from './fittings.js'

export class FittingsBeside implements Fittings, OnModuleDestroy {
  readonly purchases = this.#one('purchases')
  readonly tracked = this.#one('tracked')
  readonly values = this.#one('values')
  readonly potential = this.#one('potential')

  #turn: Promise<unknown> = Promise.resolve()
  #worker: Worker | undefined
  #stopped = false

  constructor(private readonly config: Config) {}

  /** What is being fitted is given up: nothing is kept of it. */
  async onModuleDestroy(): Promise<void> {
    this.#stopped = true
    await this.#worker?.terminate()
  }

  #one<What extends keyof Fittings>(what: What): Fittings[What] {
    const ask = (...asked: Parameters<Fittings[What]>): Promise<unknown> => {
      const fitted = this.#turn.then(() => this.#fit({ config: this.config, what, asked }))
      this.#turn = fitted.catch(() => undefined)
      return fitted
    }
    return ask as Fittings[What]
  }

  async #fit(task: FittingTask): Promise<unknown> {
    if (this.#stopped) throw eventStoreStopped()
    const worker = (this.#worker = new Worker(new URL('./fitting-worker.js', import.meta.url), { workerData: task }))
    try {
      return await new Promise((resolve, reject) => {
        worker.once('message', (message: FromFitting) =>
          'failed' in message ? reject(failureOf(message.failed)) : resolve(message.fitted),
        )
        worker.once('error', reject)
        worker.once('exit', () =>
          reject(this.#stopped ? eventStoreStopped() : new Error('The fitting ended without an answer')),
        )
      })
    } finally {
      if (worker.threadId >= 0) await once(worker, 'exit')
    }
  }
}
