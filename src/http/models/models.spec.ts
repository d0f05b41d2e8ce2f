/** Which models of customer value were published, and which is in force. */
import { withDoor, type Answer, type Door } from '../../../test/http-door.js'
import { cdnowModel } from '../../../test/given-models.js'
import { simpleModel } from '../../../test/given-value-models.js'
import { CommandRunner } from '../../commands/command-runner.js'

interface Listed {
  readonly version: number
  readonly isActive: boolean
  readonly inForce: { readonly since: string; readonly reason: string } | null
}

const publish = (door: Door, name = 'potential') => {
  const { version: _version, ...model } = cdnowModel
  const runner = door.application.get(CommandRunner, { strict: false })
  return runner.handleShared({ type: 'PublishPotentialModel', data: { ...model, name } }, { actor: 'spec' })
}

const listed = async (door: Door, query = ''): Promise<readonly Listed[]> =>
  ((await door.get(`/models${query}`)).body as unknown as { models: Listed[] }).models

const expectProblem = (answer: Answer, status: number, code: string) => {
  expect(answer.body).toMatchObject({ type: `urn:touchledger:problem:${code}`, status })
}

test('a published model is listed with what it was fitted to, and put into force with a reason', () =>
  withDoor(async (door) => {
    expect(await listed(door)).toEqual([])
    await publish(door)
    await publish(door)
    const before = await door.get('/models')
    expect(before.headers['touchledger-position']).toBe('2')
    const { name, window, purchases, values, discountPerYear } = cdnowModel
    const model = {
      kind: 'potential',
      name,
      window,
      purchases,
      values,
      discountPerYear,
      isActive: false,
      inForce: null,
    }
    expect(before.body).toEqual({
      position: 2,
      valueModels: [],
      models: [1, 2].map((version) => ({ ...model, version, publishedAt: expect.any(String) as string })),
    })

    const answer = await door.post('/models/potential/potential/2/activate', { reason: 'fits better', by: 'ana-7' })
    expect(answer.status).toBe(201)
    expect(answer.body).toEqual({
      position: 3,
      events: [{ id: expect.any(String) as string, type: 'PotentialModelActivated' }],
      repeated: false,
    })
    const [first, second] = await listed(door)
    expect(first).toMatchObject({ isActive: false, inForce: null })
    expect(second).toMatchObject({ isActive: true, inForce: { reason: 'fits better', by: 'ana-7' } })

    // It is in force already, and stays so since then and for that reason.
    const again = await door.post('/models/potential/potential/2/activate', { reason: 'once more' })
    expect([again.status, again.body]).toMatchObject([200, { events: [], repeated: false }])
    expect((await listed(door))[1]).toEqual(second)
    const past = new Date(Date.parse(second!.inForce!.since) - 1).toISOString()
    expect((await listed(door, `?knownAt=${past}`)).filter(({ isActive }) => isActive)).toEqual([])
    await door.post('/models/potential/potential/1/activate', { reason: 'back again' })
    expect((await listed(door)).map(({ inForce }) => inForce?.reason)).toEqual(['back again', undefined])
  }))

test('only what was published is put into force', () =>
  withDoor(async (door) => {
    await publish(door)
    const because = { reason: 'x' }
    for (const path of ['potential/2', 'other/1', 'potential/0', 'potential/first'])
      expectProblem(await door.post(`/models/potential/${path}/activate`, because), 404, 'model-version-unknown')
    expectProblem(await door.post('/models/potential/potential/1/activate', {}), 400, 'request-invalid')
    expectProblem(
      await door.post('/models/potential/potential/1/activate', because, { 'if-match': '"1"' }),
      400,
      'header-invalid',
    )
    expect((await listed(door)).map(({ inForce }) => inForce)).toEqual([null])
  }))

test('an activation under one key is carried out once', () =>
  withDoor(async (door) => {
    await publish(door)
    await publish(door)
    const activate = (version: number, key: string) =>
      door.post(`/models/potential/potential/${version}/activate`, { reason: 'x' }, { 'idempotency-key': key })
    await activate(1, 'a')
    await activate(2, 'b')
    expect((await activate(1, 'a')).body).toMatchObject({ repeated: true })
    expect((await listed(door)).map(({ isActive }) => isActive)).toEqual([false, true])
  }))

test('a model of customer value is published once, put into force, and scores customers', () =>
  withDoor(async (door) => {
    const { indicators, tiers } = simpleModel
    const path = '/models/value/simple/1'
    await door.post('/customers', { kind: 'person', source: 'shop', externalId: '1', profile: { segment: 'gold' } })
    await door.post('/customers/shop:1/purchases', {
      total: { amount: 100, currency: 'USD' },
      occurredAt: '2026-01-05T10:00:00Z',
    })
    expect((await door.get('/customers/shop:1/value')).body).toMatchObject({ model: null })
    expect((await door.post(path, { definition: { indicators, tiers }, by: 'ana-7' })).status).toBe(201)
    expect((await door.post(path, { definition: { indicators, tiers } })).body).toMatchObject({ events: [] })
    expectProblem(
      await door.post(path, { definition: { indicators, tiers: [{ name: 'all', from: 0 }] } }),
      409,
      'model-version-published',
    )
    expectProblem(await door.post('/models/value/simple/2', { definition: { tiers } }), 422, 'event-data-invalid')
    expectProblem(await door.post('/models/value/simple/2/activate', { reason: 'x' }), 404, 'model-version-unknown')
    const activated = await door.post(`${path}/activate`, { reason: 'agreed' })
    expect((await door.get('/models')).body).toMatchObject({
      valueModels: [
        { name: 'simple', version: 1, isActive: true, inForce: { reason: 'agreed' }, indicators, by: 'ana-7' },
      ],
    })
    const { body } = await door.get(`/customers/shop:1/value?waitFor=${activated.body.position}`)
    const [often, who] = [
      { indicator: 'often', raw: 1, points: 5 },
      { indicator: 'who', raw: 'gold', points: 50 },
    ]
    expect(body).toMatchObject({
      model: { name: 'simple', version: 1, score: 55, tier: 'small', breakdown: [often, who], position: body.position },
    })
    const before = await door.get('/customers/shop:1/value?asOf=2026-01-05T09:00:00Z')
    expect(before.body).toMatchObject({ model: { score: 0, breakdown: [{ raw: 0 }, { raw: null, normalised: null }] } })
  }))
