import { hypergeometric1, logBeta, logGamma, logistic, logRising, saturation, softplus } from './special-functions.js'

/** Within a few units of the last digit; the figures are of mpmath with 40 digits. */
const expectNear = (actual: number, expected: number, relative = 5e-15): void => {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(relative * Math.abs(expected))
}

describe('special functions', () => {
  it('know the logarithms of the gamma and the beta function', () => {
    expectNear(logGamma(0.2425945), 1.3198094463562369)
    expectNear(logGamma(1e-3), 6.907178885383853)
    expectNear(logGamma(70), 226.1905483237276)
    expectNear(logBeta(0.2425945, 3), 1.0846761473869089)
    expectNear(logBeta(1e-3, 5000), 6.898661792095761)
    expectNear(logBeta(1e6, 70), -740.897605677826)
  })

  it('keep the digits of a difference of two large logarithms', () => {
    expectNear(logRising(3, 0.2425945), 0.23513329896932803, 1e-14)
    expectNear(logRising(5000, 1e-3), 0.008517093288092898, 1e-12)
    expectNear(logRising(1e6, 70), 967.0881540015537)
    expect(logRising(0.3, 0)).toBe(0)
    expectNear(logRising(0.5, 2), Math.log(0.75), 1e-14)
  })

  it('know the hypergeometric function near 0, near 1 and with thousands of repeats', () => {
    expectNear(hypergeometric1(3.55, 5.2, 0.3), 1.2636477508169175, 1e-14)
    expectNear(hypergeometric1(5000.55, 5002.15, 0.95), 19.879636277329567, 1e-12)
    // ₂F₁(1, 1; 2; z) = −ln(1−z)/z
    expectNear(hypergeometric1(1, 2, 0.999), -Math.log(0.001) / 0.999, 1e-12)
    expect(hypergeometric1(0.55, 2.1, 0)).toBe(1)
  })

  it('neither overflow nor lose what is small', () => {
    expect(softplus(1000)).toBe(1000)
    expectNear(softplus(-50), Math.exp(-50))
    expect(softplus(-Infinity)).toBe(0)
    expect(logistic(Infinity)).toBe(1)
    expect(logistic(-1000)).toBe(0)
    expect(saturation(0, 3)).toBe(3)
    expectNear(saturation(1e-12, 3), 3, 1e-11)
    expect(saturation(2, Infinity)).toBe(0.5)
  })
})
