/**
 * Read models in parts: each holds some of the customers, with a checkpoint and generations of its own, so that several
 * engines can project at once. To whoever reads, they are one.
 */
import type { Contribution, FoldedDocument } from '../../projections/read-model.js'
import { Sums } from '../../projections/sums.js'
import { everybody, shareOf, type Share } from './partitions.js'
import type {
  Checkpoint,
  ParkedEvent,
  ReadAnswer,
  ReadModelReader,
  ReadModelStore,
  ReadRequest,
  Snapshot,
} from './read-model-store.js'

/** Read models of some customers. */
export interface ReadModelPart {
  readonly share: Share
  readonly readModels: ReadModelStore
}

/**
 * All parts together. The position of an answer is that of the part that has come least far, of those that were asked:
 * everything up to there is reflected, and of other parts perhaps more.
 */
export interface ReadModelParts extends ReadModelReader {
  readonly parts: readonly ReadModelPart[]
  stop(): Promise<void>
}

/** Read models that hold all customers. */
export const whole = (readModels: ReadModelStore): ReadModelParts => inParts([readModels])

const least = (positions: readonly number[]): number => Math.min(...positions)

/** As the stores order them: numbers as numbers, before texts as texts. */
const byKey = (a: string | number, b: string | number): number =>
  typeof a === typeof b ? (a < b ? -1 : a > b ? 1 : 0) : typeof a === 'number' ? -1 : 1

const inOrder = (sums: Sums): Contribution[] =>
  [...sums.values()]
    .filter(({ add }) => Object.values(add).some((total) => total !== 0))
    .sort((a, b) => (a.figure < b.figure ? -1 : a.figure > b.figure ? 1 : byKey(a.key, b.key)))

/** Puts stores together, each of which holds its share of the customers, in the order of shares. */
export const inParts = (stores: readonly ReadModelStore[]): ReadModelParts => {
  const of = stores.length
  const parts = stores.map((readModels, at) => ({ readModels, share: of === 1 ? everybody : { at, of } }))
  return {
    parts,
    checkpoint: () => checkpointOf(stores),
    definition: async () => {
      const definitions = await Promise.all(stores.map((store) => store.definition()))
      return [...new Set(definitions)].join('\n')
    },
    read: (request) => (of === 1 ? stores[0]!.read(request) : readParts(stores, request)),
    parked: async () => {
      const parked = await Promise.all(stores.map((store) => store.parked()))
      return parked.flat().sort((a, b) => a.position - b.position)
    },
    snapshot: (work) => snapshotOf(parts, [], work),
    stop: async () => {
      await Promise.all(stores.map((store) => store.stop()))
    },
  }
}

const checkpointOf = async (stores: readonly ReadModelStore[]): Promise<Checkpoint> => {
  const checkpoints = await Promise.all(stores.map((store) => store.checkpoint()))
  return {
    position: least(checkpoints.map(({ position }) => position)),
    edition: checkpoints.map(({ edition }) => edition).join(' '),
  }
}

/** Asks each part what is its own, and all of them for figures and ranks. */
const readParts = async (stores: readonly ReadModelStore[], request: ReadRequest): Promise<ReadAnswer> => {
  const { documents = [], pages = [], figures = [], ranks = [] } = request
  const isForAll = figures.length + ranks.length > 0 || documents.length + pages.length === 0
  const answers = await Promise.all(
    stores.map(async (store, at) => {
      const isHere = ({ customer }: { customer: string }): boolean => shareOf(customer, stores.length) === at
      const ask = { documents: documents.filter(isHere), pages: pages.filter(isHere), figures, ranks }
      return isForAll || ask.documents.length + ask.pages.length > 0 ? store.read(ask) : undefined
    }),
  )
  const given = answers.filter((answer) => answer !== undefined)
  // Each part has answered its questions in the order in which they were asked.
  const next = stores.map(() => ({ document: 0, page: 0 }))
  const of = (customer: string): number => shareOf(customer, stores.length)
  return {
    position: least(given.map(({ position }) => position)),
    documents: documents.map(({ customer }) => answers[of(customer)]!.documents[next[of(customer)]!.document++]),
    pages: pages.map(({ customer }) => answers[of(customer)]!.pages[next[of(customer)]!.page++]!),
    figures: figures.map((_, figure) => {
      const sums = new Sums()
      for (const answer of given) sums.tally(answer.figures[figure]!)
      return inOrder(sums)
    }),
    ranks: ranks.map((_, rank) => ({
      below: given.reduce((sum, answer) => sum + answer.ranks[rank]!.below, 0),
      total: given.reduce((sum, answer) => sum + answer.ranks[rank]!.total, 0),
    })),
  }
}

/** Holds one state of every part, one inside the other, while work looks at them. */
const snapshotOf = <T>(
  parts: readonly ReadModelPart[],
  held: readonly Snapshot[],
  work: (snapshot: Snapshot) => Promise<T>,
): Promise<T> => {
  const next = parts[held.length]
  if (next) return next.readModels.snapshot((snapshot) => snapshotOf(parts, [...held, snapshot], work))
  if (held.length === 1) return work(held[0]!)
  const positions = held.map(({ position }, at) => ({ share: parts[at]!.share, position }))
  return work({
    position: least(positions.map(({ position }) => position)),
    positions,
    documents: (model) => documentsOf(held, model),
    contributions: () => contributionsOf(held),
    parked: () => parkedOf(held),
  })
}

async function* documentsOf(held: readonly Snapshot[], model: string): AsyncIterable<FoldedDocument> {
  for (const snapshot of held) yield* snapshot.documents(model)
}

async function* contributionsOf(held: readonly Snapshot[]): AsyncIterable<Contribution> {
  const sums = new Sums()
  for (const snapshot of held) for await (const contribution of snapshot.contributions()) sums.tally([contribution])
  yield* inOrder(sums)
}

async function* parkedOf(held: readonly Snapshot[]): AsyncIterable<ParkedEvent> {
  for (const snapshot of held) yield* snapshot.parked()
}
