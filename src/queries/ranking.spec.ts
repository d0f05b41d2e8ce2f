import type { Contribution } from '../../projections/read-model.js'
import { rankingOf } from './ranking.js'

const customers = (key: number, count: number, figure = 'purchaseDays'): Contribution => ({
  figure,
  key,
  add: { customers: count },
})
const ranking = rankingOf([customers(10, 1), customers(2, 3), customers(-5, 2), customers(2, 7, 'other')])
const rank = (key: number) => ranking.rank({ figure: 'purchaseDays', key, measure: 'customers' })

test('counts those strictly below a value, in the order of numbers', () => {
  expect(rank(-5)).toEqual({ below: 0, total: 6 })
  expect(rank(2)).toEqual({ below: 2, total: 6 })
  expect(rank(3)).toEqual({ below: 5, total: 6 })
  expect(rank(10)).toEqual({ below: 5, total: 6 })
  expect(rank(11)).toEqual({ below: 6, total: 6 })
})

test('counts nobody where there is nobody', () => {
  expect(ranking.rank({ figure: 'monetary/EUR', key: 1, measure: 'customers' })).toEqual({ below: 0, total: 0 })
})
