/** The value lines of all customers in memory: of the present kept up to date by reading what is new, else read for the question. */
import { customerOfStream } from '../../domain/customer/customer-id.js'
import { ValueColumns } from '../../projections/customer-equity/value-columns.js'
import { valueLines, type ValueLinesDocument } from '../../projections/customer-equity/value-lines.js'
import type { Identities } from '../../projections/identities.js'
import type { EventStore } from '../event-store/event-store.js'
import { foldCustomer } from '../projecting/fold-customer.js'
import { foldedStreams, readStoredHistory, storedHistories, type StoredHistory } from '../projecting/history.js'
import { readIdentities } from '../projecting/known-identities.js'
import { identitiesStream } from '../../domain/identity/identity.events.js'
import type { Instant } from '../../domain/time.js'
import { belongsTo } from './point-in-time.js'

/** The columns and the log position up to which they reflect it. */
export interface KnownColumns {
  readonly columns: ValueColumns
  readonly position: number
}

interface Reading extends KnownColumns {
  readonly identities: Identities
}

const linesOf = (stored: StoredHistory): ValueLinesDocument =>
  (foldCustomer([valueLines], stored).documents[0]?.body as ValueLinesDocument | undefined) ??
  valueLines.initial(stored.customer)

/** What is to be known. */
export interface WantedColumns {
  /** Of the log up to here. */
  readonly position: number
  /** Of what had been recorded by then. */
  readonly knownAt?: Instant
  /** Who is the same as whom as it was at an earlier position. */
  readonly identitiesAt?: number
}

/** Reads the whole log. */
export const readValueColumns = async (
  store: EventStore,
  { position, knownAt, identitiesAt = position }: WantedColumns,
): Promise<Reading> => {
  const at = knownAt === undefined ? {} : { knownAt }
  const identities = await readIdentities(store, identitiesAt, (metadata) => belongsTo(at, metadata))
  const columns = new ValueColumns()
  for await (const { customer, events } of storedHistories(store, identities, position)) {
    const known = { customer, events: events.filter(({ metadata }) => belongsTo(at, metadata)) }
    if (known.events.length > 0) columns.set(customer, linesOf(known))
  }
  return { columns, identities, position }
}

export class KnownValueColumns {
  #present: Reading | undefined
  #work: Promise<unknown> = Promise.resolve()

  constructor(private readonly store: EventStore) {}

  /** Looks at the columns after everything that is in the log when this is asked; they stay as they are until `look` returns. */
  async now<T>(look: (known: KnownColumns) => T): Promise<T> {
    const looked = this.#work.then(async () => look(await this.#upToDate()))
    this.#work = looked.catch(() => undefined)
    return looked
  }

  /** Of what had been recorded by then: read for this question alone. */
  async asKnownAt<T>(knownAt: Instant, look: (known: KnownColumns) => T): Promise<T> {
    return look(await readValueColumns(this.store, { position: await this.store.head(), knownAt }))
  }

  async #upToDate(): Promise<Reading> {
    const head = await this.store.head()
    const known = this.#present
    if (!known) return (this.#present = await readValueColumns(this.store, { position: head }))
    if (known.position === head) return known
    // Where this fails half way, everything is read again.
    this.#present = undefined
    const { columns, identities, position } = known
    const changed = new Set<string>()
    for await (const event of this.store.readAll({ after: position, until: head, filter: foldedStreams })) {
      if (event.stream === identitiesStream) for (const customer of identities.take(event)) changed.add(customer)
      const owner = customerOfStream(event.stream)
      if (owner !== undefined) changed.add(owner)
    }
    const survivors = new Set<string>()
    for (const customer of changed) {
      const survivor = identities.survivorOf(customer)
      survivors.add(survivor)
      if (survivor !== customer) columns.set(customer, valueLines.initial(customer))
    }
    for (const survivor of survivors)
      columns.set(survivor, linesOf(await readStoredHistory(this.store, identities, survivor, head)))
    return (this.#present = { columns, identities, position: head })
  }
}
