import fc from 'fast-check'
import { expectationOverBeta } from './quadrature.js'

const positive = fc.double({ min: Math.log(0.02), max: Math.log(5000), noNaN: true }).map(Math.exp)

describe('the expectation over a beta distribution', () => {
  it('has the known moments, whatever the shape', () => {
    fc.assert(
      fc.property(positive, positive, (a, b) => {
        const mean = expectationOverBeta(a, b)
        expect(mean(() => 1)).toBeCloseTo(1, 10)
        expect(mean((p) => p) / (a / (a + b))).toBeCloseTo(1, 9)
        expect(mean((p) => p * p) / ((a * (a + 1)) / ((a + b) * (a + b + 1)))).toBeCloseTo(1, 9)
      }),
      { numRuns: 200 },
    )
  })

  it('bears a function that grows towards 0', () => {
    expect(expectationOverBeta(1.5, 3)((p) => 1 / p)).toBeCloseTo(3.5 / 0.5, 10)
  })
})
