import fc from 'fast-check'
import type { MarketEvent } from '../../domain/market/market.events.js'
import { dayNumber, dayOfNumber } from '../../domain/time.js'
import { columnsOf } from '../../test/given-columns.js'
import { happened, purchase, refund, type Happened } from '../../test/given-events.js'
import type { LoyaltyGroup, LoyaltyProfit } from '../portfolio/loyalty-profit.js'
import { againstBenchmarks } from './benchmark.js'
import { takeMarketEvent, type MarketRecords } from './market-records.js'
import { marketShareOf } from './market-share.js'

const period = { from: '2025-01-01', until: '2025-12-31', publisher: 'Association' }
const size = {
  market: 'records',
  ...period,
  turnover: { amount: 1_000_00, currency: 'USD' },
  customers: 50,
  recordedAt: '2026-02-01T00:00:00.000Z',
  event: 'e',
}
const shareAt = (customers: readonly (readonly Happened[])[], day = '2026-06-30', of: object = {}) =>
  marketShareOf(columnsOf(customers), { ...size, ...of }, { asOf: `${day}T23:59:59.999Z`, lostAfterDays: 100 })

describe('the part of a market that is ours', () => {
  const stays = [purchase('2024-12-01', 10_00), purchase('2025-11-01', 30_00), purchase('2026-01-01', 99_00)]
  const comes = [purchase('2025-12-31', 40_00), refund('2025-12-31', 15_00)]
  const returns = [purchase('2020-01-01', 7_00), purchase('2025-10-01', 20_00)]
  const leaves = [purchase('2024-10-01', 5_00)]
  const passesBy = [purchase('2025-02-01', 25_00)]
  const euros = [happened('PurchaseCompleted', '2025-12-01', { total: { amount: 77_00, currency: 'EUR' } })]

  test('is its turnover in the period less refunds, and who bought in it', () => {
    expect(shareAt([stays, comes, returns, leaves, passesBy, euros])).toEqual({
      market: 'records',
      ...period,
      recordedAt: size.recordedAt,
      event: 'e',
      isOver: true,
      turnover: { currency: 'USD', ours: 100_00, market: 1_000_00, share: 0.1 },
      customers: {
        bought: 5,
        market: 50,
        share: 0.1,
        before: 2,
        after: 4,
        new: 2,
        wonBack: 1,
        lost: 1,
        netAdds: 2,
      },
    })
  })

  test('is of the days so far, where the period is not over', () => {
    const { isOver, turnover, customers } = shareAt([stays, comes], '2025-11-30')
    expect({ isOver, turnover, customers }).toMatchObject({
      isOver: false,
      turnover: { ours: 30_00 },
      customers: { bought: 1, before: 1, after: 1, netAdds: 0 },
    })
    expect(shareAt([], '2025-12-30').isOver).toBe(false)
    expect(shareAt([], '2025-12-31').isOver).toBe(true)
  })

  test('is what had happened by an instant of a day', () => {
    const evening = [purchase('2025-12-31T20:00:00Z', 10_00)]
    const by = (asOf: string) =>
      marketShareOf(columnsOf([evening]), size, { asOf, lostAfterDays: 100 }).customers.bought
    expect([by('2025-12-31T19:59:59.999Z'), by('2025-12-31T20:00:00.000Z')]).toEqual([0, 1])
  })

  test('is not told of what nobody published', () => {
    expect(shareAt([stays], '2026-06-30', { turnover: undefined })).toMatchObject({ turnover: null })
    const { customers, turnover } = shareAt([stays], '2026-06-30', {
      customers: undefined,
      turnover: { amount: 0, currency: 'JPY' },
    })
    expect(customers).toMatchObject({ bought: 1, market: null, share: null })
    expect(turnover).toEqual({ currency: 'JPY', ours: 0, market: 0, share: null })
  })

  test('of one period after the other: who is there after one is there before the next, to the customer', () => {
    const day = fc.nat(400).map((days) => dayOfNumber(dayNumber('2024-06-01') + days))
    const customers = fc.array(
      fc.array(
        day.map((on) => purchase(on, 1_00)),
        { maxLength: 5 },
      ),
      { maxLength: 8 },
    )
    fc.assert(
      fc.property(customers, day, fc.nat(90), fc.nat(90), (histories, from, one, other) => {
        const middle = dayOfNumber(dayNumber(from) + one)
        const next = dayOfNumber(dayNumber(middle) + 1)
        const end = dayOfNumber(dayNumber(next) + other)
        const of = (from: string, until: string) => shareAt(histories, '2027-01-01', { from, until })
        const [first, second, both] = [of(from, middle), of(next, end), of(from, end)]
        expect(first.customers.after).toBe(second.customers.before)
        expect(first.customers.netAdds + second.customers.netAdds).toBe(both.customers.netAdds)
        expect(first.turnover!.ours + second.turnover!.ours).toBe(both.turnover!.ours)
        for (const { customers } of [first, second, both])
          expect(customers.new + customers.wonBack - customers.lost).toBe(customers.netAdds)
      }),
    )
  })
})

test('of each period the latest word counts', () => {
  const records: MarketRecords = { sizes: new Map(), benchmarks: new Map() }
  const take = (type: MarketEvent['type'], data: object) =>
    takeMarketEvent(records, { id: 'e', type, data, metadata: { recordedAt: '2026-02-01' } } as never)
  const { recordedAt: _recordedAt, event: _event, ...data } = size
  take('MarketSizeRecorded', data)
  take('MarketSizeRecorded', { ...data, until: '2025-06-30' })
  take('MarketSizeRecorded', { ...data, customers: 60 })
  take('IndustryBenchmarkRecorded', { industry: 'records', ...period, margin: 0.1 })
  expect([...records.sizes.values()].map(({ until, customers }) => [until, customers])).toEqual([
    ['2025-12-31', 60],
    ['2025-06-30', 50],
  ])
  expect(records.benchmarks.size).toBe(1)
})

test('margins of the loyal and the others are held against the latest period of each industry', () => {
  const group = (margins: Readonly<Record<string, number | null>>): LoyaltyGroup =>
    ({
      currencies: Object.fromEntries(Object.entries(margins).map(([currency, margin]) => [currency, { margin }])),
    }) as never
  const found = {
    loyal: group({ USD: 0.5, EUR: null }),
    others: group({ USD: 0.125, JPY: 0.25 }),
  } as Partial<LoyaltyProfit> as LoyaltyProfit
  const benchmark = (industry: string, from: string, until: string, margin: number) =>
    ({ industry, from, until, margin, publisher: 'x', recordedAt: '2026-02-01', event: 'e' }) as const
  const all = [
    benchmark('retail', '2025-01-01', '2025-12-31', 0.25),
    benchmark('retail', '2025-07-01', '2025-12-31', 0.375),
    benchmark('retail', '2024-01-01', '2024-12-31', 0.125),
    benchmark('retail', '2026-01-01', '2026-12-31', 0.75),
    benchmark('music', '2024-01-01', '2024-12-31', 0.5),
  ]
  expect(againstBenchmarks(found, all, '2025-12-31')).toEqual([
    {
      ...all[4],
      currencies: {
        EUR: { loyal: null, others: null },
        JPY: { loyal: null, others: -0.25 },
        USD: { loyal: 0, others: -0.375 },
      },
    },
    {
      ...all[1],
      currencies: {
        EUR: { loyal: null, others: null },
        JPY: { loyal: null, others: -0.125 },
        USD: { loyal: 0.125, others: -0.25 },
      },
    },
  ])
  expect(againstBenchmarks(found, all, '2026-01-01')[1]).toMatchObject({ margin: 0.75 })
})
