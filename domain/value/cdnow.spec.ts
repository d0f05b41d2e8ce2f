/** The figures that others published of the CDNOW sample: 2,357 customers, calibrated until 1997-09-30, in weeks. */
import { readFileSync } from 'node:fs'
import { describeWithData, sharedData } from '../../test/shared-data.js'
import { dayNumber } from '../time.js'
import { bgNbd } from './bg-nbd.js'
import { calibrationByRepeats, frequencyValueCorrelation, totalsByPeriod } from './diagnostics.js'
import { fit } from './fit.js'
import { gammaGamma } from './gamma-gamma.js'
import { totalLogLikelihood, type Parameters } from './likelihood.js'
import { mbgNbd } from './mbg-nbd.js'
import { paretoNbd } from './pareto-nbd.js'
import {
  groupPurchasePatterns,
  groupValuePatterns,
  patternOf,
  type PurchasePattern,
  type ValuePattern,
} from './purchase-pattern.js'

const until = '1997-09-30'

/** Cents by purchase day of each customer, in the order of the file. */
const readLog = (): Map<string, number>[] => {
  const customers = new Map<string, Map<string, number>>()
  for (const line of readFileSync(sharedData('CDNOW_sample.txt'), 'utf8').trim().split('\n')) {
    const [, customer = '', date = '', , value] = line.trim().split(/\s+/)
    const day = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`
    const days = customers.get(customer) ?? new Map<string, number>()
    customers.set(customer, days)
    days.set(day, (days.get(day) ?? 0) + Math.round(100 * Number(value)))
  }
  return [...customers.values()]
}

const valueOf = (days: ReadonlyMap<string, number>): ValuePattern => {
  const repeats = [...days].filter(([day]) => day <= until).slice(1)
  const sum = repeats.reduce((all, [, cents]) => all + cents, 0)
  return { repeats: repeats.length, meanValue: repeats.length === 0 ? 0 : sum / 100 / repeats.length }
}

const readSummary = (): PurchasePattern[] =>
  readFileSync(sharedData('cdnow_customers_summary.csv'), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [, repeats = 0, lastAt = 0, age = 0] = line.split(',').map(Number)
      return { repeats, lastAt, age }
    })

const bg = { r: 0.2425945, alpha: 4.4136019, a: 0.7929199, b: 2.4258881 }
const pareto = { r: 0.55315, alpha: 10.57633, s: 0.60625, beta: 11.6715 }
const ofValues = { p: 6.25, q: 3.74, v: 15.44 }

/** Every parameter is, with as many digits as the other has, the other. */
const expectPrinted = <Name extends string>(actual: Parameters<Name>, printed: Record<Name, string>): void => {
  const digits = (text: string): number => text.split('.')[1]?.length ?? 0
  const shown = Object.fromEntries(
    Object.entries<string>(printed).map(([name, text]) => [name, actual[name as Name].toFixed(digits(text))]),
  )
  expect(shown).toEqual(printed)
}

describeWithData('the CDNOW sample', () => {
  const log = readLog()
  const patterns = log.map((days) => patternOf([...days.keys()], until, 'week')!)
  const purchases = groupPurchasePatterns(patterns)
  const values = groupValuePatterns(log.map(valueOf).filter(({ meanValue }) => meanValue > 0))
  const summary = groupPurchasePatterns(readSummary())

  it('has the patterns that others made of it', () => {
    expect(patterns).toHaveLength(2357)
    expect(purchases).toHaveLength(1016)
    expect(patterns.reduce((sum, { repeats }) => sum + repeats, 0)).toBe(2457)
    const shown = patterns.map(({ repeats, lastAt, age }) => [repeats, lastAt.toFixed(2), age.toFixed(2)])
    expect(shown).toEqual(readSummary().map(({ repeats, lastAt, age }) => [repeats, lastAt.toFixed(2), age.toFixed(2)]))
    expect(values.reduce((sum, { customers }) => sum + customers, 0)).toBe(946)
  })

  it('is as likely under published parameters as published', () => {
    expect(totalLogLikelihood(bgNbd, bg, purchases).toFixed(3)).toBe('-9582.429')
    expect(totalLogLikelihood(paretoNbd, pareto, purchases).toFixed(3)).toBe('-9594.976')
    // These were fitted to times rounded to hundredths of a week.
    const others = { r: 0.242593, alpha: 4.413532, a: 0.792886, b: 2.425754 }
    expect(totalLogLikelihood(bgNbd, others, summary).toFixed(6)).toBe('-9582.425561')
  })

  it.each([
    ['times to the day', purchases],
    ['times to hundredths of a week', summary],
  ])('is fitted at least as well as published, with %s', (_, data) => {
    const bgFit = fit(bgNbd, data)
    expect(bgFit.logLikelihood).toBeGreaterThanOrEqual(totalLogLikelihood(bgNbd, bg, data))
    expect(bgFit.customers).toBe(2357)
    const mbgFit = fit(mbgNbd, data)
    expectPrinted(mbgFit.parameters, { r: '0.525', alpha: '6.183', a: '0.891', b: '1.614' })
    const paretoFit = fit(paretoNbd, data)
    expect(paretoFit.logLikelihood).toBeGreaterThanOrEqual(totalLogLikelihood(paretoNbd, pareto, data))
  })

  it('has the published best parameters of BG/NBD', () => {
    const { parameters, logLikelihood, distinctPatterns } = fit(bgNbd, summary)
    // Theirs ended where the likelihood no longer changed: 0.242593, 4.413532, 0.792886, 2.425754.
    expectPrinted(parameters, { r: '0.242593', alpha: '4.41353', a: '0.79289', b: '2.42575' })
    expect(logLikelihood.toFixed(6)).toBe('-9582.425561')
    expect(distinctPatterns).toBe(summary.length)
  })

  it('has the published best likelihood of MBG/NBD', () => {
    expect(fit(mbgNbd, summary).logLikelihood.toFixed(6)).toBe('-9582.132685')
  })

  it('has the published best parameters of Pareto/NBD', () => {
    const { parameters } = fit(paretoNbd, purchases)
    expectPrinted(parameters, { r: '0.553', alpha: '10.58', s: '0.606', beta: '11.67' })
  })

  it('has the published best parameters of Gamma-Gamma', () => {
    const { parameters, logLikelihood, customers } = fit(gammaGamma, values)
    expect(customers).toBe(946)
    expectPrinted(parameters, { p: '6.25', q: '3.74', v: '15.44' })
    expect(logLikelihood.toFixed(4)).toBe('-4055.9177')
  })

  it('has the same best parameters, whatever the unit of time', () => {
    const days = groupPurchasePatterns(log.map((log) => patternOf([...log.keys()], until, 'day')!))
    const inWeeks = fit(bgNbd, purchases).parameters
    const inDays = fit(bgNbd, days).parameters
    expect(inDays.r / inWeeks.r).toBeCloseTo(1, 6)
    expect(inDays.alpha / inWeeks.alpha).toBeCloseTo(7, 5)
    expect(inDays.a / inWeeks.a).toBeCloseTo(1, 6)
    expect(inDays.b / inWeeks.b).toBeCloseTo(1, 6)
  })

  it('has the published expected values of the first ten customers', () => {
    const published = [24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17]
    for (const [i, value] of published.entries())
      expect(Math.abs(gammaGamma.expectedValue(ofValues, valueOf(log[i]!)) - value)).toBeLessThanOrEqual(0.1)
  })

  it('has frequencies and values that hardly correlate', () => {
    expect(frequencyValueCorrelation(values)?.toFixed(4)).toBe('0.1139')
  })

  it('buys in the holdout period about what was expected', () => {
    const heldOut = log.map((days, i) => ({
      pattern: patterns[i]!,
      purchases: [...days.keys()].filter((day) => day > until).length,
    }))
    const rows = calibrationByRepeats(bgNbd, bg, heldOut, 39)
    expect(rows.map(({ repeats, customers }) => [repeats, customers])).toEqual([
      [0, 1411],
      [1, 439],
      [2, 214],
      [3, 100],
      [4, 62],
      [5, 38],
      [6, 29],
      [7, 64],
    ])
    expect(rows.map(({ expected, actual }) => [expected.toFixed(2), actual.toFixed(2)])).toEqual([
      ['0.23', '0.24'],
      ['0.52', '0.70'],
      ['1.04', '1.39'],
      ['1.52', '1.56'],
      ['2.16', '2.53'],
      ['2.65', '2.95'],
      ['3.50', '3.86'],
      ['6.16', '6.36'],
    ])
  })

  it('buys week by week about what was expected', () => {
    const start = dayNumber('1997-01-01')
    const histories = log.map((days) => {
      const [firstAt = 0, ...repeatsAt] = [...days.keys()].map((day) => (dayNumber(day) - start) / 7)
      return { firstAt, repeatsAt }
    })
    const totals = totalsByPeriod(bgNbd, bg, histories, 78)
    expect(totals).toHaveLength(78)
    const calibration = totals[38]!
    // The 39th week ends a day after the calibration period.
    expect(calibration.cumulativeActual).toBe(2462)
    expect(Math.abs(calibration.cumulativeExpected / 2462 - 1)).toBeLessThan(0.02)
    const end = totals[77]!
    expect(end.cumulativeActual).toBe(4339)
    // The paper of the model: it expects some 4 % too little.
    expect((end.cumulativeExpected / 4339 - 1).toFixed(2)).toBe('-0.04')
  })
})
