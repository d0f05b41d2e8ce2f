/** A portion of what a rule has to say of a day: as many documents as give a bounded number of findings. */
import type { Day } from '../../domain/time.js'
import { refold, type AnyReadModel, type FoldedDocument, type ReadModel } from '../../projections/read-model.js'
import { beginningOf, foundBy, type AnyTimeRule, type Finding } from '../../projections/time-rule.js'
import type { EventStore } from '../event-store/event-store.js'
import { historyOf, readStoredHistory } from '../projecting/history.js'
import { readIdentities } from '../projecting/known-identities.js'
import type { ReadModelReader } from '../read-models/read-model-store.js'

/** A finding and the document it was made in. */
export interface Found {
  readonly customer: string
  readonly part: string
  readonly finding: Finding
}

export interface Portion {
  /** The log position that the documents reflect. */
  readonly position: number
  readonly found: readonly Found[]
  /** Customers of whom something happened since the day began: their documents say more than it found. */
  readonly moved: readonly string[]
  readonly documents: number
  /** The last customer of the portion; absent when there are no more. */
  readonly last?: string
}

const foundIn = (rule: AnyTimeRule, { customer, part, body }: FoldedDocument, day: Day): Found[] =>
  rule.evaluate(body, day).map((finding) => ({ customer, part, finding }))

/**
 * Looks at the documents of the customers after one, in one state of the read models and in one go: nothing is waited for
 * meanwhile, so that the state is let go of soon. Ends with the customer with whom it has found `limit` or more.
 */
export const portionAfter = (
  readModels: ReadModelReader,
  rule: AnyTimeRule,
  day: Day,
  after: string | undefined,
  limit: number,
): Promise<Portion> =>
  readModels.snapshot(async ({ position, documents }) => {
    const found: Found[] = []
    const moved: string[] = []
    let seen = 0
    let last: string | undefined
    for await (const document of documents(rule.model)) {
      const { customer } = document
      if (after !== undefined && customer <= after) continue
      if (last !== customer && found.length + moved.length >= limit)
        return { position, found, moved, documents: seen, last: last! }
      last = customer
      seen += 1
      if (document.seen.occurredAt < beginningOf(day)) found.push(...foundIn(rule, document, day))
      // A customer’s documents follow each other.
      else if (moved.at(-1) !== customer) moved.push(customer)
    }
    return { position, found, moved, documents: seen }
  })

/** What the rule finds in a customer’s documents as the day found them when it began, whatever has happened since. */
export const foundAsOf = async (
  store: EventStore,
  model: AnyReadModel,
  rule: AnyTimeRule,
  day: Day,
  customer: string,
  position: number,
): Promise<Found[]> => {
  const stored = await readStoredHistory(store, await readIdentities(store, position), customer, position)
  const history = historyOf(stored).filter((event) => foundBy(day, rule, event))
  return refold(model as ReadModel, customer, history).flatMap((document) => foundIn(rule, document, day))
}
