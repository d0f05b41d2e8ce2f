import fc from 'fast-check'
import { columnsOf } from '../../test/given-columns.js'
import { happened, purchase, usd } from '../../test/given-events.js'
import { paretoAt } from './pareto.js'
import { ValueColumns } from '../columns/value-columns.js'

const served = (at: string, cost: number) =>
  happened('CostAllocated', at, { cost: usd(cost), purpose: 'serve', basis: 'per order' })
const asOf = '1997-12-31T23:59:59.999Z'

/** One who brings most, two alike, one who brings a loss. */
const customers = [
  [purchase('1997-01-01', 100_00), served('1997-01-02', 10_00)],
  [purchase('1997-01-01', 30_00), served('1997-01-02', 10_00)],
  [purchase('1997-01-01', 20_00)],
  [purchase('1997-01-01', 10_00), served('1997-01-02', 20_00)],
]

describe('the curve of Pareto', () => {
  test('is of those who brought or cost anything: a contract alone is neither', () => {
    const contract = {
      contract: 'C-1',
      from: '1997-01-01',
      until: '1999-12-31',
      value: usd(9_00),
      per: 'month',
    } as const
    const bound = [...customers, [happened('ContractSigned', '1997-01-01', contract)]]
    expect(paretoAt(columnsOf(bound), asOf, 'profit')).toEqual(paretoAt(columnsOf(customers), asOf, 'profit'))
  })

  test('is of profit, and says how much of the effort goes to whom', () => {
    const { USD } = paretoAt(columnsOf(customers), asOf, 'profit')
    expect(USD).toMatchObject({
      customers: 4,
      amount: 120_00,
      effort: 40_00,
      losing: { customers: 1, amount: 10_00 },
    })
    const at = (share: number) => USD!.points.find(({ customers }) => customers === share)!
    expect(at(0.2)).toMatchObject({ customersInAll: 1, amount: 90_00, share: 0.75, effortShare: 0.25 })
    // Two hold 20 each and one of them counts: half of what both cost.
    expect(at(0.5)).toMatchObject({ customersInAll: 2, amount: 110_00, effortShare: (10 + 5) / 40 })
    expect(at(0.7)).toMatchObject({ customersInAll: 3, amount: 130_00, share: 130 / 120, effortShare: 0.5 })
    expect(at(1)).toMatchObject({ customersInAll: 4, amount: 120_00, share: 1, effortShare: 1 })
  })

  test('is of revenue where that is asked for', () => {
    const { USD } = paretoAt(columnsOf(customers), asOf, 'revenue')
    expect(USD).toMatchObject({ amount: 160_00, losing: { customers: 0, amount: 0 } })
    expect(USD!.points[1]).toMatchObject({ amount: 100_00, share: 100 / 160, effortShare: 0.25 })
  })

  test('knows only what had happened by then, and no effort where none is known', () => {
    const { USD } = paretoAt(columnsOf(customers), '1997-01-01T12:00:00.000Z', 'profit')
    expect(USD).toMatchObject({ amount: 160_00, effort: 0 })
    expect(USD!.points.every(({ effortShare }) => effortShare === null)).toBe(true)
    expect(paretoAt(new ValueColumns(), asOf, 'profit')).toEqual({})
  })

  test('ends with all of the amount and all of the effort, whoever holds what', () =>
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(5), fc.nat(5)), { minLength: 1, maxLength: 40 }), (all) => {
        const columns = columnsOf(all.map(([paid, cost]) => [purchase('1997-01-01', paid), served('1997-01-02', cost)]))
        const { amount, effort, points } = paretoAt(columns, asOf, 'profit')['USD']!
        expect(amount).toBe(all.reduce((sum, [paid, cost]) => sum + paid - cost, 0))
        expect(points.at(-1)).toMatchObject({ customersInAll: all.length, amount })
        if (effort > 0) expect(points.at(-1)!.effortShare).toBeCloseTo(1, 12)
        // Best first: what each further tenth adds never grows by more than the one before per customer.
        expect(points[0]!.amount / points[0]!.customersInAll).toBeGreaterThanOrEqual(amount / all.length - 1e-9)
      }),
    ))
})
