/** The read models of one generation at a time: what is live, or what is being rebuilt. */
import { randomUUID } from 'node:crypto'
import type { AnyBulkWriteOperation, ClientSession, Collection, Filter } from 'mongodb'
import { unavailable, type DomainError } from '../../../domain/errors.js'
import type { FoldedDocument } from '../../../projections/read-model.js'
import {
  checkpointMoved,
  type Commit,
  type DocumentRef,
  type PageRequest,
  type ReadAnswer,
  type ReadModels,
  type ReadRequest,
  type Snapshot,
} from '../read-model-store.js'
import { Generation } from './generations.js'
import type { MongoConnection } from './mongo-connection.js'
import { documentId, fromStored, toStored, type StoredDocument } from './stored-document.js'
import { rankSums, readSums, sumWrites, writeSums } from './stored-sums.js'

/** Where a generation stands; the document `live` names the one that is read, `rebuild` the one beside it. */
export interface State {
  readonly _id: 'live' | 'rebuild'
  readonly generation: string
  readonly checkpoint: number
  readonly definition: string
  /** The mark of the last commit, by which it knows itself again when the server's answer was lost. */
  readonly commit?: string
  /** The generation that was live before: it stays until the next rebuild begins, for those who still read it. */
  readonly before?: string
}

export const statesOf = ({ database }: MongoConnection): Collection<State> => database.collection('read-models.state')

/** Sorts after every part that starts with the same text. */
const lastText = '\u{10ffff}'

const documentsAtOnce = 500
const order = { _customer: 1, _part: 1 } as const

interface PreparedCommit {
  readonly from: number
  readonly to: number
  readonly token: string
  readonly documents: ReadonlyMap<string, AnyBulkWriteOperation<StoredDocument>[]>
  readonly sums: ReturnType<typeof sumWrites>
}

/** Everything that can go wrong with what is to be written goes wrong here, before anything is. */
const prepared = ({ from, to, documents, contributions }: Commit): PreparedCommit => {
  const writes = new Map<string, AnyBulkWriteOperation<StoredDocument>[]>()
  for (const document of documents) {
    const replacement = toStored(document)
    const write = { replaceOne: { filter: { _id: replacement._id }, replacement, upsert: true } }
    const others = writes.get(document.model)
    if (others) others.push(write)
    else writes.set(document.model, [write])
  }
  return { from, to, token: randomUUID(), documents: writes, sums: sumWrites(contributions) }
}

export class MongoReadModels implements ReadModels {
  readonly #states: Collection<State>
  #generation: Generation | undefined

  /** `gone` is what to say when there is no state any more. */
  constructor(
    private readonly connection: MongoConnection,
    private readonly filter: Filter<State> & Pick<State, '_id'>,
    private readonly gone: () => DomainError,
  ) {
    this.#states = statesOf(connection)
  }

  async checkpoint(): Promise<number> {
    return (await this.state()).checkpoint
  }

  async definition(): Promise<string> {
    return (await this.state()).definition
  }

  state(): Promise<State> {
    return this.connection.ask(() => this.stateIn())
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

  async commit(commit: Commit): Promise<void> {
    const writes = prepared(commit)
    this.#generation ??= this.#collections(await this.state())
    // Again, in another generation, when a rebuild took over that stands where the commit begins.
    while (!(await this.#write(writes, this.#generation)));
  }

  snapshot<T>(work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
    return this.connection.snapshot(async (session) => {
      const state = await this.stateIn(session)
      const generation = this.#collections(state)
      const answer = await work({
        position: state.checkpoint,
        documents: (model) => allDocuments(generation, model, session),
        contributions: () => readSums(generation.sums, session),
      })
      if (!(await this.#isKept(state.generation))) throw snapshotThrownAway()
      return answer
    })
  }

  protected async stateIn(session?: ClientSession): Promise<State> {
    const state = await this.#states.findOne(this.filter, { session })
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

  /** Whether the collections of a generation are all still there. */
  async #isKept(generation: string): Promise<boolean> {
    const state = await this.stateIn()
    return state.generation === generation || state.before === generation
  }

  #collections({ generation }: State): Generation {
    if (this.#generation?.name !== generation) this.#generation = new Generation(this.connection.database, generation)
    return this.#generation
  }

  /** Answers whether the commit is made; if not, another generation is live. */
  async #write({ from, to, token, documents, sums }: PreparedCommit, generation: Generation): Promise<boolean> {
    await this.connection.ask(() => generation.make(documents.keys(), this.filter._id === 'live'))
    return this.connection.transaction(async (session) => {
      const moved = await this.#states.updateOne(
        { ...this.filter, generation: generation.name, checkpoint: from, commit: { $ne: token } },
        { $set: { checkpoint: to, commit: token } },
        { session },
      )
      if (moved.matchedCount === 0) return this.#isMade(from, token, session)
      for (const [model, writes] of documents)
        await generation.documents(model).bulkWrite(writes, { session, ordered: false })
      await writeSums(generation.sums, sums, session)
      return true
    })
  }

  /** The checkpoint was not where it should be: because this commit was made already, or a rebuild took over. */
  async #isMade(from: number, token: string, session: ClientSession): Promise<boolean> {
    const state = await this.stateIn(session)
    const isMade = state.commit === token
    if (!isMade && state.checkpoint !== from) throw checkpointMoved(from, state.checkpoint)
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
  generation: Generation,
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
  generation: Generation,
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
  generation: Generation,
  model: string,
  session: ClientSession,
): AsyncIterable<FoldedDocument> {
  for await (const document of generation.documents(model).find({}, { session, sort: order, batchSize: 1_000 }))
    yield fromStored(document)
}
