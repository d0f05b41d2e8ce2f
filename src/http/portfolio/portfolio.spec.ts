/** What can be read over all customers, as the doors answer it. */
import { withDoor, type Door } from '../../../test/http-door.js'

const usd = (amount: number) => ({ amount, currency: 'USD' })

/** Records touchpoints of a customer and answers the position reached. */
const record = async ({ post }: Door, customer: string, ...touchpoints: readonly object[]): Promise<number> => {
  await post('/customers', { kind: 'person', source: 'shop', externalId: customer })
  return (await post(`/customers/shop:${customer}/touchpoints`, { touchpoints })).body.position
}

const bought = (day: string, amount: number) => ({
  type: 'PurchaseCompleted',
  data: { total: usd(amount) },
  occurredAt: `${day}T12:00:00Z`,
})

test('cohorts are told at present and at another day', () =>
  withDoor(async (door) => {
    await record(door, '1', bought('2020-01-05', 10_00), bought('2020-03-05', 3_00))
    const position = await record(door, '2', bought('2020-01-20', 5_00))
    const january = { month: '2020-01', after: 0, customers: 2, rate: 1, revenue: { USD: 15_00 } }
    expect((await door.get(`/portfolio/cohorts?waitFor=${position}`)).body).toMatchObject({
      position,
      cohorts: [
        {
          cohort: '2020-01',
          customers: 2,
          months: [january, { customers: 0 }, { month: '2020-03', customers: 1, rate: 0.5, revenue: { USD: 3_00 } }],
        },
      ],
    })
    expect((await door.get('/portfolio/cohorts?asOf=2020-02-01')).body).toMatchObject({
      asOf: '2020-02-01T23:59:59.999Z',
      cohorts: [{ cohort: '2020-01', months: [january] }],
    })
  }))

test('scores of recency, frequency and monetary value are told at present and at another day', () =>
  withDoor(async (door) => {
    await record(door, '1', bought('2020-01-05', 10_00), bought('2020-03-05', 3_00))
    const position = await record(door, '2', bought('2020-01-20', 5_00))
    const { body } = await door.get(`/portfolio/rfm?waitFor=${position}`)
    expect(body).toMatchObject({
      position,
      customers: 2,
      recency: [
        { score: 1, from: '2020-01-20', customers: 1 },
        { score: 3, from: '2020-03-05', customers: 1 },
      ],
      currencies: { USD: { customers: 2, revenue: 18_00 } },
    })
    expect(body.currencies.USD).toMatchObject({
      cells: [
        { recency: 3, frequency: 3, monetary: 3, segment: 'loyal', revenue: 13_00 },
        { recency: 1, frequency: 1, monetary: 1, segment: 'hibernating', revenue: 5_00 },
      ],
    })
    expect((await door.get('/portfolio/rfm?asOf=2020-01-10')).body).toMatchObject({
      customers: 1,
      currencies: { USD: { revenue: 10_00 } },
    })
  }))

test('loyal customers are told beside the others, at present and at another day', () =>
  withDoor(async (door) => {
    await record(door, '1', ...['01', '02', '03', '04', '05'].map((month) => bought(`2020-${month}-05`, 10_00)))
    const position = await record(door, '2', bought('2020-05-20', 7_00))
    const { body } = await door.get(`/portfolio/loyalty?waitFor=${position}`)
    expect(body).toMatchObject({ loyal: { customers: 0 }, others: { customers: 2, activeShare: 0 } })
    expect((await door.get('/portfolio/loyalty?asOf=2020-06-01')).body).toMatchObject({
      loyal: { customers: 1, currencies: { USD: { netPerCustomer: 50_00 } } },
      others: { customers: 1, currencies: { USD: { netPerCustomer: 7_00 } } },
      bySatisfaction: [{}, {}, {}, { satisfaction: 'unknown', customers: 2, loyalShare: 0.5 }],
    })
  }))
