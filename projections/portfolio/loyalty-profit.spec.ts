import { answer, happened, historyOf, purchase, refund, usd, type Happened } from '../../test/given-events.js'
import { defaultLifecycleRules as rules, lifecycle } from '../lifecycle/lifecycle.read-model.js'
import { loyalty } from '../loyalty/loyalty.read-model.js'
import { refold, type ReadModel } from '../read-model.js'
import { value } from '../value/value.read-model.js'
import { loyaltyProfit } from './loyalty-profit.js'

const tableOf = (...customers: readonly (readonly Happened[])[]) =>
  loyaltyProfit(
    (async function* () {
      await Promise.resolve()
      for (const [index, events] of customers.entries()) {
        const customer = `c-${index}`
        const of = <D extends object>(model: ReadModel<D>): D =>
          refold(model, customer, historyOf(events, customer))[0]?.body ?? model.initial(customer)
        yield { lifecycle: of(lifecycle(rules)), loyalty: of(loyalty), value: of(value) }
      }
    })(),
    '1997-12-31T23:59:59.999Z',
    rules,
  )

const often = [1, 2, 3, 4, 5].map((month) => purchase(`1997-0${month}-01`, 20_00))
const once = [purchase('1997-06-01', 20_00)]
const nps = (score: number) => answer('1997-07-01', score, { measure: 'nps', scale: { min: 0, max: 10 } })
const served = happened('CostAllocated', '1997-07-01', { cost: usd(25_00), purpose: 'serve', basis: 'per order' })
const quiet = [purchase('1995-01-01', 20_00), refund('1995-02-01', 5_00)]

test('loyal customers stand beside all others who bought', async () => {
  const { loyal, others } = await tableOf([...often, served], once, quiet, [nps(9)])
  expect(loyal).toEqual({
    customers: 1,
    loyalShare: 1,
    repeatShare: 1,
    activeShare: 1,
    purchaseDaysPerCustomer: 5,
    currencies: { USD: { customers: 1, revenue: 100_00, net: 75_00, margin: 0.75, netPerCustomer: 75_00 } },
  })
  expect(others).toEqual({
    customers: 2,
    loyalShare: 0,
    repeatShare: 0,
    activeShare: 0.5,
    purchaseDaysPerCustomer: 1,
    currencies: { USD: { customers: 2, revenue: 35_00, net: 35_00, margin: 1, netPerCustomer: 17_50 } },
  })
})

test('customers are told apart by what they say, from 50 and from 75 points on, not by what they do', async () => {
  const { bySatisfaction } = await tableOf(
    [...once, nps(4)],
    [...often, nps(4)],
    [...once, nps(5)],
    [...once, nps(8)],
    [...often, nps(7), answer('1997-08-01', 5)],
    often,
  )
  expect(
    bySatisfaction.map(({ satisfaction, customers, loyalShare }) => [satisfaction, customers, loyalShare]),
  ).toEqual([
    ['low', 2, 0.5],
    ['middle', 1, 0],
    ['high', 2, 0.5],
    ['unknown', 1, 1],
  ])
  expect(bySatisfaction[0]!.currencies.USD).toMatchObject({ net: 120_00, netPerCustomer: 60_00 })
})

test('of nobody nothing is said', async () => {
  const { loyal, bySatisfaction } = await tableOf()
  expect(loyal).toMatchObject({ customers: 0, loyalShare: null, activeShare: null, currencies: {} })
  expect(bySatisfaction).toHaveLength(4)
})
