import fc from 'fast-check'
import { anyName, anyPrice, obeysTheLaws, someOf } from '../../test/decider-laws.js'
import { given } from '../../test/given-when-then.js'
import { checkEvent, type SharedCommand } from '../catalogue.js'
import { market } from './market.decider.js'
import type { MarketEvent } from './market.events.js'

const period = { from: '2025-01-01', until: '2025-12-31', publisher: 'Association, yearbook 2026' }
const size = { market: 'records', ...period, turnover: { amount: 5_000_000_00, currency: 'EUR' }, customers: 90_000 }
const benchmark = { industry: 'retail', ...period, margin: 0.08 }
const sized = (change: object = {}): MarketEvent => ({ type: 'MarketSizeRecorded', data: { ...size, ...change } })
const record = (change: object = {}): SharedCommand => ({ type: 'RecordMarketSize', data: { ...size, ...change } })

describe('the size of a market', () => {
  test('is recorded, and corrected by what is recorded of the same period', () => {
    given().when(record()).then(sized())
    given(sized())
      .when(record({ customers: 91_000 }))
      .then(sized({ customers: 91_000 }))
    given(sized(), sized({ until: '2025-06-30' }))
      .when(record({ until: '2025-06-30', customers: 4 }))
      .then(sized({ until: '2025-06-30', customers: 4 }))
  })
  test('is not recorded again, whoever says the same', () => {
    given(sized()).when(record()).thenNothing()
    given(sized())
      .when(record({ by: 'ana-7' }))
      .thenNothing()
    given(sized(), sized({ customers: 1 }))
      .when(record())
      .then(sized())
  })
  test.each([
    ['says nothing', { turnover: undefined, customers: undefined }],
    ['ends before it begins', { until: '2024-12-31' }],
  ])('that %s is none', (_, change) => {
    const data = JSON.parse(JSON.stringify({ ...size, ...change })) as object
    expect(() => checkEvent({ type: 'MarketSizeRecorded', data })).toThrow(
      expect.objectContaining({ code: 'event-data-invalid' }),
    )
  })
})

test('a benchmark of an industry is recorded once, and is no market by the same name', () => {
  const recorded: MarketEvent = { type: 'IndustryBenchmarkRecorded', data: benchmark }
  const record: SharedCommand = { type: 'RecordIndustryBenchmark', data: benchmark }
  given(sized({ market: 'retail' }))
    .when(record)
    .then(recorded)
  given(recorded).when(record).thenNothing()
})

test('whatever is asked, only valid events follow, and they lead to the state that was decided on', () => {
  const published = {
    from: fc.constantFrom('2024-01-01', '2024-02-01'),
    until: fc.constantFrom('2024-03-31', '2024-04-30'),
    publisher: anyName,
  }
  obeysTheLaws(market, {
    RecordMarketSize: someOf(
      { market: anyName, ...published, customers: fc.nat(9) },
      { turnover: anyPrice, by: anyName },
    ),
    RecordIndustryBenchmark: someOf(
      { industry: anyName, ...published, margin: fc.constantFrom(-0.1, 0, 0.2) },
      { by: anyName },
    ),
  })
})
