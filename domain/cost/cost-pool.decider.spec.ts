import fc from 'fast-check'
import { anyLabel, anyName, anyPrice, obeysTheLaws, someOf } from '../../test/decider-laws.js'
import { given } from '../../test/given-when-then.js'
import type { SharedCommand } from '../catalogue.js'
import { costPool } from './cost-pool.decider.js'
import { costKeys, type CostEvent } from './cost.events.js'

const data = {
  pool: 'hotline 2024-01',
  from: '2024-01-01',
  until: '2024-01-31',
  cost: { amount: 100_00, currency: 'EUR' },
  key: 'case minute',
  purpose: 'serve',
} as const
const { pool } = data
const record: SharedCommand = { type: 'RecordCostPool', data }
const recorded: CostEvent = { type: 'CostPoolRecorded', data }
const begin: SharedCommand = { type: 'BeginCostAllocation', data: { pool, position: 7 } }
const begun: CostEvent = { type: 'CostAllocationBegun', data: { pool, position: 7 } }
const complete: SharedCommand = { type: 'CompleteCostAllocation', data: { pool, customers: 2, units: 9 } }
const allocated: CostEvent = { type: 'CostPoolAllocated', data: { pool, customers: 2, units: 9 } }

describe('a cost that is shared out', () => {
  test('is recorded once', () => {
    given().when(record).then(recorded)
    given(recorded).when(record).thenRefused('cost-pool-recorded')
    given({ ...recorded, data: { ...data, pool: 'other' } })
      .when(record)
      .then(recorded)
  })
  test('has a period that ends on the day it begins, or later', () => {
    const of = (until: string): SharedCommand => ({ type: 'RecordCostPool', data: { ...data, until } })
    given().when(of('2023-12-31')).thenRefused('cost-period-reversed')
    given()
      .when(of('2024-01-01'))
      .then({ ...recorded, data: { ...data, until: '2024-01-01' } })
  })
  test('is allocated by one place of the log', () => {
    given().when(begin).thenRefused('cost-pool-unknown')
    given(recorded).when(begin).then(begun)
    given(recorded, { type: 'CostAllocationBegun', data: { pool, position: 3 } })
      .when(begin)
      .thenNothing()
  })
  test('is allocated once, when that was begun', () => {
    given().when(complete).thenRefused('cost-pool-unknown')
    given(recorded).when(complete).thenRefused('cost-allocation-not-begun')
    given(recorded, begun).when(complete).then(allocated)
    given(recorded, begun, allocated).when(complete).thenNothing()
  })
})

describe('a cost that is withdrawn', () => {
  const withdraw: SharedCommand = { type: 'WithdrawCostPool', data: { pool, reason: 'another month' } }
  const withdrawn: CostEvent = { type: 'CostPoolWithdrawn', data: { pool, reason: 'another month' } }
  const reverse: SharedCommand = { type: 'CompleteCostReversal', data: { pool, parts: 2 } }
  const reversed: CostEvent = { type: 'CostPoolReversed', data: { pool, parts: 2 } }
  test('is withdrawn once, at any time after it was recorded', () => {
    given().when(withdraw).thenRefused('cost-pool-unknown')
    for (const history of [[recorded], [recorded, begun], [recorded, begun, allocated]])
      given(...history)
        .when(withdraw)
        .then(withdrawn)
    given(recorded, withdrawn).when(withdraw).thenNothing()
  })
  test('is not shared out any more, nor recorded again by its name', () => {
    given(recorded, withdrawn).when(begin).thenRefused('cost-pool-withdrawn')
    given(recorded, begun, withdrawn).when(complete).thenRefused('cost-pool-withdrawn')
    given(recorded, withdrawn).when(record).thenRefused('cost-pool-recorded')
  })
  test('is taken back once', () => {
    given(recorded, begun, allocated).when(reverse).thenRefused('cost-pool-not-withdrawn')
    given(recorded, begun, withdrawn).when(reverse).then(reversed)
    given(recorded, begun, withdrawn, reversed).when(reverse).thenNothing()
  })
})

test('whatever is asked, only valid events follow, and they lead to the state that was decided on', () =>
  obeysTheLaws(costPool, {
    RecordCostPool: someOf(
      {
        pool: anyName,
        from: fc.constantFrom('2024-01-01', '2024-02-01'),
        until: fc.constantFrom('2024-01-31', '2024-02-29'),
        cost: anyPrice,
        key: fc.constantFrom(...costKeys),
        purpose: fc.constantFrom('win' as const, 'serve' as const),
      },
      { reason: anyLabel, by: anyName },
    ),
    BeginCostAllocation: fc.record({ pool: anyName, position: fc.nat(9) }),
    CompleteCostAllocation: fc.record({ pool: anyName, customers: fc.nat(9), units: fc.nat(9) }),
    WithdrawCostPool: someOf({ pool: anyName, reason: anyLabel }, { by: anyName }),
    CompleteCostReversal: fc.record({ pool: anyName, parts: fc.nat(9) }),
  }))
