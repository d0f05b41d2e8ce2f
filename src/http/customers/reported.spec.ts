/** A reporting currency over HTTP: rates come with what is recorded, and stay with it. */
import { withDoor } from '../../../test/http-door.js'

const brl = (amount: number) => ({ amount, currency: 'BRL' })
const rate = (rate: string) => ({ from: 'BRL', to: 'USD', rate })

test('what is recorded with a rate is reported by it, also when it is taken back', () =>
  withDoor(async ({ get, post, store }) => {
    await post('/customers', { kind: 'person', source: 'shop', externalId: 'ada' })
    const customer = '/customers/shop:ada'
    const buy = (body: object) => post(`${customer}/purchases`, { total: brl(100_00), ...body })
    expect((await buy({ rate: rate('0,2') })).status).toBe(400)
    expect((await buy({ rate: { ...rate('0.2'), to: 'BRL' } })).status).toBe(422)
    expect((await buy({ rate: rate('0.2') })).status).toBe(201)
    await post(`${customer}/orders`, { order: 'O-1', goods: brl(50_00) })
    await post(`${customer}/orders/O-1/payments`, { amount: brl(50_00) })
    await post(`${customer}/orders/O-1/fulfilment`, { rate: rate('0.3') })
    await post(`${customer}/orders/O-1/refunds`, { amount: brl(10_00), rate: rate('0.4') })
    const reported = async (path: string): Promise<unknown> =>
      ((await get(`${path}?waitFor=${await store.head()}`)).body as unknown as { reported: unknown }).reported
    const before = { USD: { revenue: 35_00, refunds: 4_00, net: 31_00, unconverted: {} } }
    expect(await reported(`${customer}/value`)).toMatchObject(before)
    expect(await reported('/portfolio')).toMatchObject(before)
    await post(`${customer}/orders/O-1/cancellation`, { reason: 'sent back' })
    await buy({})
    expect(await reported(`${customer}/value`)).toMatchObject({
      USD: { revenue: 20_00, net: 16_00, unconverted: { BRL: { revenue: 100_00, net: 100_00 } } },
    })
  }))
