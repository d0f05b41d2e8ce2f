import fc from 'fast-check'
import { WhatIfComparison } from './what-if.js'

const active = { tiers: [{ name: 'VIP', from: 60 }, { name: 'small', from: 0 }] } // prettier-ignore
const draft = { tiers: [{ name: 'VIP', from: 50 }, { name: 'ordinary', from: 20 }, { name: 'small', from: 0 }] } // prettier-ignore
const worth = (revenue: number, net = revenue) =>
  ({ currencies: { USD: { revenue, net } } }) as unknown as Parameters<WhatIfComparison['add']>[3]
const scored = (score: number, tier: string) => ({ score, tier, tierByScore: tier, isHeld: false, override: null })

test('a draft is compared with the model in force: who moves, and how much moves with them', () => {
  const comparison = new WhatIfComparison(active, draft, 2)
  comparison.add('a', scored(70, 'VIP'), scored(72, 'VIP'), worth(100_00, 40_00))
  comparison.add('b', scored(10, 'small'), scored(55, 'VIP'), worth(60_00, 30_00))
  comparison.add('c', scored(30, 'small'), scored(25, 'ordinary'), worth(20_00))
  comparison.add('d', scored(61, 'VIP'), scored(10, 'small'), worth(20_00, -5_00))
  const { customers, moved, currencies, moves, movers, tiers } = comparison.answer()
  expect([customers, moved]).toEqual([4, 3])
  expect(currencies).toEqual({
    USD: { all: { revenue: 200_00, net: 85_00 }, moved: { revenue: 100_00, net: 45_00 } },
  })
  expect(moves.map(({ from, to, customers, currencies }) => [from, to, customers, currencies['USD']!.revenue])).toEqual(
    [
      ['VIP', 'VIP', 1, 100_00],
      ['VIP', 'small', 1, 20_00],
      ['small', 'VIP', 1, 60_00],
      ['small', 'ordinary', 1, 20_00],
    ],
  )
  // Two were asked for: those whose scores differ most.
  expect(movers).toEqual([
    { customer: 'd', from: 'VIP', to: 'small', fromScore: 61, toScore: 10 },
    { customer: 'b', from: 'small', to: 'VIP', fromScore: 10, toScore: 55 },
  ])
  expect(tiers.active.map(({ customers }) => customers)).toEqual([2, 2])
  expect(tiers.draft.map(({ customers }) => customers)).toEqual([2, 1, 1])
})

test('whatever the scores, moves sum to the customers and their revenue; the same model moves nobody', () => {
  const score = fc.nat(100)
  const tierOf = ({ tiers }: typeof active, points: number) =>
    scored(points, tiers.find(({ from }) => points >= from)!.name)
  fc.assert(
    fc.property(fc.array(fc.tuple(score, score, fc.nat(1000))), (scores) => {
      const [comparison, same] = [new WhatIfComparison(active, draft, 5), new WhatIfComparison(active, active, 5)]
      scores.forEach(([now, then, revenue], i) => {
        comparison.add(`c-${i}`, tierOf(active, now), tierOf(draft, then), worth(revenue))
        same.add(`c-${i}`, tierOf(active, now), tierOf(active, now), worth(revenue))
      })
      const { moves, customers, currencies } = comparison.answer()
      expect(moves.reduce((sum, move) => sum + move.customers, 0)).toBe(customers)
      expect(currencies['USD']?.all.revenue ?? 0).toBe(scores.reduce((sum, [, , revenue]) => sum + revenue, 0))
      expect(same.answer()).toMatchObject({ moved: 0, movers: [] })
    }),
  )
})
