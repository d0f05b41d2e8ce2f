import {
  continuousRate,
  groupPurchasePatterns,
  groupValuePatterns,
  patternBetween,
  patternOf,
} from './purchase-pattern.js'

const refused = (code: string): Error => expect.objectContaining({ name: 'DomainError', code })

describe('a purchase pattern', () => {
  const days = ['1997-01-01', '1997-01-18', '1997-08-02', '1997-12-12']

  it('counts the days after the first, and time from the first, in days, weeks or months', () => {
    expect(patternOf(days, '1998-06-30', 'day')).toEqual({ repeats: 3, lastAt: 345, age: 545 })
    expect(patternOf(days, '1998-06-30', 'week')).toEqual({ repeats: 3, lastAt: 345 / 7, age: 545 / 7 })
    expect(patternOf(days, '1998-06-30', 'month')?.age).toBeCloseTo(17.906, 3)
  })

  it('ends with the window', () => {
    expect(patternOf(days, '1997-09-30', 'week')).toEqual({ repeats: 2, lastAt: 213 / 7, age: 272 / 7 })
    expect(patternOf(days, '1997-08-02', 'day')).toEqual({ repeats: 2, lastAt: 213, age: 213 })
    expect(patternOf(days, '1997-01-01', 'day')).toEqual({ repeats: 0, lastAt: 0, age: 0 })
  })

  it('is not there before the first purchase', () => {
    expect(patternOf(days, '1996-12-31', 'day')).toBeUndefined()
    expect(patternOf([], '1996-12-31', 'day')).toBeUndefined()
  })

  it('takes the purchases of one day for one', () => {
    expect(patternOf(['1997-01-01', '1997-01-01', '1997-01-18', '1997-01-18'], '1997-02-01', 'day')).toEqual({
      repeats: 1,
      lastAt: 17,
      age: 31,
    })
  })

  it('is refused of days without order', () => {
    expect(() => patternOf(['1997-01-18', '1997-01-01'], '1997-02-01', 'day')).toThrow(refused('days-unsorted'))
  })

  it('follows from the first day, the last day and their number', () => {
    expect(patternBetween('1997-01-01', '1997-08-02', 3, '1997-09-30', 'week')).toEqual(
      patternOf(days, '1997-09-30', 'week'),
    )
    expect(() => patternBetween('1997-01-01', '1997-08-02', 1, '1997-09-30', 'week')).toThrow(
      refused('pattern-impossible'),
    )
    expect(() => patternBetween('1997-01-01', '1997-10-02', 3, '1997-09-30', 'week')).toThrow(
      refused('pattern-impossible'),
    )
  })

  it('is kept once for all customers who have it', () => {
    const pattern = { repeats: 1, lastAt: 2, age: 3 }
    const other = { repeats: 1, lastAt: 2, age: 4 }
    expect(groupPurchasePatterns([pattern, other, { ...pattern }])).toEqual([
      { pattern, customers: 2 },
      { pattern: other, customers: 1 },
    ])
    const value = { repeats: 1, meanValue: 2 }
    expect(groupValuePatterns([value, { ...value }, { repeats: 2, meanValue: 2 }])).toEqual([
      { pattern: value, customers: 2 },
      { pattern: { repeats: 2, meanValue: 2 }, customers: 1 },
    ])
  })
})

describe('a discount rate', () => {
  it('of a year is one of a day, a week or a month', () => {
    expect(continuousRate(0.15, 'week')).toBeCloseTo(0.0026785, 7)
    expect(Math.exp(12 * continuousRate(0.15, 'month'))).toBeCloseTo(1.15, 12)
    expect(continuousRate(0, 'day')).toBe(0)
    expect(() => continuousRate(-0.1, 'day')).toThrow(refused('rate-impossible'))
  })
})
