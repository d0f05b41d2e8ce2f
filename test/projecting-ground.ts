/** Ground for specs of the engine: a log, read models of a few small folds, and events with one line each. */
import { customerIdOf, customerStream, derivedId } from '../domain/customer/customer-id.js'
import { definitionOf } from '../domain/catalogue.js'
import type { AnyReadModel, ReadModel } from '../projections/read-model.js'
import type { EventStore } from '../src/event-store/event-store.js'
import { ProjectionEngine } from '../src/projecting/projection-engine.js'
import type { ReadModels } from '../src/read-models/read-model-store.js'
import { withStores } from './open-stores.js'

export const [ada, ben, cy] = ['ada', 'ben', 'cy'].map((name) => customerIdOf('spec', name)) as [string, string, string]

/** Adds up purchases; an amount it was told of makes it fail. */
export const spending = (failsAt?: number, version = 1): ReadModel<{ spent: number; purchases: number }> => ({
  name: 'spending',
  version,
  documentOf: 'customer',
  initial: () => ({ spent: 0, purchases: 0 }),
  evolve: {
    PurchaseCompleted: (document, { data }) => {
      if (data.total.amount === failsAt) throw new Error(`cannot take ${failsAt}`)
      document.spent += data.total.amount * version
      document.purchases += 1
    },
  },
  contributions: ({ spent }) => [{ figure: 'spent', key: 'all', add: { amount: spent, customers: 1 } }],
})

/** Keeps every purchase in a document of its own. */
export const purchases: ReadModel<{ amount: number }> = {
  name: 'purchases',
  version: 1,
  documentOf: 'touchpoint',
  initial: () => ({ amount: 0 }),
  evolve: { PurchaseCompleted: (document, { data }) => void (document.amount = data.total.amount) },
}

/** Appends an event; the same number makes the same event. */
export type Append = (customer: string, amount: number, day?: string) => Promise<void>

export interface Ground {
  readonly store: EventStore
  readonly readModels: Parameters<Parameters<typeof withStores>[0]>[0]['readModels']
  readonly definition: string
  /** A purchase of so much on a day. */
  readonly buys: Append
  readonly says: (stream: string, type: string, data: object) => Promise<void>
  readonly project: (models: readonly AnyReadModel[], into?: ReadModels) => Promise<number>
}

export const withGround = <T>(work: (ground: Ground) => Promise<T>): Promise<T> =>
  withStores(async ({ store, readModels, definition }) => {
    let made = 0
    const says = async (stream: string, type: string, data: object, occurredAt = '2024-01-01'): Promise<void> => {
      const id = derivedId('ground', String((made += 1)))
      const metadata = {
        occurredAt: `${occurredAt}T00:00:00.000Z`,
        recordedAt: new Date(Date.parse('2025-01-01') + made * 1_000).toISOString(),
        actor: 'spec',
        correlationId: id,
        causationId: id,
        schemaVersion: definitionOf(type).version,
      }
      await store.append(stream, [{ id, type, data, metadata }], 'any')
    }
    return work({
      store,
      readModels,
      definition,
      says,
      buys: (customer, amount, day = '2024-01-01') =>
        says(customerStream(customer), 'PurchaseCompleted', { total: { amount, currency: 'USD' } }, day),
      project: (models, into = readModels) => new ProjectionEngine(store, into, models).catchUp(),
    })
  })

/** Everything that read models hold. */
export const contentOf = (readModels: ReadModels, models: readonly AnyReadModel[]) =>
  readModels.snapshot(async ({ documents, contributions, parked }) => {
    const found: Record<string, unknown[]> = { sums: [], parked: [] }
    for (const { name } of models) {
      const all: unknown[] = (found[name] = [])
      for await (const document of documents(name)) all.push(document)
    }
    for await (const contribution of contributions()) found.sums!.push(contribution)
    for await (const event of parked()) found.parked!.push(event)
    return found
  })
