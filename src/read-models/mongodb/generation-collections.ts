/**
 * Which collections there are. In the database of the read models:
 *
 *     timeline                          a view of the live documents of a read model: what to query
 *     portfolio.sums                    a view of the live portfolio sums
 *     parked.events                     a view of the events that the live folds could not take
 *     timeline.generation_1             the documents of one generation; a rebuild writes the next one
 *     portfolio.sums.generation_1       its sums
 *     parked.events.generation_1        its parked events
 *     read-models.state                 which generation is live, up to which position, by which definition
 *
 * Read models whose names MongoDB would not take have those characters written as `%24`.
 */
import type { Collection, Db } from 'mongodb'
import { isMongoError, mongoCodes } from './mongo-errors.js'
import type { StoredDocument } from './stored-document.js'
import { parkedIndexes, type StoredParkedEvent } from './stored-parked-event.js'
import { sumIndexes, type StoredSum } from './stored-sums.js'

// With a dot, which no name of a read model has.
const sumsName = 'portfolio.sums'
const parkedName = 'parked.events'

/** No name of a read model has a dot left, so that nothing of ours is ever taken for one. */
const viewName = (model: string): string =>
  model.replace(/[%$.\0]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)

const collectionOf = (view: string, generation: string): string => `${view}.generation_${generation}`

const parsed = (collection: string): { view: string; generation: string } | undefined => {
  const [, view, generation] = /^(.+)\.generation_(\d+(?:_[0-9a-f]+)?)$/su.exec(collection) ?? []
  return view === undefined ? undefined : { view, generation: generation! }
}

/** Names of the collections there are, and of the views. */
const collectionsIn = async (database: Db): Promise<string[]> => {
  const names: string[] = []
  for await (const { name } of database.listCollections({}, { nameOnly: true })) names.push(name)
  return names
}

const documentIndexes = [{ key: { _customer: 1, _part: 1 }, name: 'customer_part' }] as const

type Indexes = typeof documentIndexes | typeof sumIndexes | typeof parkedIndexes

/** The collections of one generation. */
export class GenerationCollections {
  readonly sums: Collection<StoredSum>
  readonly parked: Collection<StoredParkedEvent>
  readonly #documents = new Map<string, Collection<StoredDocument>>()
  /** Collections known to exist, with their indexes. */
  readonly #made = new Map<string, Promise<void>>()

  constructor(
    private readonly database: Db,
    readonly name: string,
  ) {
    this.sums = database.collection(collectionOf(sumsName, name))
    this.parked = database.collection(collectionOf(parkedName, name))
  }

  documents(model: string): Collection<StoredDocument> {
    let documents = this.#documents.get(model)
    if (!documents) {
      documents = this.database.collection(collectionOf(viewName(model), this.name))
      this.#documents.set(model, documents)
    }
    return documents
  }

  /** The collections of documents of all read models that there are, whoever made them. */
  async allDocuments(): Promise<Collection<StoredDocument>[]> {
    const found: Collection<StoredDocument>[] = []
    for (const name of await collectionsIn(this.database)) {
      const of = parsed(name)
      if (of?.generation === this.name && of.view !== sumsName && of.view !== parkedName)
        found.push(this.database.collection(name))
    }
    return found
  }

  /** Makes the collections that a commit writes to, where they are missing. */
  async make(models: Iterable<string>, withParked: boolean, isLive: boolean): Promise<void> {
    const making = [this.#make(sumsName, sumIndexes, isLive)]
    if (withParked) making.push(this.#make(parkedName, parkedIndexes, isLive))
    for (const model of models) making.push(this.#make(viewName(model), documentIndexes, isLive))
    await Promise.all(making)
  }

  #make(view: string, indexes: Indexes, isLive: boolean): Promise<void> {
    let made = this.#made.get(view)
    if (!made) {
      made = this.#create(view, indexes, isLive)
      this.#made.set(view, made)
      made.catch(() => this.#made.delete(view))
    }
    return made
  }

  async #create(view: string, indexes: Indexes, isLive: boolean): Promise<void> {
    await this.database.collection(collectionOf(view, this.name)).createIndexes([...indexes])
    if (isLive) await createView(this.database, view, this.name)
  }
}

const createView = async (database: Db, view: string, generation: string): Promise<void> => {
  try {
    await database.createCollection(view, { viewOn: collectionOf(view, generation) })
  } catch (error) {
    if (!isMongoError(error, mongoCodes.namespaceExists)) throw error
  }
}

/** Lets the views show a generation, and takes away those that it has nothing for. */
export const pointViews = async (database: Db, generation: string): Promise<void> => {
  const shown = new Map<string, string>()
  const wanted = new Set<string>()
  for await (const { name, options } of database.listCollections<{ name: string; options?: { viewOn?: string } }>()) {
    const of = parsed(name)
    if (of?.generation === generation) wanted.add(of.view)
    if (options?.viewOn !== undefined && parsed(options.viewOn)?.view === name) shown.set(name, options.viewOn)
  }
  for (const view of wanted) {
    const viewOn = collectionOf(view, generation)
    if (!shown.has(view)) await createView(database, view, generation)
    else if (shown.get(view) !== viewOn) await database.command({ collMod: view, viewOn, pipeline: [] })
  }
  for (const view of shown.keys()) if (!wanted.has(view)) await database.dropCollection(view)
}

/**
 * Drops the collections of all generations but those that `kept` answers, which is asked after looking what there is:
 * a generation that begins in between is not among them yet.
 */
export const dropAllBut = async (database: Db, kept: () => Promise<readonly string[]>): Promise<void> => {
  const names = await collectionsIn(database)
  const keeping = await kept()
  for (const name of names) {
    const generation = parsed(name)?.generation
    if (generation !== undefined && !keeping.includes(generation)) await database.dropCollection(name)
  }
}
