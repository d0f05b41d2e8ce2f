import { ourSatisfactionModel, satisfactionFactors, satisfactionIndex } from './satisfaction-index.js'

const model = { name: 'spec', version: 3, weights: { csat: 3, nps: 1, repeat: 4 } }

test('the index is the mean of the factors by their weights, told factor by factor', () =>
  expect(satisfactionIndex({ csat: 80, nps: 40, repeat: 100 }, model)).toEqual({
    model: { name: 'spec', version: 3 },
    index: 85,
    factors: [
      { factor: 'csat', kind: 'explicit', points: 80, weight: 3, share: 0.375, adds: 30 },
      { factor: 'nps', kind: 'explicit', points: 40, weight: 1, share: 0.125, adds: 5 },
      { factor: 'repeat', kind: 'implicit', points: 100, weight: 4, share: 0.5, adds: 50 },
    ],
    missing: [],
  }))

test('a factor that is not known leaves its weight to the others, and is named', () => {
  const { index, factors, missing } = satisfactionIndex({ csat: 80, nps: null, trust: 0 }, model)
  expect(index).toBe(80)
  expect(factors).toMatchObject([{ factor: 'csat', share: 1 }])
  expect(missing).toEqual(['nps', 'repeat'])
})

test('of nothing known there is no index', () =>
  expect(satisfactionIndex({})).toMatchObject({ index: null, factors: [], missing: satisfactionFactors }))

test('by our model the worst is 0, the best 100, and no factor lowers it by being better', () => {
  const all = (points: number) => Object.fromEntries(satisfactionFactors.map((factor) => [factor, points]))
  expect(satisfactionIndex(all(0)).index).toBe(0)
  expect(satisfactionIndex(all(100)).index).toBeCloseTo(100, 10)
  for (const factor of satisfactionFactors)
    expect(satisfactionIndex({ ...all(50), [factor]: 60 }).index).toBeGreaterThan(50)
  expect(Object.values(ourSatisfactionModel.weights).reduce((sum, weight) => sum + weight, 0)).toBe(100)
})
