/** A portion of what a rule has to say of a day: as many documents as give a bounded number of findings. */
import type { Day } from '../../domain/time.js'
import { refold, type AnyReadModel, type FoldedDocument } from '../../projections/read-model.js'
import { beginningOf, foundBy, type AnyTimeRule, type Finding } from '../../projections/time-rule.js'
import type { EventStore } from '../event-store/event-store.js'
import { foldCustomer } from '../projecting/fold-customer.js'
import { readStoredHistory } from '../projecting/history.js'
import { readIdentities } from '../projecting/known-identities.js'
import type { ReadModelStore } from '../read-models/read-model-store.js'

/** A finding and the document it was made in. */
export interface Found {
  readonly customer: string
  readonly part: string
  readonly finding: Finding
}

/** Documents of one customer. */
interface Moved {
  readonly customer: string
  readonly parts: ReadonlySet<string>
}

export interface Portion {
  /** The log position that the documents reflect. */
  readonly position: number
  readonly found: readonly Found[]
  /** Documents in which something happened since the day began: they say more than it found. */
  readonly moved: readonly Moved[]
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
  readModels: ReadModelStore,
  rule: AnyTimeRule,
  day: Day,
  after: string | undefined,
  limit: number,
): Promise<Portion> =>
  readModels.snapshot(async ({ position, documents }) => {
    const found: Found[] = []
    const moved: { customer: string; parts: Set<string> }[] = []
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
      else if (moved.at(-1)?.customer !== customer) moved.push({ customer, parts: new Set([document.part]) })
      else moved.at(-1)!.parts.add(document.part)
    }
    return { position, found, moved, documents: seen }
  })

/** What the rule finds in documents of a customer as the day found them when it began, whatever has happened since. */
export const foundAsOf = async (
  store: EventStore,
  model: AnyReadModel,
  rule: AnyTimeRule,
  day: Day,
  { customer, parts }: Moved,
  position: number,
): Promise<Found[]> => {
  const identities = await readIdentities(store, position)
  const { events } = await readStoredHistory(store, identities, customer, position)
  const then = { customer, events: events.filter((event) => foundBy(day, rule, event)) }
  return foldCustomer([model], then).documents.flatMap((document) =>
    parts.has(document.part) ? foundIn(rule, document, day) : [],
  )
}
