import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import type { NewEvent } from '../../../domain/event.js'
import { sameEvent } from '../same-event.js'
import { isSame, outgoingEvent, samenessOf } from './stored-event.js'

const instants = ['1997-01-01T00:00:00.000Z', '1997-01-01T00:00:00.001Z', '2026-01-01T00:00:00.000Z']
const id = randomUUID()

const anyEvent: fc.Arbitrary<NewEvent> = fc.record({
  id: fc.constant(id),
  type: fc.constantFrom('PurchaseCompleted', 'RefundIssued'),
  data: fc.constantFrom<object>({ a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 }, { a: 1 }, { a: '1' }),
  metadata: fc.record({
    occurredAt: fc.constantFrom(...instants),
    recordedAt: fc.constantFrom(...instants),
    actor: fc.constantFrom('ada', 'bob'),
    channel: fc.constantFrom(undefined, 'web'),
    correlationId: fc.constant('c'),
    causationId: fc.constant('c'),
    schemaVersion: fc.constant(1),
  }),
})

test('the hash tells the same events apart as reading them does', () =>
  fc.assert(
    fc.property(anyEvent, anyEvent, (one, other) => {
      expect(isSame(samenessOf(one), samenessOf(other))).toBe(sameEvent(one, other))
    }),
    { numRuns: 2_000 },
  ))

test('events that the server would take for the same are the same', () => {
  let alike = 0
  fc.assert(
    fc.property(anyEvent, anyEvent, (one, other) => {
      const [first, second] = [one, other].map((event) => outgoingEvent(event, 'a', 0).serverId)
      if (first !== second) return
      alike += 1
      expect(sameEvent(one, other)).toBe(true)
    }),
    { numRuns: 5_000 },
  )
  expect(alike).toBeGreaterThan(5)
})

test('what JSON changes is compared as it will be read', () => {
  const event = (data: object): NewEvent => ({
    id,
    type: 'PurchaseCompleted',
    data,
    metadata: { occurredAt: '', recordedAt: '', actor: '', correlationId: '', causationId: '', schemaVersion: 1 },
  })
  const date = new Date(0)
  expect(outgoingEvent(event({ at: date, none: undefined, zero: -0 }), 'a', 0).serverId).toBe(
    outgoingEvent(event({ at: date.toISOString(), zero: 0 }), 'a', 0).serverId,
  )
})
