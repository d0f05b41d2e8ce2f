import { beta, chance, exponential, gamma, oneOf, seeded, weighted, wholeBetween } from './random.js'

const draws = 20_000
const mean = (draw: () => number): number => {
  let sum = 0
  for (let count = 0; count < draws; count++) sum += draw()
  return sum / draws
}

describe('seeded numbers', () => {
  test('are the same for the same names, others for other names', () => {
    const first = Array.from({ length: 5 }, seeded(7, 'customer', 12))
    expect(Array.from({ length: 5 }, seeded(7, 'customer', 12))).toEqual(first)
    expect(Array.from({ length: 5 }, seeded(8, 'customer', 12))).not.toEqual(first)
    expect(Array.from({ length: 5 }, seeded(7, 'customer', 13))).not.toEqual(first)
  })

  test('are spread evenly over 0 to 1', () => {
    const random = seeded('spread')
    const tenths = Array.from({ length: 10 }, () => 0)
    for (let count = 0; count < draws; count++) tenths[Math.floor(random() * 10)]! += 1
    for (const count of tenths) expect(Math.abs(count - draws / 10)).toBeLessThan(200)
  })

  test('differ from one neighbouring name to the next', () => {
    const firsts = Array.from({ length: draws }, (_, number) => seeded(1, 'customer', number)())
    expect(new Set(firsts).size).toBeGreaterThan(draws - 5)
    expect(firsts.reduce((sum, first) => sum + first, 0) / draws).toBeCloseTo(0.5, 1)
  })
})

describe('distributions have their documented means', () => {
  const random = seeded('means')
  test('exponential: 1/rate', () => {
    expect(mean(() => exponential(random, 0.25))).toBeCloseTo(4, 0)
  })

  test('gamma: shape/rate, with a shape below and above 1', () => {
    expect(mean(() => gamma(random, 0.6, 7)) / (0.6 / 7)).toBeCloseTo(1, 1)
    expect(mean(() => gamma(random, 5, 0.5)) / 10).toBeCloseTo(1, 1)
  })

  test('gamma: variance shape/rate²', () => {
    expect(mean(() => (gamma(random, 0.6, 7) - 0.6 / 7) ** 2) / (0.6 / 49)).toBeCloseTo(1, 0)
  })

  test('beta: a/(a+b)', () => {
    expect(mean(() => beta(random, 0.8, 2.4))).toBeCloseTo(0.25, 1)
    expect(mean(() => beta(random, 6, 2.2))).toBeCloseTo(6 / 8.2, 1)
  })

  test('chance, whole numbers and choices', () => {
    expect(mean(() => Number(chance(random, 0.3)))).toBeCloseTo(0.3, 1)
    expect(mean(() => wholeBetween(random, 3, 5))).toBeCloseTo(4, 1)
    expect(mean(() => oneOf(random, [1, 2, 9]))).toBeCloseTo(4, 0)
    expect(mean(() => Number(weighted(random, { a: 3, b: 1 }) === 'a'))).toBeCloseTo(0.75, 1)
  })
})
