import fc from 'fast-check'
import { contracts, type ContractDocument } from '../contracts/contracts.read-model.js'
import { contractValues, renewalRateAt, type ContractualRequest } from './contractual.js'
import { lifetime, parseHorizon } from './horizon.js'

/** A hundred a day: a month has 365.25 / 12 days. */
const margin = { amount: 100 * (365.25 / 12), currency: 'USD' }
const document = (change: Partial<ContractDocument> = {}): ContractDocument => ({
  ...contracts.initial('c-1'),
  contract: 'C-1',
  from: '2026-01-01',
  until: '2026-12-31',
  termDays: 365,
  value: { amount: 200 * (365.25 / 12), currency: 'USD' },
  margin,
  per: 'month',
  ...change,
})
const request: ContractualRequest = {
  day: '2026-09-22', // a hundred days before the last one
  horizon: lifetime,
  rate: 0,
  renewalRate: { probability: 0.5, renewed: 0, ended: 0 },
  marginShareIn: () => 0.25,
}
const valueOf = (change: Partial<ContractDocument>, asked: Partial<ContractualRequest> = {}) =>
  contractValues([document(change)], { ...request, ...asked })[0]!

test('without a discount it is the days of the term that are left, and terms to come as likely as they are reached', () => {
  // 365 · (1/2 + 1/4 + …) days.
  expect(valueOf({})).toMatchObject({ runningTerm: 100 * 100, renewals: 365 * 100, renewalBasis: 'other contracts' })
  expect(valueOf({ renewalProbability: 0 })).toMatchObject({ renewals: 0, renewalBasis: 'contract' })
  expect(valueOf({}, { horizon: parseHorizon('60d') })).toMatchObject({ runningTerm: 60 * 100, renewals: 0 })
  // A whole term, one half likely, and 35 days of the next, one quarter likely.
  expect(valueOf({}, { horizon: parseHorizon('500d') })).toMatchObject({
    runningTerm: 100 * 100,
    renewals: Math.round(100 * (365 / 2 + 35 / 4)),
  })
})

test('without a margin it is what was left of the revenue so far', () =>
  expect(valueOf({ margin: null })).toMatchObject({ marginBasis: 'share so far', runningTerm: 50 * 100 }))

test('a contract that was terminated is not renewed, and one that has ended or not begun counts nothing', () => {
  expect(valueOf({ terminated: { on: '2026-12-31', reason: 'x' }, renewalProbability: 0.9 })).toMatchObject({
    renewals: 0,
  })
  expect(contractValues([document({ until: '2026-09-21' }), document({ from: '2026-09-23' })], request)).toEqual([])
})

test('what is always renewed has no bound over a lifetime that is not discounted', () => {
  expect(() => valueOf({ renewalProbability: 1 })).toThrow(expect.objectContaining({ code: 'lifetime-unbounded' }))
  expect(valueOf({ renewalProbability: 1 }, { horizon: parseHorizon('500d') }).renewals).toBe(400 * 100)
})

test('the closed form is the sum of the days, each discounted and as likely as its term', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 400 }),
      fc.integer({ min: 1, max: 400 }),
      fc.double({ min: 0, max: 0.8, noNaN: true }),
      fc.double({ min: 0, max: 0.002, noNaN: true }),
      fc.option(fc.integer({ min: 1, max: 3_000 })),
      (left, term, probability, rate, days) => {
        const day = new Date(Date.UTC(2026, 11, 31 - left)).toISOString().slice(0, 10)
        const found = valueOf(
          { from: '2020-01-01', termDays: term, renewalProbability: probability },
          { day, rate, horizon: days === null ? lifetime : parseHorizon(`${days}d`) },
        )
        let sum = 0
        for (let t = 0; t < (days ?? 40_000); t += 1) {
          const likely = t < left ? 1 : probability ** (1 + Math.floor((t - left) / term))
          sum += 100 * likely * (rate === 0 ? 1 : (Math.exp(-rate * t) * -Math.expm1(-rate)) / rate)
        }
        expect(Math.abs(found.runningTerm + found.renewals - sum)).toBeLessThan(1 + sum * 1e-6)
      },
    ),
    { numRuns: 200 },
  )
})

test('how often contracts are renewed is learned from those that were, and those that ended before the day', () => {
  const sums = {
    ends: [
      { figure: 'contracts/ends', key: 20_000, add: { contracts: 3 } },
      { figure: 'contracts/ends', key: 25_000, add: { contracts: 5 } },
    ],
    renewals: [{ figure: 'contracts/renewals', key: 'all', add: { renewals: 6 } }],
  }
  expect(renewalRateAt(sums, '2026-09-22')).toEqual({ probability: 7 / 11, renewed: 6, ended: 3 })
  expect(renewalRateAt({ ends: [], renewals: [] }, '2026-09-22')).toEqual({ probability: 1 / 2, renewed: 0, ended: 0 })
})
