/** Folding whole partitions of customers from nothing, piece by piece: what a rebuild writes. */
import type { AnyReadModel, Contribution } from '../../projections/read-model.js'
import { Sums } from '../../projections/sums.js'
import type { EventStore } from '../event-store/event-store.js'
import type { DocumentText, DocumentWrite, ParkedEvent } from '../read-models/read-model-store.js'
import { foldCustomer } from './fold-customer.js'
import { loneHistories } from './history.js'
import { readIdentities } from './known-identities.js'
import { streamsOf } from '../read-models/partitions.js'

/** The work: the customers of whom nobody was merged, in partitions that are not finished yet. */
export interface FoldingTask {
  /** The log's position up to which is folded. */
  readonly until: number
  readonly partitions: readonly {
    readonly partition: number
    /** The stream behind which to go on. */
    readonly after?: string | undefined
  }[]
  readonly signal?: AbortSignal | undefined
}

/** Some customers of a partition, in the order of their streams. */
export interface FoldedPiece {
  readonly partition: number
  /** The last stream of the piece; absent at the end of the partition. */
  readonly after?: string
  readonly events: number
  readonly documents: readonly (DocumentWrite | DocumentText)[]
  readonly contributions: readonly Contribution[]
  readonly parked: readonly ParkedEvent[]
}

/** Folds partitions, here or on other threads; pieces of different partitions may come in any order. */
export type FoldPartitions = (task: FoldingTask) => AsyncIterable<FoldedPiece>

const documentsPerPiece = 5_000

/** Adds what documents contribute. */
export const tallyDocuments = (
  sums: Sums,
  models: readonly AnyReadModel[],
  documents: readonly DocumentWrite[],
): void => {
  for (const { model: name, body } of documents) {
    const contributions = models.find((model) => model.name === name)?.contributions
    if (contributions) sums.tally(contributions(body))
  }
}

/** Folds partitions one after the other. */
export const foldPartitions = (store: EventStore, models: readonly AnyReadModel[]): FoldPartitions =>
  async function* ({ until, partitions, signal }) {
    const identities = await readIdentities(store, until)
    for (const { partition, after } of partitions) {
      let documents: DocumentWrite[] = []
      let sums = new Sums()
      let parked: ParkedEvent[] = []
      let events = 0
      const piece = (): FoldedPiece => ({ partition, events, documents, contributions: [...sums.values()], parked })
      const streams = { ...streamsOf(partition), ...(after !== undefined && { after }) }
      for await (const stored of loneHistories(store, identities, until, streams)) {
        if (signal?.aborted) return
        const folded = foldCustomer(models, stored)
        tallyDocuments(sums, models, folded.documents)
        for (const document of folded.documents) documents.push(document)
        if (folded.parked) parked.push(folded.parked)
        events += stored.events.length
        if (documents.length < documentsPerPiece) continue
        yield { ...piece(), after: stored.events.at(-1)!.stream }
        documents = []
        sums = new Sums()
        parked = []
        events = 0
      }
      yield piece()
    }
  }
