import { customerIdOf, customerStream, derivedId } from '../../domain/customer/customer-id.js'
import type { RecordedEvent } from '../../domain/event.js'
import { happened, purchase, usd, type Happened } from '../../test/given-events.js'
import { withStores } from '../../test/open-stores.js'
import { CommandRunner } from '../commands/command-runner.js'
import type { EventStore } from '../event-store/event-store.js'
import { allocateCosts } from './allocate-costs.js'
import type { AllocationSources } from './allocation.js'
import { readCostPool } from './known-cost-pools.js'
import { withdrawCosts } from './withdraw-costs.js'

const now = '2024-06-01T00:10:00.000Z'
const customer = (name: string): string => customerIdOf('spec', name)
const pool = 'hotline 2024-01'
const record = {
  type: 'RecordCostPool',
  data: { pool, from: '2024-01-01', until: '2024-01-31', cost: usd(100), key: 'touchpoint', purpose: 'serve' },
} as const

interface Ground extends AllocationSources {
  /** Reports what happened to customers, in this order. */
  readonly tell: (...told: readonly (readonly [customer: string, event: Happened])[]) => Promise<void>
  /** The parts in the log, by customer. */
  readonly parts: () => Promise<Record<string, number>>
  readonly events: () => Promise<RecordedEvent[]>
}

const groundOf = (store: EventStore): Ground => {
  const clock = () => now
  let told = 0
  const events = async (): Promise<RecordedEvent[]> => {
    const found: RecordedEvent[] = []
    for (const name of ['a', 'b', 'c'])
      for await (const event of store.readStream(customerStream(customer(name))))
        if (event.type === 'CostAllocated') found.push(event)
    return found
  }
  return {
    store,
    runner: new CommandRunner(store, clock),
    clock,
    events,
    tell: async (...facts) => {
      for (const [name, { type, data, metadata }] of facts) {
        const id = derivedId('spec', String((told += 1)))
        const envelope = { recordedAt: now, actor: 'spec', correlationId: id, causationId: id, schemaVersion: 1 }
        const event = { type, data, id, metadata: { ...envelope, ...metadata } }
        await store.append(customerStream(customer(name)), [event], 'any')
      }
    },
    parts: async () => {
      const amounts: Record<string, number> = {}
      for (const { stream, data } of await events()) {
        const name = ['a', 'b', 'c'].find((name) => stream === customerStream(customer(name)))!
        amounts[name] = (amounts[name] ?? 0) + (data as { cost: { amount: number } }).cost.amount
      }
      return amounts
    },
  }
}

const withGround = (work: (ground: Ground) => Promise<void>) => withStores(({ store }) => work(groundOf(store)))

/** Three touchpoints of a, two of b, one of c; one more of c is not in the period. */
const contacts = ['a', 'b', 'a', 'b', 'c', 'a', 'c'].map(
  (name, day) =>
    [
      name,
      happened('InteractionRecorded', day === 6 ? '2024-02-01' : `2024-01-0${day + 1}`, { subject: 'call' }),
    ] as const,
)

test('a cost is shared out, each part an event of its customer that happened as the period ended', () =>
  withGround(async (ground) => {
    await ground.tell(...contacts)
    const { events: recorded } = await ground.runner.handleShared(record, { actor: 'spec' })
    const allocation = await allocateCosts(ground, pool)
    expect(allocation).toEqual({ pool, customers: 3, units: 6, position: 8, appended: 3, completed: true })
    expect(await ground.parts()).toEqual({ a: 50, b: 33, c: 17 })
    expect((await ground.events())[0]).toMatchObject({
      id: derivedId('cost-pool', pool, customer('a')),
      data: { cost: usd(50), purpose: 'serve', basis: 'per touchpoint', pool },
      metadata: { occurredAt: '2024-01-31T23:59:59.999Z', recordedAt: now, causationId: recorded[0]!.id },
    })
  }))

test('what was shared out is shared out once, whatever is reported later', () =>
  withGround(async (ground) => {
    await ground.tell(...contacts)
    await ground.runner.handleShared(record, { actor: 'spec' })
    const first = await allocateCosts(ground, pool)
    await ground.tell(['b', happened('InteractionRecorded', '2024-01-20', { subject: 'late' })])
    expect(await allocateCosts(ground, pool)).toEqual({ ...first, appended: 0 })
    expect(await ground.parts()).toEqual({ a: 50, b: 33, c: 17 })
  }))

test('an allocation that was stopped goes on by the same state of the log', () =>
  withGround(async (ground) => {
    await ground.tell(...contacts)
    await ground.runner.handleShared(record, { actor: 'spec' })
    const stopping = new AbortController()
    let recorded = 0
    const stopped = await allocateCosts(
      {
        ...ground,
        signal: stopping.signal,
        batchSize: 1,
        store: new Proxy(ground.store, {
          get: (store, name: keyof EventStore) => {
            const member: unknown = store[name]
            if (name !== 'appendMany') return typeof member === 'function' ? (member.bind(store) as unknown) : member
            return async (...asked: Parameters<EventStore['appendMany']>) => {
              recorded += 1
              if (recorded === 2) stopping.abort()
              return store.appendMany(...asked)
            }
          },
        }),
      },
      pool,
    )
    expect(stopped).toMatchObject({ appended: 2, completed: false })
    await ground.tell(['c', happened('InteractionRecorded', '2024-01-20', { subject: 'late' })])
    const completed = await allocateCosts({ ...ground, clock: () => '2024-06-02T00:00:00.000Z' }, pool)
    expect(completed).toMatchObject({ position: stopped.position, customers: 3, appended: 1, completed: true })
    expect(await ground.parts()).toEqual({ a: 50, b: 33, c: 17 })
  }))

test('two who share it out at once come to the same parts, each once', () =>
  withGround(async (ground) => {
    await ground.tell(...contacts)
    await ground.runner.handleShared(record, { actor: 'spec' })
    const other = { ...ground, runner: new CommandRunner(ground.store, ground.clock) }
    const both = await Promise.all([allocateCosts(ground, pool), allocateCosts(other, pool)])
    expect(both.map(({ completed }) => completed)).toEqual([true, true])
    expect(both[0].position).toBe(both[1].position)
    expect((await ground.events()).length).toBe(3)
    expect(await ground.parts()).toEqual({ a: 50, b: 33, c: 17 })
  }))

test('of merged customers the survivor gets the parts of all', () =>
  withGround(async (ground) => {
    await ground.tell(...contacts)
    const data = { customer: customer('c'), into: customer('b'), reason: 'same person' }
    await ground.runner.handle(data.customer, { type: 'MergeCustomers', data }, { actor: 'spec' })
    await ground.runner.handleShared(record, { actor: 'spec' })
    await allocateCosts(ground, pool)
    expect(await ground.parts()).toEqual({ a: 50, b: 50 })
  }))

test('a cost is shared out when its period is over', () =>
  withGround(async (ground) => {
    await ground.tell(...contacts)
    await ground.runner.handleShared(record, { actor: 'spec' })
    const on = (day: string) => allocateCosts({ ...ground, clock: () => `${day}T12:00:00.000Z` }, pool)
    await expect(on('2024-01-31')).rejects.toMatchObject({ code: 'cost-period-not-over' })
    expect(await on('2024-02-01')).toMatchObject({ completed: true })
  }))

test('what nobody caused is not shared out, until somebody is known who did', () =>
  withGround(async (ground) => {
    await ground.tell(['a', purchase('2024-03-01')])
    await ground.runner.handleShared(record, { actor: 'spec' })
    await expect(allocateCosts(ground, pool)).rejects.toMatchObject({ code: 'cost-not-shareable' })
    await ground.tell(['a', purchase('2024-01-10')])
    await allocateCosts(ground, pool)
    expect(await ground.parts()).toEqual({ a: 100 })
  }))

test('a cost that was not recorded is not shared out', () =>
  withGround(async (ground) => {
    await expect(allocateCosts(ground, pool)).rejects.toMatchObject({ code: 'cost-pool-unknown' })
  }))

describe('a cost that is withdrawn', () => {
  const because = { pool, reason: 'another month', by: 'ann' }
  const withdraw = (ground: AllocationSources) => withdrawCosts(ground, because, { actor: 'spec' })
  const nothing = { a: 0, b: 0, c: 0 }

  test('is taken back part by part, once, at the time it counted for', () =>
    withGround(async (ground) => {
      await ground.tell(...contacts)
      await ground.runner.handleShared(record, { actor: 'spec' })
      await allocateCosts(ground, pool)
      expect(await withdraw(ground)).toEqual({ pool, parts: 3, appended: 3, completed: true })
      expect(await ground.parts()).toEqual(nothing)
      const [part, reversal] = await ground.events()
      expect(reversal).toMatchObject({
        data: { cost: usd(-50), purpose: 'serve', basis: 'per touchpoint', pool, reverses: part!.id },
        metadata: { occurredAt: part!.metadata.occurredAt, causationId: part!.id },
      })
      expect(await withdraw(ground)).toEqual({ pool, parts: 3, appended: 0, completed: true })
      expect((await readCostPool(ground.store, pool)) as object).toMatchObject({
        withdrawn: { reason: 'another month', by: 'ann' },
        reversed: { parts: 3 },
      })
      await expect(allocateCosts(ground, pool)).rejects.toMatchObject({ code: 'cost-pool-withdrawn' })
      expect(await ground.parts()).toEqual(nothing)
    }))

  test('before it was shared out, is never shared out', () =>
    withGround(async (ground) => {
      await ground.tell(...contacts)
      await expect(withdraw(ground)).rejects.toMatchObject({ code: 'cost-pool-unknown' })
      await ground.runner.handleShared(record, { actor: 'spec' })
      expect(await withdraw(ground)).toEqual({ pool, parts: 0, appended: 0, completed: true })
      await expect(allocateCosts(ground, pool)).rejects.toMatchObject({ code: 'cost-pool-withdrawn' })
      expect(await ground.events()).toEqual([])
    }))

  test('while it is being shared out, leaves nothing behind', () =>
    withGround(async (ground) => {
      await ground.tell(...contacts)
      await ground.runner.handleShared(record, { actor: 'spec' })
      let batches = 0
      const withdrawing = new Proxy(ground.store, {
        get: (store, name: keyof EventStore) => {
          const member: unknown = store[name]
          if (name !== 'appendMany') return typeof member === 'function' ? (member.bind(store) as unknown) : member
          return async (...asked: Parameters<EventStore['appendMany']>) => {
            batches += 1
            // One part is there, and is taken back; the others come after that.
            if (batches === 2) await withdraw(ground)
            return store.appendMany(...asked)
          }
        },
      })
      const allocating = allocateCosts({ ...ground, batchSize: 1, store: withdrawing }, pool)
      await expect(allocating).rejects.toMatchObject({ code: 'cost-pool-withdrawn' })
      expect(await ground.parts()).toEqual(nothing)
      expect(await ground.events()).toHaveLength(6)
    }))

  test('does not touch what somebody else reported under its name', () =>
    withGround(async (ground) => {
      await ground.tell(...contacts)
      const data = { cost: usd(7), purpose: 'serve', basis: 'by hand', pool } as const
      await ground.tell(['a', happened('CostAllocated', '2024-01-10', data)])
      await ground.runner.handleShared(record, { actor: 'spec' })
      await allocateCosts(ground, pool)
      await withdraw(ground)
      expect(await ground.parts()).toEqual({ ...nothing, a: 7 })
    }))
})
