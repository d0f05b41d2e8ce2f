import { given, happened, orderFulfilled, purchase, usd } from '../../test/given-events.js'
import { accounts } from './accounts.read-model.js'

const opened = happened('AccountOpened', '2026-01-01', { account: 'A-1', label: 'fleet' })
const closed = happened('AccountClosed', '2026-03-01', { account: 'A-1', reason: 'sold' })

test('an account holds the value of what names it, and nothing else', () =>
  given(
    opened,
    purchase('2026-01-05', 30_00, { account: 'A-1', costOfGoods: usd(10_00) }),
    purchase('2026-01-06', 99_00),
    purchase('2026-01-07', 5_00, { account: 'A-2' }),
    orderFulfilled('2026-02-01', { account: 'A-1', revenue: usd(20_00) }),
    happened('RefundIssued', '2026-02-02', { amount: usd(4_00), account: 'A-1' }),
    happened('CostAllocated', '2026-02-03', { cost: usd(1_00), purpose: 'serve', basis: 'x', account: 'A-1' }),
    closed,
  ).expect(
    accounts,
    {
      account: 'A-1',
      label: 'fleet',
      openedAt: '2026-01-01T00:00:00.000Z',
      closedAt: '2026-03-01T00:00:00.000Z',
      closedBecause: 'sold',
      value: {
        currencies: {
          USD: { revenue: 50_00, net: 35_00, months: { '2026-01': { net: 20_00 }, '2026-02': { net: 15_00 } } },
        },
      },
    },
    { account: 'A-2', openedAt: null, value: { currencies: { USD: { revenue: 5_00 } } } },
  ))

test('it is opened and closed once, whatever is reported again', () =>
  given(
    opened,
    happened('AccountOpened', '2026-02-01', { account: 'A-1', label: 'other' }),
    closed,
    happened('AccountClosed', '2026-04-01', { account: 'A-1', reason: 'other' }),
  ).expect(accounts, { label: 'fleet', closedBecause: 'sold' }))
