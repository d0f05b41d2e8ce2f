/**
 * Which collections there are. In the database of the read models:
 *
 *     timeline                          a view of the live documents of a read model: what to query
 *     portfolio.sums                    a view of the live portfolio sums
 *     timeline.generation_1             the documents of one generation; a rebuild writes the next one
 *     portfolio.sums.generation_1       its sums
 *     read-models.state                 which generation is live, up to which position, by which definition
 *
 * Read models whose names MongoDB would not take have those characters written as `%24`.
 */
import type { Collection, Db } from 'mongodb'
import { isMongoError, mongoCodes } from './mongo-errors.js'
import type { StoredDocument } from './stored-document.js'
import { sumIndexes, type StoredSum } from './stored-sums.js'

const sumsName = 'portfolio.sums'

/** No name of a read model has a dot left, so that nothing of ours is ever taken for one. */
const viewName = (model: string): string =>
  model.replace(/[%$.\0]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)

const collectionOf = (view: string, generation: string): string => `${view}.generation_${generation}`

const parsed = (collection: string): { view: string; generation: string } | undefined => {
  const [, view, generation] = /^(.+)\.generation_(\d+(?:_[0-9a-f]+)?)$/su.exec(collection) ?? []
  return view === undefined ? undefined : { view, generation: generation! }
}

const documentIndexes = [{ key: { _customer: 1, _part: 1 }, name: 'customer_part' }] as const

/** The collections of one generation. */
export class Generation {
  readonly sums: Collection<StoredSum>
  readonly #documents = new Map<string, Collection<StoredDocument>>()
  /** Collections known to exist, with their indexes. */
  readonly #made = new Map<string, Promise<void>>()

  constructor(
    private readonly database: Db,
    readonly name: string,
  ) {
    this.sums = database.collection(collectionOf(sumsName, name))
  }

  documents(model: string): Collection<StoredDocument> {
    let documents = this.#documents.get(model)
    if (!documents) {
      documents = this.database.collection(collectionOf(viewName(model), this.name))
      this.#documents.set(model, documents)
    }
    return documents
  }

  /** Makes the collections that a commit writes to, where they are missing; answers whether any may have been. */
  async make(models: Iterable<string>, isLive: boolean): Promise<void> {
    const making = [this.#make(sumsName, sumIndexes, isLive)]
    for (const model of models) making.push(this.#make(viewName(model), documentIndexes, isLive))
    await Promise.all(making)
  }

  #make(view: string, indexes: typeof sumIndexes | typeof documentIndexes, isLive: boolean): Promise<void> {
    let made = this.#made.get(view)
    if (!made) {
      made = this.#create(view, indexes, isLive)
      this.#made.set(view, made)
      made.catch(() => this.#made.delete(view))
    }
    return made
  }

  async #create(view: string, indexes: typeof sumIndexes | typeof documentIndexes, isLive: boolean): Promise<void> {
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

/** Drops the collections of all generations but some. */
export const dropAllBut = async (database: Db, kept: readonly string[]): Promise<void> => {
  for await (const { name } of database.listCollections({}, { nameOnly: true })) {
    const generation = parsed(name)?.generation
    if (generation !== undefined && !kept.includes(generation)) await database.dropCollection(name)
  }
}

/** Drops the collections of one generation. */
export const drop = async (database: Db, dropped: string): Promise<void> => {
  for await (const { name } of database.listCollections({}, { nameOnly: true }))
    if (parsed(name)?.generation === dropped) await database.dropCollection(name)
}
