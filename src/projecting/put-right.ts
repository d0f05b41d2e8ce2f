/** Folds customers again from nothing and replaces whatever is stored of them: always right, whatever was there. */
import { DomainError } from '../../domain/errors.js'
import type { Identities } from '../../projections/identities.js'
import type { AnyReadModel } from '../../projections/read-model.js'
import { Sums } from '../../projections/sums.js'
import type { EventStore } from '../event-store/event-store.js'
import { isIn, type Share } from '../read-models/partitions.js'
import type { ReadModelPart, ReadModelParts } from '../read-models/read-model-parts.js'
import type { DocumentWrite, ParkedEvent, ReadModels } from '../read-models/read-model-store.js'
import { foldCustomer } from './fold-customer.js'
import { tallyDocuments } from './fold-partitions.js'
import { readStoredHistory } from './history.js'
import { readIdentities } from './known-identities.js'

/** What replacing customers changes; a part of a commit. */
export interface Replacement {
  readonly removed: readonly string[]
  readonly documents: readonly DocumentWrite[]
  readonly sums: Sums
  readonly parked: readonly ParkedEvent[]
}

/** What it takes to replace customers. */
export interface ReplacementSources {
  readonly store: EventStore
  readonly readModels: Pick<ReadModels, 'read'>
  readonly models: readonly AnyReadModel[]
  readonly identities: Identities
  /** Whose read models they are. */
  readonly share: Share
}

const partsAtOnce = 500

/** All stored documents of a customer in a read model, in the order of their parts. */
async function* storedDocuments(readModels: Pick<ReadModels, 'read'>, model: string, customer: string) {
  let after: string | undefined
  for (;;) {
    const page = { model, customer, limit: partsAtOnce, ...(after !== undefined && { after }) }
    const { pages, position } = await readModels.read({ pages: [page] })
    for (const document of pages[0]!) yield { ...document, position }
    if (pages[0]!.length < partsAtOnce) return
    after = pages[0]!.at(-1)!.part
  }
}

/**
 * Removes customers and folds the survivors who stand for them and are in the same share, as of a position. To be committed on the checkpoint that was
 * read before this was asked.
 */
export const replaceCustomers = async (
  customers: Iterable<string>,
  position: number,
  { store, readModels, models, identities, share }: ReplacementSources,
): Promise<Replacement> => {
  const removed = [...new Set(customers)]
  const sums = new Sums()
  const documents: DocumentWrite[] = []
  const parked: ParkedEvent[] = []
  const contributing = models.filter(({ contributions }) => contributions)
  for (const customer of removed)
    for (const model of contributing)
      for await (const { body } of storedDocuments(readModels, model.name, customer))
        sums.tally(model.contributions!(body), -1)
  for (const survivor of new Set(removed.map((customer) => identities.survivorOf(customer)))) {
    if (!isIn(share, survivor)) continue
    const folded = foldCustomer(models, await readStoredHistory(store, identities, survivor, position))
    documents.push(...folded.documents)
    if (folded.parked) parked.push(folded.parked)
    tallyDocuments(sums, models, folded.documents)
  }
  return { removed, documents, sums, parked }
}

/** How often to begin again when an engine commits meanwhile. */
const attempts = 100

/** What putting customers right comes to. */
export interface PutRight {
  /** The log position that the documents reflect. */
  readonly position: number
  /** Those of them who are parked, still or again. */
  readonly parked: readonly ParkedEvent[]
}

/** What it takes to put customers right, wherever they are stored. */
export interface PutRightSources extends Pick<ReplacementSources, 'store' | 'models'> {
  readonly readModels: Pick<ReadModelParts, 'parts'>
}

/**
 * Replaces what is stored of customers by what the log says, while engines go on.
 * @throws DomainError `checkpoint-moved` when others commit faster than this can
 */
export const putRight = async (
  customers: readonly string[],
  { store, models, readModels: { parts } }: PutRightSources,
): Promise<PutRight> => {
  const put: PutRight[] = []
  for (const part of parts) {
    const done = await putPartRight(customers, store, models, part)
    if (done) put.push(done)
  }
  return {
    position: Math.min(...put.map(({ position }) => position)),
    parked: put.flatMap(({ parked }) => parked),
  }
}

/** Puts right who is in a part; undefined where nobody is. */
const putPartRight = async (
  customers: readonly string[],
  store: EventStore,
  models: readonly AnyReadModel[],
  { share, readModels }: ReadModelPart,
): Promise<PutRight | undefined> => {
  for (let attempt = 1; ; attempt++) {
    const from = await readModels.checkpoint()
    const identities = await readIdentities(store, from.position)
    const survivors = customers.map((customer) => identities.survivorOf(customer))
    const here = [...customers, ...survivors].filter((customer) => isIn(share, customer))
    if (here.length === 0) return undefined
    const sources = { store, readModels, models, identities, share }
    const { removed, documents, sums, parked } = await replaceCustomers(here, from.position, sources)
    const contributions = sums.values()
    try {
      const { position } = await readModels.commit({
        from,
        to: from.position,
        removed,
        documents,
        contributions,
        parked,
      })
      return { position, parked }
    } catch (error) {
      if (attempt === attempts || !(error instanceof DomainError && error.code === 'checkpoint-moved')) throw error
    }
  }
}
