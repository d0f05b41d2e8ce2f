/** The events of a row, with their ids: the same row always makes the same events. */
import { checkEvent, definitionOf } from '../../domain/catalogue.js'
import { customerIdOf, customerStream, derivedId } from '../../domain/customer/customer-id.js'
import { DomainError } from '../../domain/errors.js'
import type { EventMetadata, NewEvent } from '../../domain/event.js'
import type { Instant } from '../../domain/time.js'
import { BoundedCache } from '../bounded-cache.js'
import type { StreamAppend } from '../event-store/event-store.js'
import type { Happening } from './event-recipe.js'
import { RowProblem } from './row-problem.js'

/** Where rows come from. */
export interface Origin {
  readonly mapping: string
  readonly source: string
  readonly input: string
}

/** A customer's stream, and whether this import has linked the source's record to it already. */
interface KnownCustomer {
  readonly stream: string
  linked: boolean
}

const mostKnownCustomers = 50_000

/** The customers of a source, as far as they are remembered. */
export class SourceCustomers {
  readonly #known = new BoundedCache<string, KnownCustomer>(mostKnownCustomers)
  /** The one asked for last: files often have a customer's rows together. */
  #last: readonly [externalId: string, customer: KnownCustomer] | undefined

  constructor(private readonly source: string) {}

  /** The stream of a customer, and the event that links the record to it when it comes for the first time. */
  of(externalId: string, recordedAt: Instant): { readonly stream: string; readonly link: StreamAppend | undefined } {
    const customer = this.#last?.[0] === externalId ? this.#last[1] : this.#remembered(externalId)
    if (customer.linked) return { stream: customer.stream, link: undefined }
    const link = {
      stream: customer.stream,
      events: [linkedEvent(this.source, externalId, recordedAt)],
      expected: 'any' as const,
    }
    customer.linked = true
    return { stream: customer.stream, link }
  }

  #remembered(externalId: string): KnownCustomer {
    let customer = this.#known.get(externalId)
    if (!customer) {
      customer = { stream: customerStream(customerIdOf(this.source, externalId)), linked: false }
      // A copy: the text may be part of a piece of the file, which would be kept with it.
      this.#known.set(Buffer.from(externalId).toString(), customer)
    }
    this.#last = [externalId, customer]
    return customer
  }
}

const linkType = 'SourceRecordLinked'

/** The event does not depend on the row or the mapping that the customer was found in: it is the same from any of them. */
const linkedEvent = (source: string, externalId: string, recordedAt: Instant): NewEvent => {
  const event = { type: linkType, data: { source, externalId } }
  try {
    checkEvent(event)
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    throw new RowProblem('customer', 'is no identifier: 1 to 200 characters in one line', externalId)
  }
  const id = derivedId('source-record', source, externalId)
  return {
    ...event,
    id,
    metadata: {
      occurredAt: recordedAt,
      recordedAt,
      actor: `import:${source}`,
      source,
      correlationId: id,
      causationId: id,
      schemaVersion: definitionOf(linkType).version,
    },
  }
}

/** Makes the appends of a row's events. */
export const makeAppends = (origin: Origin): ((row: RowEvents) => StreamAppend[]) => {
  const { source } = origin
  const actor = `import:${origin.mapping}`
  const correlationId = derivedId('import', origin.mapping, origin.input)
  return ({ rowId, stream, happenings, recordedAt }) =>
    happenings.map(({ type, data, schemaVersion, moment, zone, channel }, index) => {
      const before = index === 0 ? 0 : happenings.slice(0, index).filter((happening) => happening.type === type).length
      // By the type, not the place in the mapping: an event that is added to the mapping later moves no other.
      const id = before === 0 ? derivedId(rowId, type) : derivedId(rowId, type, String(before + 1))
      const metadata: { -readonly [K in keyof EventMetadata]: EventMetadata[K] } = {
        occurredAt: moment.instant,
        recordedAt,
        actor,
        source,
        correlationId,
        causationId: rowId,
        schemaVersion,
      }
      if (channel !== undefined) metadata.channel = channel
      if (zone !== 'UTC') metadata.businessDay = { date: moment.day, zone }
      return { stream, events: [{ id, type, data, metadata }], expected: 'any' }
    })
}

/** What a row comes to. */
export interface RowEvents {
  readonly rowId: string
  readonly stream: string
  readonly happenings: readonly Happening[]
  readonly recordedAt: Instant
}
