import fc from 'fast-check'
import type { BetaGeometricParameter } from './beta-geometric.js'
import { bgNbd } from './bg-nbd.js'
import type { Parameters } from './likelihood.js'
import { mbgNbd } from './mbg-nbd.js'
import { paretoNbd } from './pareto-nbd.js'
import type { PurchaseModel } from './purchase-model.js'
import type { PurchasePattern } from './purchase-pattern.js'

const refused = (code: string): Error => expect.objectContaining({ name: 'DomainError', code })
const customer = (repeats: number, lastAt: number, age: number): PurchasePattern => ({ repeats, lastAt, age })
const expectNear = (actual: number, expected: number, relative = 1e-12): void => {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(relative * Math.abs(expected))
}

const published = { r: 0.2425945, alpha: 4.4136019, a: 0.7929199, b: 2.4258881 }
const rounded = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 }
const mbg = { r: 0.525, alpha: 6.183, a: 0.891, b: 1.614 }
const pareto = { r: 0.55315, alpha: 10.57633, s: 0.60625, beta: 11.6715 }

describe('BG/NBD', () => {
  it.each([
    [0.1429, '0.0078'],
    [1, '0.0532'],
    [3, '0.1506'],
    [31.8571, '1.0405'],
    [32, '1.0437'],
    // Hardie's sheet says 1.8576 here: it ends its power series after 150 terms. mpmath: 1.857956.
    [78, '1.8580'],
  ])('expects of a new customer, in %d weeks, %s purchases', (weeks, purchases) => {
    expect(bgNbd.expectedPurchasesOfNew(published, weeks).toFixed(4)).toBe(purchases)
  })

  it('finds the patterns as likely as others found them', () => {
    const parameters = { r: 0.25, alpha: 4, a: 0.8, b: 2.5 }
    expect(bgNbd.logLikelihood(parameters, customer(0, 0, 40)).toFixed(8)).toBe('-0.59947382')
    expect(bgNbd.logLikelihood(parameters, customer(200, 38, 40)).toFixed(4)).toBe('100.7957')
  })

  it('knows how likely a number of purchases is', () => {
    expect(bgNbd.probabilityOf(rounded, 0, 39).toFixed(7)).toBe('0.5737864')
    expect(bgNbd.probabilityOf(rounded, 11, 30).toFixed(10)).toBe('0.0019995214')
  })

  it('expects of a customer what independent integrals give', () => {
    const pattern = customer(2, 30.43, 38.86)
    expectNear(bgNbd.probabilityAlive(rounded, pattern), 0.726578570080673)
    expectNear(bgNbd.expectedPurchases(rounded, pattern, 39), 1.22602817476714)
    expectNear(bgNbd.discountedExpectedPurchases(rounded, pattern, 0.0027), 5.15637982615404)
    expectNear(bgNbd.discountedExpectedPurchases(rounded, pattern, 0.0027, 156), 2.98804070270263)
    // Near the end of the convergence of any power series.
    expectNear(bgNbd.expectedPurchases(rounded, pattern, 1e6), 87.3280400465105)
  })

  it('takes one who has not repeated for alive', () => {
    const pattern = customer(0, 0, 38.86)
    expect(bgNbd.probabilityAlive(rounded, pattern)).toBe(1)
    expect(bgNbd.expectedPurchases(rounded, pattern, 39).toFixed(6)).toBe('0.195098')
    expect(bgNbd.discountedExpectedPurchases(rounded, pattern, 0.0027).toFixed(6)).toBe('1.015702')
  })

  it('bears 5000 repeats', () => {
    const pattern = customer(5000, 99.9, 100)
    expectNear(bgNbd.probabilityAlive(rounded, pattern), 0.981261396503287)
    expectNear(bgNbd.expectedPurchases(rounded, pattern, 52), 2068.366544017)
    expectNear(bgNbd.discountedExpectedPurchases(rounded, pattern, 0.0027), 7409.6399399949)
  })

  it('has nothing special at a = 1', () => {
    const pattern = customer(2, 30.43, 38.86)
    expectNear(bgNbd.expectedPurchases({ ...rounded, a: 1 }, pattern, 39), 1.10213678603996)
    expectNear(bgNbd.expectedPurchases({ ...rounded, a: 1 + 1e-9 }, pattern, 39), 1.10213678549373)
    expectNear(bgNbd.discountedExpectedPurchases({ ...rounded, a: 1 }, pattern, 0.0027), 4.02446574751535)
  })

  it('bounds a lifetime only with a discount rate, a horizon or a > 1', () => {
    const pattern = customer(2, 30.43, 38.86)
    expect(() => bgNbd.discountedExpectedPurchases(rounded, pattern, 0)).toThrow(refused('lifetime-unbounded'))
    expect(() => bgNbd.discountedExpectedPurchases({ ...rounded, a: 1 }, pattern, 0)).toThrow(
      refused('lifetime-unbounded'),
    )
    const leaving = { ...rounded, a: 3 }
    expectNear(
      bgNbd.discountedExpectedPurchases(leaving, pattern, 0),
      bgNbd.discountedExpectedPurchases(leaving, pattern, 1e-13),
      1e-6,
    )
  })
})

describe('MBG/NBD', () => {
  it('expects of a customer what independent integrals give', () => {
    const pattern = customer(2, 30.43, 38.86)
    expectNear(mbgNbd.probabilityAlive(mbg, pattern), 0.706202265118487)
    expectNear(mbgNbd.expectedPurchases(mbg, pattern, 39), 1.26296062326737)
    expectNear(mbgNbd.discountedExpectedPurchases(mbg, pattern, 0.0027), 4.91302731912798)
  })

  it('knows that one may leave after the first purchase', () => {
    const pattern = customer(0, 0, 38.86)
    expectNear(mbgNbd.probabilityAlive(mbg, pattern), 0.389735080918763)
    expectNear(mbgNbd.expectedPurchases(mbg, pattern, 39), 0.154012746675147)
    expectNear(mbgNbd.discountedExpectedPurchases(mbg, pattern, 0.0027), 0.722836338286835)
    expectNear(mbgNbd.probabilityAlive(mbg, customer(0, 0, 0)), mbg.b / (mbg.a + mbg.b))
  })
})

describe('Pareto/NBD', () => {
  /** Likelihood, P(alive) and expectations by integrating over the time of leaving; DERT also by Tricomi's function. */
  it.each([
    ['a repeat buyer', pareto, customer(2, 30.43, 38.86), -9.55436144705398, 0.869121571145287, 1.45508366111875],
    [
      'one who has not repeated',
      pareto,
      customer(0, 0, 38.86),
      -0.521161653184664,
      0.295153428313715,
      0.10705867230162,
    ],
    [
      'α far above β',
      { r: 0.55, alpha: 10, s: 0.6, beta: 1e-4 },
      customer(3, 5, 38.86),
      -15.3171356222612,
      0.0154844187203975,
      0.0350254817534384,
    ],
    [
      'α far above β, no repeats',
      { r: 0.55, alpha: 10, s: 0.6, beta: 1e-4 },
      customer(0, 0, 38.86),
      -0.00118470183589254,
      0.000185305264057136,
      6.49398533961591e-5,
    ],
    [
      'α far below β',
      { r: 0.55, alpha: 1e-3, s: 0.6, beta: 50 },
      customer(0, 0, 38.86),
      -5.41968600981937,
      0.478261322431187,
      0.23559173697192,
    ],
    [
      's = 1',
      { r: 0.55, alpha: 10, s: 1, beta: 0.01 },
      customer(2, 30.43, 38.86),
      -16.7676971120349,
      0.73513457200843,
      1.03618948761296,
    ],
  ])('says of %s what independent integrals give', (_, parameters, pattern, logLikelihood, alive, expected) => {
    expectNear(paretoNbd.logLikelihood(parameters, pattern), logLikelihood, 1e-11)
    expectNear(paretoNbd.probabilityAlive(parameters, pattern), alive, 1e-11)
    expectNear(paretoNbd.expectedPurchases(parameters, pattern, 39), expected, 1e-8)
  })

  it('bears 5000 repeats', () => {
    const pattern = customer(5000, 99.9, 100)
    expectNear(paretoNbd.logLikelihood(pareto, pattern), 14055.6761781884)
    expectNear(paretoNbd.probabilityAlive(pareto, pattern), 0.989161915672745)
    expectNear(paretoNbd.expectedPurchases(pareto, pattern, 52), 2060.94778848294)
  })

  it('discounts as the closed form does', () => {
    expectNear(paretoNbd.discountedExpectedPurchases(pareto, customer(2, 30.43, 38.86), 0.0027), 6.48198450729399)
    expectNear(paretoNbd.discountedExpectedPurchases(pareto, customer(0, 0, 38.86), 0.0027), 0.476915983440443)
    expectNear(paretoNbd.discountedExpectedPurchases(pareto, customer(5000, 99.9, 100), 0.0027), 8598.78827937107)
  })

  it('bounds a lifetime only with a discount rate, a horizon or s > 1', () => {
    const pattern = customer(2, 30.43, 38.86)
    expect(() => paretoNbd.discountedExpectedPurchases(pareto, pattern, 0)).toThrow(refused('lifetime-unbounded'))
    const leaving = { ...pareto, s: 3 }
    expectNear(
      paretoNbd.discountedExpectedPurchases(leaving, pattern, 0),
      paretoNbd.expectedPurchases(leaving, pattern, 1e9),
      1e-12,
    )
  })
})

/** Between e^least and e^most. */
const magnitude = (least: number, most: number): fc.Arbitrary<number> =>
  fc.double({ min: least, max: most, noNaN: true }).map(Math.exp)
const shape = magnitude(-3, 3)
const scale = magnitude(-2, 6)
const pattern = fc
  .record({
    repeats: fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 31, max: 5000 })),
    last: fc.double({ min: 1e-6, max: 1, noNaN: true }),
    age: fc.oneof(fc.constant(0), magnitude(-3, 6)),
  })
  .map(({ repeats, last, age }) =>
    repeats === 0 || age === 0 ? customer(0, 0, age) : customer(repeats, last * age, age),
  )
const betaGeometricParameters = fc.record({ r: shape, alpha: scale, a: fc.oneof(shape, fc.constant(1)), b: shape })
const paretoParameters = fc.record({ r: shape, alpha: scale, s: fc.oneof(shape, fc.constant(1)), beta: scale })

const laws = <Name extends string>(model: PurchaseModel<Name>, parameters: fc.Arbitrary<Parameters<Name>>): void => {
  const horizon = magnitude(-3, 8)

  it('knows a finite likelihood and a probability of every pattern', () => {
    fc.assert(
      fc.property(parameters, pattern, (given, seen) => {
        expect(model.logLikelihood(given, seen)).toEqual(expect.any(Number))
        expect(Number.isFinite(model.logLikelihood(given, seen))).toBe(true)
        expect(model.logLikelihoods(given)(seen)).toBe(model.logLikelihood(given, seen))
        const alive = model.probabilityAlive(given, seen)
        expect(alive).toBeGreaterThanOrEqual(0)
        expect(alive).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('thinks one less likely alive the longer he is silent', () => {
    fc.assert(
      fc.property(parameters, pattern, horizon, (given, seen, longer) => {
        const later = { ...seen, age: seen.age + longer }
        expect(model.probabilityAlive(given, later)).toBeLessThanOrEqual(
          model.probabilityAlive(given, seen) * (1 + 1e-8),
        )
      }),
    )
  })

  it('expects nothing at once, and more of a longer time', () => {
    fc.assert(
      fc.property(parameters, pattern, horizon, horizon, (given, seen, one, more) => {
        expect(model.expectedPurchases(given, seen, 0)).toBe(0)
        const expected = model.expectedPurchases(given, seen, one)
        expect(expected).toBeGreaterThanOrEqual(0)
        expect(model.expectedPurchases(given, seen, one + more)).toBeGreaterThanOrEqual(expected * (1 - 1e-9))
      }),
    )
  })

  it('discounts at the rate 0 nothing, at a rate near 0 next to nothing, and more at a higher rate', () => {
    fc.assert(
      fc.property(parameters, pattern, horizon, magnitude(-9, 0), (given, seen, time, rate) => {
        const expected = model.expectedPurchases(given, seen, time)
        expect(model.discountedExpectedPurchases(given, seen, 0, time)).toBe(expected)
        expectNear(model.discountedExpectedPurchases(given, seen, 1e-12 / time, time), expected, 1e-8)
        const discounted = model.discountedExpectedPurchases(given, seen, rate, time)
        expect(discounted).toBeGreaterThanOrEqual(Math.exp(-rate * time) * expected * (1 - 1e-8))
        expect(discounted).toBeLessThanOrEqual(expected * (1 + 1e-8))
        const lifetime = model.discountedExpectedPurchases(given, seen, rate)
        expect(lifetime).toBeGreaterThanOrEqual(discounted * (1 - 1e-8))
        expect(lifetime).toBeLessThan(Infinity)
      }),
      { numRuns: 20 },
    )
  })

  it('refuses what cannot be', () => {
    fc.assert(
      fc.property(parameters, (given) => {
        const first = model.parameterNames[0]!
        const seen = customer(2, 3, 4)
        expect(() => model.logLikelihood({ ...given, [first]: 0 }, seen)).toThrow(refused('parameters-impossible'))
        expect(() => model.probabilityAlive({ ...given, [first]: Number.NaN }, seen)).toThrow(
          refused('parameters-impossible'),
        )
        for (const impossible of [
          customer(1.5, 3, 4),
          customer(-1, 0, 4),
          customer(1, 5, 4),
          customer(0, 1, 4),
          customer(1, 0, 4),
          customer(0, 0, Number.NaN),
          customer(0, 0, Infinity),
        ])
          expect(() => model.probabilityAlive(given, impossible)).toThrow(refused('pattern-impossible'))
        expect(() => model.expectedPurchases(given, seen, -1)).toThrow(refused('horizon-impossible'))
        expect(() => model.expectedPurchasesOfNew(given, Number.NaN)).toThrow(refused('horizon-impossible'))
        expect(() => model.discountedExpectedPurchases(given, seen, -0.1)).toThrow(refused('rate-impossible'))
        expect(() => model.discountedExpectedPurchases(given, seen, 0.1, -1)).toThrow(refused('horizon-impossible'))
      }),
      { numRuns: 3 },
    )
  })
}

describe('every BG/NBD', () => laws<BetaGeometricParameter>(bgNbd, betaGeometricParameters))
describe('every MBG/NBD', () => laws<BetaGeometricParameter>(mbgNbd, betaGeometricParameters))
describe('every Pareto/NBD', () => laws(paretoNbd, paretoParameters))

describe.each([bgNbd, mbgNbd])('the number of purchases in $name', (model) => {
  it('is some number, and the expected one in the mean', () => {
    fc.assert(
      fc.property(
        betaGeometricParameters.map((given) => ({ ...given, r: Math.min(given.r, 3) })),
        magnitude(-1, 1),
        (given, times) => {
          const horizon = times * given.alpha
          let all = 0
          let mean = 0
          for (let count = 0; count < 600; count += 1) {
            const probability = model.probabilityOf(given, count, horizon)
            all += probability
            mean += count * probability
          }
          expect(all).toBeCloseTo(1, 10)
          expectNear(mean, model.expectedPurchasesOfNew(given, horizon), 1e-9)
        },
      ),
      { numRuns: 30 },
    )
  })

  it('is 0 in no time, and whole', () => {
    expect(model.probabilityOf(published, 0, 0)).toBeCloseTo(1, 14)
    expect(model.probabilityOf(published, 3, 0)).toBe(0)
    expect(() => model.probabilityOf(published, 0.5, 1)).toThrow(refused('count-impossible'))
    expect(() => model.probabilityOf(published, -1, 1)).toThrow(refused('count-impossible'))
  })
})
