/** Merging customers over HTTP: one file for two, and two again. */
import { customerIdOf } from '../../../domain/customer/customer-id.js'
import { withDoor, type Door } from '../../../test/http-door.js'
import { leavingOut } from '../../../test/leaving-out.js'

const [ada, ben] = ['ada', 'ben'].map((name) => customerIdOf('shop', name)) as [string, string]
const reason = 'same telephone'

/** Two customers of the shop, each with a purchase, on different days. */
const withTwo = (work: (door: Door & { readonly settled: () => Promise<string> }) => Promise<void>) =>
  withDoor(async (door) => {
    const { post, store } = door
    for (const [index, name] of ['ada', 'ben'].entries()) {
      await post('/customers', { kind: 'person', source: 'shop', externalId: name })
      await post(`/customers/shop:${name}/purchases`, {
        total: { amount: 100 * (index + 1), currency: 'EUR' },
        occurredAt: `2024-0${index + 1}-01T00:00:00Z`,
      })
    }
    await work({ ...door, settled: async () => `waitFor=${await store.head()}` })
  })

test('one stands for both, and whoever asks for the other is told so', () =>
  withTwo(async ({ get, post, settled }) => {
    const merged = await post('/customers/shop:ada/merge', { into: 'shop:ben', reason })
    expect(merged.status).toBe(201)
    expect(merged.body.events).toMatchObject([{ type: 'CustomersMerged' }])
    for (const asked of ['shop:ada', 'shop:ben', ada]) {
      const { body } = await get(`/customers/${asked}/value?${await settled()}`)
      expect(body).toMatchObject({ customer: ben, currencies: { EUR: { revenue: 300, sales: 2 } } })
      expect((body as { askedFor?: string }).askedFor).toBe(asked === 'shop:ben' ? undefined : ada)
    }
    expect((await get('/customers/shop:ada')).body).toMatchObject({ customer: ben, askedFor: ada, merged: [ada] })
    const { body: timeline } = await get('/customers/shop:ada/timeline')
    expect(timeline.items.map(({ day }) => day)).toEqual(['2024-01-01', '2024-02-01'])
    expect((await get('/portfolio')).body).toMatchObject({ customers: 1 })
  }))

/** What an answer says, whenever it was asked for: an answer of later reflects more of the log. */
const withoutWhen = (body: object): object => leavingOut(body, 'asOf', 'knownAt', 'position')

test('un-merged, both are what they were', () =>
  withTwo(async ({ get, post, settled }) => {
    const pages = async () => {
      const awaited = await settled()
      const bodies = []
      for (const path of ['shop:ada', 'shop:ada/value', 'shop:ada/timeline', 'shop:ben/loyalty', 'shop:ben/timeline'])
        bodies.push(withoutWhen((await get(`/customers/${path}?${awaited}`)).body))
      return bodies
    }
    const before = await pages()
    await post('/customers/shop:ada/merge', { into: 'shop:ben', reason })
    expect(await pages()).not.toEqual(before)
    expect((await post('/customers/shop:ada/unmerge', { reason: 'brothers' })).status).toBe(201)
    expect(await pages()).toEqual(before)
  }))

test('what is recorded of the merged one meanwhile goes with it when it is un-merged', () =>
  withTwo(async ({ get, post, settled }) => {
    await post('/customers/shop:ada/merge', { into: 'shop:ben', reason })
    await post('/customers/shop:ada/purchases', { total: { amount: 50, currency: 'EUR' } })
    expect((await get(`/customers/shop:ben/value?${await settled()}`)).body.currencies).toMatchObject({
      EUR: { revenue: 350 },
    })
    await post('/customers/shop:ada/unmerge', { reason })
    expect((await get(`/customers/shop:ada/value?${await settled()}`)).body.currencies).toMatchObject({
      EUR: { revenue: 150 },
    })
  }))

test('as it was known before the merge, they are two', () =>
  withTwo(async ({ get, post, settled, store }) => {
    const { body } = await post('/customers/shop:ada/merge', { into: 'shop:ben', reason })
    let mergedAt = ''
    for await (const { metadata } of store.readAll({ after: body.position - 1 })) mergedAt = metadata.recordedAt
    const before = new Date(Date.parse(mergedAt) - 1).toISOString()
    const awaited = await settled()
    for (const [path, is] of [
      ['value', { currencies: { EUR: { revenue: 100 } } }],
      ['timeline', { items: [{ day: '2024-01-01' }] }],
    ] as const) {
      const then = (await get(`/customers/shop:ada/${path}?knownAt=${before}&${awaited}`)).body
      expect(then).toMatchObject({ ...is, customer: ada })
      expect(then).not.toHaveProperty('askedFor')
    }
    expect((await get(`/customers/shop:ada/timeline?knownAt=${mergedAt}`)).body.items).toHaveLength(2)
    expect((await get(`/portfolio?knownAt=${before}`)).body).toMatchObject({ customers: 2 })
    expect((await get(`/portfolio?knownAt=${mergedAt}`)).body).toMatchObject({ customers: 1 })
  }))

test('carried out once under one key, and refused for what makes no sense', () =>
  withTwo(async ({ post }) => {
    const merge = (into: string, key = 'key') =>
      post('/customers/shop:ada/merge', { into, reason }, { 'idempotency-key': key })
    expect((await merge('shop:ben')).status).toBe(201)
    expect((await merge('shop:ben')).body.repeated).toBe(true)
    expect((await merge('shop:ben', 'other')).body.type).toBe('urn:touchledger:problem:customer-already-merged')
    expect((await post('/customers/shop:ben/merge', { into: 'shop:nobody', reason })).body.type).toBe(
      'urn:touchledger:problem:customer-unknown',
    )
    expect((await post('/customers/shop:ben/unmerge', { reason })).status).toBe(422)
    expect((await post('/customers/shop:ben/merge', { into: 'shop:ben', reason })).status).toBe(400)
    expect((await post('/customers/shop:ben/merge', { into: 'shop:ada' })).status).toBe(400)
  }))

test('of two merges at once that exclude each other, one wins', () =>
  withTwo(async ({ post }) => {
    const answers = await Promise.all([
      post('/customers/shop:ada/merge', { into: 'shop:ben', reason }),
      post('/customers/shop:ben/merge', { into: 'shop:ada', reason }),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409])
  }))
