/** The read models of one generation at a time: what is live, or what is being rebuilt. */
import { randomUUID } from 'node:crypto'
import type { AnyBulkWriteOperation, ClientSession, Collection } from 'mongodb'
import { unavailable, type DomainError } from '../../../domain/errors.js'
import type { FoldedDocument } from '../../../projections/read-model.js'
import {
  checkpointMoved,
  type Checkpoint,
  type Commit,
  type DocumentRef,
  type PageRequest,
  type ParkedEvent,
  type ReadAnswer,
  type ReadModels,
  type ReadRequest,
  type Snapshot,
} from '../read-model-store.js'
import { GenerationCollections } from './generation-collections.js'
import { checkpointOf, statesOf, type State } from './generation-state.js'
import type { MongoConnection } from './mongo-connection.js'
import { findParked, readParked, writeParked } from './stored-parked-event.js'
import { documentId, fromStored, toStored, type StoredDocument } from './stored-document.js'
import { rankSums, readSums, sumWrites, writeSums } from './stored-sums.js'

/** Sorts after every part that starts with the same text. */
const lastText = '\u{10ffff}'

const documentsAtOnce = 500
const order = { _customer: 1, _part: 1 } as const

interface PreparedCommit {
  readonly from: Commit['from']
  /** Where the read models stand afterwards. */
  readonly reached: Checkpoint
  /** By which the commit knows itself again when the server's answer was lost. */
  readonly token: string
  readonly removed: readonly string[]
  readonly documents: ReadonlyMap<string, AnyBulkWriteOperation<StoredDocument>[]>
  readonly sums: ReturnType<typeof sumWrites>
  readonly parked: readonly ParkedEvent[]
}

/** Everything that can go wrong with what is to be written goes wrong here, before anything is. */
const prepared = ({ from, to, removed = [], documents, contributions, parked = [], note }: Commit): PreparedCommit => {
  const writes = new Map<string, AnyBulkWriteOperation<StoredDocument>[]>()
  for (const document of documents) {
    const replacement = toStored(
      'text' in document ? { ...document, body: JSON.parse(document.text) as object } : document,
    )
    const write = { replaceOne: { filter: { _id: replacement._id }, replacement, upsert: true } }
    const others = writes.get(document.model)
    if (others) others.push(write)
    else writes.set(document.model, [write])
  }
  const edition = to === from.position ? randomUUID() : from.edition
  return {
    from,
    reached: { position: to, edition, ...(note !== undefined && { note }) },
    token: randomUUID(),
    removed,
    documents: writes,
    sums: sumWrites(contributions),
    parked,
  }
}

export class MongoReadModels implements ReadModels {
  readonly #states: Collection<State>
  #generation: GenerationCollections | undefined

  /** `id` names the state of these read models; `gone` is what to say when there is none any more. */
  constructor(
    private readonly connection: MongoConnection,
    private readonly id: string,
    private readonly gone: () => DomainError,
  ) {
    this.#states = statesOf(connection)
  }

  async checkpoint(): Promise<Checkpoint> {
    return checkpointOf(await this.state())
  }

  async definition(): Promise<string> {
    return (await this.state()).definition
  }

  state(): Promise<State> {
    return this.connection.ask(() => this.stateIn())
  }

  parked(): Promise<readonly ParkedEvent[]> {
    return this.connection.ask(async () => {
      for (;;) {
        const { answer, generation } = await this.connection.reading(async (session) => {
          const generation = this.#collections(await this.stateIn(session))
          return { answer: await findParked(generation.parked, session), generation: generation.name }
        })
        if (answer.length > 0 || (await this.#isKept(generation))) return answer
      }
    })
  }

  read(request: ReadRequest): Promise<ReadAnswer> {
    return this.connection.ask(async () => {
      for (;;) {
        const { answer, generation } = await this.connection.reading((session) => this.#read(request, session))
        // What was not found may have been thrown away meanwhile, by a rebuild after the one that took over.
        if (isComplete(answer) || (await this.#isKept(generation))) return answer
      }
    })
  }

  async commit(commit: Commit): Promise<Checkpoint> {
    const writes = prepared(commit)
    this.#generation ??= this.#collections(await this.state())
    // Again, in another generation, where the one known here is not the one that the commit was computed on.
    while (!(await this.#write(writes, this.#generation)));
    return writes.reached
  }

  snapshot<T>(work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
    return this.connection.snapshot(async (session) => {
      const state = await this.stateIn(session)
      const generation = this.#collections(state)
      const answer = await work({
        position: state.checkpoint,
        documents: (model) => allDocuments(generation, model, session),
        contributions: () => readSums(generation.sums, session),
        parked: () => readParked(generation.parked, session),
      })
      if (!(await this.#isKept(state.generation))) throw snapshotThrownAway()
      return answer
    })
  }

  protected async stateIn(session?: ClientSession): Promise<State> {
    const state = await this.#states.findOne({ _id: this.id }, { session })
    if (!state) throw this.gone()
    return state
  }

  async #read(
    { documents = [], pages = [], figures = [], ranks = [] }: ReadRequest,
    session: ClientSession,
  ): Promise<{ answer: ReadAnswer; generation: string }> {
    const state = await this.stateIn(session)
    const generation = this.#collections(state)
    const answer = {
      position: state.checkpoint,
      documents: await findDocuments(generation, documents, session),
      pages: await oneByOne(pages, (page) => findPage(generation, page, session)),
      figures: await oneByOne(figures, (figure) => all(readSums(generation.sums, session, figure))),
      ranks: await oneByOne(ranks, (rank) => rankSums(generation.sums, session, rank)),
    }
    return { answer, generation: state.generation }
  }

  /** Whether the collections of a generation are all still there: before they are dropped, no state names them. */
  async #isKept(generation: string): Promise<boolean> {
    await this.stateIn()
    return (await this.#states.findOne({ generation }, { projection: { _id: 1 } })) !== null
  }

  #collections({ generation }: State): GenerationCollections {
    if (this.#generation?.name !== generation)
      this.#generation = new GenerationCollections(this.connection.database, generation)
    return this.#generation
  }

  /** Answers whether the commit is made; if not, another generation is live. */
  async #write(commit: PreparedCommit, generation: GenerationCollections): Promise<boolean> {
    const { from, reached, token, removed, documents, sums, parked } = commit
    const { position: checkpoint, edition, note } = reached
    const emptied = await this.connection.ask(async () => {
      await generation.make(documents.keys(), parked.length > 0, this.id === 'live')
      // A transaction cannot ask for this. Whoever makes another collection in between moves the checkpoint.
      return removed.length > 0 ? generation.allDocuments() : []
    })
    return this.connection.transaction(async (session) => {
      const moved = await this.#states.updateOne(
        { _id: this.id, generation: generation.name, checkpoint: from.position, edition: from.edition },
        {
          $set: { checkpoint, edition, commit: token, ...(note !== undefined && { note }) },
          ...(note === undefined && { $unset: { note: '' } }),
        },
        { session },
      )
      if (moved.matchedCount === 0) return this.#isMade(commit, session)
      for (const collection of emptied) await collection.deleteMany({ _customer: { $in: [...removed] } }, { session })
      if (removed.length > 0) await generation.parked.deleteMany({ _id: { $in: [...removed] } }, { session })
      for (const [model, writes] of documents)
        await generation.documents(model).bulkWrite(writes, { session, ordered: false })
      await writeSums(generation.sums, sums, session)
      await writeParked(generation.parked, parked, session)
      return true
    })
  }

  /** The read models do not stand where the commit begins: because it was made already, or another was first. */
  async #isMade({ from, token }: PreparedCommit, session: ClientSession): Promise<boolean> {
    const state = await this.stateIn(session)
    const isMade = state.commit === token
    if (!isMade && (state.checkpoint !== from.position || state.edition !== from.edition))
      throw checkpointMoved(from, checkpointOf(state))
    await session.abortTransaction()
    this.#collections(state)
    return isMade
  }
}

const isComplete = ({ documents, pages, figures, ranks }: ReadAnswer): boolean =>
  documents.every((document) => document !== undefined) &&
  pages.every((page) => page.length > 0) &&
  figures.every((sums) => sums.length > 0) &&
  ranks.every(({ total }) => total !== 0)

const snapshotThrownAway = (): DomainError =>
  unavailable(
    'snapshot-thrown-away',
    'The read models were rebuilt twice while one state of them was looked at. Look again.',
  )

const oneByOne = async <Q, A>(questions: readonly Q[], ask: (question: Q) => Promise<A>): Promise<A[]> => {
  const answers: A[] = []
  for (const question of questions) answers.push(await ask(question))
  return answers
}

const all = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

/** Documents in the order in which they are asked for, read model by read model. */
const findDocuments = async (
  generation: GenerationCollections,
  refs: readonly DocumentRef[],
  session: ClientSession,
): Promise<(FoldedDocument | undefined)[]> => {
  const wanted = new Map<string, Map<string, number[]>>()
  for (const [at, ref] of refs.entries()) {
    let places = wanted.get(ref.model)
    if (!places) wanted.set(ref.model, (places = new Map<string, number[]>()))
    const id = documentId(ref)
    const others = places.get(id)
    if (others) others.push(at)
    else places.set(id, [at])
  }
  const found = new Array<FoldedDocument | undefined>(refs.length).fill(undefined)
  for (const [model, places] of wanted) {
    const ids = [...places.keys()]
    for (let start = 0; start < ids.length; start += documentsAtOnce) {
      const some = ids.slice(start, start + documentsAtOnce)
      // One more than there can be: the server then knows that it has answered all.
      const documents = generation
        .documents(model)
        .find({ _id: { $in: some } }, { session, batchSize: some.length + 1 })
      for (const document of await documents.toArray())
        for (const at of places.get(document._id)!) found[at] = fromStored(document)
    }
  }
  return found
}

const findPage = async (
  generation: GenerationCollections,
  { model, customer, after, until = '', backwards = false, limit }: PageRequest,
  session: ClientSession,
): Promise<FoldedDocument[]> => {
  if (limit === 0) return []
  const part = {
    ...(after === undefined ? {} : { [backwards ? '$lt' : '$gt']: after }),
    $lte: until + lastText,
  }
  const documents = generation
    .documents(model)
    .find(
      { _customer: customer, _part: part },
      { session, sort: { _part: backwards ? -1 : 1 }, limit, batchSize: limit },
    )
  return (await documents.toArray()).map(fromStored)
}

async function* allDocuments(
  generation: GenerationCollections,
  model: string,
  session: ClientSession,
): AsyncIterable<FoldedDocument> {
  for await (const document of generation.documents(model).find({}, { session, sort: order, batchSize: 1_000 }))
    yield fromStored(document)
}
