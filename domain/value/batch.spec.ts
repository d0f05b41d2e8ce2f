import fc from 'fast-check'
import { evaluateBatch, type PatternColumns } from './batch.js'
import { bgNbd } from './bg-nbd.js'
import { gammaGamma } from './gamma-gamma.js'
import type { Parameters } from './likelihood.js'
import { mbgNbd } from './mbg-nbd.js'
import { paretoNbd } from './pareto-nbd.js'
import type { PurchaseModel } from './purchase-model.js'

const refused = (code: string): Error => expect.objectContaining({ name: 'DomainError', code })
const ofValues = { p: 6.25, q: 3.74, v: 15.44 }

interface Row {
  repeats: number
  lastAt: number
  age: number
  meanValue: number
}

const row = fc
  .record({
    // Some numbers of repeats are had by many customers, others by few.
    repeats: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 0, max: 2 }) }, fc.integer({ min: 3, max: 3000 })),
    share: fc.double({ min: 1e-3, max: 1, noNaN: true }),
    age: fc.double({ min: 0.1, max: 500, noNaN: true }),
    meanValue: fc.double({ min: 0, max: 1e6, noNaN: true }),
  })
  .map(({ share, ...rest }): Row => ({ ...rest, lastAt: rest.repeats === 0 ? 0 : share * rest.age }))

const columnsOf = (rows: readonly Row[]): PatternColumns & { meanValue: Float64Array } => ({
  repeats: Int32Array.from(rows, ({ repeats }) => repeats),
  lastAt: Float64Array.from(rows, ({ lastAt }) => lastAt),
  age: Float64Array.from(rows, ({ age }) => age),
  meanValue: Float64Array.from(rows, ({ meanValue }) => meanValue),
})

const behavesAsTheModel = <Name extends string>(model: PurchaseModel<Name>, parameters: Parameters<Name>): void => {
  it.each([undefined, 156])('answers as the model does of each customer, discounting over %p', (discountedOver) => {
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 200, size: 'max' }),
        fc.double({ min: 0, max: 200, noNaN: true }),
        fc.double({ min: 1e-4, max: 0.1, noNaN: true }),
        (rows, horizon, rate) => {
          const columns = columnsOf(rows)
          const answers = evaluateBatch(model, parameters, columns, {
            horizon,
            discounting: { rate, ...(discountedOver !== undefined && { horizon: discountedOver }) },
            values: { parameters: ofValues, meanValue: columns.meanValue },
          })
          for (const [i, customer] of rows.entries()) {
            const expectEqual = (actual: number | undefined, expected: number): void => {
              expect(Math.abs(actual! - expected)).toBeLessThanOrEqual(1e-9 * expected + Number.MIN_VALUE * 1e6)
            }
            expect(answers.probabilityAlive[i]).toBe(model.probabilityAlive(parameters, customer))
            expectEqual(answers.expectedPurchases[i], model.expectedPurchases(parameters, customer, horizon))
            expect(answers.expectedValue![i]).toBe(gammaGamma.expectedValue(ofValues, customer))
            if (i % 10 === 0)
              expectEqual(
                answers.discountedExpectedPurchases![i],
                model.discountedExpectedPurchases(parameters, customer, rate, discountedOver),
              )
          }
        },
      ),
      // A found counterexample of 200 rows says enough: making it smaller takes minutes.
      { numRuns: 8, endOnFailure: true },
    )
  })
}

describe('a batch of BG/NBD', () => behavesAsTheModel(bgNbd, { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 }))
describe('a batch of MBG/NBD', () => behavesAsTheModel(mbgNbd, { r: 0.525, alpha: 6.183, a: 0.891, b: 1.614 }))
describe('a batch of Pareto/NBD', () =>
  behavesAsTheModel(paretoNbd, { r: 0.55315, alpha: 10.57633, s: 0.60625, beta: 11.6715 }))

describe('a batch', () => {
  const parameters = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 }
  const columns = columnsOf([{ repeats: 2, lastAt: 30.43, age: 38.86, meanValue: 22.35 }])

  it('answers what it was asked', () => {
    const answers = evaluateBatch(bgNbd, parameters, columns, { horizon: 39 })
    expect(Object.keys(answers).sort()).toEqual(['expectedPurchases', 'probabilityAlive'])
    expect(answers.expectedPurchases[0]?.toFixed(6)).toBe('1.226028')
  })

  it('may be of nobody', () => {
    expect(evaluateBatch(bgNbd, parameters, columnsOf([]), { horizon: 39 }).probabilityAlive).toHaveLength(0)
  })

  it('serves customers of one age', () => {
    const many = columnsOf(Array.from({ length: 50 }, () => ({ repeats: 2, lastAt: 30.43, age: 38.86, meanValue: 1 })))
    const { expectedPurchases } = evaluateBatch(bgNbd, parameters, many, { horizon: 39 })
    expect(expectedPurchases[49]?.toFixed(6)).toBe('1.226028')
  })

  it('refuses what cannot be', () => {
    const ask = (changed: Partial<PatternColumns>, horizon = 39): unknown =>
      evaluateBatch(bgNbd, parameters, { ...columns, ...changed }, { horizon })
    expect(() => ask({ age: Float64Array.of(38, 39) })).toThrow(refused('columns-uneven'))
    expect(() => ask({ age: Float64Array.of(30) })).toThrow(refused('pattern-impossible'))
    expect(() => ask({}, -1)).toThrow(refused('horizon-impossible'))
    const value = (meanValue: number, q = 3.74): unknown =>
      evaluateBatch(bgNbd, parameters, columns, {
        horizon: 39,
        values: { parameters: { ...ofValues, q }, meanValue: Float64Array.of(meanValue) },
      })
    expect(() => value(-1)).toThrow(refused('pattern-impossible'))
    expect(() => value(1, 0.9)).toThrow(refused('value-unbounded'))
    expect(() => evaluateBatch(bgNbd, parameters, columns, { horizon: 39, discounting: { rate: 0 } })).toThrow(
      refused('lifetime-unbounded'),
    )
  })
})
