import fc from 'fast-check'
import { shareOut } from './share-out.js'

const weighed = fc.uniqueArray(
  fc.record({ name: fc.string({ minLength: 1, maxLength: 3 }), weight: fc.oneof(fc.nat(5), fc.nat(10 ** 12)) }),
  { selector: ({ name }) => name, maxLength: 20 },
)

test('an amount is shared out by weight, and what does not divide goes to the largest remainders', () => {
  const weights = [
    { name: 'a', weight: 1 },
    { name: 'b', weight: 3 },
    { name: 'c', weight: 3 },
    { name: 'd', weight: 0 },
  ]
  // Exactly 14.28…, 42.85…, 42.85…: two cents are left for b and c.
  expect(shareOut(100, weights)).toEqual([
    { name: 'a', amount: 14 },
    { name: 'b', amount: 43 },
    { name: 'c', amount: 43 },
  ])
})

test('of equal remainders the first by name gets more, whoever is named first', () => {
  const three = ['c', 'a', 'b'].map((name) => ({ name, weight: 1 }))
  expect(shareOut(5, three)).toEqual([
    { name: 'c', amount: 1 },
    { name: 'a', amount: 2 },
    { name: 'b', amount: 2 },
  ])
  expect(shareOut(1, three)).toEqual([{ name: 'a', amount: 1 }])
})

test('nobody gets anything of nothing, or by no weight', () => {
  expect(shareOut(0, [{ name: 'a', weight: 1 }])).toEqual([])
  expect(shareOut(100, [{ name: 'a', weight: 0 }])).toEqual([])
  expect(shareOut(100, [])).toEqual([])
})

test('whatever is shared out, the parts are the whole, each within one unit of the exact share', () => {
  fc.assert(
    fc.property(fc.nat(Number.MAX_SAFE_INTEGER), weighed, (amount, weights) => {
      const parts = shareOut(amount, weights)
      const total = weights.reduce((sum, { weight }) => sum + weight, 0)
      expect(parts.reduce((sum, part) => sum + part.amount, 0)).toBe(total === 0 ? 0 : amount)
      for (const { name, weight } of weights) {
        const part = BigInt(parts.find((part) => part.name === name)?.amount ?? 0)
        const exactly = BigInt(amount) * BigInt(weight)
        const off = part * BigInt(total || 1) - exactly
        expect(off < BigInt(total || 1) && off > -BigInt(total || 1)).toBe(true)
      }
    }),
    { numRuns: 200 },
  )
})

test('who is named first does not matter', () => {
  fc.assert(
    fc.property(fc.nat(1_000), weighed, (amount, weights) => {
      expect(new Set(shareOut(amount, weights.toReversed()))).toEqual(new Set(shareOut(amount, weights)))
    }),
    { numRuns: 100 },
  )
})
