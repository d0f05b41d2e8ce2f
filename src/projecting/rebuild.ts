/**
 * Rebuilding: every document folded again from the log beside the live ones, which go on meanwhile; then proven, caught up,
 * and made the live ones in one step.
 */
import { DomainError, unavailable } from '../../domain/errors.js'
import type { AnyReadModel } from '../../projections/read-model.js'
import { Sums } from '../../projections/sums.js'
import type { EventStore } from '../event-store/event-store.js'
import type { Commit, ParkedEvent, ReadModels, ReadModelStore } from '../read-models/read-model-store.js'
import { foldCustomer } from './fold-customer.js'
import { foldPartitions, tallyDocuments, type FoldPartitions } from './fold-partitions.js'
import { mergedHistories } from './history.js'
import { readIdentities } from './known-identities.js'
import { everybody, partitionsIn, type Share } from '../read-models/partitions.js'
import { ProjectionEngine } from './projection-engine.js'
import { proveStored } from './proof.js'
import { compareProofs, type Verification } from './verify.js'
import { whatChanged, type ModelChanges } from './what-changed.js'

const documentsPerCommit = 5_000

/** Events from which on threads are worth starting. */
const worthThreads = 20_000

/** What a rebuild is doing. */
export type RebuildPhase = 'folding' | 'catching up' | 'proving'

/** How far a rebuild has come. */
export interface RebuildProgress {
  readonly phase: RebuildPhase
  readonly events: number
  readonly eventsTotal: number
}

/** What a rebuild works on. */
export interface RebuildSources {
  readonly store: EventStore
  readonly readModels: ReadModelStore
  /** Whose read models they are; everybody’s, where it is not said. */
  readonly share?: Share
  readonly models: readonly AnyReadModel[]
  /** The definition that the documents will be folded with. */
  readonly definition: string
  /** Folds on other threads, where that is possible. */
  readonly onThreads?: FoldPartitions | undefined
  readonly onProgress?: (progress: RebuildProgress) => void
  readonly signal?: AbortSignal | undefined
}

export interface RebuildOptions {
  /** Start from nothing even where an earlier rebuild was left unfinished. */
  readonly anew?: boolean
  /** Take over without comparing with the live ones. */
  readonly unproven?: boolean
  /** Where read models of this definition were live before, catch up with those instead of folding everything. */
  readonly takingBack?: boolean
}

/** The outcome of a rebuild. */
export interface Rebuilt {
  /** The log position that the read models reflect now. */
  readonly position: number
  /** The live ones beside what was built, at the same position; absent where they were not compared. */
  readonly proof?: Verification
  /** What differed, by read model. */
  readonly changes?: Readonly<Record<string, ModelChanges>>
}

/** What is noted with every commit of a rebuild, so that another process can go on. */
interface Note {
  readonly until: number
  events: number
  /** The stream behind which to go on, by partition. */
  after: Record<number, string>
  /** Partitions of which everything is written. */
  folded: number[]
}

/** Adds up what is stored so far, for a rebuild that goes on after a crash. */
const sumsOf = (readModels: ReadModels, models: readonly AnyReadModel[]): Promise<Sums> =>
  readModels.snapshot(async ({ documents }) => {
    const sums = new Sums()
    for (const { name, contributions } of models)
      if (contributions) for await (const { body } of documents(name)) sums.tally(contributions(body))
    return sums
  })

/** What is to be written at once. */
const nothing = () => ({ documents: [] as Commit['documents'][number][], parked: [] as ParkedEvent[] })

/** Folds the whole log up to a position into read models that are beside; goes on where an earlier attempt noted that it was. */
const build = async (
  built: ReadModels,
  until: number,
  { store, share = everybody, models, onThreads, onProgress = () => undefined, signal }: RebuildSources,
): Promise<void> => {
  let checkpoint = await built.checkpoint()
  if (checkpoint.position > 0) return
  const noted = checkpoint.note === undefined ? undefined : (JSON.parse(checkpoint.note) as Note)
  const note: Note = noted ?? { until, events: 0, after: {}, folded: [] }
  const sums = noted ? await sumsOf(built, models) : new Sums()
  let write = nothing()
  let { events } = note
  const progress = (): void => onProgress({ phase: 'folding', events, eventsTotal: note.until })
  progress()

  const fold = onThreads && note.until >= worthThreads ? onThreads : foldPartitions(store, models)
  const left = partitionsIn(share).filter((partition) => !note.folded.includes(partition))
  const task = left.map((partition) => ({ partition, after: note.after[partition] }))
  for await (const piece of fold({ until: note.until, partitions: task, signal })) {
    if (signal?.aborted) return
    for (const document of piece.documents) write.documents.push(document)
    for (const event of piece.parked) write.parked.push(event)
    sums.tally(piece.contributions)
    events += piece.events
    note.events = events
    if (piece.after === undefined) note.folded.push(piece.partition)
    else note.after[piece.partition] = piece.after
    progress()
    if (write.documents.length < documentsPerCommit) continue
    const commit = { from: checkpoint, to: 0, ...write, contributions: [], note: JSON.stringify(note) }
    checkpoint = await built.commit(commit)
    write = nothing()
  }
  if (signal?.aborted) return

  const identities = await readIdentities(store, note.until)
  // All or none of them: their histories are not those of single streams.
  for await (const stored of mergedHistories(store, identities, note.until, share)) {
    const folded = foldCustomer(models, stored)
    tallyDocuments(sums, models, folded.documents)
    write.documents.push(...folded.documents)
    if (folded.parked) write.parked.push(folded.parked)
    events += stored.events.length
  }
  await built.commit({ from: checkpoint, to: note.until, ...write, contributions: sums.values() })
  progress()
}

/** Whether a rebuild by this definition was left before it had folded everything. */
const isUnfinished = async (readModels: ReadModelStore, definition: string): Promise<boolean> =>
  (await readModels.generations()).some(
    (generation) =>
      generation.role === 'building' && generation.definition === definition && generation.checkpoint.position === 0,
  )

/** Where the live ones stand; damaged ones reflect nothing. */
const livePosition = async (readModels: ReadModelStore): Promise<number> =>
  (await readModels.generations()).find(({ role }) => role === 'live')?.checkpoint.position ?? 0

const isBehind = (error: unknown): boolean => error instanceof DomainError && error.code === 'rebuild-behind'

/**
 * Rebuilds all read models beside the live ones, proves and takes over. Undefined when aborted: then nothing has changed,
 * and what was built is kept for the next time.
 * @throws DomainError `rebuild-overtaken` when another rebuild was begun or took over meanwhile
 */
export const rebuild = async (
  sources: RebuildSources,
  { anew = false, unproven = false, takingBack = false }: RebuildOptions = {},
): Promise<Rebuilt | undefined> => {
  const { store, readModels, models, definition, onProgress, signal } = sources
  const goesOn = takingBack || (!anew && (await isUnfinished(readModels, definition)))
  const rebuilt = await readModels.beside(definition, goesOn ? 'resume' : 'anew')
  const built = rebuilt.readModels
  const engine = new ProjectionEngine(store, built, models, definition, sources.share)
  const catchUp = (until?: number): Promise<number> =>
    engine.catchUp({
      signal,
      ...(until !== undefined && { until }),
      onProgress: ({ position, head }) =>
        onProgress?.({ phase: 'catching up', events: position, eventsTotal: until ?? head }),
    })
  try {
    const [live, head] = [await livePosition(readModels), await store.head()]
    const isOfAnotherLog = live > head
    const comparing = !unproven && live > 0 && !isOfAnotherLog
    await build(built, comparing ? live : head, sources)
    let compared: Pick<Rebuilt, 'proof' | 'changes'> = {}
    if (comparing && !signal?.aborted) compared = await compare(sources, built, catchUp)
    for (;;) {
      const position = await catchUp()
      if (signal?.aborted) {
        await rebuilt.leave()
        return undefined
      }
      try {
        await rebuilt.takeOver(isOfAnotherLog)
        return { position, ...compared }
      } catch (error) {
        if (!isBehind(error)) throw error
      }
    }
  } catch (error) {
    if (error instanceof DomainError && error.kind === 'unavailable') await rebuilt.leave()
    else await rebuilt.discard()
    throw error
  }
}

/** Compares one state of the live read models, if they can be read, with what is built, which catches up to the same position. */
const compare = async (
  { readModels, models, onProgress, signal }: RebuildSources,
  built: ReadModels,
  catchUp: (until: number) => Promise<number>,
): Promise<Pick<Rebuilt, 'proof' | 'changes'>> => {
  try {
    return await readModels.snapshot(async (live) => {
      const position = await catchUp(live.position)
      if (signal?.aborted || position !== live.position) return {}
      onProgress?.({ phase: 'proving', events: 0, eventsTotal: position })
      return built.snapshot(async (next) => {
        const proof = compareProofs(await proveStored(live, models), await proveStored(next, models))
        return proof.equal ? { proof } : { proof, changes: await whatChanged(models, live, next) }
      })
    })
  } catch (error) {
    // There is nothing to compare with, and all the more reason to rebuild.
    if (error instanceof DomainError && error.code === 'read-models-damaged') return {}
    throw error
  }
}

/**
 * Makes sure that the stored documents may be read and added to: rebuilds them when they were folded by other definitions,
 * or takes those back that were live before and were folded by these.
 * @throws DomainError `checkpoint-beyond-log` when they reflect events that the log does not have
 */
export const prepare = async (sources: RebuildSources): Promise<void> => {
  const { store, readModels, definition } = sources
  const [{ position: checkpoint }, head] = [await readModels.checkpoint(), await store.head()]
  if (checkpoint > head)
    throw unavailable(
      'checkpoint-beyond-log',
      `The read models reflect position ${checkpoint}, but the log ends at ${head}: it is not the log they were folded from. ` +
        'Put the right log back, or run `touchledger rebuild --anew`.',
      { checkpoint, head },
    )
  if ((await readModels.definition()) !== definition) await rebuild(sources, { unproven: true, takingBack: true })
}
