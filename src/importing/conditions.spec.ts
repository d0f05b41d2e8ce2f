import { columnsOf } from './columns.js'
import { makeConditions } from './conditions.js'
import type { Place } from './mapping-place.js'
import type { ConditionText } from './mapping-shape.js'

const place: Place = { at: () => place, wrong: (message) => new Error(message) as never }

const holds = (conditions: Record<string, ConditionText>, status: string, paid = ''): boolean =>
  makeConditions(conditions, columnsOf('orders.csv', ['status', 'paid']), place)!({
    fields: [status, paid],
    joined: [],
  })

test.each<[ConditionText, string, boolean]>([
  ['sent', 'sent', true],
  ['sent', ' sent ', true],
  ['sent', 'Sent', false],
  ['sent', '', false],
  [7, '7', true],
  [['sent', 'open'], 'open', true],
  [['sent', 'open'], 'lost', false],
  [{ not: 'open' }, 'sent', true],
  [{ not: 'open' }, 'open', false],
  [{ not: 'open' }, '', true],
  [{ not: ['open', 'sent'] }, 'sent', false],
  [{ present: true }, 'sent', true],
  [{ present: true }, ' ', false],
  [{ present: false }, '', true],
  [{ present: false }, 'sent', false],
])('%j and a column with "%s": %s', (condition, status, expected) => {
  expect(holds({ status: condition }, status)).toBe(expected)
})

test('all conditions must hold', () => {
  expect(holds({ status: 'sent', paid: 'yes' }, 'sent', 'yes')).toBe(true)
  expect(holds({ status: 'sent', paid: 'yes' }, 'sent', 'no')).toBe(false)
})
