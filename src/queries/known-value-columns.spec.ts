import fc from 'fast-check'
import { arrivals, type Arriving } from '../../test/arbitrary-history.js'
import { cdnowModel } from '../../test/given-models.js'
import { withStores } from '../../test/open-stores.js'
import { customerEquityAt, type CustomerEquity } from '../../projections/customer-equity/customer-equity.js'
import { parseHorizon } from '../../projections/potential/horizon.js'
import type { EventStore } from '../event-store/event-store.js'
import { KnownValueColumns, type KnownColumns } from './known-value-columns.js'

const horizon = parseHorizon('3y')
const equity = ({ columns }: KnownColumns): CustomerEquity =>
  customerEquityAt(columns, { asOf: '2024-04-15T00:00:00.000Z', horizon, lostAfterDays: 30, model: cdnowModel })

/** What is counted and summed in whole numbers; the rest differs in the last digit with the order of the customers. */
const exactly = ({ active, quiet, all }: CustomerEquity) =>
  [active, quiet, all].map(({ customers, currencies }) => ({ customers, currencies }))

const append = (store: EventStore, arriving: readonly Arriving[]) =>
  store.appendMany(arriving.map(({ stream, event }) => ({ stream, events: [event], expected: 'any' as const })))

test('kept up to date, through late events, merges and discards, they are what is read from nothing', async () => {
  await fc.assert(
    fc.asyncProperty(
      arrivals({ merging: true, discarding: true }),
      fc.array(fc.nat(60), { maxLength: 4 }),
      async (arriving, cuts) =>
        withStores(async ({ store }) => {
          const kept = new KnownValueColumns(store)
          let from = 0
          for (const cut of [...cuts.sort((a, b) => a - b), arriving.length]) {
            if (cut > from) await append(store, arriving.slice(from, cut))
            from = Math.max(from, cut)
            const [position, now] = await kept.now((known) => [known.position, exactly(equity(known))] as const)
            expect(position).toBe(await store.head())
            expect(now).toEqual(await new KnownValueColumns(store).now((known) => exactly(equity(known))))
          }
        }),
    ),
    { numRuns: 40 },
  )
})

test('who asks at the same time is answered one after the other, each from one state of the log', async () => {
  await withStores(async ({ store }) => {
    const kept = new KnownValueColumns(store)
    const purchase = (id: number): Arriving => ({
      stream: 'customer-6a1f0c5e-8a0e-5f6e-9d7d-0d6f7a1c2b3d',
      event: {
        id: `00000000-0000-4000-8000-00000000000${id}`,
        type: 'PurchaseCompleted',
        data: { total: { amount: 100, currency: 'USD' } },
        metadata: {
          occurredAt: `2024-04-0${id}T00:00:00.000Z`,
          recordedAt: '2024-05-01T00:00:00.000Z',
          actor: 'spec',
          correlationId: 'c',
          causationId: 'c',
          schemaVersion: 1,
        },
      },
    })
    const realized = (known: KnownColumns) => equity(known).all.currencies['USD']?.realized ?? 0
    await append(store, [purchase(1)])
    const before = kept.now(realized)
    const failed = kept.now(() => {
      throw new Error('looked away')
    })
    await append(store, [purchase(2)])
    const after = kept.now(realized)
    await expect(failed).rejects.toThrow('looked away')
    expect([100, 200]).toContain(await before)
    expect(await after).toBe(200)
  })
})
