import {
  brl,
  given,
  happened,
  orderFulfilled,
  portfolioOfCustomers,
  purchase,
  refund,
} from '../../test/given-events.js'
import { reportedOf } from './reported.js'
import { value } from './value.read-model.js'

const rate = (rate: string) => ({ from: 'BRL', to: 'USD', rate })
const sums = { refunds: 0, concessions: 0, costOfGoods: 0, costToServe: 0, costToWin: 0 }

test('each amount is reported by the rate that stands on its event, beside what was in that currency already', () => {
  const document = given(
    purchase('2026-01-01', 10_00),
    purchase('2026-01-02', 0, { total: brl(100_00), costOfGoods: brl(40_00), rate: rate('0.2') }),
    purchase('2026-02-01', 0, { total: brl(100_00), rate: rate('0.18') }),
  ).document(value)
  expect(reportedOf(document)).toEqual({
    USD: {
      ...sums,
      revenue: 10_00 + 20_00 + 18_00,
      costOfGoods: 8_00,
      net: 40_00,
      converted: {
        BRL: { revenue: 200_00, net: 160_00, reported: { ...sums, revenue: 38_00, costOfGoods: 8_00, net: 30_00 } },
      },
      unconverted: {},
    },
  })
})

test('what has no rate is told apart', () => {
  const document = given(
    purchase('2026-01-02', 0, { total: brl(100_00), rate: rate('0.2') }),
    happened('RefundIssued', '2026-01-03', { amount: brl(30_00) }),
    purchase('2026-01-04', 0, { total: { amount: 500, currency: 'JPY' } }),
  ).document(value)
  expect(reportedOf(document)).toMatchObject({
    USD: {
      revenue: 20_00,
      net: 20_00,
      unconverted: { BRL: { revenue: 0, net: -30_00 }, JPY: { revenue: 500, net: 500 } },
    },
  })
})

test('what is taken back is converted by the rate it says', () => {
  const document = given(
    orderFulfilled('2026-01-02', { rate: rate('0.2') }),
    happened('OrderCancelled', '2026-02-02', {
      order: 'O-1',
      reason: 'x',
      reversedRevenue: brl(100_00),
      rate: rate('0.2'),
    }),
    refund('2026-03-01', 0),
  ).document(value)
  expect(reportedOf(document)).toMatchObject({ USD: { revenue: 0, net: 0, converted: {}, unconverted: {} } })
})

test('without any rate nothing is reported, and the document is what it was', () => {
  const document = given(purchase('2026-01-01', 10_00), purchase('2026-01-02', 0, { total: brl(1) })).document(value)
  expect(document).not.toHaveProperty('reported')
  expect(reportedOf(document)).toEqual({})
})

test('the portfolio adds up what customers report', () => {
  const { reported, value } = portfolioOfCustomers(
    '2026-02-01',
    [purchase('2026-01-02', 0, { total: brl(100_00), rate: rate('0.2') })],
    [purchase('2026-01-02', 0, { total: brl(50_00), rate: rate('0.3') }), purchase('2026-01-03', 5_00)],
    [purchase('2026-01-03', 0, { total: brl(1_00) })],
  )
  expect(reported).toMatchObject({
    USD: {
      revenue: 40_00,
      net: 40_00,
      converted: { BRL: { revenue: 150_00, reported: { revenue: 35_00 } } },
      unconverted: { BRL: { revenue: 1_00, net: 1_00 } },
    },
  })
  expect(value).toMatchObject({ BRL: { revenue: 151_00 }, USD: { revenue: 5_00 } })
})
