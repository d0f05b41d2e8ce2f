/**
 * Projecting that several processes share: each is at work on some parts of the read models. Who is at work says so again and
 * again; the parts of one that has fallen silent go to the others. Should two work on one part for a moment, nothing is
 * projected twice: the checkpoint of the part moves by compare-and-set.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { unavailable } from '../../domain/errors.js'
import type { AnyReadModel } from '../../projections/read-model.js'
import type { EventStore } from '../event-store/event-store.js'
import type { ReadModelPart, ReadModelParts } from '../read-models/read-model-parts.js'
import { ProjectionEngine, type CatchUpOptions, type Projecting, type ProjectionProgress } from './projection-engine.js'

/** How long an engine that has fallen silent is thought to be at work, and how often one says that it is. */
const silenceMs = 5_000
const sayEveryMs = 1_000
/** How often parts that others are at work on are looked at by one who waits for them. */
const lookEveryMs = 20

/** The parts of one of several engines, of which all answer the same when they know of each other. */
export const partsOf = (engine: string, engines: readonly string[], parts: number): readonly number[] => {
  const at = engines.indexOf(engine)
  return Array.from({ length: parts }, (_, part) => part).filter((part) => part % engines.length === at)
}

interface Part extends ReadModelPart {
  /** Brings the part up to the log when it is asked to, and follows the log while this process is at work on it. */
  engine: ProjectionEngine
  isFollowing: boolean
  /** How far the part had come when it was last looked at, and how many customers were parked in it. */
  position: number
  parked: number
}

export class SharedProjecting implements Projecting {
  readonly #name = randomUUID()
  readonly #parts: readonly Part[]
  readonly #stopping = new AbortController()
  #failure: Error | undefined
  #running: Promise<void> | undefined
  #projectedBefore = 0

  constructor(
    private readonly store: EventStore,
    private readonly readModels: Pick<ReadModelParts, 'parts'>,
    private readonly models: readonly AnyReadModel[],
    private readonly definition: string,
  ) {
    this.#parts = readModels.parts.map((part) => ({
      ...part,
      engine: this.#engineOf(part),
      isFollowing: false,
      position: 0,
      parked: 0,
    }))
  }

  get progress(): ProjectionProgress {
    const heads = this.#parts.map(({ engine }) => engine.progress.head)
    const projected = this.#parts.map(({ engine }) => engine.progress.projected)
    return {
      position: Math.min(...this.#parts.map(positionOf)),
      head: Math.max(...heads),
      projected: projected.reduce((sum, events) => sum + events, this.#projectedBefore),
    }
  }

  get parked(): number {
    return this.#parts.reduce((sum, { isFollowing, engine, parked }) => sum + (isFollowing ? engine.parked : parked), 0)
  }

  get failure(): Error | undefined {
    return this.#failure ?? this.#parts.find(({ isFollowing, engine }) => isFollowing && engine.failure)?.engine.failure
  }

  get parts(): Projecting['parts'] {
    const here = this.#parts.filter(({ isFollowing }) => isFollowing).map(({ share }) => share.at)
    return { all: this.#parts.length, here }
  }

  start(onFailure: (error: Error) => void = () => undefined): void {
    this.#running ??= this.#share(onFailure)
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#running
    await Promise.all(this.#parts.map(({ engine }) => engine.stop()))
  }

  async catchUp({ onProgress, ...options }: CatchUpOptions = {}): Promise<number> {
    const tell = onProgress && { onProgress: () => onProgress(this.progress) }
    const reached = await Promise.all(this.#parts.map(({ engine }) => engine.catchUp({ ...options, ...tell })))
    return Math.min(...reached)
  }

  async reached(position: number, signal?: AbortSignal): Promise<void> {
    await Promise.all(this.#parts.map((part) => this.#partReached(part, position, signal)))
  }

  #engineOf({ share, readModels }: ReadModelPart): ProjectionEngine {
    return new ProjectionEngine(this.store, readModels, this.models, this.definition, share)
  }

  /** Says that this engine is at work, and takes up the parts that are its own by who else is. */
  async #share(onFailure: (error: Error) => void): Promise<void> {
    const { signal } = this.#stopping
    const { readModels } = this.readModels.parts[0]!
    while (!signal.aborted) {
      try {
        await this.#takeUp(
          partsOf(this.#name, await readModels.atWork(this.#name, silenceMs), this.#parts.length),
          onFailure,
        )
        for (const part of this.#parts) if (!part.isFollowing) await look(part)
        this.#failure = undefined
      } catch (error) {
        this.#failure = error instanceof Error ? error : new Error(String(error))
        onFailure(this.#failure)
      }
      await pause(sayEveryMs, undefined, { signal }).catch(() => undefined)
    }
    await readModels.atWork(this.#name, 0).catch(() => undefined)
  }

  async #takeUp(mine: readonly number[], onFailure: (error: Error) => void): Promise<void> {
    for (const part of this.#parts) {
      const isMine = mine.includes(part.share.at)
      if (isMine && !part.isFollowing) {
        part.isFollowing = true
        part.engine.start(onFailure)
      } else if (!isMine && part.isFollowing) {
        await part.engine.stop()
        this.#projectedBefore += part.engine.progress.projected
        await look(part)
        part.engine = this.#engineOf(part)
        part.isFollowing = false
      }
    }
  }

  /** Parts that other processes are at work on do not say how far they are: they are looked at. */
  async #partReached(part: Part, position: number, signal?: AbortSignal): Promise<void> {
    while (positionOf(part) < position) {
      if (part.isFollowing) return part.engine.reached(position, signal)
      if (this.#stopping.signal.aborted)
        throw unavailable('projection-stopped', 'The read models are not following the log at present')
      if (signal?.aborted)
        throw unavailable(
          'position-not-reached',
          `A part of the read models reflects position ${part.position}, not yet ${position}`,
          { position: part.position },
        )
      await look(part)
      if (part.position < position) await pause(lookEveryMs, undefined, signal && { signal }).catch(() => undefined)
    }
  }
}

const positionOf = ({ engine, position }: Part): number => Math.max(engine.progress.position, position)

const look = async (part: Part): Promise<void> => {
  part.position = (await part.readModels.checkpoint()).position
  part.parked = (await part.readModels.parked()).length
}

/** Projecting by this process alone where the read models are whole, shared with others where they are in parts. */
export const projecting = (
  store: EventStore,
  readModels: Pick<ReadModelParts, 'parts'>,
  models: readonly AnyReadModel[],
  definition: string,
): Projecting => {
  const [first, ...others] = readModels.parts
  return others.length === 0
    ? new ProjectionEngine(store, first!.readModels, models, definition)
    : new SharedProjecting(store, readModels, models, definition)
}
