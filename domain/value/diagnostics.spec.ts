import { bgNbd } from './bg-nbd.js'
import { calibrationByRepeats, frequencyValueCorrelation, totalsByPeriod } from './diagnostics.js'

const parameters = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 }

describe('the correlation of frequency and value', () => {
  const buyers = (...rows: [repeats: number, meanValue: number, customers: number][]) =>
    rows.map(([repeats, meanValue, customers]) => ({ pattern: { repeats, meanValue }, customers }))

  it('is that of all repeat buyers, each counted once', () => {
    expect(frequencyValueCorrelation(buyers([1, 10, 1], [2, 20, 5], [3, 30, 2]))).toBeCloseTo(1, 12)
    expect(frequencyValueCorrelation(buyers([1, 30, 1], [3, 10, 1]))).toBeCloseTo(-1, 12)
    expect(frequencyValueCorrelation(buyers([1, 10, 2], [1, 20, 1], [2, 10, 1], [2, 20, 2]))).toBeCloseTo(1 / 3, 12)
    expect(frequencyValueCorrelation(buyers([0, 0, 100], [1, 30, 1], [3, 10, 1]))).toBeCloseTo(-1, 12)
  })

  it('is not known where either does not differ', () => {
    expect(frequencyValueCorrelation(buyers([1, 10, 1], [1, 20, 5]))).toBeNull()
    expect(frequencyValueCorrelation(buyers([1, 0.1, 3], [2, 0.1, 5]))).toBeNull()
    expect(frequencyValueCorrelation([])).toBeNull()
  })
})

describe('the calibration', () => {
  it('compares per customer, those with many repeats together', () => {
    const pattern = (repeats: number) => ({ repeats, lastAt: repeats === 0 ? 0 : 30, age: 38 })
    const expected = (repeats: number): number => bgNbd.expectedPurchases(parameters, pattern(repeats), 39)
    expect(
      calibrationByRepeats(
        bgNbd,
        parameters,
        [
          { pattern: pattern(5), purchases: 4 },
          { pattern: pattern(0), purchases: 1 },
          { pattern: pattern(0), purchases: 0 },
          { pattern: pattern(2), purchases: 3 },
        ],
        39,
        2,
      ),
    ).toEqual([
      { repeats: 0, customers: 2, expected: expect.closeTo(expected(0), 12), actual: 0.5 },
      { repeats: 2, customers: 2, expected: expect.closeTo((expected(2) + expected(5)) / 2, 12), actual: 3.5 },
    ])
  })
})

describe('the totals by period', () => {
  it('count customers from their first purchase on', () => {
    const totals = totalsByPeriod(
      bgNbd,
      parameters,
      [
        { firstAt: 0, repeatsAt: [0.5, 2, 9] },
        { firstAt: 1.5, repeatsAt: [2.5] },
      ],
      3,
    )
    const of = (time: number): number => bgNbd.expectedPurchasesOfNew(parameters, time)
    expect(totals.map(({ period, actual, cumulativeActual }) => [period, actual, cumulativeActual])).toEqual([
      [1, 1, 1],
      [2, 1, 2],
      [3, 1, 3],
    ])
    expect(totals[0]!.expected).toBeCloseTo(of(1), 12)
    expect(totals[1]!.expected).toBeCloseTo(of(2) - of(1) + of(0.5), 12)
    expect(totals[2]!.cumulativeExpected).toBeCloseTo(of(3) + of(1.5), 12)
  })
})
