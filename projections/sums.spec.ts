import type { Contribution } from './read-model.js'
import { Sums } from './sums.js'

describe('a tally', () => {
  const tallied = (...steps: readonly (readonly [1 | -1, ...Contribution[]])[]): Contribution[] => {
    const sums = new Sums()
    for (const [sign, ...contributions] of steps) sums.tally(contributions, sign)
    return [...sums.values()]
  }

  test('adds up the measures of each key of each figure', () => {
    expect(
      tallied(
        [1, { figure: 'f', key: 'a', add: { customers: 1, orders: 2 } }, { figure: 'f', key: 'b', add: { orders: 5 } }],
        [
          1,
          { figure: 'f', key: 'a', add: { customers: 1, refunds: 7 } },
          { figure: 'g', key: 'a', add: { orders: 9 } },
        ],
      ),
    ).toEqual([
      { figure: 'f', key: 'a', add: { customers: 2, orders: 2, refunds: 7 } },
      { figure: 'f', key: 'b', add: { orders: 5 } },
      { figure: 'g', key: 'a', add: { orders: 9 } },
    ])
  })

  test('of what is given and taken back is nothing', () => {
    const given = { figure: 'f', key: 'a', add: { customers: 1, orders: 2 } }
    expect(tallied([1, given, given], [-1, given], [-1, given])).toEqual([
      { figure: 'f', key: 'a', add: { customers: 0, orders: 0 } },
    ])
  })

  test('can be a change: less than nothing', () => {
    expect(tallied([-1, { figure: 'f', key: 'a', add: { customers: 2 } }])).toEqual([
      { figure: 'f', key: 'a', add: { customers: -2 } },
    ])
  })

  test('keeps a number and the same digits as text apart', () => {
    expect(
      tallied([
        1,
        { figure: 'f', key: 7, add: { n: 1 } },
        { figure: 'f', key: '7', add: { n: 2 } },
        { figure: 'f', key: 7, add: { n: 4 } },
      ]),
    ).toEqual([
      { figure: 'f', key: 7, add: { n: 5 } },
      { figure: 'f', key: '7', add: { n: 2 } },
    ])
  })

  test('leaves the contributions it is given as they are', () => {
    const given = { figure: 'f', key: 'a', add: { customers: 1 } }
    tallied([1, given], [1, given])
    expect(given).toEqual({ figure: 'f', key: 'a', add: { customers: 1 } })
  })
})
