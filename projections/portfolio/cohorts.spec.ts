import {
  brl,
  historyOf,
  orderFulfilled,
  orderPlaced,
  purchase,
  refund,
  type Happened,
} from '../../test/given-events.js'
import { loyalty } from '../loyalty/loyalty.read-model.js'
import { refold } from '../read-model.js'
import { Sums } from '../sums.js'
import { cohortTable } from './cohorts.js'

const cohortsOf = (...customers: readonly (readonly Happened[])[]) => {
  const sums = new Sums()
  customers.forEach((events, index) => {
    for (const { body } of refold(loyalty, `c-${index}`, historyOf(events, `c-${index}`)))
      sums.tally(loyalty.contributions!(body))
  })
  return cohortTable(sums.values())
}

test('a cohort buys less and less, and every month up to the last one is shown', () =>
  expect(
    cohortsOf(
      [purchase('1997-01-05', 10_00), purchase('1997-01-20', 5_00), purchase('1997-03-01', 7_00)],
      [purchase('1997-01-31', 1_00)],
      [purchase('1997-04-01', 2_00)],
    ),
  ).toEqual([
    {
      cohort: '1997-01',
      customers: 2,
      months: [
        { month: '1997-01', after: 0, customers: 2, rate: 1, revenue: { USD: 16_00 } },
        { month: '1997-02', after: 1, customers: 0, rate: 0, revenue: {} },
        { month: '1997-03', after: 2, customers: 1, rate: 0.5, revenue: { USD: 7_00 } },
        { month: '1997-04', after: 3, customers: 0, rate: 0, revenue: {} },
      ],
    },
    {
      cohort: '1997-04',
      customers: 1,
      months: [{ month: '1997-04', after: 0, customers: 1, rate: 1, revenue: { USD: 2_00 } }],
    },
  ]))

test('revenue counts when it is recognised, less what is given back, by currency', () => {
  const [cohort] = cohortsOf([
    purchase('1996-12-01', 10_00),
    orderPlaced('1996-12-31'),
    orderFulfilled('1997-01-02', { revenue: brl(80_00) }),
    refund('1997-01-10', 4_00),
  ])
  expect(cohort!.months).toMatchObject([
    { month: '1996-12', customers: 1, revenue: { USD: 10_00 } },
    { month: '1997-01', customers: 0, revenue: { BRL: 80_00, USD: -4_00 } },
  ])
})

test('what came before the first purchase counts in its month', () => {
  const [cohort] = cohortsOf([refund('1996-11-01', 1_00), purchase('1997-01-02', 5_00)])
  expect(cohort).toMatchObject({ cohort: '1997-01', months: [{ revenue: { USD: 4_00 } }] })
})

test('who has not bought is in no cohort', () => expect(cohortsOf([refund('1997-01-01', 1_00)])).toEqual([]))
