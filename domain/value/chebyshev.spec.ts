import { chebyshev } from './chebyshev.js'

describe('a Chebyshev series', () => {
  it('is the function it was made of', () => {
    const { at } = chebyshev(Math.exp, -2, 3)
    for (const x of [-2, -1.3, 0, 0.1, 2.7, 3]) expect(at(x) / Math.exp(x)).toBeCloseTo(1, 12)
  })

  it('knows the integral', () => {
    expect(chebyshev(Math.exp, -2, 3).integral).toBeCloseTo(Math.exp(3) - Math.exp(-2), 12)
  })

  it('takes more points for a function that needs them', () => {
    const bell = (x: number): number => Math.exp(-50 * x * x)
    const { at, integral } = chebyshev(bell, -3, 3)
    expect(integral).toBeCloseTo(Math.sqrt(Math.PI / 50), 12)
    expect(at(0.123)).toBeCloseTo(bell(0.123), 12)
  })

  it('is constant over a single point', () => {
    expect(chebyshev((x) => x + 1, 2, 2).at(2)).toBe(3)
  })
})
