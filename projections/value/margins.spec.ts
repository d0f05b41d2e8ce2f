import { purchase, portfolioOfCustomers, usd } from '../../test/given-events.js'
import { marginsAt } from './margins.js'

const month = (revenue: number, net = revenue) => ({ revenue, net })

test('the latest 24 and 36 whole months, and each of the three years against the one before', () => {
  const months = {
    '2014-12': month(7),
    '2015-01': month(100, 10),
    '2016-12': month(100, 20),
    '2017-01': month(200, 60),
    '2017-12': month(200, 40),
    '2018-01': month(1_000),
  }
  expect(marginsAt({ USD: months }, '2017-12-31')).toEqual({
    through: '2017-12',
    currencies: {
      USD: {
        months24: { from: '2016-01', through: '2017-12', revenue: 500, margin: 120, marginShare: 0.24 },
        months36: { from: '2015-01', through: '2017-12', revenue: 600, margin: 130, marginShare: 130 / 600 },
        years: [
          { from: '2017-01', through: '2017-12', revenue: 400, margin: 100, marginShare: 0.25, improvement: 80 },
          { from: '2016-01', through: '2016-12', revenue: 100, margin: 20, marginShare: 0.2, improvement: 10 },
          { from: '2015-01', through: '2015-12', revenue: 100, margin: 10, marginShare: 0.1, improvement: 3 },
        ],
      },
    },
  })
})

test('a month that is not over does not count', () => {
  const months = { '2017-11': month(5), '2017-12': month(100) }
  expect(marginsAt({ USD: months }, '2017-12-30')).toMatchObject({
    through: '2017-11',
    currencies: { USD: { months24: { from: '2015-12', revenue: 5 } } },
  })
  expect(marginsAt({ USD: months }, '2017-12-31').currencies.USD!.months24.revenue).toBe(105)
  expect(marginsAt({ USD: { '2016-02': month(1) } }, '2016-02-28').currencies).toEqual({})
  expect(marginsAt({ USD: { '2016-02': month(1) } }, '2016-02-29').currencies).toHaveProperty('USD')
})

test('there is no improvement on a year in which nothing was', () => {
  const { years } = marginsAt({ USD: { '2016-06': month(5), '2017-06': month(0, -3) } }, '2017-12-31').currencies.USD!
  expect(years.map(({ improvement }) => improvement)).toEqual([-8, null, null])
  expect(years.map(({ marginShare }) => marginShare)).toEqual([null, 1, null])
})

test('the margins of the portfolio are those of all customers together', () => {
  const { margins } = portfolioOfCustomers(
    '2018-01-15',
    [purchase('2016-03-01', 100), purchase('2017-03-01', 300, { costOfGoods: usd(100) })],
    [purchase('2017-12-31', 50), purchase('2018-01-02', 1_000)],
  )
  expect(margins.through).toBe('2017-12')
  expect(margins.currencies.USD).toMatchObject({
    months24: { revenue: 450, margin: 350 },
    years: [{ margin: 250, improvement: 150 }, { margin: 100 }, { margin: 0 }],
  })
})
