import { purchaseDaysOf } from './purchase-history.js'
import type { HistoryEvent } from '../read-model.js'

const happened = (day: string, type: string, data: object): HistoryEvent =>
  ({ type, data, metadata: { occurredAt: `${day}T12:00:00.000Z` } }) as unknown as HistoryEvent
const bought = (day: string, amount: number, currency = 'EUR') =>
  happened(day, 'PurchaseCompleted', { total: { amount, currency } })
const ordered = (day: string, amount: number) =>
  happened(day, 'OrderPlaced', { order: 'o', goods: { amount, currency: 'EUR' } })

test('purchases and orders of one day are one purchase, whenever they were recorded', () => {
  const history = [bought('2026-03-02', 500), ordered('2026-01-31', 100), bought('2026-01-31', 30)]
  expect(purchaseDaysOf(history)).toEqual([
    { day: '2026-01-31', amounts: { EUR: 130 } },
    { day: '2026-03-02', amounts: { EUR: 500 } },
  ])
})

test('currencies are never added up', () =>
  expect(purchaseDaysOf([bought('2026-01-31', 100), bought('2026-01-31', 200, 'JPY')])).toEqual([
    { day: '2026-01-31', amounts: { EUR: 100, JPY: 200 } },
  ]))

test('nothing else is a purchase', () =>
  expect(purchaseDaysOf([happened('2026-01-31', 'RefundIssued', { amount: {} })])).toEqual([]))
