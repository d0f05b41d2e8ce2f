/** What a batch of the log changes in the read models: most customers step by step, some folded again from nothing. */
import { customerOfStream } from '../../domain/customer/customer-id.js'
import type { RecordedEvent } from '../../domain/event.js'
import { identitiesStream } from '../../domain/identity/identity.events.js'
import type { HistoryEvent } from '../../projections/read-model.js'
import { isIn } from '../read-models/partitions.js'
import type { Commit } from '../read-models/read-model-store.js'
import { foldBatch } from './fold-batch.js'
import { historyEvent, readStoredHistory } from './history.js'
import { replaceCustomers, type ReplacementSources } from './put-right.js'

/** What it takes to project: the identities at the checkpoint, which the batch moves on, and who is parked there. */
export interface ProjectingSources extends ReplacementSources {
  readonly isParked: (customer: string) => boolean
}

type Change = Required<Pick<Commit, 'removed' | 'documents' | 'contributions' | 'parked'>>

/**
 * Folds the events of a batch, which are those of the log's folded streams after the checkpoint and up to a position.
 * Folded from nothing are: who was merged or un-merged, who is parked, of whom an event was discarded, and of whom a fold
 * could not take something.
 */
export const projectBatch = async (
  events: readonly RecordedEvent[],
  position: number,
  sources: ProjectingSources,
): Promise<Change> => {
  const { models, store, readModels, identities, share, isParked } = sources
  const again = new Set<string>()
  for (const event of events)
    if (event.stream === identitiesStream)
      for (const customer of identities.take(event)) if (isIn(share, customer)) again.add(customer)

  let history: HistoryEvent[] = []
  for (const stored of events) {
    const owner = customerOfStream(stored.stream)
    if (owner === undefined) continue
    const customer = identities.survivorOf(owner)
    if (!isIn(share, customer)) continue
    if (stored.type === 'EventDiscarded' || isParked(customer)) again.add(customer)
    try {
      history.push(historyEvent(stored, owner, customer))
    } catch {
      again.add(customer)
    }
  }

  for (;;) {
    if (again.size > 0) history = history.filter(({ customer }) => !again.has(customer))
    const { documents, sums, failed } = await foldBatch(models, history, {
      load: async (refs) => (await readModels.read({ documents: refs })).documents,
      history: (customer) => readStoredHistory(store, identities, customer, position),
      isNew: ({ revision, customer }) => revision === 0 && identities.isAlone(customer),
    })
    for (const customer of failed) again.add(customer)
    if (failed.size > 0) continue
    if (again.size === 0) return { removed: [], documents, contributions: sums.values(), parked: [] }
    const replaced = await replaceCustomers(again, position, sources)
    for (const document of replaced.documents) documents.push(document)
    sums.tally([...replaced.sums.values()])
    return { ...replaced, documents, contributions: sums.values() }
  }
}
