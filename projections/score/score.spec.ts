import fc from 'fast-check'
import type { ValueIndicator } from '../../domain/value/value-model.js'
import { cdnowModel, nothingRenewed } from '../../test/given-models.js'
import { happened, historyOf, purchase, refund, usd, type Happened } from '../../test/given-events.js'
import { simpleModel } from '../../test/given-value-models.js'
import { contracts } from '../contracts/contracts.read-model.js'
import { customer } from '../customer/customer.read-model.js'
import { loyalty } from '../loyalty/loyalty.read-model.js'
import { refold, type ReadModel } from '../read-model.js'
import { value } from '../value/value.read-model.js'
import { contact } from './contact.js'
import { normalise, scoreAt, type ScoredState } from './score.js'

const stateAfter = (...events: readonly Happened[]): ScoredState => {
  const history = historyOf(events)
  const bodyOf = <D extends object>(model: ReadModel<D>): D =>
    refold(model, 'c-1', history)[0]?.body ?? model.initial('c-1')
  return {
    customer: bodyOf(customer),
    value: bodyOf(value),
    loyalty: bodyOf(loyalty),
    contact: bodyOf(contact),
    contracts: refold(contracts, 'c-1', history).map(({ body }) => body),
  }
}

const at = (day: string) => ({
  day,
  potentialModel: undefined,
  lostAfterDays: 365,
  renewalRateOn: () => nothingRenewed,
})
const linear = { kind: 'linear', min: 0, max: 100 } as const
const indicator = (parts: Partial<ValueIndicator>): ValueIndicator => ({
  name: 'i',
  figure: 'frequency',
  scale: linear,
  weight: 1,
  ...parts,
})
const tiers = [{ name: 'all', from: 0 }]

const segment = (word: string) => happened('ProfileFieldChanged', '2026-01-01', { field: 'segment', value: word })
const line = (product: string) => ({ product, units: 1, price: usd(1) })
const somebody = [
  segment('gold'),
  purchase('2026-01-05', 30_00, { costOfGoods: usd(10_00), lines: [line('a'), line('b')] }),
  purchase('2026-01-15', 20_00, { lines: [line('a')] }),
  refund('2026-01-20', 5_00),
  happened('InteractionRecorded', '2026-02-01', { direction: 'inbound' }),
]

describe('the score of a customer', () => {
  it('is the weighted sum of its indicators, and they add up to it', () => {
    const score = scoreAt(simpleModel, stateAfter(...somebody), at('2026-02-11'))
    expect(score).toEqual({
      score: 60,
      tier: 'VIP',
      breakdown: [
        { indicator: 'often', figure: 'frequency', raw: 2, normalised: 0.2, weight: 1, share: 0.5, points: 10 },
        { indicator: 'who', figure: 'characteristic', raw: 'gold', normalised: 1, weight: 1, share: 0.5, points: 50 },
      ],
    })
    expect(scoreAt(simpleModel, stateAfter(segment('tin'), purchase('2026-01-05')), at('2026-02-11'))).toMatchObject({
      score: 15,
      tier: 'small',
    })
  })

  it.each<[Partial<ValueIndicator>, number | string | null]>([
    [{ figure: 'amount', currency: 'USD' }, 45_00],
    [{ figure: 'amount', currency: 'EUR' }, 0],
    [{ figure: 'realized', currency: 'USD' }, 35_00],
    [{ figure: 'recency' }, 27],
    [{ figure: 'tenure' }, 37],
    [{ figure: 'contact-recency' }, 10],
    [{ figure: 'contacts', windowDays: 10 }, 0],
    [{ figure: 'contacts', windowDays: 11 }, 1],
    [{ figure: 'contacts', windowDays: 400 }, 4],
    [{ figure: 'breadth' }, 2],
    [{ figure: 'potential', currency: 'USD' }, null],
    [{ figure: 'characteristic', field: 'town' }, null],
    [{ figure: 'loyalty.gaps.sum' }, 10],
    [{ figure: 'value.currencies.USD.refunds' }, 5_00],
    [{ figure: 'customer.profile.segment' }, 'gold'],
    [{ figure: 'loyalty.toString.name' }, null],
  ])('reads %p as %p', (parts, raw) => {
    const model = { indicators: [indicator(parts)], tiers }
    expect(scoreAt(model, stateAfter(...somebody), at('2026-02-11')).breakdown[0]).toMatchObject({ raw })
  })

  it('knows potential value by the model in force, and satisfaction by what was answered', () => {
    const model = { indicators: [indicator({ figure: 'potential', currency: 'USD' })], tiers }
    const request = { ...at('2026-02-11'), potentialModel: cdnowModel }
    const potential = scoreAt(model, stateAfter(...somebody), request).breakdown[0]!.raw
    expect(potential).toBeGreaterThan(1_00)
    const satisfied = { indicators: [indicator({ figure: 'satisfaction' })], tiers }
    expect(scoreAt(satisfied, stateAfter(segment('x')), at('2026-02-11')).breakdown[0]!.raw).toBeNull()
  })

  it('gives the weight of what is not known to the others where the model says so', () => {
    const known = indicator({ name: 'known', scale: { kind: 'linear', min: 0, max: 4 }, weight: 3 })
    const unknown = indicator({ name: 'unknown', figure: 'satisfaction', weight: 1 })
    const state = { ...stateAfter(), loyalty: { ...stateAfter().loyalty, purchaseDays: 2 } }
    const of = (missing?: 'leave-out') =>
      scoreAt({ indicators: [known, { ...unknown, ...(missing && { missing }) }], tiers }, state, at('2026-02-11'))
    expect(of()).toMatchObject({ score: 37.5, breakdown: [{ share: 0.75 }, { share: 0.25, points: 0 }] })
    expect(of('leave-out')).toMatchObject({ score: 50, breakdown: [{ share: 1 }, { share: 0, points: 0 }] })
    expect(scoreAt({ indicators: [{ ...unknown, missing: 'leave-out' }], tiers }, state, at('2026-02-11')).score).toBe(
      0,
    )
  })
})

test.each<[ValueIndicator['scale'], number | string | null, number | null]>([
  [{ kind: 'linear', min: 10, max: 20 }, 15, 0.5],
  [{ kind: 'linear', min: 10, max: 20 }, 5, 0],
  [{ kind: 'linear', min: 10, max: 20 }, 25, 1],
  [{ kind: 'inverse', min: 0, max: 100 }, 25, 0.75],
  [{ kind: 'logarithmic', min: 1, max: 100 }, 10, Math.log(10) / Math.log(100)],
  [
    {
      kind: 'steps',
      steps: [
        { from: 1, points: 20 },
        { from: 5, points: 80 },
      ],
    },
    4,
    0.2,
  ],
  [
    {
      kind: 'steps',
      steps: [
        { from: 1, points: 20 },
        { from: 5, points: 80 },
      ],
    },
    0,
    0,
  ],
  [{ kind: 'table', points: { gold: 90 } }, 'gold', 0.9],
  [{ kind: 'table', points: { gold: 90 } }, 'constructor', null],
  [{ kind: 'linear', min: 10, max: 20 }, 'gold', null],
  [{ kind: 'linear', min: 10, max: 20 }, null, null],
])('on the scale %p, %p is %p', (scale, raw, normalised) => {
  expect(normalise(scale, raw)).toEqual(normalised)
})

describe('for whatever weights and values', () => {
  const figures = ['purchases', 'purchaseDays', 'cases'] as const
  const scales = fc.constantFrom<ValueIndicator['scale']>(
    linear,
    { kind: 'logarithmic', min: 2, max: 80 },
    {
      kind: 'steps',
      steps: [
        { from: 3, points: 33.3 },
        { from: 50, points: 77.7 },
      ],
    },
  )
  const weight = fc.double({ min: 1e-3, max: 1e3, noNaN: true })
  const indicators = fc.tuple(
    ...figures.map((figure) => fc.record({ scale: scales, weight, figure: fc.constant(figure) })),
  )
  const values = fc.tuple(...figures.map(() => fc.double({ min: -5, max: 110, noNaN: true })))
  const scored = (
    parts: readonly { figure: string; scale: ValueIndicator['scale']; weight: number }[],
    of: readonly number[],
  ) => {
    const state = stateAfter()
    const seen = { ...state.loyalty, ...Object.fromEntries(figures.map((figure, i) => [figure, of[i]])) }
    const model = {
      indicators: parts.map((one) => ({ ...one, name: one.figure, figure: `loyalty.${one.figure}` })),
      tiers,
    }
    return scoreAt(model, { ...state, loyalty: seen }, at('2026-01-01'))
  }

  it('the points of the indicators are the score to the hundredth, between 0 and 100', () => {
    fc.assert(
      fc.property(indicators, values, (parts, of) => {
        const { score, breakdown } = scored(parts, of)
        expect(breakdown.reduce((sum, { points }) => sum + Math.round(points * 100), 0)).toBe(Math.round(score * 100))
        expect(score >= 0 && score <= 100).toBe(true)
        for (const { points, share, normalised } of breakdown)
          expect(Math.abs(points - 100 * share * normalised!)).toBeLessThan(0.0101)
      }),
      { numRuns: 300 },
    )
  })

  it('a higher value of an indicator never lowers the score', () => {
    fc.assert(
      fc.property(
        indicators,
        values,
        fc.nat(2),
        fc.double({ min: 0, max: 50, noNaN: true }),
        (parts, of, which, more) => {
          const raised = of.map((one, i) => (i === which ? one + more : one))
          expect(scored(parts, raised).score).toBeGreaterThanOrEqual(scored(parts, of).score)
        },
      ),
      { numRuns: 300 },
    )
  })
})
