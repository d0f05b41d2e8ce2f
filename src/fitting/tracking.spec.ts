import { cdnowModel } from '../../test/given-models.js'
import type { Buyers } from './buyers.js'
import type { FittedPurchases } from './fit-models.js'
import { trackingPlot } from './tracking-plot.js'
import { trackingOf } from './tracking.js'

const bought = (day: string) => ({ day, amounts: { USD: 10_00 } })
const buyers: Buyers = {
  until: '1997-01-21',
  lastDay: '1997-02-01',
  position: 6,
  buyers: [
    { within: [bought('1997-01-01'), bought('1997-01-08')], later: ['1997-01-22', '1997-02-01'] },
    { within: [bought('1997-01-10')], later: [] },
  ],
}
const purchases: FittedPurchases = {
  ...cdnowModel.purchases,
  until: buyers.until,
  position: 6,
  customers: 2,
  evaluations: 1,
  distinctPatterns: 2,
}

describe('the tracking of a model', () => {
  const tracking = trackingOf(buyers, purchases)

  test('counts repeats week by week since anybody bought first, also those after the window', () => {
    expect(tracking).toMatchObject({ from: '1997-01-01', unit: 'week', fittedPeriods: 2 })
    expect(tracking.periods.map(({ actual }) => actual)).toEqual([1, 0, 1, 0, 1])
    expect(tracking.periods.at(-1)).toMatchObject({ period: 5, cumulativeActual: 3 })
  })

  test('expects nothing of who has not bought yet, and more with every week', () => {
    const alone = trackingOf({ ...buyers, buyers: [buyers.buyers[0]!] }, purchases)
    expect(tracking.periods[0]!.expected).toBe(alone.periods[0]!.expected)
    expect(tracking.periods[4]!.expected).toBeGreaterThan(alone.periods[4]!.expected)
    const expected = tracking.periods.map(({ cumulativeExpected }) => cumulativeExpected)
    expect(expected).toEqual([...expected].sort((a, b) => a - b))
  })

  test('is drawn as two lines from nothing to the last week, with the end of the window between', () => {
    const svg = trackingPlot(purchases, tracking)
    const lines = [...svg.matchAll(/<polyline[^>]* points="([^"]*)"/g)].map(([, points]) => points!.split(' '))
    expect(lines.map(({ length }) => length)).toEqual([6, 6])
    // The most of both lines is at the upper edge, at the right.
    expect(lines[0]!.at(-1)).toBe('780.0,50.0')
    expect(lines[0]![0]).toBe('70.0,430.0')
    expect(svg).toContain('fitted until 1997-01-21')
    expect(svg).toContain('of 2 customers since 1997-01-01')
  })
})
