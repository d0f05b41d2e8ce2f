import type { Parameters } from './likelihood.js'
import { bgNbd } from './bg-nbd.js'
import { fit, type Fit } from './fit.js'
import { gammaGamma } from './gamma-gamma.js'
import { mbgNbd } from './mbg-nbd.js'
import { paretoNbd } from './pareto-nbd.js'
import type { PurchaseModel } from './purchase-model.js'
import {
  groupPurchasePatterns,
  groupValuePatterns,
  type PurchasePattern,
  type ValuePattern,
  type Weighted,
} from './purchase-pattern.js'

const refused = (code: string): Error => expect.objectContaining({ name: 'DomainError', code })

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
const randomNumbers = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return (((mixed ^ (mixed >>> 14)) >>> 0) + 0.5) / 4294967296
  }
}

const drawing = (seed: number) => {
  const uniform = randomNumbers(seed)
  const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
  /** Of rate 1 (Marsaglia and Tsang 2000). */
  const gamma = (shape: number): number => {
    if (shape < 1) return gamma(shape + 1) * uniform() ** (1 / shape)
    const d = shape - 1 / 3
    for (;;) {
      const x = normal()
      const v = (1 + x / Math.sqrt(9 * d)) ** 3
      if (v > 0 && Math.log(uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v
    }
  }
  const beta = (a: number, b: number): number => {
    const one = gamma(a)
    return one / (one + gamma(b))
  }
  return { uniform, normal, gamma, beta, exponential: (rate: number): number => -Math.log(uniform()) / rate }
}
type Draw = ReturnType<typeof drawing>

/** Purchases at a rate, as long as the customer stays: `stays(at)` is asked at every purchase. */
const buying = (draw: Draw, rate: number, age: number, stays: (at: number) => boolean): PurchasePattern => {
  let repeats = 0
  let lastAt = 0
  for (let isCustomer = stays(0); isCustomer; isCustomer = stays(lastAt)) {
    const at = lastAt + draw.exponential(rate)
    if (at > age) break
    repeats += 1
    lastAt = at
  }
  return { repeats, lastAt, age }
}

const many = <Pattern>(count: number, seed: number, one: (draw: Draw) => Pattern): Pattern[] => {
  const draw = drawing(seed)
  return Array.from({ length: count }, () => one(draw))
}

const betaGeometricCustomers = (
  { r, alpha, a, b }: Parameters<'r' | 'alpha' | 'a' | 'b'>,
  mayLeaveAtFirst: boolean,
): Weighted<PurchasePattern>[] =>
  groupPurchasePatterns(
    many(8000, 1, (draw) => {
      const leaving = draw.beta(a, b)
      const stays = (at: number): boolean => (at === 0 && !mayLeaveAtFirst) || draw.uniform() > leaving
      return buying(draw, draw.gamma(r) / alpha, 50 + 50 * draw.uniform(), stays)
    }),
  )

/** Every true parameter is within four standard errors, and those are small enough to say something. */
const expectRecovered = <Name extends string>(
  { parameters, standardErrors }: Fit<Name>,
  truth: Parameters<Name>,
): void => {
  for (const name in truth) {
    expect(Math.abs(parameters[name] - truth[name]) / standardErrors[name]).toBeLessThan(4)
    expect(standardErrors[name] / truth[name]).toBeLessThan(0.3)
  }
}

describe('fitting to customers who behave as a model says', () => {
  it('recovers the parameters of BG/NBD', () => {
    const truth = { r: 0.6, alpha: 8, a: 0.9, b: 2.5 }
    expectRecovered(fit(bgNbd, betaGeometricCustomers(truth, false)), truth)
  })

  it('recovers the parameters of MBG/NBD', () => {
    const truth = { r: 0.6, alpha: 8, a: 0.9, b: 2.5 }
    expectRecovered(fit(mbgNbd, betaGeometricCustomers(truth, true)), truth)
  })

  it('recovers the parameters of Pareto/NBD', () => {
    const truth = { r: 0.6, alpha: 8, s: 0.7, beta: 12 }
    const customers = many(1500, 2, (draw) => {
      const age = 50 + 50 * draw.uniform()
      const leavesAt = draw.exponential(draw.gamma(truth.s) / truth.beta)
      const { repeats, lastAt } = buying(draw, draw.gamma(truth.r) / truth.alpha, Math.min(age, leavesAt), () => true)
      return { repeats, lastAt, age }
    })
    expectRecovered(fit(paretoNbd, groupPurchasePatterns(customers)), truth)
  })

  it('recovers the parameters of Gamma-Gamma', () => {
    const truth = { p: 6, q: 3.7, v: 1500 }
    const customers = many(5000, 3, (draw): ValuePattern => {
      const repeats = 1 + Math.floor(draw.exponential(0.5))
      const rate = draw.gamma(truth.q) / truth.v
      return { repeats, meanValue: draw.gamma(truth.p * repeats) / rate / repeats }
    })
    expectRecovered(fit(gammaGamma, groupValuePatterns(customers)), truth)
  })

  it('finds the same in a part first, where there are very many distinct patterns', () => {
    const draw = drawing(4)
    const customers = many(25_000, 4, ({ gamma, beta, uniform }) => {
      const leaving = beta(0.9, 2.5)
      return buying(draw, gamma(1.5) / 8, 50 + 50 * uniform(), (at) => at === 0 || draw.uniform() > leaving)
    })
    const patterns = groupPurchasePatterns(customers)
    const { parameters, evaluations, standardErrors, distinctPatterns } = fit(bgNbd, patterns)
    expect(distinctPatterns).toBeGreaterThan(20_000)
    expect(evaluations).toBeLessThan(200)
    expectRecovered({ parameters, standardErrors } as Fit<'r' | 'alpha' | 'a' | 'b'>, {
      r: 1.5,
      alpha: 8,
      a: 0.9,
      b: 2.5,
    })
  })
})

describe('fitting', () => {
  const truth = { r: 0.6, alpha: 8, a: 0.9, b: 2.5 }
  const patterns = betaGeometricCustomers(truth, false).slice(0, 1000)

  it('gives the same every time, in whatever order the patterns come', () => {
    expect(fit(bgNbd, patterns)).toEqual(fit(bgNbd, patterns))
    const { parameters } = fit(bgNbd, [...patterns].reverse())
    for (const [name, value] of Object.entries(fit(bgNbd, patterns).parameters))
      expect(parameters[name as keyof typeof parameters] / value).toBeCloseTo(1, 6)
  })

  it('takes a pattern of two customers for two', () => {
    const once = fit(bgNbd, patterns)
    const twice = fit(
      bgNbd,
      patterns.map(({ pattern, customers }) => ({ pattern, customers: 2 * customers })),
    )
    expect(twice.customers).toBe(2 * once.customers)
    expect(twice.logLikelihood / once.logLikelihood).toBeCloseTo(2, 10)
    expect(twice.parameters.alpha / once.parameters.alpha).toBeCloseTo(1, 6)
    expect(once.standardErrors.alpha / twice.standardErrors.alpha).toBeCloseTo(Math.SQRT2, 5)
  })

  const same = (customers: number, repeats: number, lastAt: number): Weighted<PurchasePattern> => ({
    pattern: { repeats, lastAt, age: 38 },
    customers,
  })

  const fitting = <Name extends string>(model: PurchaseModel<Name>) => ({
    name: model.name,
    fitTo: (patterns: readonly Weighted<PurchasePattern>[]): unknown => fit(model, patterns),
  })
  const purchaseModels = [fitting(bgNbd), fitting(mbgNbd), fitting(paretoNbd)]

  it.each(purchaseModels)('$name is refused where there is nothing to learn from', ({ fitTo }) => {
    expect(() => fitTo([])).toThrow(refused('fit-no-customers'))
    expect(() => fitTo([same(0, 3, 20)])).toThrow(refused('fit-no-customers'))
    expect(() => fitTo([same(1000, 0, 0)])).toThrow(refused('fit-too-few-repeat-buyers'))
    expect(() => fitTo([same(1000, 0, 0), same(9, 1, 20)])).toThrow(refused('fit-too-few-repeat-buyers'))
    expect(() => fitTo([same(100, 3, 20)])).toThrow(refused('fit-runs-away'))
    expect(() => fitTo([same(100, 1, 20), same(100, 0, 0)])).toThrow(refused('fit-runs-away'))
    expect(() => fitTo([same(100, 3, 20), same(1, 3, 40)])).toThrow(refused('pattern-impossible'))
  })

  it.each(purchaseModels)('$name is refused where nobody ever left', ({ fitTo }) => {
    const buyers = Array.from({ length: 100 }, (_, i) => same(1, i % 5, i % 5 === 0 ? 0 : 38))
    expect(() => fitTo(buyers)).toThrow(
      expect.objectContaining({ name: 'DomainError', code: expect.stringMatching(/^fit-(runs-away|not-identified)$/) }),
    )
  })

  it('Gamma-Gamma is refused where its parameters p and v are known by their product alone', () => {
    const outcomes = Array.from({ length: 30 }, (_, seed) => {
      const { normal } = drawing(seed + 1)
      // Customers differ, and their purchases do not differ by chance: p would have to be without bound.
      const buyers = Array.from({ length: 40 }, (_, i) => ({
        pattern: { repeats: 5 + (i % 20), meanValue: 45 * Math.exp(0.1 * normal()) },
        customers: 1,
      }))
      try {
        return fit(gammaGamma, buyers).parameters.p < 1_000 ? 'fitted' : 'run away'
      } catch (error) {
        return (error as { code: string }).code
      }
    })
    expect([...new Set(outcomes)].sort()).toEqual(['fit-not-identified', 'fit-runs-away', 'fitted'])
  })

  it('Gamma-Gamma is refused where values do not differ, or differ without bound', () => {
    const buyers = (meanOf: (i: number) => number): Weighted<ValuePattern>[] =>
      Array.from({ length: 200 }, (_, i) => ({ pattern: { repeats: 1 + (i % 3), meanValue: meanOf(i) }, customers: 1 }))
    expect(() => fit(gammaGamma, [])).toThrow(refused('fit-no-customers'))
    expect(() => fit(gammaGamma, buyers(() => 20).slice(0, 9))).toThrow(refused('fit-too-few-repeat-buyers'))
    expect(() =>
      fit(
        gammaGamma,
        buyers(() => 20),
      ),
    ).toThrow(refused('values-equal'))
    expect(() =>
      fit(
        gammaGamma,
        buyers((i) => i - 1),
      ),
    ).toThrow(refused('pattern-impossible'))
    const draw = drawing(5)
    expect(() =>
      fit(
        gammaGamma,
        buyers(() => draw.gamma(2) / draw.gamma(0.6)),
      ),
    ).toThrow(refused('value-unbounded'))
  })
})
