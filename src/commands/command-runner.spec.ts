/** The command runner on a real log: decisions, retries, idempotency, facts. */
import { customerIdOf, customerStream } from '../../domain/customer/customer-id.js'
import type { RecordedEvent } from '../../domain/event.js'
import { cdnowModel } from '../../test/given-models.js'
import { withStores } from '../../test/open-stores.js'
import type { EventStore } from '../event-store/event-store.js'
import { CommandRunner, type RequestContext } from './command-runner.js'

const ada = customerIdOf('test', 'ada')
const bob = customerIdOf('test', 'bob')
const context: RequestContext = { actor: 'test' }
const register = { type: 'RegisterCustomer', data: { kind: 'person' } } as const
const openCase = (name: string) => ({ type: 'OpenCase', data: { case: name } }) as const
const visit = { type: 'InteractionRecorded', data: { subject: 'visit' } }

/** A clock that goes on by a second at every look. */
const ticking = () => {
  let seconds = 0
  return () => new Date(Date.UTC(2026, 0, 1) + 1_000 * seconds++).toISOString()
}

const withRunner = (work: (runner: CommandRunner, store: EventStore) => Promise<void>) =>
  withStores(({ store }) => work(new CommandRunner(store, ticking()), store))

const historyOf = async (store: EventStore, customer: string): Promise<RecordedEvent[]> => {
  const history: RecordedEvent[] = []
  for await (const event of store.readStream(customerStream(customer))) history.push(event)
  return history
}

test('a command appends what was decided, with the envelope of its request', () =>
  withRunner(async (runner, store) => {
    const written = await runner.handle(ada, register, {
      ...context,
      channel: 'phone',
      source: 'crm',
      correlationId: 'call-1',
    })
    expect(written).toMatchObject({ customer: ada, revision: 0, position: 1, repeated: false })
    const [event] = await historyOf(store, ada)
    expect(event).toMatchObject({
      id: written.events[0]!.id,
      type: 'CustomerRegistered',
      metadata: {
        actor: 'test',
        channel: 'phone',
        source: 'crm',
        correlationId: 'call-1',
        schemaVersion: 1,
        occurredAt: '2026-01-01T00:00:00.000Z',
        recordedAt: '2026-01-01T00:00:00.000Z',
      },
    })
  }))

test('a command on a customer of whom nothing is recorded is refused, registering apart', () =>
  withRunner(async (runner) => {
    await expect(runner.handle(ada, openCase('1'), context)).rejects.toMatchObject({ code: 'customer-unknown' })
    await expect(runner.handle(ada, register, context)).resolves.toMatchObject({ revision: 0 })
  }))

test('a command that the rules refuse writes nothing', () =>
  withRunner(async (runner, store) => {
    await runner.handle(ada, register, context)
    await expect(runner.handle(ada, register, context)).rejects.toMatchObject({ code: 'customer-already-registered' })
    expect(await store.head()).toBe(1)
  }))

test('a command that changes nothing answers with the revision and writes nothing', () =>
  withRunner(async (runner, store) => {
    await runner.handle(ada, register, context)
    const assign = { type: 'AssignCustomer', data: { to: 'rep-1' } } as const
    await runner.handle(ada, assign, context)
    expect(await runner.handle(ada, assign, context)).toEqual({
      customer: ada,
      revision: 1,
      events: [],
      repeated: false,
    })
    expect(await store.head()).toBe(2)
  }))

test('commands that meet at one revision are decided again, each on what the others did', () =>
  withRunner(async (runner, store) => {
    await runner.handle(ada, register, context)
    const outcomes = await Promise.allSettled([
      runner.handle(ada, openCase('1'), context),
      runner.handle(ada, openCase('1'), context),
      runner.handle(ada, openCase('2'), context),
    ])
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'fulfilled', 'rejected'])
    expect((await historyOf(store, ada)).map(({ type }) => type)).toEqual([
      'CustomerRegistered',
      'CaseOpened',
      'CaseOpened',
    ])
  }))

test('state that another process changed is seen', () =>
  withRunner(async (runner, store) => {
    await runner.handle(ada, register, context)
    await runner.handle(ada, openCase('1'), context)
    const elsewhere = new CommandRunner(store, ticking())
    await elsewhere.handle(ada, { type: 'ResolveCase', data: { case: '1' } }, context)
    await expect(runner.handle(ada, { type: 'ResolveCase', data: { case: '1' } }, context)).rejects.toMatchObject({
      code: 'case-completed',
    })
  }))

test('the same request under the same idempotency key is carried out once and answered alike', () =>
  withRunner(async (runner, store) => {
    await runner.handle(ada, register, context)
    const keyed = { ...context, idempotencyKey: 'key-1' }
    const first = await runner.handle(ada, openCase('1'), keyed)
    await runner.record(ada, [visit], context)
    const again = await runner.handle(ada, openCase('1'), keyed)
    expect(again).toEqual({ ...first, repeated: true })
    expect(await store.head()).toBe(3)
  }))

test('retries that run at the same moment are carried out once', () =>
  withRunner(async (runner, store) => {
    await runner.handle(ada, register, context)
    const keyed = { ...context, idempotencyKey: 'key-1' }
    const written = await Promise.all(Array.from({ length: 5 }, () => runner.record(ada, [visit, visit], keyed)))
    expect(new Set(written.map(({ position }) => position))).toEqual(new Set([3]))
    expect(written.filter(({ repeated }) => !repeated)).toHaveLength(1)
    expect(await store.head()).toBe(3)
  }))

test('an idempotency key used for another request is refused', () =>
  withRunner(async (runner) => {
    await runner.handle(ada, register, context)
    const keyed = { ...context, idempotencyKey: 'key-1' }
    await runner.handle(ada, openCase('1'), keyed)
    await expect(runner.handle(ada, openCase('2'), keyed)).rejects.toMatchObject({ code: 'idempotency-key-reused' })
    await expect(runner.record(ada, [visit], keyed)).rejects.toMatchObject({ code: 'idempotency-key-reused' })
    await expect(runner.handle(ada, openCase('1'), { ...keyed, channel: 'phone' })).rejects.toMatchObject({
      code: 'idempotency-key-reused',
    })
  }))

test('a command at another revision than the request expects is refused', () =>
  withRunner(async (runner) => {
    await runner.handle(ada, register, context)
    await expect(runner.handle(ada, openCase('1'), { ...context, expectedRevision: 4 })).rejects.toMatchObject({
      code: 'revision-differs',
      facts: { expected: 4, actual: 0 },
    })
    await expect(runner.record(ada, [visit], { ...context, expectedRevision: 4 })).rejects.toMatchObject({
      code: 'revision-differs',
    })
    await expect(runner.record(ada, [visit], { ...context, expectedRevision: 0 })).resolves.toMatchObject({
      revision: 1,
    })
  }))

test('facts about several customers are recorded together or not at all', () =>
  withRunner(async (runner, store) => {
    await runner.handle(ada, register, context)
    const both = [
      { customer: ada, facts: [visit] },
      { customer: bob, facts: [visit] },
    ]
    await expect(runner.recordMany(both, context)).rejects.toMatchObject({
      code: 'customer-unknown',
      facts: { index: 1 },
    })
    expect(await store.head()).toBe(1)
    await runner.handle(bob, register, context)
    expect(await runner.recordMany(both, context)).toMatchObject([{ revision: 1 }, { revision: 1 }])
  }))

test('a fact with wrong data is refused, naming which one and the field', () =>
  withRunner(async (runner) => {
    await runner.handle(ada, register, context)
    const wrong = { type: 'InteractionRecorded', data: { colour: 'red' } }
    await expect(runner.record(ada, [visit, wrong], context)).rejects.toMatchObject({
      code: 'event-data-invalid',
      facts: { index: 0, fact: 1, problems: [{ field: 'colour' }] },
    })
  }))

test('a fact from the future is refused', () =>
  withRunner(async (runner) => {
    await runner.handle(ada, register, context)
    const tomorrow = { ...visit, occurredAt: '2026-01-02T00:00:00.000Z' }
    await expect(runner.record(ada, [tomorrow], context)).rejects.toMatchObject({ code: 'occurred-in-future' })
  }))

describe('a command that is decided in a stream of its own', () => {
  const cleo = customerIdOf('test', 'cleo')
  const merge = (customer: string, into: string) =>
    ({ type: 'MergeCustomers', data: { customer, into, reason: 'same address' } }) as const
  const unmerge = (customer: string) => ({ type: 'UnmergeCustomers', data: { customer, reason: 'twins' } }) as const

  /** Two runners over one log, as two processes have them, and three customers. */
  const withTwo = (work: (runner: CommandRunner, other: CommandRunner, store: EventStore) => Promise<void>) =>
    withRunner(async (runner, store) => {
      for (const customer of [ada, bob, cleo]) await runner.handle(customer, register, context)
      await work(runner, new CommandRunner(store, ticking()), store)
    })

  const identities = async (store: EventStore): Promise<RecordedEvent[]> => {
    const events: RecordedEvent[] = []
    for await (const event of store.readStream('identities')) events.push(event)
    return events
  }

  test('is appended there, and the customers’ own streams stay as they are', () =>
    withTwo(async (runner, _, store) => {
      expect(await runner.handle(ada, merge(ada, bob), { ...context, channel: 'desk' })).toEqual({
        customer: ada,
        revision: 0,
        position: 4,
        events: [{ id: expect.any(String), type: 'CustomersMerged' }],
        repeated: false,
      })
      expect(await runner.handle(ada, unmerge(ada), context)).toMatchObject({ revision: 1, position: 5 })
      expect(await identities(store)).toMatchObject([
        {
          type: 'CustomersMerged',
          data: { customer: ada, into: bob, reason: 'same address' },
          metadata: { actor: 'test', channel: 'desk', schemaVersion: 1 },
        },
        { type: 'CustomersUnmerged', data: { customer: ada, from: bob, reason: 'twins' } },
      ])
      for (const customer of [ada, bob]) expect(await historyOf(store, customer)).toHaveLength(1)
    }))

  test('is refused where one of the customers is not known, whichever it is', () =>
    withTwo(async (runner, _, store) => {
      const nobody = customerIdOf('test', 'nobody')
      const unknown = { code: 'customer-unknown', facts: { customer: nobody } }
      await expect(runner.handle(nobody, merge(nobody, ada), context)).rejects.toMatchObject(unknown)
      await expect(runner.handle(ada, merge(ada, nobody), context)).rejects.toMatchObject(unknown)
      await expect(runner.handle(nobody, unmerge(nobody), context)).rejects.toMatchObject(unknown)
      expect(await identities(store)).toEqual([])
    }))

  test('meets what another process decided', () =>
    withTwo(async (runner, other) => {
      await runner.handle(ada, merge(ada, bob), context)
      await expect(other.handle(bob, merge(bob, ada), context)).rejects.toMatchObject({
        code: 'customer-already-merged',
      })
      await other.handle(ada, unmerge(ada), context)
      await expect(runner.handle(ada, unmerge(ada), context)).rejects.toMatchObject({ code: 'customer-not-merged' })
      await expect(runner.handle(bob, merge(bob, ada), context)).resolves.toMatchObject({ revision: 2 })
    }))

  test.each([
    ['one customer into two others', merge(ada, bob), merge(ada, cleo)],
    ['two customers into each other', merge(ada, bob), merge(bob, ada)],
  ])('at the same moment in two processes: of %s, one is merged', (_, first, second) =>
    withTwo(async (runner, other, store) => {
      const outcomes = await Promise.allSettled([
        runner.handle(first.data.customer, first, context),
        other.handle(second.data.customer, second, context),
      ])
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
      const refused = outcomes.find((outcome) => outcome.status === 'rejected')
      expect(refused?.reason).toMatchObject({ code: 'customer-already-merged' })
      expect(await identities(store)).toHaveLength(1)
    }),
  )

  test('of very many at the same moment in two processes, none is lost', () =>
    withTwo(async (runner, other, store) => {
      // Fewer in each process than a command is tried, whoever is first each time.
      const many = Array.from({ length: 30 }, (_, at) => customerIdOf('test', `many-${at}`))
      await Promise.all(many.map((customer) => runner.handle(customer, register, context)))
      const merges = many.map((customer, at) =>
        (at % 2 ? runner : other).handle(customer, merge(customer, ada), context),
      )
      const revisions = (await Promise.all(merges)).map(({ revision }) => revision)
      expect(revisions.sort((a, b) => a - b)).toEqual(many.map((_, at) => at))
      expect(new Set((await identities(store)).map(({ data }) => (data as { customer: string }).customer))).toEqual(
        new Set(many),
      )
    }))

  test('is carried out once under one key, also when it was taken back since', () =>
    withTwo(async (runner, other, store) => {
      const keyed = { ...context, idempotencyKey: 'merge 1' }
      const first = await runner.handle(ada, merge(ada, bob), keyed)
      await runner.handle(ada, unmerge(ada), context)
      expect(await other.handle(ada, merge(ada, bob), keyed)).toEqual({ ...first, repeated: true })
      await expect(other.handle(ada, merge(ada, cleo), keyed)).rejects.toMatchObject({ code: 'idempotency-key-reused' })
      expect(await identities(store)).toHaveLength(2)
    }))

  test('cannot be smuggled into a customer’s stream as a fact', () =>
    withTwo(async (runner, _, store) => {
      const fact = { type: 'CustomersMerged', data: { customer: ada, into: bob, reason: 'x' } }
      await expect(runner.record(ada, [visit, fact], context)).rejects.toMatchObject({
        code: 'event-not-of-customer',
        facts: { fact: 1, stream: 'identities' },
      })
      expect(await store.head()).toBe(3)
    }))

  test('leaves what is written to a merged customer in that customer’s own stream', () =>
    withTwo(async (runner, _, store) => {
      await runner.handle(ada, merge(ada, bob), context)
      await runner.record(ada, [visit], context)
      await runner.handle(ada, openCase('1'), context)
      expect((await historyOf(store, ada)).map(({ type }) => type)).toEqual([
        'CustomerRegistered',
        'InteractionRecorded',
        'CaseOpened',
      ])
      expect(await historyOf(store, bob)).toHaveLength(1)
    }))
})

test('what takes a while to work out is worked out once under a key, and anew without', () =>
  withRunner(async (runner) => {
    let times = 0
    const publish = (request: object, key?: string) =>
      runner.workOutShared(
        'PublishPotentialModel',
        request,
        () => {
          const { version: _version, ...model } = cdnowModel
          return Promise.resolve({ ...model, window: { ...model.window, position: times++ } })
        },
        { ...context, ...(key !== undefined && { idempotencyKey: key }) },
      )
    const first = await publish({ until: '1997-09-30' }, 'a')
    expect(await publish({ until: '1997-09-30' }, 'a')).toEqual({ ...first, repeated: true })
    expect(times).toBe(1)
    await expect(publish({ until: '1997-09-29' }, 'a')).rejects.toMatchObject({ code: 'idempotency-key-reused' })
    expect(times).toBe(1)
    expect(await publish({ until: '1997-09-30' })).toMatchObject({ revision: 1, repeated: false })
    expect(times).toBe(2)
  }))
