import type { CostKey } from '../../domain/cost/cost.events.js'
import {
  businessDay,
  happened,
  historyOf,
  orderPlaced,
  purchase,
  refund,
  type Happened,
} from '../../test/given-events.js'
import { unitsOf, weightOf } from './cost-units.js'

const january = { from: '2024-01-01', until: '2024-01-31' }
const units = (key: CostKey, ...events: readonly Happened[]): number =>
  unitsOf(key, weightOf(key, january, historyOf(events)))

const started = (at: string, about = 'C-1') => happened('CaseWorkStarted', at, { case: about })
const closed = (at: string, about = 'C-1') => happened('CaseClosed', at, { case: about })

test('touchpoints of the period are counted, by the day they count for, and nothing that is no contact', () => {
  expect(
    units(
      'touchpoint',
      purchase('2023-12-31T23:59:59Z'),
      purchase('2023-12-31T23:00:00Z', 1, {}, businessDay('2024-01-01')),
      happened('InteractionRecorded', '2024-01-01', { subject: 'hello' }),
      happened('CustomerAssigned', '2024-01-02', { to: 'rep-1' }),
      refund('2024-01-31T23:59:59Z', 1),
      refund('2024-02-01', 1),
    ),
  ).toBe(3)
})

test('orders are those placed, and purchases', () => {
  expect(units('order', orderPlaced('2024-01-03'), purchase('2024-01-04'), refund('2024-01-05', 1))).toBe(2)
})

describe('case minutes', () => {
  test('run from the beginning of work to the next event of that case', () => {
    expect(
      units(
        'case minute',
        started('2024-01-03T10:00:00Z'),
        started('2024-01-03T10:05:00Z', 'C-2'),
        happened('CaseWaiting', '2024-01-03T10:10:00Z', { case: 'C-1', on: 'parts' }),
        started('2024-01-03T11:00:00Z'),
        closed('2024-01-03T11:01:30Z'),
        closed('2024-01-03T10:25:30Z', 'C-2'),
      ),
    ).toBe(10 + 20 + 2)
  })

  test('are cut to the period', () => {
    expect(units('case minute', started('2023-12-31T23:00:00Z'), closed('2024-01-01T00:10:00Z'))).toBe(10)
    expect(units('case minute', started('2024-01-31T23:50:00Z'), closed('2024-02-10T00:00:00Z'))).toBe(10)
    expect(units('case minute', started('2024-01-31T23:50:00Z'))).toBe(10)
    expect(units('case minute', started('2024-02-01T00:00:00Z'))).toBe(0)
    expect(units('case minute', started('2023-12-01T00:00:00Z'), closed('2023-12-02T00:00:00Z'))).toBe(0)
  })

  test('do not run where nobody began to work', () => {
    expect(units('case minute', happened('CaseOpened', '2024-01-03', { case: 'C-1' }), closed('2024-01-04'))).toBe(0)
  })
})
