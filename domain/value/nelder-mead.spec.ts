import { nelderMead } from './nelder-mead.js'

const settings = { size: 1, tolerance: 1e-14, mostEvaluations: 2000 }

describe('the simplex method', () => {
  it('finds the end of the curved valley of Rosenbrock', () => {
    const { at, value } = nelderMead(([x = 0, y = 0]) => 100 * (y - x * x) ** 2 + (1 - x) ** 2, [-1.2, 1], settings)
    expect(at[0]).toBeCloseTo(1, 5)
    expect(at[1]).toBeCloseTo(1, 5)
    expect(value).toBeLessThan(1e-10)
  })

  it('keeps away from where the function has no value', () => {
    const { at } = nelderMead(([x = 0]) => (x < 2 ? Infinity : x), [5], settings)
    expect(at[0]).toBeGreaterThanOrEqual(2)
    expect(at[0]).toBeLessThan(2.001)
  })

  it('ends after the evaluations it was allowed', () => {
    let evaluations = 0
    nelderMead(([x = 0, y = 0]) => ((evaluations += 1), x + y), [0, 0], { ...settings, mostEvaluations: 50 })
    expect(evaluations).toBeGreaterThanOrEqual(50)
    expect(evaluations).toBeLessThan(56)
  })
})
