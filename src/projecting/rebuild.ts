/** Rebuilding: every document folded again from the log, customer by customer, beside the live ones; then proof. */
import { createHash } from 'node:crypto'
import { canonicalJson } from '../../domain/canonical-json.js'
import { customerOfStream } from '../../domain/customer/customer-id.js'
import { unavailable } from '../../domain/errors.js'
import { refold, type AnyReadModel, type HistoryEvent } from '../../projections/read-model.js'
import { Sums } from '../../projections/sums.js'
import type { EventStore } from '../event-store/event-store.js'
import type { DocumentWrite, ReadModels, ReadModelStore, Snapshot } from '../read-models/read-model-store.js'
import { customerStreams, historyEvent } from './history.js'

const documentsPerCommit = 5_000

/** How far a rebuild has come. */
export interface RebuildProgress {
  readonly events: number
  readonly eventsTotal: number
}

/**
 * Folds the whole log up to a position into empty read models.
 * Stops early, leaving them unfinished, when aborted.
 */
const rebuildInto = async (
  readModels: ReadModels,
  models: readonly AnyReadModel[],
  store: EventStore,
  until: number,
  onProgress: (progress: RebuildProgress) => void = () => undefined,
  signal?: AbortSignal,
): Promise<void> => {
  const sums = new Sums()
  let pending: DocumentWrite[] = []
  let events = 0
  for await (const stream of store.readStreams(customerStreams.streamPrefixes[0], until)) {
    if (signal?.aborted) return
    const customer = customerOfStream(stream[0]!.stream)!
    const history = stream.map(historyEvent) as HistoryEvent[]
    for (const model of models)
      for (const document of refold(model, customer, history)) {
        if (model.contributions) sums.tally(model.contributions(document.body))
        pending.push({ model: model.name, ...document })
      }
    events += stream.length
    if (pending.length < documentsPerCommit) continue
    await readModels.commit({ from: 0, to: 0, documents: pending, contributions: [] })
    pending = []
    onProgress({ events, eventsTotal: until })
  }
  await readModels.commit({ from: 0, to: until, documents: pending, contributions: sums.values() })
  onProgress({ events, eventsTotal: until })
}

/** What a rebuild works on. */
export interface RebuildSources {
  readonly store: EventStore
  readonly readModels: ReadModelStore
  readonly models: readonly AnyReadModel[]
  /** The definition that the documents will be folded with. */
  readonly definition: string
  readonly onProgress?: (progress: RebuildProgress) => void
  readonly signal?: AbortSignal
}

/** Rebuilds all read models beside the live ones and takes over. Answers false when aborted: then nothing has changed. */
export const rebuild = async ({
  store,
  readModels,
  models,
  definition,
  onProgress,
  signal,
}: RebuildSources): Promise<boolean> => {
  const until = await store.head()
  const built = await readModels.beside(definition)
  try {
    await rebuildInto(built.readModels, models, store, until, onProgress, signal)
  } catch (error) {
    await built.discard()
    throw error
  }
  if (signal?.aborted) {
    await built.discard()
    return false
  }
  await built.takeOver()
  return true
}

/** How the live documents of one read model compare with a refold of the whole log. */
export interface Verified {
  readonly model: string
  readonly documents: number
  readonly liveHash: string
  readonly rebuiltHash: string
  readonly equal: boolean
}

/** The outcome of a verification; `equal` only when every read model and the portfolio sums are. */
export interface Verification {
  readonly position: number
  readonly equal: boolean
  readonly readModels: readonly Verified[]
  readonly contributions: {
    readonly sums: number
    readonly liveHash: string
    readonly rebuiltHash: string
    readonly equal: boolean
  }
}

/** Proves the live read models: rebuilds beside them up to the same position, compares hashes, changes nothing. */
export const verify = async ({
  store,
  readModels,
  models,
  definition,
  onProgress,
  signal,
}: RebuildSources): Promise<Verification | undefined> => {
  const live = await readModels.snapshot((snapshot) => prove(snapshot, models))
  const built = await readModels.beside(definition)
  try {
    await rebuildInto(built.readModels, models, store, live.position, onProgress, signal)
    if (signal?.aborted) return undefined
    const rebuilt = await built.readModels.snapshot((snapshot) => prove(snapshot, models))
    const compared = live.models.map(({ model, documents, hash }, index): Verified => {
      const rebuiltHash = rebuilt.models[index]!.hash
      return { model, documents, liveHash: hash, rebuiltHash, equal: hash === rebuiltHash }
    })
    const contributions = {
      sums: live.contributions.sums,
      liveHash: live.contributions.hash,
      rebuiltHash: rebuilt.contributions.hash,
      equal: live.contributions.hash === rebuilt.contributions.hash,
    }
    const equal = contributions.equal && compared.every((model) => model.equal)
    return { position: live.position, equal, readModels: compared, contributions }
  } finally {
    await built.discard()
  }
}

/**
 * Makes sure that the stored documents may be read and added to: rebuilds them when they were folded by other definitions.
 * @throws DomainError `checkpoint-beyond-log` when they reflect events that the log does not have
 */
export const prepare = async (sources: RebuildSources): Promise<void> => {
  const { store, readModels, definition } = sources
  const [checkpoint, head] = [await readModels.checkpoint(), await store.head()]
  if (checkpoint > head)
    throw unavailable(
      'checkpoint-beyond-log',
      `The read models reflect position ${checkpoint}, but the log ends at ${head}: it is not the log they were folded from. ` +
        'Put the right log back, or run `touchledger rebuild`.',
      { checkpoint, head },
    )
  if ((await readModels.definition()) !== definition) await rebuild(sources)
}

/** The proof of one state: a hash of every read model's documents and of the portfolio sums. */
export interface Proof {
  readonly position: number
  readonly models: readonly { readonly model: string; readonly documents: number; readonly hash: string }[]
  readonly contributions: { readonly sums: number; readonly hash: string }
}

/** Hashes (SHA-256) the canonical JSON of everything in a snapshot, in the order of its keys. */
const prove = async (snapshot: Snapshot, models: readonly AnyReadModel[]): Promise<Proof> => {
  const proven: { model: string; documents: number; hash: string }[] = []
  for (const { name } of models) {
    const { count, digest } = await hashed(snapshot.documents(name), ({ customer, part, body, seen }) => [
      customer,
      part,
      seen,
      body,
    ])
    proven.push({ model: name, documents: count, hash: digest })
  }
  const { count, digest } = await hashed(snapshot.contributions(), ({ figure, key, add }) => [figure, key, add])
  return { position: snapshot.position, models: proven, contributions: { sums: count, hash: digest } }
}

const hashed = async <T>(items: Iterable<T> | AsyncIterable<T>, content: (item: T) => unknown) => {
  const hash = createHash('sha256')
  let count = 0
  for await (const item of items) {
    hash.update(canonicalJson(content(item)) + '\n')
    count += 1
  }
  return { count, digest: hash.digest('hex') }
}
