/** All customers one after the other, each with its documents, in one state of the log; never all of them at once. */
import { setImmediate } from 'node:timers/promises'
import type { AnyReadModel, FoldedDocument } from '../../projections/read-model.js'
import type { EventStore } from '../event-store/event-store.js'
import { foldCustomer } from '../projecting/fold-customer.js'
import type { ReadModelReader, Snapshot } from '../read-models/read-model-store.js'
import { historiesThen } from './histories-then.js'
import { isPresent, type PointInTime } from './point-in-time.js'

interface EveryCustomerSources {
  readonly store: EventStore
  readonly readModels: Pick<ReadModelReader, 'snapshot'>
  /** All of them: where a fold stops at an event that one of them cannot take, the others stop too. */
  readonly models: readonly AnyReadModel[]
}

/** A customer's bodies, by read model. */
export interface CustomerBodies {
  readonly customer: string
  /** None where the customer has no document in it. */
  readonly of: <D extends object>(model: {
    readonly name: string
    readonly initial: (customer: string) => D
  }) => readonly D[]
}

/** One state of the log; `customers` goes through all of them, as often as it is asked. */
export interface EveryCustomer {
  readonly position: number
  readonly customers: () => AsyncIterable<CustomerBodies>
}

const bodiesIn = (customer: string, bodies: ReadonlyMap<string, readonly object[]>): CustomerBodies => ({
  customer,
  of: <D extends object>({ name }: { readonly name: string }) => (bodies.get(name) ?? []) as readonly D[],
})

/** Lets work go through the customers as of a point in time, with their documents in some read models. */
export const everyCustomer = async <T>(
  { store, readModels, models }: EveryCustomerSources,
  at: PointInTime,
  wanted: readonly AnyReadModel[],
  work: (everybody: EveryCustomer) => Promise<T>,
): Promise<T> => {
  if (isPresent(at))
    return readModels.snapshot((snapshot) =>
      work({ position: snapshot.position, customers: () => breathing(storedCustomers(snapshot, wanted)) }),
    )
  const position = await store.head()
  const folded = models.filter((model) => model.contributions ?? wanted.some(({ name }) => name === model.name))
  async function* customers(): AsyncIterable<CustomerBodies> {
    for await (const history of historiesThen(store, at, position)) {
      const bodies = new Map<string, object[]>()
      for (const { model, body } of foldCustomer(folded, history).documents)
        if (wanted.some(({ name }) => name === model)) gather(bodies, model, body)
      if (bodies.size > 0) yield bodiesIn(history.customer, bodies)
    }
  }
  return work({ position, customers: () => breathing(customers()) })
}

const customersInABreath = 500

/** Whoever else asks something is answered in between. */
async function* breathing(customers: AsyncIterable<CustomerBodies>): AsyncIterable<CustomerBodies> {
  let count = 0
  for await (const customer of customers) {
    yield customer
    if ((count += 1) % customersInABreath === 0) await setImmediate()
  }
}

const gather = (bodies: Map<string, object[]>, model: string, body: object): void => {
  const known = bodies.get(model)
  if (known) known.push(body)
  else bodies.set(model, [body])
}

/** The documents of each read model come by customer: the least one of those that are next has all of its there. */
async function* storedCustomers(snapshot: Snapshot, wanted: readonly AnyReadModel[]): AsyncIterable<CustomerBodies> {
  const readers = wanted.map(({ name }) => ({ name, documents: inTurn(snapshot.documents(name)) }))
  try {
    const next = new Map<string, FoldedDocument>()
    const step = async (name: string, documents: AsyncIterator<FoldedDocument>): Promise<void> => {
      const read = await documents.next()
      if (read.done) next.delete(name)
      else next.set(name, read.value)
    }
    for (const { name, documents } of readers) await step(name, documents)
    while (next.size > 0) {
      let customer: string | undefined
      for (const document of next.values())
        if (customer === undefined || document.customer < customer) customer = document.customer
      const bodies = new Map<string, object[]>()
      for (const { name, documents } of readers)
        for (let document = next.get(name); document?.customer === customer; document = next.get(name)) {
          gather(bodies, name, document!.body)
          await step(name, documents)
        }
      yield bodiesIn(customer!, bodies)
    }
  } finally {
    for (const { documents } of readers) await documents.return(undefined)
  }
}

async function* inTurn(
  documents: Iterable<FoldedDocument> | AsyncIterable<FoldedDocument>,
): AsyncGenerator<FoldedDocument, undefined, undefined> {
  yield* documents
  return undefined
}
