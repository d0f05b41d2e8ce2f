import { gammaGamma } from './gamma-gamma.js'

const refused = (code: string): Error => expect.objectContaining({ name: 'DomainError', code })
const parameters = { p: 6.25, q: 3.74, v: 15.44 }

describe('Gamma-Gamma', () => {
  it('moves the mean of a customer towards that of all, the less the oftener he buys', () => {
    const ofAll = gammaGamma.expectedValue(parameters, { repeats: 0, meanValue: 0 })
    expect(ofAll.toFixed(2)).toBe('35.22')
    const once = gammaGamma.expectedValue(parameters, { repeats: 1, meanValue: 100 })
    const often = gammaGamma.expectedValue(parameters, { repeats: 50, meanValue: 100 })
    expect(once).toBeGreaterThan(ofAll)
    expect(often).toBeGreaterThan(once)
    expect(often).toBeLessThan(100)
    expect(often).toBeCloseTo((6.25 * (15.44 + 5000)) / (6.25 * 50 + 2.74), 10)
  })

  it('finds values as likely as its density says', () => {
    // The integral over the mean of one purchase is 1: trapezoids over the logarithm of the value.
    let all = 0
    const step = 0.05
    for (let log = -15; log < 15; log += step)
      all += step * Math.exp(gammaGamma.logLikelihood(parameters, { repeats: 3, meanValue: Math.exp(log) }) + log)
    expect(all).toBeCloseTo(1, 10)
  })

  it('expects little of who paid nothing, whom the likelihood has no place for', () => {
    expect(gammaGamma.expectedValue(parameters, { repeats: 2, meanValue: 0 })).toBeCloseTo((6.25 * 15.44) / 15.24, 10)
    expect(() => gammaGamma.logLikelihood(parameters, { repeats: 2, meanValue: 0 })).toThrow(
      refused('pattern-impossible'),
    )
  })

  it('has no expected value with q ≤ 1', () => {
    expect(() => gammaGamma.expectedValue({ ...parameters, q: 1 }, { repeats: 1, meanValue: 5 })).toThrow(
      refused('value-unbounded'),
    )
  })

  it('refuses what cannot be', () => {
    for (const pattern of [
      { repeats: 0, meanValue: 5 },
      { repeats: 1.5, meanValue: 5 },
      { repeats: 1, meanValue: -5 },
      { repeats: 1, meanValue: Number.NaN },
    ])
      expect(() => gammaGamma.logLikelihood(parameters, pattern)).toThrow(refused('pattern-impossible'))
    expect(() => gammaGamma.expectedValue(parameters, { repeats: 1, meanValue: -5 })).toThrow(
      refused('pattern-impossible'),
    )
    expect(() => gammaGamma.expectedValue({ ...parameters, v: 0 }, { repeats: 1, meanValue: 5 })).toThrow(
      refused('parameters-impossible'),
    )
  })
})
